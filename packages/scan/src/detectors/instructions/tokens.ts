// Letters as words that mean something: at each place the longest of the lists.

import { END, isWideCode, type Letters, SIGN, SPACE } from './letters.ts'
import { type Entry, type Node, tree } from './lexicon.ts'

/** A word, a sign, or the end of a sentence. */
export type Token = {
  readonly kind: 'word' | 'sign' | 'end'
  /** What it means; absent for a word that is not in the lists. */
  readonly entry?: Entry | undefined
  /** Where it stands in the text. */
  readonly start: number
  readonly end: number
}

const LONG_WORD = 22
const APOSTROPHE = 0x27

/** The words of letters. */
export function tokensOf(letters: Letters): Token[] {
  const tokens: Token[] = []
  let looseTo = 0
  for (let index = 0; index < letters.length; ) {
    const code = letters.codes[index] ?? SPACE
    const isWord = code !== SPACE && code !== END && code !== SIGN
    const isLoose = index < looseTo
    const found = isWord ? longest(letters, index, isLoose) : undefined
    const size = found?.length ?? sizeOf(letters, index, isLoose)
    // Words that were written as one are looked for within it, from each letter on.
    if (isWord && found === undefined && size > LONG_WORD) {
      looseTo = index + size
      continue
    }
    if (code !== SPACE) push(tokens, letters, { index, size, entry: found?.entry })
    index += size
  }
  return tokens
}

/** Signs of a script without spaces that mean nothing to us are one word, however many they are. */
function push(tokens: Token[], letters: Letters, place: Place): void {
  const token = tokenAt(letters, place)
  const last = tokens.at(-1)
  const isPart = isWideCode(letters.codes[place.index] ?? 0) && place.entry === undefined
  if (isPart && last?.kind === 'word' && last.entry === undefined && last.end === token.start)
    tokens[tokens.length - 1] = { ...last, end: token.end }
  else tokens.push(token)
}

type Place = { readonly index: number; readonly size: number; readonly entry: Entry | undefined }

function tokenAt({ codes, at }: Letters, { index, size, entry }: Place): Token {
  const code = codes[index]
  const kind = code === END ? 'end' : code === SIGN ? 'sign' : 'word'
  return { kind, entry, start: at[index] ?? 0, end: (at[index + size - 1] ?? 0) + 1 }
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

type Found = { readonly length: number; readonly entry: Entry }
type Step = { readonly from: number; readonly to: number; readonly isLoose: boolean }

function longest(letters: Letters, from: number, isLoose: boolean): Found | undefined {
  const first = tree().next.get(letters.codes[from] ?? 0)
  return first === undefined ? undefined : walk(first, letters, { from, to: from + 1, isLoose })
}

function walk(first: Node, letters: Letters, { from, to: begin, isLoose }: Step): Found | undefined {
  let node: Node | undefined = first
  let found: Found | undefined
  for (let to = begin; node !== undefined && to <= letters.length; to += 1) {
    const step = { from, to, isLoose }
    found = longer(found, endedAt(node, letters, step), overAt(node, letters, step))
    node = node.next.get(to < letters.length ? (letters.codes[to] ?? END) : END)
  }
  return found
}

function longer(a: Found | undefined, b: Found | undefined, c: Found | undefined): Found | undefined {
  const last = b === undefined || (a !== undefined && a.length > b.length) ? a : b
  return c === undefined || (last !== undefined && last.length > c.length) ? last : c
}

/** What goes on over the rest of a word. */
function overAt({ over }: Node, letters: Letters, { from, to, isLoose }: Step): Found | undefined {
  return over && walk(over, letters, { from, to: to + restOf(letters, to), isLoose })
}

function endedAt({ exact, prefix }: Node, letters: Letters, { from, to, isLoose }: Step): Found | undefined {
  const code = to < letters.length ? letters.codes[to] : undefined
  if (exact !== undefined && (isLoose || isEnd(code) || code === APOSTROPHE || isWideCode(code ?? 0)))
    return { length: to - from, entry: exact }
  if (prefix === undefined) return undefined
  // A word that is told by its beginning reaches to its end, where its script has ends of words.
  const last = letters.codes[to - 1] ?? 0
  const rest = isLoose || isWideCode(last) || isHangul(last) ? 0 : restOf(letters, to)
  return { length: to + rest - from, entry: prefix }
}

function restOf({ codes, length }: Letters, from: number): number {
  let to = from
  while (to < length && !isEnd(codes[to])) to += 1
  return to - from
}
