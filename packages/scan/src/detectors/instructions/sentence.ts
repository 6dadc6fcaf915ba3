// One sentence in one language: what each of its words means, and how they stand to each other.
import { LANGUAGES, main, more } from './lexicon.ts'
import { SIGN_KIND, type Tokens, tokenEnd, tokenStart, WORD_KIND } from './tokens.ts'
import { vocabulary } from './vocabulary.ts'

/** The words and signs of a sentence, whatever its language; good as long as the tables of its tokens are. */
export type Words = {
  /** The text that they stand in. */
  readonly text: string
  readonly tokens: Tokens
  /** The first of its tokens, and how many they are. */
  readonly from: number
  readonly length: number
  readonly address: Address
}

/** Whether a sentence holds the address of somebody or something outside; undefined until a rule asks. */
type Address = { isThere: boolean | undefined }

/** The words of a sentence with what they mean in one language. */
export type Sentence = Words & {
  readonly language: string
  readonly main: readonly number[]
  readonly more: readonly number[]
  /** All that is meant anywhere in it. */
  readonly allMain: number
  readonly allMore: number
}

/** The words of a sentence, from a token up to but without another. */
export function wordsIn(text: string, tokens: Tokens, { from, to }: Range): Words {
  return { text, tokens, from, length: to - from, address: { isThere: undefined } }
}

/** A sentence: its first token, and the one behind its last. */
export type Range = { readonly from: number; readonly to: number }

/** A sentence as one language reads it. */
export function sentenceIn({ text, tokens, from, length, address }: Words, language: number): Sentence {
  const known = vocabulary()
  const mains = new Array<number>(length)
  const mores = new Array<number>(length)
  let allMain = 0
  let allMore = 0
  for (let place = 0; place < length; place += 1) {
    const entry = tokens.entries[from + place] ?? 0
    mains[place] = 0
    mores[place] = 0
    if (entry === 0) continue
    const at = entry * LANGUAGES.length + language
    const bits = known.main[at] ?? 0
    const others = known.more[at] ?? 0
    mains[place] = bits
    mores[place] = others
    allMain |= bits
    allMore |= others
  }
  return {
    text,
    tokens,
    from,
    length,
    address,
    language: LANGUAGES[language] ?? 'en',
    main: mains,
    more: mores,
    allMain,
    allMore,
  }
}

function has({ length }: Words, at: number): boolean {
  return at >= 0 && at < length
}

/** Where a word or a sign begins in the text; 0 where the sentence has none at a place. */
export function startOf(words: Words, at: number): number {
  return has(words, at) ? tokenStart(words.tokens, words.from + at) : 0
}

/** Where it ends. */
export function endOf(words: Words, at: number): number {
  return has(words, at) ? tokenEnd(words.tokens, words.from + at) : 0
}

/** Where the last one ends. */
export function endOfAll(words: Words): number {
  return endOf(words, words.length - 1)
}

/** Whether there is a sign at a place. */
export function isSign(words: Words, at: number): boolean {
  return has(words, at) && words.tokens.kinds[words.from + at] === SIGN_KIND
}

/** Whether there is a word at a place. */
export function isWord(words: Words, at: number): boolean {
  return has(words, at) && words.tokens.kinds[words.from + at] === WORD_KIND
}

/** A sentence as it stands in the text, with the sign behind it. */
export function wholeOf(words: Words): string {
  return words.text.slice(startOf(words, 0), endOfAll(words) + 1)
}

const ADDRESS =
  /https?:\/\/|ftp:\/\/|www\.|[\w.-]@[\w-]{1,63}\.\w|\b\d{1,3}(?:\.\d{1,3}){3}\b|\.(?:com|net|org|io|ru|cn|xyz|site|dev|app|sh)\b/i

/** Whether a sentence holds the address of somebody or something outside. Few rules ask, and few sentences come so far. */
export function hasAddress(sentence: Sentence): boolean {
  sentence.address.isThere ??= ADDRESS.test(wholeOf(sentence))
  return sentence.address.isThere
}

/** A word as it stands in the text, in small letters. */
export function wordAt(sentence: Sentence, at: number): string {
  return sentence.text.slice(startOf(sentence, at), endOf(sentence, at)).toLowerCase()
}

/** The first place from `from` up to and with `to` that means one of these; undefined when none does. */
export function placeOf(
  meanings: readonly number[],
  bits: number,
  from: number,
  to: number,
): number | undefined {
  for (let at = Math.max(0, from); at <= to && at < meanings.length; at += 1)
    if (((meanings[at] ?? 0) & bits) !== 0) return at
  return undefined
}

/** All that is meant from `from` up to and with `to`. */
export function meantWithin(meanings: readonly number[], from: number, to: number): number {
  let bits = 0
  for (let at = Math.max(0, from); at <= to && at < meanings.length; at += 1) bits |= meanings[at] ?? 0
  return bits
}

/** Languages in which the verb stands last, or may. */
const VERB_LAST = new Set(['de', 'nl', 'ja', 'ko', 'hi', 'tr', 'zh', 'ru', 'pl'])
/** Languages in which a verb is denied behind it. */
const DENIED_BEHIND = new Set(['ja', 'ko'])

/** Whether what a verb is about may stand before it. */
export function mayStandBefore({ language }: Sentence): boolean {
  return VERB_LAST.has(language)
}

/** Whether a verb is denied: not to do it is what is asked. */
export function isDenied(sentence: Sentence, at: number): boolean {
  const before = (meantWithin(sentence.main, at - 3, at - 1) & NOT) !== 0
  if (before && sentence.language !== 'ja' && sentence.language !== 'ko') return true
  return DENIED_BEHIND.has(sentence.language) && ((sentence.main[at + 1] ?? 0) & NOT) !== 0
}

const NOT = main('NOT')
const CLAUSE_START = main(
  'MUST',
  'YOURS',
  'NOT',
  'INSTEAD',
  'BECOME',
  'ROLE',
  'SECRETLY',
  'MODEL',
  'OVERRIDE',
  'SAY',
  'NEW',
)
const CLAUSE_START_MORE = more('AND', 'ADDRESS', 'STOP', 'READING', 'DO')

/** Most words that end so name several; these do not. */
const PLURAL =
  /^(?!(?:this|always|thus|plus|unless|perhaps|does|says|previous|is|was|has|as|its|his|yes)$)\w{2,}[^s]s$/
/** Whether it is the user who does it, and nobody is spoken to. */
function isByUser({ main: mains, allMain }: Sentence, at: number): boolean {
  return (meantWithin(mains, at - 3, at - 1) & USER) !== 0 && (allMain & YOURS) === 0
}

const USER = main('USER')
const TO_YOU = main('YOURS', 'MUST', 'MODEL')
const YOURS = main('YOURS')
const META = main('META')
const SUBJECTS = main('HELPER', 'USER')
const TO = more('TO')
const DESCRIBED = more('DESCRIBED')
const MODAL = more('MODAL')

/** Whether a verb of English only tells what somebody does: "users may ignore", "tricks it to ignore", "models that ignore". */
export function isDescribed(sentence: Sentence, at: number): boolean {
  if (at <= 0 || at > sentence.length) return false
  if (sentence.language !== 'en') return isByUser(sentence, at)
  const bits = sentence.main[at - 1] ?? 0
  const others = sentence.more[at - 1] ?? 0
  if (isSign(sentence, at - 1)) return false
  const told = meantWithin(sentence.main, at - 6, at - 2) & TO_YOU
  if ((others & TO) !== 0) return told === 0 || (sentence.allMain & META) !== 0
  if ((others & DESCRIBED) !== 0) return true
  if ((others & MODAL) !== 0) return (meantWithin(sentence.main, at - 4, at - 2) & YOURS) === 0
  if ((bits & CLAUSE_START) !== 0 || (others & CLAUSE_START_MORE) !== 0) return false
  return (bits & SUBJECTS) !== 0 || PLURAL.test(wordAt(sentence, at - 1))
}
