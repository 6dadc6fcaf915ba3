// Which characters that nobody sees a text is written with: Unicode says what for, and where they stand.
import { once } from '@countersign/terms'

/** What nobody sees, and what changes the order of other characters. */
export const UNSEEN = '\\p{Default_Ignorable_Code_Point}\\p{Cf}\\p{Bidi_Control}\\u2800'

/** Where a character stands for something: patterns of itself, of what ends before it, and of what begins behind it. */
type Rule = {
  readonly character: string
  readonly before?: string
  readonly after?: string
  /** Whether it may stand beside another that nobody sees. */
  readonly isBesideUnseen?: true
}

/** Signs of Arabic and Kaithi that Unicode counts as format characters though everybody sees them. */
const SEEN = '[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}]'

/** Letters of Arabic that join no letter behind them; all others do. */
const ENDING =
  '\\u0621-\\u0625\\u0627\\u0629\\u062f-\\u0632\\u0648\\u0671-\\u0677\\u0688-\\u0699\\u06c0\\u06c3-\\u06cb\\u06cd\\u06cf\\u06d2\\u06d3\\u06d5\\u06ee\\u06ef\\u0759-\\u075b\\u076b\\u076c\\u0771\\u0773\\u0774\\u0778\\u0779\\u0870-\\u0882\\u088e\\u08aa-\\u08ae\\u08b1\\u08b2\\u08b9'
const JOINING = `(?![${ENDING}])(?=\\p{L})\\p{Script=Arabic}\\p{M}{0,4}`
const JOINED = '\\p{M}{0,4}(?![\\u0621\\u0674])(?=\\p{L})\\p{Script=Arabic}'
const OTHER_CURSIVE =
  '[\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Nko}\\p{Script=Mandaic}\\p{Script=Phags_Pa}\\p{Script=Adlam}\\p{Script=Hanifi_Rohingya}]'

/** Signs that take the vowel off a letter or put two letters together: canonical combining class 9, but for Thai and Lao. */
const VIRAMA =
  '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d3b\\u0d3c\\u0d4d\\u0dca\\u0f84\\u1039\\u103a\\u1714\\u1734\\u17d2\\u1a60\\u1b44\\u1baa\\u1bab\\u1bf2\\u1bf3\\ua806\\ua8c4\\ua953\\ua9c0\\uaaf6\\uabed\\u{11046}\\u{1107f}\\u{110b9}\\u{11133}\\u{11134}\\u{111c0}\\u{11235}\\u{1134d}\\u{11442}\\u{114c2}\\u{115bf}\\u{1163f}\\u{116b6}]'
const INDIC = '(?!\\p{Script=Latin})[\\p{L}\\p{M}]'

/** Scripts without spaces, in which a space without width ends a word and a word joiner ends none. */
const UNSPACED =
  '[\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tai_Le}\\p{Script=New_Tai_Lue}\\p{Script=Tai_Tham}\\p{Script=Javanese}\\p{Script=Balinese}]'

/** A letter, with its marks, of a script whose words are parted at the end of a line. */
const HYPHENED =
  '(?![\\p{Ideographic}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}])\\p{L}\\p{M}{0,4}'

const PICTURE = '\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier})?'
/** No picture is put together of more. */
const PICTURES_MAX = 5
const JOINED_PICTURES = `(?<!(?:${PICTURE}\\u200d){${PICTURES_MAX - 1}}${PICTURE}\\u200d)`

/** UTS #51: the flags that are recommended for use; whatever else tags spell, no reader sees. */
const ENGLAND = '\\u{e0067}\\u{e0062}\\u{e0065}\\u{e006e}\\u{e0067}\\u{e007f}'
const SCOTLAND = '\\u{e0067}\\u{e0062}\\u{e0073}\\u{e0063}\\u{e0074}\\u{e007f}'
const WALES = '\\u{e0067}\\u{e0062}\\u{e0077}\\u{e006c}\\u{e0073}\\u{e007f}'

const RULES: readonly Rule[] = [
  { character: SEEN, isBesideUnseen: true },
  // 23.8: it says how the text is encoded.
  { character: '\\ufeff', before: '^' },
  // UAX #31, A1: without it the two letters would join, and a reader sees that they do not.
  { character: '\\u200c', before: JOINING, after: JOINED },
  // 9.2: a letter that looks as if it joined another, as in abbreviations.
  { character: '\\u200d', before: JOINING, after: '(?![\\p{L}\\p{M}])' },
  { character: '[\\u200c\\u200d]', before: OTHER_CURSIVE, after: OTHER_CURSIVE },
  // UAX #31, A2 and B: behind a virama, or before one as in Bengali and Sinhala.
  { character: '[\\u200c\\u200d]', before: `${INDIC}${VIRAMA}` },
  { character: '[\\u200c\\u200d]', before: INDIC, after: VIRAMA },
  // 16.4: Khmer says with them which form a sign over a letter takes.
  { character: '[\\u200c\\u200d]', before: '\\p{Script=Khmer}', after: '(?=\\p{M})\\p{Script=Khmer}' },
  // UTS #51: between pictures that are drawn as one, and where a character is to be a picture or a sign.
  { character: '\\u200d', before: PICTURE, after: '\\p{Extended_Pictographic}', isBesideUnseen: true },
  {
    character: '[\\ufe0e\\ufe0f]',
    before: '(?:\\p{Extended_Pictographic}|\\p{Emoji_Modifier})',
    after: `(?:\\u200d\\p{Extended_Pictographic}|(?![${UNSEEN}]))`,
    isBesideUnseen: true,
  },
  { character: '\\ufe0f', before: '[0-9#*]', after: '\\u20e3' },
  {
    character: `(?:${ENGLAND}|${SCOTLAND}|${WALES})(?![\\u{e0000}-\\u{e007f}])`,
    before: '\\u{1f3f4}',
    isBesideUnseen: true,
  },
  // UTS #37 and StandardizedVariants.txt: which form of a character is meant.
  { character: '[\\ufe00-\\ufe02\\u{e0100}-\\u{e011f}]', before: '\\p{Unified_Ideograph}' },
  { character: '\\ufe00', before: '[\\p{Script=Myanmar}\\p{Script=Phags_Pa}]' },
  { character: '\\ufe00', before: '(?![\\0-\\x7f])\\p{Sm}' },
  { character: '[\\ufe00\\ufe01]', before: '[\\u3001\\u3002\\uff01\\uff0c\\uff0e\\uff1a\\uff1b\\uff1f]' },
  // 13.5: which form of a letter of Mongolian is meant, and a vowel that stands apart at the end.
  { character: '[\\u180b-\\u180d\\u180f]', before: '(?=\\p{L})\\p{Script=Mongolian}' },
  { character: '\\u180e', before: '(?=\\p{L})\\p{Script=Mongolian}', after: '[\\u1820\\u1821]' },
  // UAX #14: where a word may be parted, where one ends without a space, and where no line may end.
  { character: '\\u00ad', before: `${HYPHENED}${HYPHENED}`, after: `${HYPHENED}${HYPHENED}` },
  { character: '[\\u200b\\u2060]', before: UNSPACED, after: UNSPACED },
  { character: '\\u2060', before: '[\\u00a0\\u2009\\u200a\\u202f«‹–—…]', after: '\\S' },
  { character: '\\u2060', before: '\\S', after: '[\\u00a0\\u2009\\u200a\\u202f»›–—…!?;:]' },
  // 23.2: it keeps marks from changing places, as in the Hebrew of the Bible.
  { character: '\\u034f', before: '\\p{M}', after: '\\p{M}' },
  { character: '\\u2800', before: '[\\u2801-\\u28ff]', after: '[\\u2801-\\u28ff]' },
  // 18.6: a syllable of Hangul without its first letter or its vowel.
  { character: '\\u115f', after: '[\\u1161-\\u11a7]' },
  { character: '\\u1160', before: '[\\u1100-\\u115e]', after: '[\\u11a8-\\u11ff]' },
  { character: '[\\u{13430}-\\u{1343f}]', before: '\\p{Script=Egyptian_Hieroglyphs}' },
]

/** The character comes first, so that a text is passed over quickly where none stands. */
function patternOf({ character, before, after, isBesideUnseen }: Rule): string {
  const apart = isBesideUnseen === undefined ? `(?<![${UNSEEN}]${character})(?![${UNSEEN}])` : ''
  const behind = before === undefined ? '' : `(?<=${before}${character})`
  const ahead = after === undefined ? '' : `(?=${after})`
  const limit = character === '\\u200d' ? JOINED_PICTURES : ''
  return `${character}${apart}${behind}${limit}${ahead}`
}

const written = once(() => new RegExp(RULES.map(patternOf).join('|'), 'gu'))

/** UAX #9: a mark gives a direction to signs that have none; within a word or beside another it gives none. */
const MARKS = new RegExp(
  `[\\u061c\\u200e\\u200f](?<![${UNSEEN}].)(?![${UNSEEN}])(?:(?<![\\p{L}\\p{M}].)|(?![\\p{L}\\p{M}]))`,
  'gu',
)
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u
/** So far from a mark a letter is written from right to left, in the same line. */
const REACH = 80

/** Where characters that nobody sees are how a text is written, and where what begins there ends. */
export function writtenIn(text: string): ReadonlyMap<number, number> {
  const places = new Map<number, number>()
  for (const { 0: found, index } of text.matchAll(written())) places.set(index, index + found.length)
  for (const { index } of text.matchAll(MARKS))
    if (isBesideRightToLeft(text, index)) places.set(index, index + 1)
  return places
}

function isBesideRightToLeft(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - REACH), at)
  const [after = ''] = text.slice(at + 1, at + REACH).split('\n', 1)
  return RIGHT_TO_LEFT.test(before.slice(before.lastIndexOf('\n') + 1)) || RIGHT_TO_LEFT.test(after)
}
