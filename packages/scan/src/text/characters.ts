// What a single character is, where a reader cannot see it, or takes it for another.
import { lookOf } from './lookalikes.ts'

/** What is wrong with how a character looks. */
export const MARK_KINDS = [
  'invisible',
  'bidi',
  'tag',
  'control',
  'space',
  'lookalike',
  'combining',
  'unknown',
] as const

/** What is wrong with how a character looks. */
export type MarkKind = (typeof MARK_KINDS)[number]

/** A character that a reader cannot see as what it is. */
export type Oddity = {
  readonly kind: MarkKind
  /** What it is, in words. */
  readonly name: string
  /** The ASCII text that it looks like. */
  readonly looksLike?: string
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x00, 'null'],
  [0x07, 'bell'],
  [0x08, 'backspace'],
  [0x09, 'tab'],
  [0x0a, 'line feed'],
  [0x0b, 'vertical tab'],
  [0x0c, 'form feed'],
  [0x0d, 'carriage return'],
  [0x1b, 'escape'],
  [0x7f, 'delete'],
  [0x85, 'next line'],
  [0x9b, 'control sequence introducer'],
  [0xa0, 'no-break space'],
  [0xad, 'soft hyphen'],
  [0x034f, 'combining grapheme joiner'],
  [0x061c, 'Arabic letter mark'],
  [0x115f, 'Hangul filler'],
  [0x1160, 'Hangul filler'],
  [0x1680, 'Ogham space mark'],
  [0x17b4, 'Khmer vowel inherent'],
  [0x17b5, 'Khmer vowel inherent'],
  [0x180e, 'Mongolian vowel separator'],
  [0x200b, 'zero width space'],
  [0x200c, 'zero width non-joiner'],
  [0x200d, 'zero width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202a, 'left-to-right embedding'],
  [0x202b, 'right-to-left embedding'],
  [0x202c, 'end of embedding or override'],
  [0x202d, 'left-to-right override'],
  [0x202e, 'right-to-left override'],
  [0x202f, 'narrow no-break space'],
  [0x205f, 'mathematical space'],
  [0x2060, 'word joiner'],
  [0x2061, 'function application'],
  [0x2062, 'invisible times'],
  [0x2063, 'invisible separator'],
  [0x2064, 'invisible plus'],
  [0x2066, 'left-to-right isolate'],
  [0x2067, 'right-to-left isolate'],
  [0x2068, 'first strong isolate'],
  [0x2069, 'end of isolate'],
  [0x2800, 'braille blank'],
  [0x3000, 'ideographic space'],
  [0x3164, 'Hangul filler'],
  [0xfeff, 'zero width no-break space'],
  [0xffa0, 'halfwidth Hangul filler'],
  [0xfffc, 'object replacement character'],
  [0xfffd, 'replacement character'],
])

/** Blanks that Unicode counts as letters or symbols. */
const BLANK = new Set([0x2800, 0x115f, 0x1160, 0x3164, 0xffa0])

const BIDI = /\p{Bidi_Control}/u
const CONTROL = /\p{Cc}/u
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u
const SPACE = /\p{Z}/u
const UNKNOWN = /[\p{Co}\p{Cn}\p{Cs}\ufffc\ufffd]/u
const COMBINING = /\p{M}/u
const SELECTOR = /\p{Variation_Selector}/u
const PRINTABLE_ASCII = /^[\x20-\x7e]$/

/** The first and last of the characters that once tagged languages: they spell ASCII and show nothing. */
const TAGS = { first: 0xe0000, last: 0xe007f }

const SCRIPTS = [
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Cherokee',
  'Georgian',
  'Coptic',
  'Hangul',
  'Han',
  'Hiragana',
  'Katakana',
  'Devanagari',
  'Thai',
  'Lisu',
  'Deseret',
  'Latin',
] as const
const scriptPatterns = SCRIPTS.map((script) => ({
  script,
  pattern: new RegExp(`^\\p{Script=${script}}$`, 'u'),
}))

/** What is odd about one character by itself; undefined where it is what it looks like. */
export function oddityOf(character: string): Oddity | undefined {
  if (PRINTABLE_ASCII.test(character)) return undefined
  const code = character.codePointAt(0) ?? 0
  if (code >= TAGS.first && code <= TAGS.last) return { kind: 'tag', name: 'tag character' }
  if (BIDI.test(character)) return { kind: 'bidi', name: nameOf(code, 'direction mark') }
  if (CONTROL.test(character)) return { kind: 'control', name: nameOf(code, 'control character') }
  if (SELECTOR.test(character)) return { kind: 'invisible', name: nameOf(code, 'variation selector') }
  if (BLANK.has(code) || INVISIBLE.test(character)) {
    return { kind: 'invisible', name: nameOf(code, 'invisible character') }
  }
  if (SPACE.test(character)) return { kind: 'space', name: nameOf(code, 'unusual space') }
  if (UNKNOWN.test(character)) return { kind: 'unknown', name: nameOf(code, 'character without a meaning') }
  if (COMBINING.test(character)) return undefined
  const looksLike = lookOf(character)
  return looksLike === undefined
    ? undefined
    : { kind: 'lookalike', name: lookalikeName(character), looksLike }
}

/** Whether a character draws itself over the one before it. */
export function isCombining(character: string): boolean {
  return COMBINING.test(character) && !INVISIBLE.test(character)
}

/** What tag characters spell; those without an ASCII counterpart spell nothing. */
export function spelledByTags(tags: string): string {
  const spelled: string[] = []
  for (let at = 0; at < tags.length; at += 2) {
    const code = (tags.codePointAt(at) ?? 0) - TAGS.first
    if (code >= 0x20 && code < 0x7f) spelled.push(String.fromCharCode(code))
  }
  return spelled.join('')
}

/** How a character is called where it stands too often in a row. */
export function plainName(character: string): string {
  if (character === ' ') return 'space'
  return PRINTABLE_ASCII.test(character) ? character : (oddityOf(character)?.name ?? character)
}

function nameOf(code: number, otherwise: string): string {
  return NAMES.get(code) ?? otherwise
}

function lookalikeName(character: string): string {
  const script = scriptPatterns.find(({ pattern }) => pattern.test(character))?.script
  return script === undefined || script === 'Latin' ? 'another character' : `${script} letter`
}
