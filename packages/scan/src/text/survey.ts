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

/** Stands for the end of a text; nothing that is looked for begins with it. */
const END = 0x0a
const BASE64_MIN = 16
const HEX_MIN = 24

function bitIf(isHeld: boolean, bit: number): number {
  return isHeld ? bit : 0
}

/** Looks over a text. */
export function surveyOf(text: string): number {
  const { length } = text
  let [seen, from, longest, digits, most] = [0, -1, 0, 0, 0]
  for (let at = 0; at <= length; at += 1) {
    const code = at < length ? text.charCodeAt(at) : END
    const kind = code < 128 ? (kinds[code] ?? 0) : CONTROL
    seen |= kind
    if ((kind & BASE64) === 0) {
      longest = Math.max(longest, at - from - 1)
      from = at
    }
    // A sign between digits neither counts nor ends them.
    if ((kind & (HEX | BETWEEN)) === 0) {
      most = Math.max(most, digits)
      digits = 0
    } else digits += (kind & HEX) >> 1
  }
  return (
    bitIf((seen & ESCAPE) !== 0, HOLDS.escapes) |
    bitIf(longest >= BASE64_MIN, HOLDS.base64) |
    bitIf(most >= HEX_MIN, HOLDS.hex) |
    bitIf((seen & CONTROL) !== 0, HOLDS.foreign)
  )
}
