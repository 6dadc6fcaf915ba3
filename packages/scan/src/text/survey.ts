// A first look at a text, one step for each unit: whether it holds anything that is worth a closer one.

/** What a text may hold. */
export type Survey = {
  readonly hasEscapes: boolean
  /** Whether so many units of base64 stand in a row. */
  readonly hasBase64: boolean
  readonly hasHex: boolean
}

const OTHER = 0
const BASE64 = 1
const HEX = 2
const ESCAPE = 4
const BETWEEN = 8

/** What each ASCII character can be part of. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[0-9a-f]/i.test(character)) return BASE64 | HEX
  if (character === 'x') return BASE64 | BETWEEN
  if (/[\w+/-]/.test(character)) return BASE64
  if (/[%&\\]/.test(character)) return ESCAPE
  if (character === '=') return ESCAPE
  return /[ :,]/.test(character) ? BETWEEN : OTHER
})

const BASE64_MIN = 16
const HEX_MIN = 24

/** Looks over a text. */
export function surveyOf(text: string): Survey {
  let [escapes, run, longest, digits, most] = [0, 0, 0, 0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? (kinds[code] ?? OTHER) : OTHER
    escapes |= kind & ESCAPE
    run = (kind & BASE64) === 0 ? 0 : run + 1
    digits = (kind & HEX) !== 0 ? digits + 1 : (kind & BETWEEN) === 0 ? 0 : digits
    longest = Math.max(longest, run)
    most = Math.max(most, digits)
  }
  return { hasEscapes: escapes !== 0, hasBase64: longest >= BASE64_MIN, hasHex: most >= HEX_MIN }
}
