// Instructions to a model: told by what words mean and how they stand together, sentence by sentence.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import { claimedIn, claimsIn, labelOf } from './instructions/claims.ts'
import { mayInstruct, mayLettersInstruct } from './instructions/gate.ts'
import { createWriter, lettersOf, type Stretch } from './instructions/letters.ts'
import { LANGUAGES, main, more } from './instructions/lexicon.ts'
import { hiddenParts, isInParts, linksOf, type NextLink, type Part, turnsIn } from './instructions/markup.ts'
import { isMentioned } from './instructions/mentioned.ts'
import { type Odd, oddPlaces, respell } from './instructions/respelled.ts'
import { type Before, carriedIn, namedBy } from './instructions/rules/carried.ts'
import { LINK_REACH, type Told } from './instructions/rules/rule.ts'
import { toldIn } from './instructions/rules.ts'
import { endOf, type Range, type Sentence, sentenceIn, startOf, wordsIn } from './instructions/sentence.ts'
import { spellingOf } from './instructions/spelling.ts'
import {
  createTokens,
  END_KIND,
  type Tokens,
  tokenEnd,
  tokenStart,
  tokensAgain,
  tokensOf,
} from './instructions/tokens.ts'
import { isWorthAny, isWorthIn, languagesOf, SENTENCE_MAX } from './instructions/worth.ts'
import type { Sighted } from './sighted.ts'

const OVERLAP = 16
const PER_TOKEN = 8
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
  const { readings, places } = spellingOf(text)
  if (readings.length === 0 && likely.length === 0 && !mayInstruct(text)) return sure
  const marks = {
    likely,
    hidden: hiddenParts(text, budget),
    claims: claimsIn(text, sighted.claims, budget),
    nextLink: linksOf(text),
  }
  const hits = [...sure]
  if (!spend(budget, text.length * PER_LETTER)) return distinct(hits)
  const letters = lettersOf(text, plainWriter, budget)
  const tokens = tokensOf(letters, plainTokens)
  if (!spend(budget, tokens.length * PER_TOKEN)) return distinct(hits)
  const passages: Passage[] = []
  readTokens({ text, tokens, marks, hits }, NOTHING_MEANT, readings.length === 0 ? undefined : passages)
  for (const reading of readings) {
    const odd = { text, letters, reading, places: oddPlaces(text, reading, places) }
    const changed = changedIn(odd, passages)
    if (!readChanged({ text, tokens, marks, hits }, odd, changed, budget)) break
  }
  return distinct(hits)
}

/** Reads the parts that a reading changes; false once the budget is exceeded. */
function readChanged(
  { text, tokens: before, marks, hits }: Task,
  odd: Odd,
  changed: readonly Changed[],
  budget: Budget,
): boolean {
  const length = changed.reduce((sum, { from, to }) => sum + to - from, 0)
  if (!spend(budget, length * PER_LETTER)) return false
  let isNeeded =
    mayLettersInstruct(odd.letters, changed) ||
    (changed.length > 1 &&
      changed.some((part) => mayLettersInstruct(respell(odd, part, part.odd, oddWriter))))
  for (const part of changed) {
    const read = respell(odd, part, part.odd, oddWriter)
    isNeeded ||= mayLettersInstruct(read)
    if (!isNeeded) return true
    const tokens = tokensAgain(read, oddTokens, before)
    if (!spend(budget, tokens.length * PER_TOKEN)) return false
    readTokens({ text, tokens, marks, hits }, part.before)
  }
  return true
}

/** What the sentence before leaves for the next one: the languages in which it does, as bits. */
type Meant = { readonly told: number; readonly fetched: number }

const NOTHING_MEANT: Meant = { told: 0, fetched: 0 }

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

/** Reads sentence by sentence, and adds the passages that were read. */
function readTokens(task: Task, first: Meant, passages?: Passage[]): void {
  const { tokens } = task
  const { kinds, length } = tokens
  let before = first
  let [from, start] = [0, 0]
  for (let at = 0; at <= length; at += 1) {
    if (at < length && kinds[at] !== END_KIND) continue
    passages?.push({ from: start, before, isSentence: at - from > 1, goesOn: false })
    before = readParts(task, { from, to: at }, before, passages)
    from = at + 1
    start = tokenStart(tokens, at) + 1
  }
}

/** Reads a sentence, a long one in parts that overlap, and returns what it leaves for the next one. */
function readParts(task: Task, { from, to }: Range, first: Meant, passages?: Passage[]): Meant {
  const { tokens } = task
  let before = first
  let part = from
  for (; to - part >= SENTENCE_MAX; part += SENTENCE_MAX - OVERLAP) {
    if (part > from)
      passages?.push({ from: tokenStart(tokens, part), before, isSentence: true, goesOn: true })
    before = readSentence(task, { from: part, to: part + SENTENCE_MAX }, before)
  }
  if (to - part <= 1) return before
  if (part > from) passages?.push({ from: tokenStart(tokens, part), before, isSentence: true, goesOn: true })
  return readSentence(task, { from: part, to }, before)
}

/** A part of a text that another reading changes, its first odd place, and what the sentence before it means. */
type Changed = Stretch & { readonly odd: number; readonly before: Meant }

/**
 * The parts of a text that are not the same in another reading: passages with an odd spelling, the part of their sentence
 * before them, and behind them up to the first passage without one. All else would be read as it was before.
 */
function changedIn({ text, places }: Odd, passages: readonly Passage[]): Changed[] {
  const changed: Changed[] = []
  let begun: Omit<Changed, 'to'> | undefined
  let odd = 0
  for (let at = 0; at < passages.length; at += 1) {
    const passage = passages[at] ?? NO_PASSAGE
    const to = passages[at + 1]?.from ?? text.length
    if ((places[odd] ?? text.length) < to) {
      const { from, before } = passage.goesOn ? (passages[at - 1] ?? passage) : passage
      begun ??= { from, before, odd }
      // Where the sign at its end is read as a letter, the next passage goes on from this one.
      odd = firstFrom(places, odd, to - 1)
    } else if (begun !== undefined && passage.isSentence) {
      changed.push({ ...begun, to })
      begun = undefined
    }
  }
  if (begun !== undefined) changed.push({ ...begun, to: text.length })
  return changed
}

const NO_PASSAGE: Passage = { from: 0, before: NOTHING_MEANT, isSentence: false, goesOn: false }

/** The first of the places from one on that does not stand before a unit. */
function firstFrom(places: readonly number[], from: number, unit: number): number {
  let place = from
  while ((places[place] ?? unit) < unit) place += 1
  return place
}

type Marks = {
  readonly likely: readonly number[]
  readonly hidden: readonly Part[]
  readonly claims: readonly number[]
  readonly nextLink: NextLink
}

/** Reads a sentence in each language in which it may come to anything, and returns what it leaves for the next one. */
function readSentence({ text, tokens, marks, hits }: Task, range: Range, before: Meant): Meant {
  const languages = languagesOf(tokens, range)
  if (languages === 0) return NOTHING_MEANT
  const mark = markOf(tokens, range, marks)
  if (mark === undefined && !isWorthAny(leftIn(before, ALL_LANGUAGES))) return NOTHING_MEANT
  const isLinked = isNearLink(tokens, range, marks)
  const words = wordsIn(text, tokens, range)
  let [told, fetched] = [0, 0]
  for (let language = 0; language < LANGUAGES.length; language += 1) {
    const bit = 1 << language
    const left = leftIn(before, bit)
    if ((languages & bit) === 0 || (mark === undefined && !isWorthIn(language, isLinked, left))) continue
    const sentence = sentenceIn(words, language)
    const { isTold, isFetched } = namedBy(sentence)
    if (isTold) told |= bit
    if (isFetched) fetched |= bit
    readIn(sentence, { left, mark, marks, hits })
  }
  return told === 0 && fetched === 0 ? NOTHING_MEANT : { told, fetched }
}

const ALL_LANGUAGES = -1
const LEFT: readonly Before[] = [0, 1, 2, 3].map((bits) => ({
  isTold: (bits & 1) !== 0,
  isFetched: (bits & 2) !== 0,
}))
const NOTHING_LEFT: Before = { isTold: false, isFetched: false }

/** What a sentence left in any of some languages. */
function leftIn({ told, fetched }: Meant, languages: number): Before {
  const bits = ((told & languages) === 0 ? 0 : 1) + ((fetched & languages) === 0 ? 0 : 2)
  return LEFT[bits] ?? NOTHING_LEFT
}

/** What is known around a sentence, and where what it instructs is put. */
type Around = {
  readonly left: Before
  readonly mark: Mark | undefined
  readonly marks: Marks
  readonly hits: Hit[]
}

function readIn(sentence: Sentence, { left, mark, marks, hits }: Around): void {
  let isFound = false
  for (const told of askedIn(sentence, left)) {
    if (isMentioned(sentence.text, sentence, told)) continue
    isFound = true
    hits.push(hitOf(sentence, told))
  }
  const marked = isFound ? undefined : orderBy(sentence, mark, marks)
  if (marked !== undefined) hits.push(hitOf(sentence, marked))
}

function hitOf(sentence: Sentence, { kind, severity, from, to }: Told): Hit {
  const [first, last] = [Math.max(from, 0), Math.min(to, sentence.length - 1)]
  return { kind, severity, start: startOf(sentence, first), end: endOf(sentence, last) }
}

function askedIn(sentence: Sentence, left: Before): readonly Told[] {
  const told = toldIn(sentence)
  const carried = carriedIn(sentence, left)
  return carried === undefined ? told : [...told, carried]
}

const ASKED = main('OVERRIDE', 'REVEAL', 'SEND', 'FETCH', 'SAY', 'ROLE', 'BECOME', 'REPEAT')
const PUT_TO = main('MODEL', 'USER', 'SECRET', 'PRIVATE', 'HELPER')
const READER = main('MODEL', 'HELPER')
const DO = more('DO')
const ANSWER = more('ANSWER')
const FOLLOWS_WITHIN = 200

/** How a sentence is marked: nobody sees it, or it stands behind a sign of a chat or a label. */
type Mark = { readonly isHidden: boolean; readonly isBehindSign: boolean }

function markOf(tokens: Tokens, { from, to }: Range, marks: Marks): Mark | undefined {
  const { likely, hidden, claims } = marks
  if (likely.length + hidden.length + claims.length === 0) return undefined
  const [start, end] = [tokenStart(tokens, from), tokenEnd(tokens, to - 1)]
  const isHidden = isInParts(hidden, start, end)
  const isBehindSign = isBehind(likely, start)
  const isMarked = isHidden || isBehindSign || labelOf(claims, start, end) !== undefined
  return isMarked ? { isHidden, isBehindSign } : undefined
}

/** Whether a place stands at a sign or soon behind it. */
function isBehind(signs: readonly number[], start: number): boolean {
  for (const at of signs) if (start >= at - 20 && start <= at + FOLLOWS_WITHIN) return true
  return false
}

function isNearLink(tokens: Tokens, { from, to }: Range, { nextLink }: Marks): boolean {
  return nextLink(tokenStart(tokens, from)) < tokenEnd(tokens, to - 1) + LINK_REACH
}

function orderBy(sentence: Sentence, mark: Mark | undefined, { claims }: Marks): Told | undefined {
  return mark && (markedIn(sentence, mark) ?? claimedIn(sentence, claims))
}

/** What would be ordinary elsewhere, and is not where nobody sees it or behind a sign of a chat. */
function markedIn(
  { length, allMain, allMore }: Sentence,
  { isHidden, isBehindSign }: Mark,
): Told | undefined {
  if (!isHidden && !isBehindSign) return undefined
  const isAsked = (allMain & ASKED) !== 0 && ((allMain & PUT_TO) !== 0 || (allMore & ANSWER) !== 0)
  const isLed = (allMain & READER) !== 0 && (allMain & main('MUST')) !== 0 && (allMore & DO) !== 0
  const isPressed =
    isBehindSign && (allMain & main('YOURS')) !== 0 && (allMain & main('MUST', 'NOT', 'SAY')) !== 0
  if (!isAsked && !isPressed && !isLed) return undefined
  const kind = isHidden ? 'instruction.hidden' : 'instruction.chat_markup'
  return { kind, severity: 'high', from: 0, to: length - 1 }
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
