// A first look at a text, one step for each unit: whether it holds anything that is worth a closer one.

/** What a text may hold, as bits: escapes, so many units of base64 or hex in a row, characters that are not plain ASCII. */
export const HOLDS = { escapes: 1, base64: 2, hex: 4, foreign: 8 } as const

const BASE64 = 1
const HEX = 2
const BETWEEN = 4
const ESCAPE = 8
const CONTROL = 16

function kindOf(character: string): number {
  if (/[0-9a-f]/i.test(character)) return BASE64 | HEX
  if (character === 'x') return BASE64 | BETWEEN
  if (/[\w+/-]/.test(character)) return BASE64
  if (/[%&\\=]/.test(character)) return ESCAPE
  if (/[ :,]/.test(character)) return BETWEEN
  return /[\t\n\r\x20-\x7e]/.test(character) ? 0 : CONTROL
}

/** What each ASCII character can be part of. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)))

/** Fewer units in a row are not read as base64. */
export const BASE64_MIN = 16
const HEX_MIN = 24

function bitIf(isHeld: boolean, bit: number): number {
  return isHeld ? bit : 0
}

/** Whether a unit, by its code, may be part of base64. */
export function isBase64(code: number): boolean {
  return code < 128 && ((kinds[code] ?? 0) & BASE64) !== 0
}

/** Looks over a text. */
export function surveyOf(text: string): number {
  let [seen, row, longest, digits, most] = [0, 0, 0, 0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? (kinds[code] ?? 0) : CONTROL
    seen |= kind
    row = (kind & BASE64) === 0 ? 0 : row + 1
    if (row > longest) longest = row
    // A sign between digits neither counts nor ends them.
    digits = (kind & (HEX | BETWEEN)) === 0 ? 0 : digits + ((kind & HEX) >> 1)
    if (digits > most) most = digits
  }
  return (
    bitIf((seen & ESCAPE) !== 0, HOLDS.escapes) |
    bitIf(longest >= BASE64_MIN, HOLDS.base64) |
    bitIf(most >= HEX_MIN, HOLDS.hex) |
    bitIf((seen & CONTROL) !== 0, HOLDS.foreign)
  )
}
