// A first look at a text: whether it holds anything that is worth a closer one.

/** What a text may hold, as bits: escapes, so many units of base64 or hex in a row, characters that are not plain ASCII. */
export const HOLDS = { escapes: 1, base64: 2, hex: 4, foreign: 8 } as const

const BASE64 = 1
const HEX = 2
const BETWEEN = 4

function kindOf(character: string): number {
  if (/[0-9a-f]/i.test(character)) return BASE64 | HEX
  if (character === 'x') return BASE64 | BETWEEN
  if (/[\w+/-]/.test(character)) return BASE64
  return /[ :,]/.test(character) ? BETWEEN : 0
}

/** What each ASCII character can be part of. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)))

/** Fewer units in a row are not read as base64. */
const BASE64_MIN = 16
const HEX_MIN = 24
const ESCAPE = /[%&\\=]/
const FOREIGN = /[^\t\n\r\x20-\x7e]/

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? (kinds[code] ?? 0) : 0
}

/** Looks over a text. */
export function surveyOf(text: string): number {
  return (
    (ESCAPE.test(text) ? HOLDS.escapes : 0) |
    (base64From(text, 0) < 0 ? 0 : HOLDS.base64) |
    (holdsHex(text) ? HOLDS.hex : 0) |
    (FOREIGN.test(text) ? HOLDS.foreign : 0)
  )
}

/** Whether a unit is of one of these kinds. */
function isOf(text: string, at: number, wanted: number): boolean {
  return (kindAt(text, at) & wanted) !== 0
}

/** Where the row of such units begins that a unit is part of. */
function rowStart(text: string, at: number, from: number, wanted: number): number {
  let first = at
  while (first > from && isOf(text, first - 1, wanted)) first -= 1
  return first
}

// A row of enough units passes over one of the places looked at below, so most units need no look.

/** Where the next row of enough units begins that may be base64; -1 where none does. */
export function base64From(text: string, from: number): number {
  for (let at = from + BASE64_MIN - 1; at < text.length; at += BASE64_MIN) {
    if (!isOf(text, at, BASE64)) continue
    const first = rowStart(text, at, from, BASE64)
    while (at < first + BASE64_MIN && isOf(text, at, BASE64)) at += 1
    if (at === first + BASE64_MIN) return first
  }
  return -1
}

/** Whether enough hex digits stand in a row; a sign between them neither counts nor ends it. */
function holdsHex(text: string): boolean {
  const wanted = HEX | BETWEEN
  for (let at = HEX_MIN - 1; at < text.length; at += HEX_MIN) {
    if (!isOf(text, at, wanted)) continue
    let digits = 0
    for (at = rowStart(text, at, 0, wanted); isOf(text, at, wanted); at += 1) {
      digits += (kindAt(text, at) & HEX) >> 1
      if (digits >= HEX_MIN) return true
    }
  }
  return false
}
