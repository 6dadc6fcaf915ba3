// Reads a pattern of a schema into a tree: what it matches, repeats, chooses between and looks at.

/** A part of a pattern. */
export type Part =
  /** One character: the escape or the class it is written as. */
  | { readonly kind: 'character'; readonly source: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number }
  /** The beginning or the end of the text. */
  | { readonly kind: 'edge' }
  /** The edge of a word. */
  | { readonly kind: 'boundary' }
  /** What has to stand before or behind, or must not. */
  | { readonly kind: 'look'; readonly part: Part }
  /** The text of a group once more. */
  | { readonly kind: 'reference'; readonly group: string }

/** A pattern that was read. */
export type Tree = { readonly root: Part; readonly groups: ReadonlyMap<string, Part> }

type Reader = {
  readonly pattern: string
  readonly groups: Map<string, Part>
  at: number
  count: number
  depth: number
}

const DEPTH_MAX = 60

/** The tree of a pattern; undefined for what is none, or is in a syntax of its own. */
export function treeOf(pattern: string): Tree | undefined {
  const reader: Reader = { pattern, groups: new Map(), at: 0, count: 0, depth: 0 }
  const root = readChoice(reader)
  return root === undefined || reader.at < pattern.length ? undefined : { root, groups: reader.groups }
}

function readChoice(reader: Reader): Part | undefined {
  const choices: Part[] = []
  do {
    const sequence = readSequence(reader)
    if (sequence === undefined) return undefined
    choices.push(sequence)
  } while (takes(reader, /\|/y) !== undefined)
  return choices.length === 1 ? choices[0] : { kind: 'choice', parts: choices }
}

function readSequence(reader: Reader): Part | undefined {
  const parts: Part[] = []
  while (reader.at < reader.pattern.length && !/[|)]/.test(reader.pattern.charAt(reader.at))) {
    const part = readPart(reader)
    const repeated = part === undefined ? undefined : readRepeat(reader, part)
    if (repeated === undefined) return undefined
    parts.push(repeated)
  }
  return { kind: 'sequence', parts }
}

/** What a pattern of its kind goes on with; the reader then stands behind it. */
function takes(reader: Reader, form: RegExp): RegExpExecArray | undefined {
  form.lastIndex = reader.at
  const found = form.exec(reader.pattern) ?? undefined
  if (found !== undefined) reader.at = form.lastIndex
  return found
}

function readPart(reader: Reader): Part | undefined {
  if (takes(reader, /[\^$]/y)) return { kind: 'edge' }
  if (takes(reader, /\\b/iy)) return { kind: 'boundary' }
  const reference = takes(reader, /\\(?:([1-9]\d?)|k<(\w+)>)/y)
  if (reference) return { kind: 'reference', group: reference[1] ?? reference[2] ?? '' }
  if (reader.pattern.charAt(reader.at) === '(') return readGroup(reader)
  const character = takes(
    reader,
    /\[\^?(?:[^\\\]]|\\.)*\]|\\(?:u[\da-f]{4}|u\{[\da-f]+\}|x[\da-f]{2}|p\{[\w=]+\}|c[a-z]|.)|[^\\*+?()[]/isuy,
  )
  return character && { kind: 'character', source: character[0] }
}

function readGroup(reader: Reader): Part | undefined {
  const begin = takes(reader, /\((?:(\?<?[=!])|\?P?<(\w+)>|(\?[a-z]*:)|(?!\?))/y)
  if (begin === undefined || reader.depth > DEPTH_MAX) return undefined
  const [, look, name, plain] = begin
  const isCaptured = look === undefined && plain === undefined
  if (isCaptured) reader.count += 1
  const number = String(reader.count)
  reader.depth += 1
  const part = readChoice(reader)
  reader.depth -= 1
  if (part === undefined || takes(reader, /\)/y) === undefined) return undefined
  if (isCaptured) reader.groups.set(number, part)
  if (name !== undefined) reader.groups.set(name, part)
  return look === undefined ? part : { kind: 'look', part }
}

function readRepeat(reader: Reader, part: Part): Part | undefined {
  const sign = takes(reader, /(?:([*+?])|\{(\d+)(,?)(\d*)\})[?]?/y)
  if (sign === undefined) return part
  if (takes(reader, /[*+?]/y) !== undefined) return undefined
  const [, short, least = '', comma, most = ''] = sign
  if (short !== undefined)
    return { kind: 'repeat', part, least: short === '+' ? 1 : 0, most: short === '?' ? 1 : Infinity }
  const last = comma === '' ? Number(least) : most === '' ? Infinity : Number(most)
  return { kind: 'repeat', part, least: Number(least), most: last }
}
