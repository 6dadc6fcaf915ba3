// Letters as words that mean something: at each place the longest of the lists.
import { END, isWideCode, type Letters, SIGN, SPACE } from './letters.ts'
import { type Vocabulary, vocabulary } from './vocabulary.ts'

/** The words, signs and ends of sentences of a text, in their order. */
export type Tokens = {
  readonly kinds: Uint8Array
  /** What each means, as an entry of the vocabulary; 0 for a word that is not in the lists. */
  readonly entries: Uint16Array
  /** Where each stands in the text. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  length: number
}

export const WORD_KIND = 0
export const SIGN_KIND = 1
export const END_KIND = 2

const LONG_WORD = 22
const APOSTROPHE = 0x27

/** The longest word found at a place. */
type Found = { length: number; entry: number }

/** What is read, and the words to be found in it. */
type Reader = Letters & { readonly words: Vocabulary; readonly found: Found }

/** The words of letters. */
export function tokensOf(letters: Letters): Tokens {
  const { length, codes } = letters
  const tokens: Tokens = {
    kinds: new Uint8Array(length),
    entries: new Uint16Array(length),
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
    length: 0,
  }
  const found: Found = { length: 0, entry: 0 }
  const reader: Reader = { ...letters, words: vocabulary(), found }
  let looseTo = 0
  for (let index = 0; index < length; ) {
    const code = codes[index] ?? SPACE
    if (code === SPACE) {
      index += 1
      continue
    }
    const isWord = code !== END && code !== SIGN
    const isLoose = index < looseTo
    found.length = 0
    found.entry = 0
    if (isWord) walk(reader, reader.words.first[code] ?? 0, { from: index, to: index + 1, isLoose })
    const size = found.length > 0 ? found.length : sizeOf(letters, index, isLoose)
    // Words that were written as one are looked for within it, from each letter on.
    if (isWord && found.length === 0 && size > LONG_WORD) looseTo = index + size
    else {
      push(tokens, letters, { index, size, entry: found.entry })
      index += size
    }
  }
  return tokens
}

type Place = { readonly index: number; readonly size: number; readonly entry: number }

/** Signs of a script without spaces that mean nothing to us are one word, however many they are. */
function push(tokens: Tokens, { codes, at }: Letters, { index, size, entry }: Place): void {
  const code = codes[index] ?? 0
  const start = at[index] ?? 0
  const end = (at[index + size - 1] ?? 0) + 1
  const last = tokens.length - 1
  const isPart = entry === 0 && isWideCode(code)
  if (isPart && tokens.ends[last] === start && isUnknownWord(tokens, last)) {
    tokens.ends[last] = end
    return
  }
  tokens.kinds[tokens.length] = code === END ? END_KIND : code === SIGN ? SIGN_KIND : WORD_KIND
  tokens.entries[tokens.length] = entry
  tokens.starts[tokens.length] = start
  tokens.ends[tokens.length] = end
  tokens.length += 1
}

function isUnknownWord({ kinds, entries }: Tokens, at: number): boolean {
  return kinds[at] === WORD_KIND && entries[at] === 0
}

function isHangul(code: number): boolean {
  return code >= 0xac00 && code <= 0xd7a3
}

function isEnd(code: number | undefined): boolean {
  return code === undefined || code === SPACE || code === END || code === SIGN
}

/** How long a word is that no list has. */
function sizeOf({ codes, length }: Letters, from: number, isLoose: boolean): number {
  const code = codes[from] ?? SPACE
  if (isLoose || isEnd(code) || isWideCode(code) || isHangul(code)) return 1
  let to = from + 1
  // What an apostrophe parts is two words: l'utente, l'IA.
  while (to < length && codes[to - 1] !== APOSTROPHE && !isEnd(codes[to]) && !isWideCode(codes[to] ?? 0))
    to += 1
  return to - from
}

type Step = { readonly from: number; readonly to: number; readonly isLoose: boolean }

/** Follows the letters from `to` on, and keeps the longest word that ends on the way. */
function walk(reader: Reader, first: number, { from, to: begin, isLoose }: Step): void {
  const { codes, length, words } = reader
  let node = first
  for (let to = begin; node !== 0 && to <= length; to += 1) {
    if ((words.exact[node] ?? 0) !== 0 || (words.prefix[node] ?? 0) !== 0)
      endAt(reader, node, { from, to, isLoose })
    const over = words.over[node] ?? 0
    if (over !== 0) walk(reader, over, { from, to: restEnd(reader, to), isLoose })
    node = to < length ? childOf(words, node, codes[to] ?? END) : 0
  }
}

function childOf({ children, letters }: Vocabulary, node: number, letter: number): number {
  const end = children[node + 1] ?? 0
  for (let child = children[node] ?? 0; child < end; child += 1) if (letters[child] === letter) return child
  return 0
}

function endAt({ codes, length, words, found }: Reader, node: number, { from, to, isLoose }: Step): void {
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
  keep(found, (isWhole ? to : restEnd({ codes, length }, to)) - from, prefix)
}

function keep(found: Found, length: number, entry: number): void {
  if (length < found.length) return
  found.length = length
  found.entry = entry
}

function restEnd({ codes, length }: Pick<Letters, 'codes' | 'length'>, from: number): number {
  let to = from
  while (to < length && !isEnd(codes[to])) to += 1
  return to
}
