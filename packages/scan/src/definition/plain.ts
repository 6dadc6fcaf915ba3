// A text in small letters as it looks, whatever characters it is written in.
import { textOfUnits } from '../text/bytes.ts'
import { lookOf } from '../text/lookalikes.ts'

const ASCII_ONLY = /^[\x20-\x7e\n\r\t]*$/
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
const OUTSIDE_ASCII = /[^\x00-\x7f]/gu
const MARKS = /\p{M}+/gu
const SPELLED = /[\u{e0020}-\u{e007e}]/gu
const TAGS_FIRST = 0xe0000

/** A text in small letters, without what cannot be seen, look-alikes as the ASCII they look like. */
export function plainText(text: string): string {
  if (ASCII_ONLY.test(text)) return text.toLowerCase()
  return byCharacters(text) ?? plainByRules(text)
}

/** The same, rule by rule over the whole text. */
export function plainByRules(text: string): string {
  return shownBy(text).toLowerCase()
}

function shownBy(text: string): string {
  return text
    .replace(SPELLED, (tag) => String.fromCharCode((tag.codePointAt(0) ?? TAGS_FIRST) - TAGS_FIRST))
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(OUTSIDE_ASCII, (character) => lookOf(character) ?? character)
}

/** What becomes of each character of one unit, filled in as characters are met: its unit, or one of those below. */
const becomes = new Uint16Array(0x10000)
const NOT_YET = 0
const REMOVED = 0xdc01
const SEVERAL = 0xdc02
/** Half of a pair, or what its neighbours have a say in. */
const BY_RULES = 0xdc03
const parts = new Map<number, string>()

const SIGMA = '\u03a3'

function learn(code: number): number {
  const character = String.fromCharCode(code)
  const isPair = code >= 0xd800 && code <= 0xdfff
  // A large sigma is another small letter at the end of a word.
  if (code === 0 || isPair || shownBy(character).includes(SIGMA)) return BY_RULES
  const plain = plainByRules(character)
  if (plain.length > 1) parts.set(code, plain)
  return plain.length === 1 ? plain.charCodeAt(0) : plain === '' ? REMOVED : SEVERAL
}

const UNITS_MAX = 4096
const units = new Uint16Array(UNITS_MAX)

/** Character by character, where no rule looks at more than one of them; undefined where one does, or the text is long. */
function byCharacters(text: string): string | undefined {
  let length = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    let unit = becomes[code] ?? BY_RULES
    if (unit === NOT_YET) {
      unit = learn(code)
      becomes[code] = unit
    }
    if (unit === BY_RULES || length >= UNITS_MAX - PARTS_MAX) return undefined
    if (unit === REMOVED) continue
    if (unit !== SEVERAL) {
      units[length] = unit
      length += 1
      continue
    }
    const several = parts.get(code) ?? ''
    for (let n = 0; n < several.length; n += 1) units[length + n] = several.charCodeAt(n)
    length += several.length
  }
  return textOfUnits(units, 0, length)
}

/** No character becomes more: U+FDFA is 18. */
const PARTS_MAX = 32
