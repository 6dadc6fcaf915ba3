import { parseJson } from '@countersign/json'
import {
  bundleVerifier,
  type Report,
  type Suite,
  type VerifyOptions,
  verifyEvidence,
} from '@countersign/receipt'
import { CliError, type Io } from '../io.ts'
import type { Progress } from '../progress.ts'
import { NotUtf8, piecesOf } from './source.ts'

/** One file to judge. */
export interface Work {
  suite: Suite
  file: string
  expectations: VerifyOptions
  progress: Progress
  io: Io
}

/** What a file is, and what was found. */
export interface Checked {
  kind: 'evidence' | 'bundle'
  report: Report
}

// The format stands behind the checkpoint, which takes at most some 20,000 characters.
const HEAD_CHARACTERS = 32 * 1024
const EVIDENCE_CHARACTERS_MAX = 32 * 1024 * 1024

/** Judges a file, reading it once: a bundle line by line, evidence as a whole. */
export async function check(work: Work): Promise<Checked> {
  const pieces = piecesOf(work.file, work.io)
  const head: string[] = []
  let characters = 0
  let isText = true
  const take = async (until: number): Promise<void> => {
    while (characters < until && isText) {
      const { value, done } = await next(pieces)
      if (done) return
      if (value === undefined) isText = false
      else {
        head.push(value)
        characters += value.length
      }
    }
  }
  await take(HEAD_CHARACTERS)
  const start = head.join('').slice(0, HEAD_CHARACTERS)
  if (isBundle(start)) {
    return { kind: 'bundle', report: await checkBundle(work, head, isText ? pieces : undefined) }
  }
  await take(EVIDENCE_CHARACTERS_MAX)
  await pieces.return()
  return { kind: 'evidence', report: checkEvidence(work, head.join(''), isText) }
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

/** Either mark is enough, so that damage to one of them does not turn a bundle into something else. */
function isBundle(start: string): boolean {
  return start.startsWith('{"checkpoint":') || start.includes('"format":"countersign-bundle/')
}

async function checkBundle(
  { suite, expectations, progress }: Work,
  head: readonly string[],
  pieces: AsyncGenerator<string, void> | undefined,
): Promise<Report> {
  const { expectedArguments, expectedOutput, ...options } = expectations
  if (expectedArguments !== undefined || expectedOutput !== undefined) {
    throw new CliError('cli.option', 'an expected value goes with the evidence of one receipt, not a bundle')
  }
  const verifier = bundleVerifier(suite, options)
  const write = async (piece: string): Promise<void> => {
    verifier.write(piece)
    await progress.update(verifier.progress.done, verifier.progress.total)
  }
  for (const piece of head) await write(piece)
  let isText = pieces !== undefined
  while (pieces !== undefined && isText) {
    const { value, done } = await next(pieces)
    if (done) break
    if (value === undefined) isText = false
    else await write(value)
  }
  // U+0000 stands nowhere in JSON, so the line it ends up in fails at its own place.
  if (!isText) verifier.write('\u0000\n')
  return isText ? verifier.end() : asNoText(verifier.end())
}

function checkEvidence({ suite, expectations }: Work, text: string, isText: boolean): Report {
  if (!isText) return asNoText(verifyEvidence(suite, '\u0000', expectations))
  if (text.length > EVIDENCE_CHARACTERS_MAX) {
    throw new CliError('cli.too_large', 'this is no bundle, and too large for the evidence of one receipt')
  }
  const report = verifyEvidence(suite, text, expectations)
  if (report.axes.some(({ name, status }) => name === 'structure' && status === 'failed')) refuseOther(text)
  return report
}

function asNoText(report: Report): Report {
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
  { members: ['title', 'status', 'code'], message: 'this is an error that the API answered, not evidence' },
]

/** Says what a well-known file is that somebody took for evidence. */
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
