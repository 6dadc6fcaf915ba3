// Cuts canonical JSON into what a reader takes in at once: lines, and in them names, texts and punctuation.

/** A piece of canonical JSON; joined, the pieces are that text again. */
export type Unit = {
  kind: 'name' | 'text' | 'literal' | 'sign'
  text: string
  /** Where it begins a line: how many arrays and objects are open around it. */
  depth?: number
}

/** Longer texts are read in pieces, so that none takes a whole turn. */
const CHUNK = 1024
const CHUNK_MAX = 1536

export function* unitsOf(json: string): Generator<Unit> {
  let depth = 0
  let begins = true
  for (const { kind, text } of tokensOf(json)) {
    const closes = text === '}' || text === ']'
    const opens = text === '{' || text === '['
    if (closes) depth -= 1
    const line = begins || closes ? { depth } : {}
    if (kind === 'name' || kind === 'text') yield* inChunks(kind, text, line)
    else yield { kind, text, ...line }
    if (opens) depth += 1
    begins = opens || text === ','
  }
}

function* inChunks(kind: Unit['kind'], text: string, line: Pick<Unit, 'depth'>): Generator<Unit> {
  for (const [at, chunk] of chunksOf(text).entries()) yield { kind, text: chunk, ...(at === 0 && line) }
}

function* tokensOf(json: string): Generator<Pick<Unit, 'kind' | 'text'>> {
  for (let at = 0; at < json.length; ) {
    const end = endOf(json, at)
    const text = json.slice(at, end)
    yield { kind: kindOf(text, json.charAt(end)), text }
    at = end
  }
}

function kindOf(text: string, next: string): Unit['kind'] {
  if (text.startsWith('"')) return next === ':' ? 'name' : 'text'
  return SIGNS.has(text) ? 'sign' : 'literal'
}

const SIGNS = new Set('{}[],:')

/** Where the piece ends that begins here; an array or object that holds nothing is one. */
function endOf(json: string, at: number): number {
  const pair = json.slice(at, at + 2)
  if (pair === '{}' || pair === '[]') return at + 2
  const sign = json.charAt(at)
  if (sign === '"') return endOfText(json, at)
  if (SIGNS.has(sign)) return at + 1
  let end = at + 1
  while (end < json.length && !SIGNS.has(json.charAt(end))) end += 1
  return end
}

function endOfText(json: string, at: number): number {
  for (let end = json.indexOf('"', at + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let slashes = 0
    while (json.charAt(end - 1 - slashes) === '\\') slashes += 1
    if (slashes % 2 === 0) return end + 1
  }
  return json.length
}

/** Cuts a long text between words, or else where two different printable ASCII characters meet, if they soon do. */
export function chunksOf(text: string): string[] {
  const chunks: string[] = []
  for (let begin = 0; begin < text.length; ) {
    const end = cutAfter(text, begin)
    chunks.push(text.slice(begin, end))
    begin = end
  }
  return chunks
}

function cutAfter(text: string, begin: number): number {
  let fallback: number | undefined
  for (let at = begin + CHUNK; at < Math.min(text.length, begin + CHUNK_MAX); at++) {
    const isCut = isPlain(text, at - 1) && isPlain(text, at) && text.charAt(at - 1) !== text.charAt(at)
    if (isCut && !PART_OF_WORD.test(text.charAt(at - 1))) return at
    if (isCut) fallback ??= at
  }
  return fallback ?? endOfRow(text, begin + CHUNK_MAX)
}

/** What a host, or another word that should be seen as one, is made of. */
const PART_OF_WORD = /[\w.-]/

function isPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0x20 && code < 0x7f
}

/** One character in a row is counted as a whole, however long the row is. */
function endOfRow(text: string, from: number): number {
  if (from >= text.length) return text.length
  const begin = isLow(text, from) ? from - 1 : from
  const character = String.fromCodePoint(text.codePointAt(begin) ?? 0)
  let end = begin + character.length
  while (text.startsWith(character, end)) end += character.length
  return end
}

/** The second half of a character that takes two. */
function isLow(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code < 0xe000
}
