// The letters of a text with one space between words, and a way back to where they come from.
import { type Budget, isExceeded, spend } from '../../budget.ts'
import { NOT_ONE, remember, unitFor } from '../../text/remembered.ts'
import { folded } from './lexicon.ts'

/** Folded letters and signs, as UTF-16 units, and where each comes from. */
export type Letters = { readonly codes: Uint16Array; readonly at: Uint32Array; readonly length: number }

/** How letters are put together: as they stand, with signs or spaces within words taken out, or with digits read as letters. */
export type Reading = 'plain' | 'squeezed' | 'leet' | 'spaced'

export const SPACE = 0x20
/** The end of a sentence. */
export const END = 0x0a
/** What sets off a part of a sentence. */
export const SIGN = 0x22

const PER_CHARACTER = 1.25
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
    (code >= 0x3040 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xf900 && code <= 0xfaff)
  )
}

/** `\\n`, `\\r` and `\\t`, as texts within texts have them. */
function isControlEscape(code: number): boolean {
  return code === 0x6e || code === 0x72 || code === 0x74
}

type Writer = { codes: Uint16Array; at: Uint32Array; length: number; last: number }

function put(writer: Writer, code: number, from: number): void {
  writer.codes[writer.length] = code
  writer.at[writer.length] = from
  writer.length += 1
  writer.last = code
}

/** The letters of a text, read in one of the ways; none once the budget is exceeded. */
export function lettersOf(text: string, reading: Reading, budget: Budget): Letters {
  const size = text.length * GROWTH + 2
  const writer: Writer = { codes: new Uint16Array(size), at: new Uint32Array(size), length: 0, last: SPACE }
  if (!spend(budget, text.length * PER_CHARACTER)) return writer
  const folds = new Map<string, string>()
  const room = size - 2
  for (let index = 0; index < text.length && writer.length < room; index += 1) {
    index = putLetters(writer, text, index, { room, isPlain: reading !== 'leet' })
    if (index >= text.length || writer.length >= room) break
    const code = readAs(text, index, reading)
    if (code !== 0) index += putUnit(writer, text, { index, code, folds, budget })
    if (isExceeded(budget)) break
  }
  writer.at[writer.length] = text.length
  return writer
}

type Unit = {
  readonly index: number
  readonly code: number
  readonly folds: Map<string, string>
  readonly budget: Budget
}

type Room = { readonly room: number; readonly isPlain: boolean }

/** Puts letters and digits in a row that are read as they are, and returns where they end. */
function putLetters(writer: Writer, text: string, from: number, { room, isPlain }: Room): number {
  const { codes, at } = writer
  const least = isPlain ? APOSTROPHE : DIGIT_LAST
  const end = Math.min(text.length, from + room - writer.length)
  let { length } = writer
  let index = from
  for (; index < end; index += 1) {
    const code = text.charCodeAt(index)
    const small = code < 128 ? (ascii[code] ?? 0) : 0
    if (small <= least) break
    codes[length] = small
    at[length] = index
    length += 1
  }
  if (index > from) writer.last = codes[length - 1] ?? SPACE
  writer.length = length
  return index
}

/** Puts what a unit stands for, and tells how many more units it took. */
function putUnit(writer: Writer, text: string, unit: Unit): number {
  const { index, code } = unit
  if (code >= 128) return putOther(writer, text, unit)
  if (isAsciiLetter(code)) put(writer, ascii[code] ?? code, index)
  else if (code === BACKSLASH && isControlEscape(text.charCodeAt(index + 1))) {
    put(writer, writer.last === SPACE ? SIGN : SPACE, index)
    return 1
  } else putSign(writer, text, index, code)
  return 0
}

/** The unit at a place in one of the readings; 0 where it is left out. */
function readAs(text: string, at: number, reading: Reading): number {
  const code = text.charCodeAt(at)
  if (reading === 'plain' || code >= 128) return code
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at + 1)]
  if (reading === 'leet')
    return isAsciiLetter(before) || isAsciiLetter(after) ? (LEET.get(code) ?? code) : code
  if (!isAsciiLetter(before) || !isAsciiLetter(after)) return code
  if (reading === 'squeezed') return WITHIN.has(code) ? 0 : code
  const isSingle = !isAsciiLetter(text.charCodeAt(at - 2)) && !isAsciiLetter(text.charCodeAt(at + 2))
  return code === SPACE && isSingle ? 0 : code
}

/** The letter without what does not matter of each unit outside ASCII, or the sign that stands for it. */
const known = remember(foldOf)

function foldOf(character: string): string {
  if (LETTER.test(character)) return folded(character)
  return OTHER_ENDS.has(character) ? '\n' : '"'
}

/** Puts a character that is not ASCII, and tells how many more units it took. */
function putOther(writer: Writer, text: string, unit: Unit): number {
  const { index: at, code } = unit
  const isPair = code >= 0xd800 && code < 0xdc00 && (text.codePointAt(at) ?? 0) > code
  const one = isPair ? NOT_ONE : unitFor(known, code)
  if (one !== NOT_ONE) put(writer, one, at)
  else {
    const fold = isPair ? pairFold(text.slice(at, at + 2), unit) : (known.texts.get(code) ?? '')
    for (let place = 0; place < fold.length; place += 1) put(writer, fold.charCodeAt(place), at)
  }
  return isPair ? 1 : 0
}

function pairFold(character: string, { folds, budget }: Unit): string {
  const before = folds.get(character)
  if (before !== undefined) return before
  spend(budget, PER_DIFFERENT)
  const fold = foldOf(character)
  folds.set(character, fold)
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

/** The end of a line ends a sentence only before an empty line or an item of a list. */
function putLine(writer: Writer, text: string, at: number): void {
  if (/^\n\s{0,6}(?:\n|[-*#>\d])/.test(text.slice(at, at + 9))) put(writer, END, at)
  else if (writer.last !== SPACE) put(writer, SPACE, at)
}
