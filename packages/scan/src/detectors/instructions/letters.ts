// The letters of a text with one space between words, and a way back to where they come from.
import { type Budget, isExceeded, spend } from '../../budget.ts'
import { NOT_ONE, remember, unitFor } from '../../text/remembered.ts'
import { folded } from './lexicon.ts'

/** Folded letters and signs, as UTF-16 units, and where each comes from. */
export type Letters = { readonly codes: Uint16Array; readonly at: Uint32Array; readonly length: number }

/** How letters are put together: as they stand, with signs or spaces within words taken out, or with digits read as letters. */
export type Reading = 'plain' | OddReading
export type OddReading = 'squeezed' | 'leet' | 'spaced'

export const SPACE = 0x20
/** The end of a sentence. */
export const END = 0x0a
/** What sets off a part of a sentence. */
export const SIGN = 0x22

const PER_DIFFERENT = 50
const GROWTH = 2
const APOSTROPHE = 0x27
const DIGIT_LAST = 0x39
const DOT = 0x2e
const BACKSLASH = 0x5c
const LETTER = /[\p{L}\p{N}\p{M}]/u
const WITHIN = new Set(Array.from('-_.*~|\u00b7+', (character) => character.charCodeAt(0)))
const LEET: ReadonlyMap<number, number> = new Map(
  Array.from('0o1i3e4a5s7t@a$s!i|i'.matchAll(/(.)(.)/g), ([, from = '', to = '']): [number, number] => [
    from.charCodeAt(0),
    to.charCodeAt(0),
  ]),
)

/** Of each ASCII character its small letter or digit, or the sign that stands for it. */
const ascii = Uint16Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[a-z0-9]/i.test(character)) return character.toLowerCase().charCodeAt(0)
  if (/[.!?;]/.test(character)) return END
  return /[\s_/-]/.test(character) ? SPACE : SIGN
})
const OTHER_ENDS = new Set(['\u3002', '\uff01', '\uff1f', '\uff1b', '\u0964', '\u061f', '\u2026'])

function isAsciiLetter(code: number): boolean {
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

function begin(writer: Writer, room: number): void {
  const { length } = writer.codes
  const least = room + FOLD_MAX
  if (length < least || (length > KEPT_MAX && least <= KEPT_MAX)) {
    const size = Math.max(least, Math.min(KEPT_MAX, 2 * least))
    writer.codes = new Uint16Array(size)
    writer.at = new Uint32Array(size)
  }
  writer.length = 0
  writer.room = room
}

/** Forgets the characters that were met, before another text. */
export function forget(writer: Writer): void {
  writer.folds = undefined
}

function put(writer: Writer, code: number, from: number): void {
  writer.codes[writer.length] = code
  writer.at[writer.length] = from
  writer.length += 1
  writer.last = code
}

/** The letters of a part of a text, read in one of the ways, until the writer is used again. */
export function lettersOf(
  text: string,
  reading: Reading,
  { from, to }: Stretch,
  writer: Writer,
  budget: Budget,
): Writer {
  begin(writer, text.length * GROWTH)
  // A part begins where the text does, or behind the end of a sentence.
  writer.last = from === 0 ? SPACE : END
  for (let index = from; index < to; index += 1) {
    index = putLetters(writer, text, index, to, reading)
    if (index >= to || writer.length >= writer.room) break
    const code = reading === 'plain' ? text.charCodeAt(index) : readAs(text, index, reading)
    if (code !== 0) index += putUnit(writer, text, index, code, budget)
    if (code >= 128 && isExceeded(budget)) break
  }
  return writer
}

/** Whether letters were not cut off because there were too many of them for their text. */
export function isWhole({ length, room }: Writer): boolean {
  return length < room
}

/** Puts letters and digits that are read as they are, with the spaces between them, and returns where they end. */
function putLetters(writer: Writer, text: string, from: number, to: number, reading: Reading): number {
  const { codes, at, room } = writer
  const least = reading === 'leet' ? DIGIT_LAST : APOSTROPHE
  const isSpaceRead = reading !== 'spaced'
  let { length, last } = writer
  let index = from
  for (; index < to && length < room; index += 1) {
    const code = text.charCodeAt(index)
    let letter = code < 128 ? (ascii[code] ?? 0) : 0
    if (letter <= least) {
      if (code !== SPACE || !isSpaceRead) break
      if (isNeedless(last, text.charCodeAt(index + 1))) continue
      letter = SPACE
    }
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
  if (isAsciiLetter(code)) put(writer, ascii[code] ?? code, index)
  else if (code === BACKSLASH && isControlEscape(text.charCodeAt(index + 1))) {
    put(writer, writer.last === SPACE ? SIGN : SPACE, index)
    return 1
  } else putSign(writer, text, index, code)
  return 0
}

/** What each ASCII character may be read as in one of the readings. */
const ODD: Readonly<Record<OddReading, Uint8Array>> = {
  squeezed: tableOf(WITHIN),
  leet: tableOf(LEET.keys()),
  spaced: tableOf([SPACE]),
}

function tableOf(codes: Iterable<number>): Uint8Array {
  const table = new Uint8Array(128)
  for (const code of codes) if (code < 128) table[code] = 1
  return table
}

/** The first unit from a place on that a reading takes for another one, or leaves out; the length of the text where none is. */
export function oddFrom(text: string, reading: OddReading, from: number): number {
  const odd = ODD[reading]
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 128 && odd[code] === 1 && readAs(text, at, reading) !== code) return at
  }
  return text.length
}

/** The unit at a place in one of the readings; 0 where it is left out. */
function readAs(text: string, at: number, reading: OddReading): number {
  const code = text.charCodeAt(at)
  if (code >= 128 || ODD[reading][code] !== 1) return code
  const isBehind = isAsciiLetter(text.charCodeAt(at - 1))
  const isBefore = isAsciiLetter(text.charCodeAt(at + 1))
  if (reading === 'leet') return isBehind || isBefore ? (LEET.get(code) ?? code) : code
  if (!isBehind || !isBefore) return code
  if (reading === 'squeezed') return 0
  return isAsciiLetter(text.charCodeAt(at - 2)) || isAsciiLetter(text.charCodeAt(at + 2)) ? code : 0
}

/** The letter without what does not matter of each unit outside ASCII, or the sign that stands for it. */
const known = remember(foldOf)

function foldOf(character: string): string {
  if (LETTER.test(character)) return folded(character)
  return OTHER_ENDS.has(character) ? '\n' : '"'
}

/** Puts a character that is not ASCII, and tells how many more units it took. */
function putOther(writer: Writer, text: string, at: number, code: number, budget: Budget): number {
  const isPair = code >= 0xd800 && code < 0xdc00 && (text.codePointAt(at) ?? 0) > code
  const one = isPair ? NOT_ONE : unitFor(known, code)
  if (one !== NOT_ONE) put(writer, one, at)
  else {
    const fold = isPair ? pairFold(writer, text.slice(at, at + 2), budget) : (known.texts.get(code) ?? '')
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
