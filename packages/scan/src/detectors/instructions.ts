// Instructions to a model: told by what words mean and how they stand together, sentence by sentence.
import { once } from '@countersign/terms'
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import { claimedIn, claimsIn, labelOf } from './instructions/claims.ts'
import { mayInstruct, mayLettersInstruct } from './instructions/gate.ts'
import {
  createWriter,
  forget,
  isWhole,
  type Letters,
  lettersOf,
  type OddReading,
  oddFrom,
  type Stretch,
} from './instructions/letters.ts'
import { LANGUAGES, main, more } from './instructions/lexicon.ts'
import { hiddenParts, isInParts, linksOf, type NextLink, type Part, turnsIn } from './instructions/markup.ts'
import { isMentioned } from './instructions/mentioned.ts'
import { type Before, carriedIn, mayCarry, mayName, namedBy } from './instructions/rules/carried.ts'
import { LINK_REACH, type Told } from './instructions/rules/rule.ts'
import { mayTell, toldIn } from './instructions/rules.ts'
import { type Sentence, sentenceIn, type Words, wordsIn } from './instructions/sentence.ts'
import { oddReadingsOf } from './instructions/spelling.ts'
import { createTokens, END_KIND, type Tokens, tokensOf } from './instructions/tokens.ts'
import { languagesMeaning, vocabulary } from './instructions/vocabulary.ts'
import type { Sighted } from './sighted.ts'

const SENTENCE_MAX = 64
const OVERLAP = 16
const PER_TOKEN = 8
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

/** Of each entry the languages in which it could ask for something, or name what the next sentence asks for. */
const telling = once(() => languagesMeaning(TELLING | NAMING, TELLING_MORE))

const PER_CHARACTER = 1 / 2
const PER_LETTER = 1.25

/** What a text is read with. None is read within another, so the tables serve all of them. */
const plainWriter = createWriter()
const oddWriter = createWriter()
const plainTokens = createTokens()
const oddTokens = createTokens()

/** The instructions in a text. */
export function instructionsIn(text: string, sighted: Sighted, budget: Budget): readonly Hit[] {
  const { sure, likely } = turnsIn(text, sighted.turns, budget)
  if (!spend(budget, text.length * PER_CHARACTER)) return sure
  const readings = oddReadingsOf(text)
  if (readings.length === 0 && likely.length === 0 && !mayInstruct(text)) return sure
  const marks = {
    likely,
    hidden: hiddenParts(text, budget),
    claims: claimsIn(text, sighted.claims, budget),
    nextLink: linksOf(text),
  }
  const hits = [...sure]
  const whole = { from: 0, to: text.length }
  if (!spend(budget, text.length * PER_LETTER)) return distinct(hits)
  forget(plainWriter)
  forget(oddWriter)
  const letters = lettersOf(text, 'plain', whole, plainWriter, budget)
  const tokens = tokensOf(letters, plainTokens)
  if (!spend(budget, tokens.length * PER_TOKEN)) return distinct(hits)
  const passages = readTokens({ text, tokens, marks, hits }, NOTHING_MEANT)
  for (const reading of readings) {
    const changed = isWhole(letters)
      ? changedIn(text, reading, passages)
      : [{ ...whole, before: NOTHING_MEANT }]
    if (!readChanged({ text, marks, hits }, reading, { letters, changed }, budget)) break
  }
  return distinct(hits)
}

/** The letters of a text as it stands, and the parts of it that another reading changes. */
type Read = { readonly letters: Letters; readonly changed: readonly Changed[] }

/** Reads the parts that a reading changes; false once the budget is exceeded. */
function readChanged(
  { text, marks, hits }: Omit<Task, 'tokens'>,
  reading: OddReading,
  { letters, changed }: Read,
  budget: Budget,
): boolean {
  const length = changed.reduce((sum, { from, to }) => sum + to - from, 0)
  if (!spend(budget, length * PER_LETTER)) return false
  let isNeeded =
    mayLettersInstruct(letters, changed) ||
    (changed.length > 1 &&
      changed.some((part) => mayLettersInstruct(lettersOf(text, reading, part, oddWriter, budget))))
  for (const part of changed) {
    const read = lettersOf(text, reading, part, oddWriter, budget)
    isNeeded ||= mayLettersInstruct(read)
    if (!isNeeded) return true
    const tokens = tokensOf(read, oddTokens, reading)
    if (!spend(budget, tokens.length * PER_TOKEN)) return false
    readTokens({ text, tokens, marks, hits }, part.before)
  }
  return true
}

/** What the sentence before means in each language. */
type Meant = ReadonlyMap<number, Before>

const NOTHING_MEANT: Meant = new Map()

/** A sentence or a part of a long one, from its beginning up to the next, and what was read before it means. */
type Passage = {
  readonly from: number
  readonly before: Meant
  /** Whether it is not just what stands between two signs that end sentences. */
  readonly isSentence: boolean
  /** Whether it goes on with the sentence of the one before it. */
  readonly goesOn: boolean
}

/** Tokens to be read, and where what they instruct is put. */
type Task = {
  readonly text: string
  readonly tokens: Tokens
  readonly marks: Marks
  readonly hits: Hit[]
}

/** Reads sentence by sentence, and returns the passages that were read. */
function readTokens({ text, tokens, marks, hits }: Task, first: Meant): Passage[] {
  const { kinds, starts, length } = tokens
  const passages: Passage[] = []
  let before = first
  let [from, start] = [0, 0]
  for (let at = 0; at <= length; at += 1) {
    if (at < length && kinds[at] !== END_KIND) continue
    const isSentence = at - from > 1
    passages.push({ from: start, before, isSentence, goesOn: false })
    for (const sentence of rangesOf(from, at)) {
      if (sentence.from > from)
        passages.push({ from: starts[sentence.from] ?? 0, before, isSentence, goesOn: true })
      const read = readSentence(text, tokens, sentence, { marks, before })
      for (const hit of read.hits) hits.push(hit)
      before = read.meant
    }
    from = at + 1
    start = (starts[at] ?? 0) + 1
  }
  return passages
}

/** A part of a text that another reading changes, and what the sentence before it means. */
type Changed = Stretch & { readonly before: Meant }

/**
 * The parts of a text that are not the same in another reading: passages with an odd spelling, the part of their sentence
 * before them, and behind them up to the first passage without one. All else would be read as it was before.
 */
function changedIn(text: string, reading: OddReading, passages: readonly Passage[]): Changed[] {
  const changed: Changed[] = []
  let begun: Passage | undefined
  let odd = oddFrom(text, reading, 0)
  for (const [at, passage] of passages.entries()) {
    const to = passages[at + 1]?.from ?? text.length
    if (odd < to) {
      begun ??= (passage.goesOn ? passages[at - 1] : undefined) ?? passage
      // Where the sign at its end is read as a letter, the next passage goes on from this one.
      odd = oddFrom(text, reading, to - 1)
    } else if (begun !== undefined && passage.isSentence) {
      changed.push({ from: begun.from, to, before: begun.before })
      begun = undefined
    }
  }
  if (begun !== undefined) changed.push({ from: begun.from, to: text.length, before: begun.before })
  return changed
}

/** A sentence: its first token, and the one behind its last. */
type Range = { readonly from: number; readonly to: number }

/** The tokens of a sentence; of a long one, parts that overlap. */
function rangesOf(first: number, end: number): Range[] {
  const ranges: Range[] = []
  let from = first
  for (; end - from >= SENTENCE_MAX; from += SENTENCE_MAX - OVERLAP)
    ranges.push({ from, to: from + SENTENCE_MAX })
  if (end - from > 1) ranges.push({ from, to: end })
  return ranges
}

type Marks = {
  readonly likely: readonly number[]
  readonly hidden: readonly Part[]
  readonly claims: readonly number[]
  readonly nextLink: NextLink
}

/** What a sentence holds, and what it means in each language, for the next one. */
type Heard = { readonly hits: readonly Hit[]; readonly meant: Meant }

const NOTHING: Heard = { hits: [], meant: NOTHING_MEANT }

/** What is known of a text around a sentence. */
type Around = { readonly marks: Marks; readonly before: Meant }

function readSentence(text: string, tokens: Tokens, range: Range, { marks, before }: Around): Heard {
  const count = gather(tokens, range)
  const languages = languagesIn(count, telling())
  if (languages === 0) return NOTHING
  const mark = markOf(tokens, range, marks)
  const isLinked = isNearLink(tokens, range, marks)
  let words: Words | undefined
  const hits: Hit[] = []
  const meant = new Map<number, Before>()
  for (let language = 0; language < LANGUAGES.length; language += 1) {
    if ((languages & (1 << language)) === 0) continue
    if (mark === undefined && !isWorthReading({ count, language, isLinked }, before.get(language))) continue
    words ??= wordsIn(text, tokens, range)
    const sentence = sentenceIn(words, language)
    meant.set(language, namedBy(sentence))
    const found = askedIn(sentence, before.get(language)).filter((told) => !isMentioned(text, sentence, told))
    const marked = found.length > 0 ? undefined : orderBy(sentence, mark, marks)
    for (const told of marked === undefined ? found : [marked]) hits.push(hitOf(words, told))
  }
  return words === undefined ? NOTHING : { hits, meant }
}

/** The words of one sentence that mean anything. */
const gathered = new Uint16Array(SENTENCE_MAX)

/** Gathers them, and returns how many they are. */
function gather({ entries }: Tokens, { from, to }: Range): number {
  let count = 0
  for (let at = from; at < to; at += 1) {
    const entry = entries[at] ?? 0
    if (entry === 0) continue
    gathered[count] = entry
    count += 1
  }
  return count
}

type Worth = { readonly count: number; readonly language: number; readonly isLinked: boolean }

/** Whether what the words of a sentence mean in a language can come to anything, however they stand to each other. */
function isWorthReading({ count, language, isLinked }: Worth, before: Before | undefined): boolean {
  const { main: mains, more: mores } = vocabulary()
  const [allMain, allMore] = [meantIn(mains, count, language), meantIn(mores, count, language)]
  return mayTell(allMain, allMore, isLinked) || mayName(allMain, allMore) || mayCarry(allMain, before)
}

function meantIn(meanings: Uint32Array, count: number, language: number): number {
  let bits = 0
  for (let at = 0; at < count; at += 1)
    bits |= meanings[(gathered[at] ?? 0) * LANGUAGES.length + language] ?? 0
  return bits
}

function hitOf({ tokens }: Words, { kind, severity, from, to }: Told): Hit {
  const [start, end] = [tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0]
  return { kind, severity, start: tokens[from]?.start ?? start, end: tokens[to]?.end ?? end }
}

function askedIn(sentence: Sentence, before: Before | undefined): readonly Told[] {
  const told = toldIn(sentence)
  const carried = before === undefined ? undefined : carriedIn(sentence, before)
  return carried === undefined ? told : [...told, carried]
}

/** The languages of the words of a sentence, as bits. */
function languagesIn(count: number, languagesOf: Uint32Array): number {
  let bits = 0
  for (let at = 0; at < count; at += 1) bits |= languagesOf[gathered[at] ?? 0] ?? 0
  return bits
}

const ASKED = main('OVERRIDE', 'REVEAL', 'SEND', 'FETCH', 'SAY', 'ROLE', 'BECOME', 'REPEAT')
const PUT_TO = main('MODEL', 'USER', 'SECRET', 'PRIVATE', 'HELPER')
const READER = main('MODEL', 'HELPER')
const DO = more('DO')
const ANSWER = more('ANSWER')
const FOLLOWS_WITHIN = 200

/** How a sentence is marked: nobody sees it, or it stands behind a sign of a chat or a label. */
type Mark = { readonly isHidden: boolean; readonly isBehindSign: boolean }

function markOf({ starts, ends }: Tokens, { from, to }: Range, marks: Marks): Mark | undefined {
  const [start, end] = [starts[from] ?? 0, ends[to - 1] ?? 0]
  const isHidden = isInParts(marks.hidden, start, end)
  const isBehindSign = marks.likely.some((at) => start >= at - 20 && start <= at + FOLLOWS_WITHIN)
  const isMarked = isHidden || isBehindSign || labelOf(marks.claims, start, end) !== undefined
  return isMarked ? { isHidden, isBehindSign } : undefined
}

function isNearLink({ starts, ends }: Tokens, { from, to }: Range, { nextLink }: Marks): boolean {
  return nextLink(starts[from] ?? 0) < (ends[to - 1] ?? 0) + LINK_REACH
}

function orderBy(sentence: Sentence, mark: Mark | undefined, { claims }: Marks): Told | undefined {
  return mark && (markedIn(sentence, mark) ?? claimedIn(sentence, claims))
}

/** What would be ordinary elsewhere, and is not where nobody sees it or behind a sign of a chat. */
function markedIn(
  { tokens, allMain, allMore }: Sentence,
  { isHidden, isBehindSign }: Mark,
): Told | undefined {
  if (!isHidden && !isBehindSign) return undefined
  const isAsked = (allMain & ASKED) !== 0 && ((allMain & PUT_TO) !== 0 || (allMore & ANSWER) !== 0)
  const isLed = (allMain & READER) !== 0 && (allMain & main('MUST')) !== 0 && (allMore & DO) !== 0
  const isPressed =
    isBehindSign && (allMain & main('YOURS')) !== 0 && (allMain & main('MUST', 'NOT', 'SAY')) !== 0
  if (!isAsked && !isPressed && !isLed) return undefined
  const kind = isHidden ? 'instruction.hidden' : 'instruction.chat_markup'
  return { kind, severity: 'high', from: 0, to: tokens.length - 1 }
}

/** Each kind once for each place. */
function distinct(hits: readonly Hit[]): readonly Hit[] {
  if (hits.length < 2) return hits
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
