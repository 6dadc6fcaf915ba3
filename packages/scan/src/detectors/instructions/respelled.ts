// Letters with signs or spaces within words taken out, or with digits read as letters.
import {
  begin,
  isAsciiLetter,
  type Letters,
  placeOf,
  put,
  SPACE,
  type Stretch,
  type Writer,
} from './letters.ts'

/** How letters are read: as they stand, or in one of the odd ways. */
export type Reading = 'plain' | OddReading
export type OddReading = 'squeezed' | 'leet' | 'spaced'

/** Letters in an odd reading. */
export type Respelled = Letters & {
  readonly reading: OddReading
  /** Those that are as they were: from which one up to which, and how much further on they stood before. */
  readonly same: readonly { readonly from: number; readonly to: number; readonly moved: number }[]
}

const WITHIN = codesOf('-_.*~|+')
const LEET: ReadonlyMap<number, number> = new Map(
  Array.from('0o1i3e4a5s7t@a$s!i|i'.matchAll(/(.)(.)/g), ([, from = '', to = '']): [number, number] => [
    from.charCodeAt(0),
    to.charCodeAt(0),
  ]),
)

function codesOf(characters: string): readonly number[] {
  return Array.from(characters, (character) => character.charCodeAt(0))
}

/** What each ASCII character is read as among letters: most as themselves. */
const leet = Uint8Array.from({ length: 128 }, (_, code) => LEET.get(code) ?? code)

/** What each ASCII character may be read as in one of the readings. */
const ODD: Readonly<Record<'squeezed' | 'leet', Uint8Array>> = {
  squeezed: tableOf(WITHIN),
  leet: tableOf(LEET.keys()),
}

function tableOf(codes: Iterable<number>): Uint8Array {
  const table = new Uint8Array(128)
  for (const code of codes) table[code] = 1
  return table
}

/** The places of a text where a reading takes a unit for another one, or leaves it out; signs and digits among them are at these. */
export function oddPlaces(text: string, reading: OddReading, among: readonly number[]): readonly number[] {
  const places: number[] = []
  if (reading === 'spaced') {
    for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1))
      if (readAs(text, at, reading) !== SPACE) places.push(at)
    return places
  }
  const odd = ODD[reading]
  for (const at of among) {
    const code = text.charCodeAt(at)
    if (odd[code] === 1 && readAs(text, at, reading) !== code) places.push(at)
  }
  return places
}

/** The unit at a place in one of the readings; 0 where it is left out. */
function readAs(text: string, at: number, reading: OddReading): number {
  const code = text.charCodeAt(at)
  const isBehind = isAsciiLetter(text.charCodeAt(at - 1))
  const isBefore = isAsciiLetter(text.charCodeAt(at + 1))
  if (reading === 'leet') return isBehind || isBefore ? (leet[code] ?? code) : code
  if (!isBehind || !isBefore) return code
  if (reading === 'squeezed') return 0
  return isAsciiLetter(text.charCodeAt(at - 2)) || isAsciiLetter(text.charCodeAt(at + 2)) ? code : 0
}

/** A text with its letters as they stand, and the places that are odd in a reading. */
export type Odd = {
  readonly text: string
  readonly letters: Letters
  readonly reading: OddReading
  readonly places: readonly number[]
}

/** The letters of a part of a text in a reading, until the writer is used again. The first odd place that may be in it is known. */
export function respell(odd: Odd, { from, to }: Stretch, firstOdd: number, writer: Writer): Respelled {
  const { text, letters, reading, places } = odd
  const same: Respelled['same'][number][] = []
  const last = placeOf(letters, to)
  let next = placeOf(letters, from)
  begin(writer, last - next)
  const { codes, at } = writer
  // Where none is left out, all are copied at once.
  const isCopied = reading === 'leet'
  if (isCopied) {
    codes.set(letters.codes.subarray(next, last))
    at.set(letters.at.subarray(next, last))
  }
  function copyTo(end: number): void {
    const moved = next - writer.length
    for (let place = isCopied ? end : next; place < end; place += 1) {
      codes[place - moved] = letters.codes[place] ?? 0
      at[place - moved] = letters.at[place] ?? 0
    }
    if (end > next) same.push({ from: writer.length, to: end - moved, moved })
    writer.length = end - moved
    next = end
  }
  for (let n = firstOdd; n < places.length; n += 1) {
    const unit = places[n] ?? to
    if (unit >= to) break
    const place = placeOf(letters, unit, next)
    // Some signs stand for nothing, even as they are.
    if (place >= last || letters.at[place] !== unit) continue
    copyTo(place)
    next = place + 1
    const code = readAs(text, unit, reading)
    if (code !== 0) put(writer, code, unit)
  }
  copyTo(last)
  return { codes, at, length: writer.length, reading, same }
}
