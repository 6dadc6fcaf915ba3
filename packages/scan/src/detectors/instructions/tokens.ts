// Letters as words that mean something: at each place the longest of the lists.
import { END, isWideCode, type Letters, type Reading, SIGN, SPACE, type Stretch } from './letters.ts'
import { ASCII, MARKED, NO_WORD, OWNER_BITS, type Vocabulary, vocabulary } from './vocabulary.ts'

/** The words, signs and ends of sentences of a text, in their order. */
export type Tokens = {
  kinds: Uint8Array
  /** What each means, as an entry of the vocabulary; 0 for a word that is not in the lists. */
  entries: Uint16Array
  /** Where each stands in the text. */
  starts: Uint32Array
  ends: Uint32Array
  length: number
}

export const WORD_KIND = 0
export const SIGN_KIND = 1
export const END_KIND = 2

/** A word of the lists is no longer; in a reading that leaves spaces out, words stand together sooner. */
const LONG_WORD = 22
const LONG_TOGETHER = 12
const APOSTROPHE = 0x27

/** Tables for more tokens than this are not kept. */
const KEPT_MAX = 65_536

/** A place for the words of one text at a time. */
export function createTokens(): Tokens {
  return {
    kinds: new Uint8Array(0),
    entries: new Uint16Array(0),
    starts: new Uint32Array(0),
    ends: new Uint32Array(0),
    length: 0,
  }
}

function begin(tokens: Tokens, most: number): void {
  const { length } = tokens.kinds
  if (length < most || (length > KEPT_MAX && most <= KEPT_MAX)) {
    const size = Math.max(most, Math.min(KEPT_MAX, 2 * most))
    tokens.kinds = new Uint8Array(size)
    tokens.entries = new Uint16Array(size)
    tokens.starts = new Uint32Array(size)
    tokens.ends = new Uint32Array(size)
  }
  tokens.length = 0
}

/** The longest word found at a place. */
type Found = { length: number; entry: number }

/** What is read, and the words to be found in it. */
type Reader = {
  readonly codes: Uint16Array
  readonly at: Uint32Array
  readonly length: number
  readonly reading: Reading
  readonly words: Vocabulary
  readonly found: Found
  /** Where reading a long word from each letter on came to an end. */
  end: number
}

/** Whether what stands together is several words: too long for one, and none of the lists where spaces still part words. */
function isSeveral(found: Found, size: number, reading: Reading): boolean {
  return reading === 'spaced' ? size > LONG_TOGETHER : size > LONG_WORD && found.length === 0
}

/** The words of letters, in tables that serve until they are used again. */
export function tokensOf({ length, codes, at }: Letters, tokens: Tokens, reading: Reading = 'plain'): Tokens {
  begin(tokens, length)
  const found: Found = { length: 0, entry: 0 }
  tokens.length = readAll({ codes, at, length, reading, words: vocabulary(), found, end: 0 }, tokens)
  return tokens
}

/** Puts down the words, and returns how many they are. */
function readAll(reader: Reader, tokens: Tokens): number {
  const { codes, length, reading, found } = reader
  let count = 0
  for (let index = 0; index < length; ) {
    const code = codes[index] ?? SPACE
    if (code === SPACE) {
      index += 1
      continue
    }
    const size = readWord(reader, index, code, false)
    if (isSeveral(found, size, reading)) {
      count = readLetters(reader, tokens, count, { from: index, to: index + size })
      index = reader.end
    } else {
      count = putWord(reader, tokens, count, { from: index, to: index + size })
      index += size
    }
  }
  return count
}

/** Puts down words that were written as one: they are looked for from each letter on. Encoded texts have hardly any others. */
function readLetters(reader: Reader, tokens: Tokens, before: number, { from, to }: Stretch): number {
  const { codes } = reader
  let count = before
  let index = from
  while (index < to) {
    const passed = passLetters(reader, tokens, count, { from: index, to })
    count += passed
    index += passed
    const code = index < to ? (codes[index] ?? SPACE) : SPACE
    const size = code === SPACE ? 1 : readWord(reader, index, code, true)
    if (code !== SPACE) count = putWord(reader, tokens, count, { from: index, to: index + size })
    if (index < to) index += size
  }
  reader.end = index
  return count
}

/** Puts down letters with which no word begins as words of their own, and returns how many. */
function passLetters(
  { codes, at, words }: Reader,
  tokens: Tokens,
  count: number,
  { from, to }: Stretch,
): number {
  const { pairs } = words
  const { kinds, entries, starts, ends } = tokens
  const first = count - from
  for (let index = from; index < to; index += 1) {
    const [code, next] = [codes[index] ?? SPACE, codes[index + 1] ?? END]
    if (code >= ASCII || next >= ASCII || pairs[code * ASCII + next] !== NO_WORD) return index - from
    const start = at[index] ?? 0
    kinds[first + index] = WORD_KIND
    entries[first + index] = 0
    starts[first + index] = start
    ends[first + index] = start + 1
  }
  return to - from
}

/** Puts down the word that was found, and returns how many there are now. */
function putWord({ codes, at, found }: Reader, tokens: Tokens, count: number, { from, to }: Stretch): number {
  const code = codes[from] ?? 0
  const start = at[from] ?? 0
  const end = (at[to - 1] ?? 0) + 1
  if (isPart(tokens, count, code, start, found.entry)) {
    tokens.ends[count - 1] = end
    return count
  }
  tokens.kinds[count] = kindOf(code)
  tokens.entries[count] = found.entry
  tokens.starts[count] = start
  tokens.ends[count] = end
  return count + 1
}

function kindOf(code: number): number {
  return code === END ? END_KIND : code === SIGN ? SIGN_KIND : WORD_KIND
}

/** How long the word is that begins at a place: the longest of the lists, else up to where it ends. */
function readWord(reader: Reader, index: number, code: number, isLoose: boolean): number {
  const { found, words } = reader
  found.length = 0
  found.entry = 0
  if (code === END || code === SIGN) return 1
  const first = words.first[code] ?? 0
  if (first !== 0) walk(reader, first, index, index + 1, isLoose)
  return found.length > 0 ? found.length : sizeOf(reader, index, isLoose)
}

/** Signs of a script without spaces that mean nothing to us are one word, however many they are. */
function isPart(
  { kinds, entries, ends }: Tokens,
  count: number,
  code: number,
  start: number,
  entry: number,
): boolean {
  if (entry !== 0 || count === 0 || !isWideCode(code)) return false
  return ends[count - 1] === start && kinds[count - 1] === WORD_KIND && entries[count - 1] === 0
}

function isHangul(code: number): boolean {
  return code >= 0xac00 && code <= 0xd7a3
}

function isEnd(code: number | undefined): boolean {
  return code === undefined || code === SPACE || code === END || code === SIGN
}

/** How long a word is that no list has. */
function sizeOf({ codes, length }: Reader, from: number, isLoose: boolean): number {
  const code = codes[from] ?? SPACE
  if (isLoose || isEnd(code) || isWideCode(code) || isHangul(code)) return 1
  // What an apostrophe parts is two words: l'utente, l'IA.
  let isParted = code === APOSTROPHE
  let to = from + 1
  for (; to < length && !isParted; to += 1) {
    const next = codes[to] ?? SPACE
    if (next === SPACE || next === END || next === SIGN || isWideCode(next)) break
    isParted = next === APOSTROPHE
  }
  return to - from
}

/** Follows the letters from `begin` on, and keeps the longest word from `from` on that ends on the way. */
function walk(reader: Reader, first: number, from: number, begin: number, isLoose: boolean): void {
  const { codes, length, words } = reader
  let step = markedIn(words, first)
  for (let to = begin; step !== 0; to += 1) {
    const node = step & (MARKED - 1)
    if (step !== node) readMark(reader, node, from, to, isLoose)
    if (to >= length) return
    step = stepFrom(words, node, codes[to] ?? END)
  }
}

/** The child that a letter leads to, with `MARKED` added where anything stands there; 0 where there is none. */
function stepFrom(words: Vocabulary, node: number, letter: number): number {
  if (letter >= ASCII) return markedIn(words, childOf(words, node, letter))
  const step = words.steps[(words.bases[node] ?? 0) + letter] ?? 0
  return step >>> OWNER_BITS === node ? step & (2 * MARKED - 1) : 0
}

function markedIn({ isMarked }: Vocabulary, node: number): number {
  return isMarked[node] === 1 ? node + MARKED : node
}

/** Keeps the word that ends at a node, and goes on over the rest where a word of the lists does. */
function readMark(reader: Reader, node: number, from: number, to: number, isLoose: boolean): void {
  endAt(reader, node, from, to, isLoose)
  const over = reader.words.over[node] ?? 0
  if (over !== 0) walk(reader, over, from, restEnd(reader, to), isLoose)
}

/** The child that a letter outside ASCII leads to. */
function childOf({ children, letters }: Vocabulary, node: number, letter: number): number {
  const end = children[node + 1] ?? 0
  for (let child = children[node] ?? 0; child < end; child += 1) if (letters[child] === letter) return child
  return 0
}

function endAt(reader: Reader, node: number, from: number, to: number, isLoose: boolean): void {
  const { codes, length, words, found } = reader
  const exact = words.exact[node] ?? 0
  const code = to < length ? codes[to] : undefined
  if (exact !== 0 && (isLoose || isEnd(code) || code === APOSTROPHE || isWideCode(code ?? 0))) {
    keep(found, to - from, exact)
    return
  }
  const prefix = words.prefix[node] ?? 0
  if (prefix === 0) return
  // A word that is told by its beginning reaches to its end, where its script has ends of words.
  const last = codes[to - 1] ?? 0
  const isWhole = isLoose || isWideCode(last) || isHangul(last)
  keep(found, (isWhole ? to : restEnd(reader, to)) - from, prefix)
}

function keep(found: Found, length: number, entry: number): void {
  if (length < found.length) return
  found.length = length
  found.entry = entry
}

function restEnd({ codes, length }: Reader, from: number): number {
  let to = from
  while (to < length && !isEnd(codes[to])) to += 1
  return to
}
