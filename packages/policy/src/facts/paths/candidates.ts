// Which texts of a request are paths, by their form and by the names that they stand under.
import { type Budget, spend } from '../../model/budget.ts'
import type { Facts } from '../../model/facts.ts'
import { wordsOfShell } from '../behaviour/shell.ts'
import { layersOf } from '../disguise.ts'
import type { Leaf, Leaves, Member } from '../leaves.ts'
import { endsIn, MEANS, means, type Name, type NameReader } from '../name.ts'
import { filesOfPatch, isPatch } from './patch.ts'
import { mayBePath, type PathForm, partsOf, pathFormOf } from './path-form.ts'

const URL = /^[a-z][a-z0-9+.-]+:/i
const FILE_URL = /^\s*file:/i

/** A text that names a file or folder. */
export type Candidate = {
  readonly text: string
  readonly isBase: boolean
  /** Whether a permit has to hold for it as well. */
  readonly isNarrow: boolean
  /** Present when its member means a path, so that it is read from no other path beside it. */
  readonly isNamed?: true
  readonly mayHaveQuery?: true
}

function isPathName(name: Name): boolean {
  return means(name, MEANS.path) && !endsIn(name, MEANS.notPath)
}

/** The paths of `file:` URLs, read with and without a host. */
function ofFileUrl(text: string): string[] {
  const rest = text.trim().slice('file:'.length)
  const [, host, path] = /^\/\/([^/\\]*)([\s\S]*)$/.exec(rest) ?? []
  if (path === undefined) return [rest]
  return host === '' || host?.toLowerCase() === 'localhost' ? [path] : [`//${host}${path}`]
}

const PER_LEAF = 5
const PER_KEY = 3
/** Looking for the beginning of a URL or for a slash stops early, but for texts made to be slow. */
const PER_CHARACTER = 1 / 16
const PER_FORM_CHARACTER = 1

/** Never added to: see `joined`. */
const NO_CANDIDATES: Candidate[] = []

/** What of a call decides how its texts are read. */
type Reader = {
  /** Whether the tool works on files by its name. */
  readonly isFiling: boolean
  /** Whether it writes, so that some of its texts are what is written. */
  readonly isWriting: boolean
  /** Whether it applies patches, which name the files that they change. */
  readonly isPatching: boolean
  readonly budget: Budget
}

/** A text under a name that means a path, whatever it looks like. */
function ofNamed(text: string, isBase: boolean, { budget }: Reader): Candidate[] {
  const whole: Candidate = { text, isBase, isNarrow: true, isNamed: true }
  if (!spend(budget, text.length)) return [whole]
  return [whole, ...partCandidates(text, (form) => form === 'rooted')]
}

function partCandidates(text: string, isNarrow: (form: PathForm) => boolean): Candidate[] {
  return partsOf(text)
    .filter((part) => part !== text)
    .map((part) => ({ text: part, isBase: false, isNarrow: isNarrow(pathFormOf(part)) }))
}

const PER_PART = 12

/** The parts of a text that look like paths themselves. */
function likelyParts(text: string, isNarrow: (form: PathForm) => boolean, budget: Budget): Candidate[] {
  const parts = partsOf(text)
  if (parts.length === 0 || !spend(budget, parts.length * PER_PART)) return NO_CANDIDATES
  const found: Candidate[] = []
  for (const part of parts) {
    const form = part === text ? 'none' : pathFormOf(part)
    if (form !== 'none') found.push({ text: part, isBase: false, isNarrow: isNarrow(form) })
  }
  return found
}

function isSure(form: PathForm): boolean {
  return form === 'rooted' || form === 'file'
}

const LONGEST = 1024
const SPACE = /\s/
const LIST = /^[^\s,;|]+(?:[,;|]\s*[^\s,;|]+)+$/

/** A text that is a path by its own form, or holds one behind a sign. */
function ofForm(value: string, isSearch: boolean, { budget }: Reader): Candidate[] {
  if (value.length > LONGEST || !mayBePath(value)) return NO_CANDIDATES
  if (!spend(budget, value.length * PER_FORM_CHARACTER)) return NO_CANDIDATES
  const text = formOf(value, budget)
  const form = pathFormOf(text)
  const own = form === 'none' ? [] : [{ text: value, isBase: false, isNarrow: isSure(form) && !isSearch }]
  if ((SPACE.test(text) && !LIST.test(text)) || text.includes('://')) return own
  const parts = likelyParts(text, (part) => isSure(part) && !isSearch, budget)
  return parts.length === 0 ? own : [...own, ...parts]
}

/** What a command line names, besides its programs. */
function ofCommand(value: string, { budget }: Reader): Candidate[] {
  const words = wordsOfShell(value, budget).slice(0, PARTS)
  return words
    .flatMap((word) => [word, ...partsOf(word)])
    .flatMap((text) => {
      return pathFormOf(text) === 'none' ? NO_CANDIDATES : [{ text, isBase: false, isNarrow: false }]
    })
}

const PARTS = 64

const LAYERED = /[^\x21-\x24\x26-\x7e]/

/** A text without its layers, as far as its form is concerned. */
function formOf(value: string, budget: Budget): string {
  if (!LAYERED.test(value)) return value
  const { texts } = layersOf(value, budget)
  return texts.at(-1) ?? value
}

function candidatesOfLeaf({ name, parent, value, isJson }: Leaf, reader: Reader): Candidate[] {
  if (typeof value !== 'string' || value === '' || isJson) return NO_CANDIDATES
  if (!spend(reader.budget, PER_LEAF + Math.ceil(value.length * PER_CHARACTER))) return NO_CANDIDATES
  if (FILE_URL.test(value)) return ofFileUrl(value).map((text) => ({ text, isBase: false, isNarrow: true }))
  return isBelowPath(name, parent) ? NO_CANDIDATES : ofText(value, name, parent, reader)
}

const PATH_SIGN = /[/\\.]/
/** What a patch changes, by its own lines. */
function ofPatch(text: string): Candidate[] {
  return filesOfPatch(text).map((file) => ({ text: file, isBase: false, isNarrow: true, isNamed: true }))
}

/** In `{ files: { "src/a.ts": … } }` the name is the path, and what it names is not. */
function isBelowPath(name: Name, parent: Name): boolean {
  return isPathName(parent) && PATH_SIGN.test(name.text)
}

function ofText(value: string, name: Name, parent: Name, reader: Reader): Candidate[] {
  if (reader.isPatching && spend(reader.budget, value.length) && isPatch(value)) return ofPatch(value)
  if (isPathName(name) || (name.text === 'name' && isPathName(parent)))
    return ofNamed(value, means(name, MEANS.folder), reader)
  if (means(name, MEANS.command) && SPACE.test(value)) return ofCommand(value, reader)
  if (isContent(value, name, reader) || isSought(value, name, reader)) return NO_CANDIDATES
  const isLikely = means(name, MEANS.pathIfLikely) && !endsIn(name, MEANS.notPath)
  return isLikely && reader.isFiling
    ? ofNamed(value, false, reader)
    : ofForm(value, means(name, MEANS.search), reader)
}

const QUERY = /^(?:query|q|keywords?|terms?|phrase|needle)$/i
const SLASH = /[/\\]/

/** Whether a name is only looked for in texts: `{ query: ".env" }` of a search. */
function isSought(value: string, name: Name, { isFiling }: Reader): boolean {
  return !isFiling && QUERY.test(name.text) && !SLASH.test(value)
}

/** Whether a text is what is written or said, or a URL of something other than a file. */
function isContent(value: string, name: Name, { isWriting }: Reader): boolean {
  if (means(name, MEANS.content) && (isWriting || SPACE.test(value))) return true
  return URL.test(value) && value.includes('//') && !value.includes('..')
}

const NAMED_SIGN = /[/\\.%]/

/** Some tools take files as an object whose names are the paths. */
function candidatesOfKey({ name: { text }, parent }: Member, { budget }: Reader): Candidate[] {
  if (!spend(budget, PER_KEY)) return NO_CANDIDATES
  const isNamed = isPathName(parent) && NAMED_SIGN.test(text)
  const form = pathFormOf(text)
  if (isNamed || form === 'rooted') return [{ text, isBase: false, isNarrow: true }]
  // A file in a folder, or one that begins with a dot: it can be another thing, so no permit has to hold for it.
  return form === 'file' && IN_FOLDER.test(text) ? [{ text, isBase: false, isNarrow: false }] : NO_CANDIDATES
}

const IN_FOLDER = /[/\\]|^\./

function ofTarget({ path, url }: NonNullable<Facts['target']>): Candidate[] {
  const found: Candidate[] = []
  if (path !== undefined) found.push({ text: path, isBase: false, isNarrow: true, mayHaveQuery: true })
  if (url !== undefined && FILE_URL.test(url))
    found.push(...ofFileUrl(url).map((text) => ({ text, isBase: false, isNarrow: true })))
  return found
}

/** Adds to what was found; a text that is not a path costs nothing here. */
function joined(found: Candidate[], more: Candidate[]): Candidate[] {
  if (more.length === 0) return found
  if (found.length === 0) return more
  for (const one of more) found.push(one)
  return found
}

const PATCHING = /patch|diff|apply/i

export function candidatesOf(
  { action, tool, target }: Facts,
  { leaves, keys, isWriting }: Leaves,
  budget: Budget,
  nameOf: NameReader,
): readonly Candidate[] {
  const isFiling =
    means(nameOf(action), MEANS.files) || (tool !== undefined && means(nameOf(tool), MEANS.files))
  const isPatching = [action, tool].some((one) => one !== undefined && PATCHING.test(one))
  const reader = { isFiling, isWriting, isPatching, budget }
  let candidates = target === undefined ? NO_CANDIDATES : ofTarget(target)
  for (const leaf of leaves) {
    candidates = joined(candidates, candidatesOfLeaf(leaf, reader))
    // More than are ever told: nothing that is still to come changes that.
    if (candidates.length > MOST) break
  }
  for (const key of keys) candidates = joined(candidates, candidatesOfKey(key, reader))
  return candidates
}

/** Those included that only look like paths. */
export const MOST = 1024
