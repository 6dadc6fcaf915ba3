// Reads and writes policy folders: Cedar files, settings, tests and tools.
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isJsonObject, JsonError, type JsonObject, type JsonValue, parseJson } from '@countersign/json'
import type { UncheckedDocument } from '@countersign/policy/publish'
import { CliError } from '../../io.ts'
import { reasonOf } from '../../reason.ts'
import { writeAtomically } from '../export/target.ts'

const FILE_BYTES_MAX = 1024 * 1024
const FILES_MAX = 200
const JSON_DEPTH_MAX = 64

/** The names of the files of a policy folder besides `*.cedar`. */
export const FOLDER_FILES = { settings: 'settings.json', tests: 'tests.json', tools: 'tools.json' } as const

/** One file of the folder, and where it is in the text of the document. */
export type TextPart = {
  file: string
  text: string
  /** Its first line in the whole text, from 1. */
  firstLine: number
}

/** A policy folder as it was read: what is in its JSON files is not checked beyond being JSON. */
export type PolicyFolder = {
  path: string
  /** What to send or to check. */
  document: { text: string; settings?: JsonValue; tests?: JsonValue }
  /** The registered tools that the folder was written for; undefined without a tools.json. */
  tools?: JsonValue
  parts: readonly TextPart[]
}

/** What to write besides the document. */
export type WriteOptions = {
  /** The text in several files, by file name; their texts in name order must make up the document's text. */
  texts?: Readonly<Record<string, string>>
  tools?: readonly object[]
  /** Other files, such as README.md, by name. */
  more?: Readonly<Record<string, string>>
  /** Overwrites, and removes .cedar and JSON files that the document does not have. */
  replace?: boolean
}

function unreadable(path: string, why: string) {
  return new CliError('cli.unreadable', `cannot read \`${path}\`: ${why}`)
}

async function withDiskErrors<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(path, reasonOf(error))
  }
}

async function textOf(file: string): Promise<string> {
  const bytes = await withDiskErrors(file, async () => {
    const { size } = await stat(file)
    if (size > FILE_BYTES_MAX) throw unreadable(file, 'it is larger than 1 MiB')
    return readFile(file)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unreadable(file, 'it is not UTF-8 text')
  }
}

/** Puts texts one after the other, each on a line of its own. */
export function joinTexts(texts: readonly (readonly [file: string, text: string])[]): {
  text: string
  parts: TextPart[]
} {
  const parts: TextPart[] = []
  let whole = ''
  let firstLine = 1
  for (const [file, text] of texts) {
    const isLast = parts.length === texts.length - 1
    const piece = isLast || text.endsWith('\n') ? text : `${text}\n`
    parts.push({ file, text: piece, firstLine })
    whole += piece
    firstLine += piece.split('\n').length - 1
  }
  return { text: whole, parts }
}

function jsonOf(file: string, text: string): JsonValue {
  try {
    return parseJson(text, { maxDepth: JSON_DEPTH_MAX })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const before = text.slice(0, error.offset).split('\n')
    const place = `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
    throw new CliError('cli.unreadable', `${place}: ${error.message}`)
  }
}

/** The one member of a JSON file such as { "tests": […] }. */
async function memberOf(file: string, name: string): Promise<JsonValue> {
  const value = jsonOf(file, await textOf(file))
  const member =
    isJsonObject(value) && Object.keys(value).every((key) => key === name) ? value[name] : undefined
  if (member === undefined) throw unreadable(file, `it must hold { "${name}": … } and nothing else`)
  return member
}

async function namesOf(path: string): Promise<string[]> {
  const names = (await withDiskErrors(path, () => readdir(path))).sort()
  if (names.filter((name) => name.endsWith('.cedar')).length > FILES_MAX)
    throw unreadable(path, `it holds more than ${FILES_MAX} .cedar files`)
  return names
}

async function readFiles(path: string, names: readonly string[]): Promise<PolicyFolder> {
  const cedar = names.filter((name) => name.endsWith('.cedar'))
  if (cedar.length === 0) throw unreadable(path, 'there is no .cedar file in it')
  const texts: (readonly [string, string])[] = []
  for (const name of cedar) texts.push([join(path, name), await textOf(join(path, name))])
  const { text, parts } = joinTexts(texts)
  function at(name: string) {
    return names.includes(name) ? join(path, name) : undefined
  }
  const settings = at(FOLDER_FILES.settings)
  const tests = at(FOLDER_FILES.tests)
  const tools = at(FOLDER_FILES.tools)
  return {
    path,
    document: {
      text,
      ...(settings !== undefined && { settings: jsonOf(settings, await textOf(settings)) }),
      ...(tests !== undefined && { tests: await memberOf(tests, 'tests') }),
    },
    ...(tools !== undefined && { tools: await memberOf(tools, 'tools') }),
    parts,
  }
}

/** Reads a policy folder, or one .cedar file; throws `CliError` when that cannot be done. */
export async function readFolder(path: string): Promise<PolicyFolder> {
  const isFolder = (await withDiskErrors(path, () => stat(path))).isDirectory()
  return isFolder ? readFiles(path, await namesOf(path)) : readFiles(dirname(path), [cedarName(path)])
}

/** The document of a folder whose settings are an object and whose tests are a list of them. */
export function documentOf({ path, document }: PolicyFolder): UncheckedDocument {
  const { text, settings, tests } = document
  if (settings !== undefined && !isJsonObject(settings)) throw notPolicies(path)
  if (tests !== undefined && !isListOfObjects(tests)) throw notPolicies(path)
  return { text, ...(settings !== undefined && { settings }), ...(tests !== undefined && { tests }) }
}

function isListOfObjects(value: JsonValue): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject)
}

/** The error for a folder whose problems `countersign policy lint` describes in detail. */
export function notPolicies(path: string): CliError {
  return new CliError(
    'cli.unreadable',
    `\`${path}\` is not a policy folder; run \`countersign policy lint\` to see why`,
  )
}

function cedarName(path: string): string {
  const name = basename(path)
  if (!name.endsWith('.cedar')) throw unreadable(path, 'it is neither a folder nor a .cedar file')
  return name
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function filesOf({ text, settings, tests }: UncheckedDocument, options: WriteOptions): Map<string, string> {
  const texts = Object.entries(options.texts ?? { 'policies.cedar': text })
  const files = new Map(texts.map(([name, piece]) => [cedarName(name), piece]))
  if (joinTexts([...files].sort(([a], [b]) => (a < b ? -1 : 1))).text !== text)
    throw new Error('the texts of the files do not make up the text of the document')
  if (settings !== undefined) files.set(FOLDER_FILES.settings, json(settings))
  if (tests !== undefined) files.set(FOLDER_FILES.tests, json({ tests }))
  if (options.tools !== undefined) files.set(FOLDER_FILES.tools, json({ tools: options.tools }))
  for (const [name, piece] of Object.entries(options.more ?? {})) files.set(basename(name), piece)
  return files
}

function isPolicyFile(name: string): boolean {
  return name.endsWith('.cedar') || Object.values(FOLDER_FILES).some((known) => known === name)
}

/** Whether the folder's .cedar files already make up this text; then they are kept, with their names. */
async function hasText(path: string, names: readonly string[], text: string): Promise<boolean> {
  if (!names.some((name) => name.endsWith('.cedar'))) return false
  return (
    (
      await readFiles(
        path,
        names.filter((name) => name.endsWith('.cedar')),
      )
    ).document.text === text
  )
}

async function removeStale(path: string, there: readonly string[], keep: (name: string) => boolean) {
  for (const name of there)
    if (isPolicyFile(name) && !keep(name)) await withDiskErrors(path, () => rm(join(path, name)))
}

/** Writes a policy folder, each file completely or not at all; returns the paths written. Refuses to overwrite without `replace`. */
export async function writeFolder(
  path: string,
  document: UncheckedDocument,
  options: WriteOptions = {},
): Promise<string[]> {
  const files = filesOf(document, options)
  await withDiskErrors(path, () => mkdir(path, { recursive: true }))
  const there = (await namesOf(path)).filter((name) => isPolicyFile(name) || files.has(name))
  if (there.length > 0 && options.replace !== true)
    throw new CliError(
      'cli.exists',
      `\`${join(path, there[0] ?? '')}\` exists; name an empty folder, or replace it with --force`,
    )
  const keepsTexts = options.texts === undefined && (await hasText(path, there, document.text))
  function isKept(name: string) {
    return keepsTexts && name.endsWith('.cedar')
  }
  const toWrite = [...files].filter(([name]) => !isKept(name))
  for (const [name, text] of toWrite) await writeAtomically(join(path, name), text)
  await removeStale(path, there, (name) => isKept(name) || files.has(name))
  return toWrite.map(([name]) => join(path, name))
}
