// The letters of a text with one space between words, and a way back to where they come from.
import { type Budget, isExceeded, spend } from '../../budget.ts'
import { NOT_ONE, remember, unitFor } from '../../text/remembered.ts'
import { folded } from './lexicon.ts'

/** Folded letters and signs, as UTF-16 units, and where each comes from. */
export type Letters = { readonly codes: Uint16Array; readonly at: Uint32Array; readonly length: number }

export const SPACE = 0x20
/** The end of a sentence. */
export const END = 0x0a
/** What sets off a part of a sentence. */
export const SIGN = 0x22

const PER_DIFFERENT = 50
const GROWTH = 2
const APOSTROPHE = 0x27
const DOT = 0x2e
const BACKSLASH = 0x5c
const LETTER = /[\p{L}\p{N}\p{M}]/u
/** Of each ASCII character its small letter or digit, or the sign that stands for it. */
const ascii = Uint16Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[a-z0-9]/i.test(character)) return character.toLowerCase().charCodeAt(0)
  if (/[.!?;]/.test(character)) return END
  return /[\s_/-]/.test(character) ? SPACE : SIGN
})
const OTHER_ENDS = new Set(['\u3002', '\uff01', '\uff1f', '\uff1b', '\u0964', '\u061f', '\u2026'])

/** Whether a unit is an ASCII letter or digit. */
export function isAsciiLetter(code: number): boolean {
  return code < 128 && (ascii[code] ?? 0) > APOSTROPHE
}

/** Whether a unit is a letter, as far as that matters between two others. */
function isLetterCode(code: number): boolean {
  return code < 128
    ? isAsciiLetter(code)
    : code > 0xbf && !(code >= 0x2000 && code < 0x2c00) && !(code >= 0x3000 && code < 0x3040)
}

/** Whether a unit stands in a script that puts no spaces between words. */
export function isWideCode(code: number): boolean {
  return (
    code >= 0x3040 &&
    (code <= 0x30ff || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff))
  )
}

/** `\\n`, `\\r` and `\\t`, as texts within texts have them. */
function isControlEscape(code: number): boolean {
  return code === 0x6e || code === 0x72 || code === 0x74
}

/** A part of a text, from a place up to but without another. */
export type Stretch = { readonly from: number; readonly to: number }

/** Where letters are put down. Its tables serve one text after the other: making them costs as much as reading a short text. */
export type Writer = {
  codes: Uint16Array
  at: Uint32Array
  length: number
  last: number
  /** No letters are put behind so many, but for the rest of one character. */
  room: number
  /** What pairs of units stand for, as far as they were met. */
  folds: Map<string, string> | undefined
}

/** Tables for more letters than this are not kept. */
const KEPT_MAX = 65_536
/** No character stands for more letters. */
const FOLD_MAX = 4

/** A place for the letters of one text at a time. */
export function createWriter(): Writer {
  const [codes, at] = [new Uint16Array(0), new Uint32Array(0)]
  return { codes, at, length: 0, last: SPACE, room: 0, folds: undefined }
}

/** Makes room for so many letters. */
export function begin(writer: Writer, room: number): void {
  const { length } = writer.codes
  const least = room + FOLD_MAX
  if (length < least || (length > KEPT_MAX && least <= KEPT_MAX)) {
    const size = Math.max(least, Math.min(KEPT_MAX, 2 * least))
    writer.codes = new Uint16Array(size)
    writer.at = new Uint32Array(size)
  }
  writer.length = 0
  writer.last = SPACE
  writer.room = room
}

/** Puts one more letter. */
export function put(writer: Writer, code: number, from: number): void {
  writer.codes[writer.length] = code
  writer.at[writer.length] = from
  writer.length += 1
  writer.last = code
}

/** The first letter that does not stand before a place of the text, looked for from one on: it is mostly near. */
export function placeOf({ at, length }: Letters, place: number, from = 0): number {
  // Most units are one letter each.
  const likely = from + place - (at[from] ?? 0)
  if (likely > from && likely < length && at[likely] === place && (at[likely - 1] ?? place) < place)
    return likely
  let reach = 1
  while (from + reach < length && (at[from + reach] ?? 0) < place) reach *= 2
  let [low, high] = [from + (reach >> 1), Math.min(from + reach, length)]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? 0) < place) low = middle + 1
    else high = middle
  }
  return low
}

/** The letters of a text, until the writer is used again. */
export function lettersOf(text: string, writer: Writer, budget: Budget): Letters {
  begin(writer, text.length * GROWTH)
  writer.folds = undefined
  for (let index = 0; index < text.length; index += 1) {
    index = putLetters(writer, text, index)
    if (index >= text.length || writer.length >= writer.room) break
    const code = text.charCodeAt(index)
    index += putUnit(writer, text, index, code, budget)
    if (code >= 128 && isExceeded(budget)) break
  }
  return writer
}

/** Puts what is read by itself, and returns where that ends. */
function putLetters(writer: Writer, text: string, from: number): number {
  const { codes, at, room } = writer
  let { length, last } = writer
  let index = from
  for (; index < text.length && length < room; index += 1) {
    const code = text.charCodeAt(index)
    const letter = known.units[code] ?? NOT_ONE
    if (letter <= NOT_ONE) break
    if (letter === SPACE && code < 128 && isNeedless(last, text.charCodeAt(index + 1))) continue
    codes[length] = letter
    at[length] = index
    length += 1
    last = letter
  }
  writer.length = length
  writer.last = last
  return index
}

/** Puts what a unit stands for, and tells how many more units it took. */
function putUnit(writer: Writer, text: string, index: number, code: number, budget: Budget): number {
  if (code >= 128) return putOther(writer, text, index, code, budget)
  if (code === BACKSLASH && isControlEscape(text.charCodeAt(index + 1))) {
    put(writer, writer.last === SPACE ? SIGN : SPACE, index)
    return 1
  } else putSign(writer, text, index, code)
  return 0
}

/**
 * For each unit, the letter that it is read as, or the sign that stands for it. ASCII whose neighbours decide and first halves
 * of pairs have none.
 */
const known = remember(foldOf)
known.units.set(ascii.map((letter, code) => ([END, APOSTROPHE, DOT, BACKSLASH].includes(code) ? 0 : letter)))

function foldOf(character: string): string {
  if (LETTER.test(character)) return folded(character)
  return OTHER_ENDS.has(character) ? '\n' : '"'
}

/** Puts a character that is not ASCII, and tells how many more units it took. */
function putOther(writer: Writer, text: string, at: number, code: number, budget: Budget): number {
  const isHalf = code >= 0xd800 && code < 0xdc00
  const isPair = isHalf && (text.codePointAt(at) ?? 0) > code
  const one = isHalf ? NOT_ONE : unitFor(known, code)
  if (one !== NOT_ONE) put(writer, one, at)
  else {
    const fold = isPair
      ? pairFold(writer, text.slice(at, at + 2), budget)
      : (known.texts.get(code) ?? foldOf(text.charAt(at)))
    for (let place = 0; place < fold.length; place += 1) put(writer, fold.charCodeAt(place), at)
  }
  return isPair ? 1 : 0
}

function pairFold(writer: Writer, character: string, budget: Budget): string {
  writer.folds ??= new Map()
  const before = writer.folds.get(character)
  if (before !== undefined) return before
  spend(budget, PER_DIFFERENT)
  const fold = foldOf(character)
  writer.folds.set(character, fold)
  return fold
}

function putSign(writer: Writer, text: string, at: number, code: number): void {
  const after = text.charCodeAt(at + 1)
  const isWithin = isLetterCode(after) && isLetterCode(text.charCodeAt(at - 1))
  if (code === END) putLine(writer, text, at)
  else if (code === APOSTROPHE) put(writer, isWithin ? APOSTROPHE : SIGN, at)
  else if (code === DOT && isLetterCode(after)) put(writer, isWithin ? SPACE : DOT, at)
  else if ((ascii[code] ?? SIGN) !== SPACE) put(writer, ascii[code] ?? SIGN, at)
  else if (!isNeedless(writer.last, after)) put(writer, SPACE, at)
}

/** A space behind another, or between words that need none. */
function isNeedless(last: number, after: number): boolean {
  return last === SPACE || (isWideCode(last) && isWideCode(after))
}

const NEW_PART = /\n\s{0,6}(?:\n|[-*#>\d])/y

/** The end of a line ends a sentence only before an empty line or an item of a list. */
function putLine(writer: Writer, text: string, at: number): void {
  NEW_PART.lastIndex = at
  if (NEW_PART.test(text)) put(writer, END, at)
  else if (writer.last !== SPACE) put(writer, SPACE, at)
}
