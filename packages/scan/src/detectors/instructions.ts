// Instructions to a model: told by what words mean and how they stand together, sentence by sentence.
import { type Budget, isExceeded, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import { claimedIn, claimsIn } from './instructions/claims.ts'
import { mayInstruct, mayLettersInstruct } from './instructions/gate.ts'
import { lettersOf } from './instructions/letters.ts'
import { LANGUAGES, main, more } from './instructions/lexicon.ts'
import { hiddenParts, isInParts, type Part, turnsIn } from './instructions/markup.ts'
import { isMentioned } from './instructions/mentioned.ts'
import { type Before, carriedIn, namedBy } from './instructions/rules/carried.ts'
import type { Told } from './instructions/rules/rule.ts'
import { toldIn } from './instructions/rules.ts'
import { type Sentence, sentenceIn } from './instructions/sentence.ts'
import { readingsOf } from './instructions/spelling.ts'
import { type Token, tokensOf } from './instructions/tokens.ts'

const SENTENCE_MAX = 64
const OVERLAP = 16
const PER_TOKEN = 12
const ADDRESS =
  /https?:\/\/|ftp:\/\/|www\.|[\w.-]@[\w-]{1,63}\.\w|\b\d{1,3}(?:\.\d{1,3}){3}\b|\.(?:com|net|org|io|ru|cn|xyz|site|dev|app|sh)\b/i
const TELLING = main(
  'OVERRIDE',
  'REVEAL',
  'ASK',
  'REPEAT',
  'ROLE',
  'BECOME',
  'FREE',
  'NOT',
  'SEND',
  'FETCH',
  'NEW',
  'SECRETLY',
  'WEAK',
  'TELL',
  'SAY',
)
/** What the next sentence may speak of. */
const NAMING = main('RULES')
const TELLING_MORE = more(
  'KEEP',
  'STOP',
  'READING',
  'ADDRESS',
  'MODE',
  'VOID',
  'PLAY',
  'OPENS',
  'PREPEND',
  'OBEY',
  'RETELL',
)

const PER_CHARACTER = 1 / 2

/** The instructions in a text. */
export function instructionsIn(text: string, budget: Budget): readonly Hit[] {
  const { sure, likely } = turnsIn(text, budget)
  if (!spend(budget, text.length * PER_CHARACTER)) return sure
  const readings = readingsOf(text)
  if (readings.length === 1 && likely.length === 0 && !mayInstruct(text)) return sure
  const marks = { likely, hidden: hiddenParts(text, budget), claims: claimsIn(text, budget) }
  const hits = [...sure]
  for (const reading of readings) {
    const letters = lettersOf(text, reading, budget)
    if (reading !== 'plain' && !mayLettersInstruct(letters)) continue
    const tokens = tokensOf(letters)
    if (!spend(budget, tokens.length * PER_TOKEN) || isExceeded(budget)) break
    let before: ReadonlyMap<number, Before> = new Map()
    for (const sentence of sentencesOf(tokens)) {
      const read = readSentence(text, sentence, marks, before)
      hits.push(...read.hits)
      before = read.meant
    }
  }
  return hits.length < 2 ? hits : distinct(hits)
}

/** The words between ends of sentences; long ones in parts that overlap. */
function sentencesOf(tokens: readonly Token[]): Token[][] {
  const sentences: Token[][] = []
  let sentence: Token[] = []
  for (const token of tokens) {
    if (token.kind !== 'end') sentence.push(token)
    if (token.kind === 'end' || sentence.length >= SENTENCE_MAX) {
      if (sentence.length > 1) sentences.push(sentence)
      sentence = token.kind === 'end' ? [] : sentence.slice(-OVERLAP)
    }
  }
  return sentence.length > 1 ? [...sentences, sentence] : sentences
}

type Marks = {
  readonly likely: readonly number[]
  readonly hidden: readonly Part[]
  readonly claims: readonly number[]
}

/** What a sentence holds, and what it means in each language, for the next one. */
type Heard = { readonly hits: readonly Hit[]; readonly meant: ReadonlyMap<number, Before> }

const NOTHING: Heard = { hits: [], meant: new Map() }

function readSentence(
  text: string,
  tokens: readonly Token[],
  marks: Marks,
  before: ReadonlyMap<number, Before>,
): Heard {
  const languages = languagesOf(tokens)
  if (languages.length === 0) return NOTHING
  const [start, end] = [tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0]
  const hasAddress = ADDRESS.test(text.slice(start, end + 1))
  const hits: Hit[] = []
  const meant = new Map<number, Before>()
  for (const language of languages) {
    const sentence = sentenceIn(text, tokens, language, hasAddress)
    meant.set(language, namedBy(sentence))
    const found = askedIn(sentence, before.get(language)).filter((told) => !isMentioned(text, sentence, told))
    const marked =
      found.length > 0 ? undefined : (markedIn(sentence, marks) ?? claimedIn(sentence, marks.claims))
    for (const { kind, severity, from, to } of marked === undefined ? found : [marked])
      hits.push({ kind, severity, start: tokens[from]?.start ?? start, end: tokens[to]?.end ?? end })
  }
  return { hits, meant }
}

function askedIn(sentence: Sentence, before: Before | undefined): readonly Told[] {
  const told = toldIn(sentence)
  const carried = before === undefined ? undefined : carriedIn(sentence, before)
  return carried === undefined ? told : [...told, carried]
}

/** The languages in which any word of a sentence could ask for something, or name what the next one asks for. */
function languagesOf(tokens: readonly Token[]): number[] {
  let bits = 0
  for (const { entry } of tokens)
    if (entry !== undefined)
      for (const [language, meaning] of entry)
        if ((meaning.main & (TELLING | NAMING)) !== 0 || (meaning.more & TELLING_MORE) !== 0)
          bits |= 1 << language
  return LANGUAGES.flatMap((_, language) => ((bits & (1 << language)) === 0 ? [] : [language]))
}

const ASKED = main('OVERRIDE', 'REVEAL', 'SEND', 'FETCH', 'SAY', 'ROLE', 'BECOME', 'REPEAT')
const PUT_TO = main('MODEL', 'USER', 'SECRET', 'PRIVATE', 'HELPER')
const READER = main('MODEL', 'HELPER')
const DO = more('DO')
const ANSWER = more('ANSWER')
const FOLLOWS_WITHIN = 200

/** What would be ordinary elsewhere, and is not where nobody sees it or behind a sign of a chat. */
function markedIn({ tokens, allMain, allMore }: Sentence, { likely, hidden }: Marks): Told | undefined {
  const start = tokens[0]?.start ?? 0
  const end = tokens.at(-1)?.end ?? start
  const isHidden = isInParts(hidden, start, end)
  const isMarked = likely.some((at) => start >= at - 20 && start <= at + FOLLOWS_WITHIN)
  if (!isHidden && !isMarked) return undefined
  const isAsked = (allMain & ASKED) !== 0 && ((allMain & PUT_TO) !== 0 || (allMore & ANSWER) !== 0)
  const isLed = (allMain & READER) !== 0 && (allMain & main('MUST')) !== 0 && (allMore & DO) !== 0
  const isPressed =
    isMarked && (allMain & main('YOURS')) !== 0 && (allMain & main('MUST', 'NOT', 'SAY')) !== 0
  if (!isAsked && !isPressed && !isLed) return undefined
  const kind = isHidden ? 'instruction.hidden' : 'instruction.chat_markup'
  return { kind, severity: 'high', from: 0, to: tokens.length - 1 }
}

/** Each kind once for each place. */
function distinct(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  const last = new Map<string, Hit>()
  for (const hit of [...hits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const before = last.get(hit.kind)
    if (before !== undefined && hit.start < before.end) continue
    last.set(hit.kind, hit)
    kept.push(hit)
  }
  return kept
}
