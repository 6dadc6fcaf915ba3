// Letters as words that mean something: at each place the longest of the lists.
import { END, isWideCode, type Letters, SIGN, SPACE } from './letters.ts'
import type { Reading, Respelled } from './respelled.ts'
import { ASCII, CLASS_BITS, classOf, MARKED, OWNER_BITS, type Vocabulary, vocabulary } from './vocabulary.ts'

/** The words, signs and ends of sentences of a text, in their order. */
export type Tokens = {
  kinds: Uint8Array
  /** What each means, as an entry of the vocabulary; 0 for a word that is not in the lists. */
  entries: Uint16Array
  /** The first letter of each, and that behind all of them. */
  firsts: Uint32Array
  /** How far behind its first letter the last one stands that had a say in it; `FAR` where it may be any. */
  reaches: Uint8Array
  /** Those that mean something, in their order, and how many they are. */
  meant: Uint32Array
  meaning: number
  /** Those of them before this one were passed by whoever reads sentence by sentence. */
  passed: number
  length: number
  /** The letters that they were read from. */
  codes: Uint16Array
  at: Uint32Array
}

export const WORD_KIND = 0
export const SIGN_KIND = 1
export const END_KIND = 2

/** A word of the lists is no longer; in a reading that leaves spaces out, words stand together sooner. */
const LONG_WORD = 22
const LONG_TOGETHER = 12
const APOSTROPHE = 0x27
/** Any letter may have had a say. */
const FAR = 0xff
/** Behind all letters. */
const NEVER = 0xffffffff

/** Tables for more tokens than this are not kept. */
const KEPT_MAX = 65_536

/** A place for the words of one text at a time. */
export function createTokens(): Tokens {
  const [codes, at] = [new Uint16Array(0), new Uint32Array(0)]
  return { ...tablesFor(0), meaning: 0, passed: 0, length: 0, codes, at }
}

function tablesFor(size: number): Pick<Tokens, 'kinds' | 'entries' | 'firsts' | 'reaches' | 'meant'> {
  return {
    kinds: new Uint8Array(size),
    entries: new Uint16Array(size),
    firsts: new Uint32Array(size),
    reaches: new Uint8Array(size),
    meant: new Uint32Array(size),
  }
}

/** Where a token begins in the text. */
export function tokenStart({ firsts, at }: Tokens, token: number): number {
  return at[firsts[token] ?? 0] ?? 0
}

/** Where it ends: behind the last letter before the next one that is not a space. */
export function tokenEnd(tokens: Tokens, token: number): number {
  return endBefore(tokens, tokens.firsts[token + 1] ?? 0)
}

function endBefore({ codes, at }: Pick<Tokens, 'codes' | 'at'>, letter: number): number {
  let last = letter - 1
  while (codes[last] === SPACE) last -= 1
  return (at[last] ?? 0) + 1
}

function begin(tokens: Tokens, most: number): void {
  const { length } = tokens.kinds
  if (length < most || (length > KEPT_MAX && most <= KEPT_MAX))
    Object.assign(tokens, tablesFor(Math.max(most, Math.min(KEPT_MAX, 2 * most))))
  tokens.meaning = 0
  tokens.passed = 0
  tokens.length = 0
}

/** The longest word found at a place. */
type Found = { length: number; entry: number }

/** What is read, and the words to be found in it. */
type Reader = {
  readonly codes: Uint16Array
  readonly at: Uint32Array
  /** No letter from here on is looked at. */
  length: number
  readonly reading: Reading
  readonly words: Vocabulary
  readonly found: Found
  /** Where several words that were put down at once came to an end. */
  end: number
  /** The last letter that was looked at. */
  reach: number
  /** Where a word goes on behind a space: the node there, or several. */
  next: number
  readonly before: Before | undefined
}

/** What was read before of most of the same letters, and how far it was taken over. */
type Before = { readonly tokens: Tokens; readonly same: Respelled['same']; token: number; run: number }

/** Whether what stands together is several words: too long for one, and none of the lists where spaces still part words. */
function isSeveral(found: Found, size: number, reading: Reading): boolean {
  return reading === 'spaced' ? size > LONG_TOGETHER : size > LONG_WORD && found.length === 0
}

/** The words of letters, in tables that serve until they are used again. */
export function tokensOf(letters: Letters, tokens: Tokens): Tokens {
  return readInto(tokens, letters, 'plain', undefined)
}

/** The same of letters most of which were read before. */
export function tokensAgain(letters: Respelled, tokens: Tokens, before: Tokens): Tokens {
  const { same, reading } = letters
  const [run] = same
  const token = run === undefined ? 0 : tokenFrom(before, run.from + run.moved)
  return readInto(tokens, letters, reading, { tokens: before, same, token, run: 0 })
}

function readInto(
  tokens: Tokens,
  { length, codes, at }: Letters,
  reading: Reading,
  before: Before | undefined,
): Tokens {
  begin(tokens, length + 1)
  tokens.codes = codes
  tokens.at = at
  const found: Found = { length: 0, entry: 0 }
  const words = vocabulary()
  const reader: Reader = { codes, at, length, reading, words, found, end: 0, reach: 0, next: 0, before }
  tokens.length = readAll(reader, tokens)
  tokens.firsts[tokens.length] = length
  return tokens
}

/** Puts down the words, and returns how many they are. */
function readAll(reader: Reader, tokens: Tokens): number {
  const { codes, length, reading, found } = reader
  let count = 0
  for (let index = 0; index < length; ) {
    count =
      reader.before === undefined
        ? readKnown(reader, tokens, count, index)
        : takeOver(reader, tokens, count, index)
    index = reader.end
    const code = codes[index] ?? SPACE
    if (code === SPACE || index >= length) {
      index += 1
      continue
    }
    const size = readNext(reader, index)
    if (isSeveral(found, size, reading)) {
      count = readLetters(reader, tokens, count, index, index + size)
      index = reader.end
    } else {
      count = putWord(reader, tokens, count, index, index + size)
      index += size
    }
  }
  return count
}

/** Puts down signs and short words that are known, up to what takes a closer look, and returns how many there are then. */
function readKnown(reader: Reader, tokens: Tokens, first: number, from: number): number {
  const { codes, length } = reader
  let count = first
  let index = from
  while (index < length) {
    const code = codes[index] ?? SPACE
    if (code === SPACE) {
      index += 1
      continue
    }
    const to = code === SIGN || code === END ? signEnd(reader, index) : knownEnd(reader, index)
    if (to === index) break
    put(reader, tokens, count, index, to)
    count += 1
    index = to
  }
  reader.end = index
  return count
}

function signEnd(reader: Reader, from: number): number {
  reader.found.entry = 0
  reader.reach = from
  return from + 1
}

/** Where a short word ends that is known and does not go on; the place itself where there is none. */
function knownEnd(reader: Reader, from: number): number {
  const { codes, found, words } = reader
  const to = shortEnd(reader, from)
  if (to === from) return from
  const place = placeOf(short.head, short.tail)
  const own = isAt(place, short.head, short.tail) ? place : place + 1
  if (own !== place && !isAt(own, short.head, short.tail)) return from
  const next = known.nexts[own] ?? 0
  reader.reach = to
  if (next !== 0 && codes[to] === SPACE && to + 1 < reader.length) {
    if (next === SEVERAL || stepFrom(words, next, codes[to + 1] ?? END) !== 0) return from
    reader.reach = to + 1
  }
  found.entry = known.entries[own] ?? 0
  return to
}

/** Takes over words on which no letter had a say that is different now, and returns how many words there are then. */
function takeOver(reader: Reader, tokens: Tokens, count: number, index: number): number {
  const { before } = reader
  reader.end = index
  const run = before && runAt(before, index)
  if (before === undefined || run === undefined) return count
  const old = before.tokens
  const [first, end] = [index + run.moved, run.to + run.moved]
  while (before.token < old.length && (old.firsts[before.token] ?? 0) < first) before.token += 1
  if (old.firsts[before.token] !== first) return count
  let taken = count
  for (; before.token < old.length && reachOf(old, before.token) < end; before.token += 1) {
    copyToken(old, before.token, tokens, taken, run.moved)
    taken += 1
  }
  const next = before.token < old.length ? (old.firsts[before.token] ?? end) : end
  reader.end = Math.min(next, end) - run.moved
  return taken
}

/** The last letter that had a say in a token. */
function reachOf({ firsts, reaches }: Tokens, token: number): number {
  const reach = reaches[token] ?? FAR
  return reach === FAR ? NEVER : (firsts[token] ?? 0) + reach
}

/** The first token that does not begin before a letter. */
function tokenFrom({ firsts, length }: Tokens, letter: number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((firsts[middle] ?? 0) < letter) low = middle + 1
    else high = middle
  }
  return low
}

/** The run of same letters that a letter is part of. */
function runAt(before: Before, index: number): Respelled['same'][number] | undefined {
  const { same } = before
  while ((same[before.run]?.to ?? NEVER) <= index) before.run += 1
  const run = same[before.run]
  return run !== undefined && run.from <= index ? run : undefined
}

function copyToken(old: Tokens, from: number, tokens: Tokens, to: number, moved: number): void {
  tokens.kinds[to] = old.kinds[from] ?? 0
  tokens.firsts[to] = (old.firsts[from] ?? 0) - moved
  putEntry(tokens, to, old.entries[from] ?? 0)
}

/** Puts down what a token means. */
function putEntry(tokens: Tokens, token: number, entry: number): void {
  tokens.entries[token] = entry
  // What means nothing is written over by the next one, which costs less than a branch that is hard to predict.
  tokens.meant[tokens.meaning] = token
  tokens.meaning += entry === 0 ? 0 : 1
}

/** Short words that were read, and what they mean. In time another word takes a place. */
const PLACES = 4096
const known = {
  /** The classes of up to ten letters, five and five. */
  heads: new Int32Array(PLACES),
  tails: new Int32Array(PLACES),
  entries: new Uint16Array(PLACES),
  /** Where each goes on behind a space. */
  nexts: new Uint16Array(PLACES),
}
const SHORT = 10
const HALF_BITS = 5 * CLASS_BITS
const HALF = 2 ** HALF_BITS - 1
/** A word goes on behind a space in more than one way. */
const SEVERAL = 0xffff

/** The classes of the letters of the short word that was looked at last. */
const short = { head: 0, tail: 0 }

/** Where a word ends that has just a few letters and stands by itself; the place itself where there is none. */
function shortEnd({ codes, length }: Reader, from: number): number {
  let head = 0
  let tail = 0
  let to = from
  for (let letter = classOf(codes[to] ?? SPACE); letter > 0 && to - from <= SHORT; ) {
    head = ((head << CLASS_BITS) | (tail >>> (HALF_BITS - CLASS_BITS))) & HALF
    tail = ((tail << CLASS_BITS) | letter) & HALF
    to += 1
    letter = to < length ? classOf(codes[to] ?? SPACE) : 0
  }
  short.head = head
  short.tail = tail
  return to - from <= SHORT && (to === length || isEnd(codes[to])) ? to : from
}

/** How long the word is that begins at a place, whatever it means. */
function readNext(reader: Reader, from: number): number {
  const { codes } = reader
  const to = shortEnd(reader, from)
  reader.reach = from
  return to === from ? readWord(reader, from, codes[from] ?? SPACE, false) : readShort(reader, from, to)
}

/** How long a word is that has just a few letters, or the phrase that begins with it. */
function readShort(reader: Reader, from: number, to: number): number {
  const { codes, found, length } = reader
  const { head, tail } = short
  let place = placeOf(head, tail)
  if (!isAt(place, head, tail) && isAt(place + 1, head, tail)) place += 1
  else if (!isAt(place, head, tail)) {
    learn(reader, from, to, place)
    known.heads[place] = head
    known.tails[place] = tail
  }
  const next = known.nexts[place] ?? 0
  if (next === SEVERAL) return readWord(reader, from, codes[from] ?? SPACE, false)
  found.entry = known.entries[place] ?? 0
  found.length = found.entry === 0 ? 0 : to - from
  reader.reach = to
  if (next !== 0 && to < length && codes[to] === SPACE) walk(reader, next, from, to + 1, false)
  return found.length === 0 ? to - from : found.length
}

/** The first of two places for a word. */
function placeOf(head: number, tail: number): number {
  return (Math.imul(head ^ Math.imul(tail, 0x9e3779b1), 0x85ebca6b) >>> 16) & (PLACES - 2)
}

function isAt(place: number, head: number, tail: number): boolean {
  return known.tails[place] === tail && known.heads[place] === head
}

/** Reads a word without what stands behind it, and keeps what it means. What had its place moves to the other one. */
function learn(reader: Reader, from: number, to: number, place: number): void {
  const { codes, found, length } = reader
  for (const table of Object.values(known)) table[place + 1] = table[place] ?? 0
  reader.length = to
  reader.next = 0
  readWord(reader, from, codes[from] ?? SPACE, false)
  reader.length = length
  known.entries[place] = found.entry
  known.nexts[place] = reader.next
}

/** Puts down words that were written as one: they are looked for from each letter on. Encoded texts have hardly any others. */
function readLetters(reader: Reader, tokens: Tokens, before: number, from: number, to: number): number {
  const { codes } = reader
  // All words within it, at most one for each letter, begin with the same values.
  tokens.kinds.fill(WORD_KIND, before, before + to - from)
  tokens.reaches.fill(FAR, before, before + to - from)
  tokens.entries.fill(0, before, before + to - from)
  let count = before
  let index = from
  while (index < to) {
    count = passLetters(reader, tokens, count, index, to)
    index = reader.end
    if (index >= to) break
    const code = codes[index] ?? SPACE
    const size = code === SPACE ? 1 : readWord(reader, index, code, true)
    reader.reach = NEVER
    if (code !== SPACE) count = putWord(reader, tokens, count, index, index + size)
    index += size
  }
  reader.end = index
  return count
}

const PAIR = 2 ** (2 * CLASS_BITS) - 1

/** Puts down words of up to two letters, and letters with which none begins, up to where a longer word may begin; returns how many there are then. */
function passLetters(reader: Reader, tokens: Tokens, first: number, from: number, to: number): number {
  const { codes, length, words } = reader
  const { triples, pairs } = words
  const { firsts } = tokens
  let count = first
  let index = from
  let pair = pairAt(reader, from)
  while (index < to) {
    const triple = (pair << CLASS_BITS) + (index + 2 < length ? classOf(codes[index + 2] ?? END) : 0)
    if ((((triples[triple >> 3] ?? 0) >> (triple & 7)) & 1) === 1) break
    const word = pairs[pair] ?? 0
    firsts[count] = index
    pair = triple & PAIR
    if (word !== 0) {
      putEntry(tokens, count, word >> 1)
      index += word & 1
      if ((word & 1) === 1) pair = pairAt(reader, index + 1)
    }
    count += 1
    index += 1
  }
  reader.end = index
  return count
}

/** The classes of two letters in a row. */
function pairAt({ codes, length }: Reader, from: number): number {
  const first = from < length ? classOf(codes[from] ?? END) : 0
  const second = from + 1 < length ? classOf(codes[from + 1] ?? END) : 0
  return (first << CLASS_BITS) + second
}

/** Puts down the word that was found, and returns how many there are now. */
function putWord(reader: Reader, tokens: Tokens, count: number, from: number, to: number): number {
  if (isPart(reader, tokens, count, from)) return count
  put(reader, tokens, count, from, to)
  return count + 1
}

/** Puts down a word or a sign as it was found. */
function put({ codes, found, reach }: Reader, tokens: Tokens, count: number, from: number, to: number): void {
  const code = codes[from] ?? 0
  tokens.kinds[count] = kindOf(code)
  tokens.firsts[count] = from
  putEntry(tokens, count, found.entry)
  // What stands before it may have a say in a sign of a script without spaces, and the reading in what is long.
  const isFar = isWideCode(code) || to - from > LONG_TOGETHER
  tokens.reaches[count] = isFar ? FAR : Math.min(reach - from, FAR)
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
  { codes, at, found }: Reader,
  { kinds, entries }: Tokens,
  count: number,
  from: number,
): boolean {
  if (found.entry !== 0 || count === 0 || !isWideCode(codes[from] ?? 0)) return false
  if (kinds[count - 1] !== WORD_KIND || entries[count - 1] !== 0) return false
  return endBefore({ codes, at }, from) === at[from]
}

function isHangul(code: number): boolean {
  return code >= 0xac00 && code <= 0xd7a3
}

function isEnd(code: number | undefined): boolean {
  return code === undefined || code === SPACE || code === END || code === SIGN
}

/** How long a word is that no list has. */
function sizeOf(reader: Reader, from: number, isLoose: boolean): number {
  const { codes, length } = reader
  const code = codes[from] ?? SPACE
  if (isLoose || isEnd(code) || isWideCode(code) || isHangul(code)) return 1
  // What an apostrophe parts is two words: l'utente, l'IA.
  let isParted = code === APOSTROPHE
  let to = from + 1
  for (; to < length && !isParted; to += 1) {
    const next = codes[to] ?? SPACE
    if (classOf(next) > 0) continue
    if (next === SPACE || next === END || next === SIGN || isWideCode(next)) break
    isParted = next === APOSTROPHE
  }
  reader.reach = Math.max(reader.reach, to)
  return to - from
}

/** Follows the letters from `begin` on, and keeps the longest word from `from` on that ends on the way. */
function walk(reader: Reader, first: number, from: number, begin: number, isLoose: boolean): void {
  const { codes, length, words } = reader
  let step = markedIn(words, first)
  let to = begin
  for (; step !== 0; to += 1) {
    const node = step & (MARKED - 1)
    if (step !== node) readMark(reader, node, from, to, isLoose)
    if (to >= length) {
      goOn(reader, node)
      break
    }
    step = stepFrom(words, node, codes[to] ?? END)
  }
  reader.reach = Math.max(reader.reach, to)
}

/** Notes where a word goes on behind the last letter that is looked at. */
function goOn(reader: Reader, node: number): void {
  const next = stepFrom(reader.words, node, SPACE) & (MARKED - 1)
  if (next !== 0) reader.next = reader.next === 0 ? next : SEVERAL
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

function restEnd(reader: Reader, from: number): number {
  const { codes, length } = reader
  let to = from
  while (to < length && !isEnd(codes[to])) to += 1
  reader.reach = Math.max(reader.reach, to)
  return to
}
