// Finds out whether a file is a bundle or evidence, and verifies it while reading it once.
import { isJsonObject, parseJson } from '@countersign/json'
import {
  bundleVerifier,
  EVIDENCE_DEPTH_MAX,
  type Report,
  type Suite,
  type VerifyOptions,
  verifyEvidence,
} from '@countersign/receipt'
import { CliError, type Io } from '../../io.ts'
import type { Progress } from '../../progress.ts'
import { NotUtf8, piecesOf } from './source.ts'

/** One file to verify. */
export type Work = {
  suite: Suite
  file: string
  expectations: VerifyOptions
  progress: Progress
  io: Io
}

/** What a file is, and what was found. */
export type Checked = {
  kind: 'evidence' | 'bundle'
  report: Report
}

const EVIDENCE_CHARACTERS_MAX = 32 * 1024 * 1024

/** What was read of a file whose kind is not known yet. */
type Head = {
  readonly pieces: AsyncGenerator<string, void>
  readonly texts: string[]
  characters: number
  isText: boolean
}

/** Verifies a file, reading it once: a bundle line by line, evidence as a whole. */
export async function check(work: Work): Promise<Checked> {
  const head: Head = { pieces: piecesOf(work.file, work.io), texts: [], characters: 0, isText: true }
  if (kindOf(await firstLine(head)) === 'bundle') {
    return { kind: 'bundle', report: await checkBundle(work, head) }
  }
  while (head.characters <= EVIDENCE_CHARACTERS_MAX && (await take(head)) !== undefined) {}
  await head.pieces.return()
  return { kind: 'evidence', report: checkEvidence(work, head.texts.join(''), head.isText) }
}

/** Reads one more piece; undefined at the end, and where the input stops being text. */
async function take(head: Head): Promise<string | undefined> {
  const { value, done } = await next(head.pieces)
  if (done) return undefined
  if (value === undefined) {
    head.isText = false
    return undefined
  }
  head.texts.push(value)
  head.characters += value.length
  return value
}

/** The first line, or what there is of it: no evidence is longer. */
async function firstLine(head: Head): Promise<string> {
  while (head.characters <= EVIDENCE_CHARACTERS_MAX) {
    const piece = await take(head)
    if (piece === undefined || piece.includes('\n')) break
  }
  const text = head.texts.join('')
  const end = text.indexOf('\n')
  return end === -1 ? text : text.slice(0, end)
}

/**
 * A bundle is a file whose first line is a JSON object that says so itself: anything deeper may have been written by an agent.
 * Where the first line is damaged, no reading of it can be valid, and its beginning decides what the report is about.
 */
function kindOf(line: string): Checked['kind'] {
  let value: unknown
  try {
    value = parseJson(line, { maxDepth: EVIDENCE_DEPTH_MAX })
  } catch {
    return line.startsWith('{"checkpoint":') ? 'bundle' : 'evidence'
  }
  const format = isJsonObject(value) ? value.format : undefined
  return typeof format === 'string' && format.startsWith('countersign-bundle/') ? 'bundle' : 'evidence'
}

/** The next piece; without a value when the input stops being text. */
async function next(pieces: AsyncGenerator<string, void>): Promise<{ value?: string; done: boolean }> {
  try {
    const { value, done } = await pieces.next()
    return done ? { done: true } : { value, done: false }
  } catch (error) {
    if (error instanceof NotUtf8) return { done: false }
    throw error
  }
}

async function checkBundle({ suite, expectations, progress }: Work, head: Head): Promise<Report> {
  const { expectedArguments, expectedOutput, ...options } = expectations
  if (expectedArguments !== undefined || expectedOutput !== undefined) {
    throw new CliError(
      'cli.option',
      '--expected-output and --expected-arguments are for the evidence of one receipt, not for a bundle',
    )
  }
  const verifier = bundleVerifier(suite, options)
  async function write(piece: string): Promise<void> {
    verifier.write(piece)
    await progress.update(verifier.progress.done, verifier.progress.total)
  }
  for (const piece of head.texts) await write(piece)
  let { isText } = head
  while (isText) {
    const { value, done } = await next(head.pieces)
    if (done) break
    if (value === undefined) isText = false
    else await write(value)
  }
  // U+0000 never occurs in JSON, so the line it ends up in fails at its own place.
  if (!isText) verifier.write('\u0000\n')
  return isText ? verifier.end() : asNotUtf8(verifier.end())
}

function checkEvidence({ suite, expectations }: Work, text: string, isText: boolean): Report {
  const { whole, from, to } = expectations
  if (whole !== undefined || from !== undefined || to !== undefined) {
    throw new CliError(
      'cli.option',
      '--whole, --from and --to are for a bundle, not for the evidence of one receipt',
    )
  }
  if (!isText) return asNotUtf8(verifyEvidence(suite, '\u0000', expectations))
  if (text.length > EVIDENCE_CHARACTERS_MAX) {
    throw new CliError('cli.too_large', 'this is not a bundle, and too large for the evidence of one receipt')
  }
  const report = verifyEvidence(suite, text, expectations)
  if (report.axes.some(({ name, status }) => name === 'structure' && status === 'failed')) refuseOther(text)
  return report
}

function asNotUtf8(report: Report): Report {
  const codes = ['bundle.line', 'bundle.header', 'evidence.malformed']
  const axes = report.axes.map((axis) =>
    axis.status === 'failed' && codes.includes(axis.code ?? '')
      ? { ...axis, code: 'structure.utf8', detail: 'the file is not UTF-8 text' }
      : axis,
  )
  return { ...report, axes }
}

const OTHERS: readonly { members: readonly string[]; message: string }[] = [
  {
    members: ['keys'],
    message: 'this is a key set: give it with --trust, and the evidence or bundle as file',
  },
  { members: ['root', 'tree_size'], message: 'this is a checkpoint: give it with --since' },
  { members: ['title', 'status', 'code'], message: 'this is an error of the API, not evidence' },
]

/** Throws for a well-known file that was mistaken for evidence. */
function refuseOther(text: string): void {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return
  }
  const names = Object.keys(Object(value))
  if (names.includes('payload') || names.includes('inclusion_path')) return
  const other = OTHERS.find(({ members }) => members.every((name) => names.includes(name)))
  if (other !== undefined) throw new CliError('cli.other_file', other.message)
}
