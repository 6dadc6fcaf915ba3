// Judges the prose of a definition: which signs it holds, and what they come to together.
import { once } from '@countersign/terms'
import type { Budget } from '../budget.ts'
import { scanText } from '../scan.ts'
import type { Gathering } from '../weighed/features.ts'
import { saidOf } from '../weighed/frames.ts'
import { chanceIn, scaleOf, scored, weigh } from '../weighed/weigh.ts'
import { DEFINITION_WEIGHTS } from '../weighed/weights.ts'
import { combinationsIn, type Topic } from './combinations.ts'
import { CONCEPT_PHRASES } from './concepts.ts'
import { CONDUCT_PHRASES } from './conduct.ts'
import { OTHER_PHRASES, unspacedIn } from './conduct-other.ts'
import type { DefinitionFinding } from './model.ts'
import { type Found, finderOf, phraseOf } from './phrases.ts'
import { TEXT_MIN, type Text } from './reading.ts'
import { EXAMPLE_WORDS, GUARD_WORDS, SIGNAL_PHRASES, type Signal } from './signals.ts'
import { levelOf, OF_SECRETS, type Sign } from './weights.ts'
import type { Word } from './words.ts'

const scale = once(() => scaleOf(DEFINITION_WEIGHTS))

const SAID: Readonly<Partial<Record<Signal, readonly [string, DefinitionFinding['category'], string]>>> = {
  override: ['injection.override', 'injection', 'tells the model to drop its instructions'],
  role: ['injection.role', 'injection', 'tells the model to be something else'],
  authority: ['injection.authority', 'injection', 'pretends to be an instruction of the system'],
  hard_passing: ['injection.sensitive_send', 'injection', 'asks the model to hand over something secret'],
  history_demand: ['injection.context_send', 'injection', 'asks the model to hand over its context'],
  consent_demand: ['injection.consent', 'injection', 'asks the model to act without asking'],
  harm: ['injection.harm', 'injection', 'asks the model to do harm'],
  quiet_act: ['injection.covert', 'injection', 'asks the model to do something unseen'],
  address_demand: ['injection.demand', 'injection', 'gives the model orders'],
  shun: ['reference.priority', 'reference', 'wants to be used before or instead of other tools'],
  instruction: ['injection.instruction', 'injection', 'gives the model orders'],
  foreign_instruction: ['injection.instruction', 'injection', 'gives the model orders'],
  conceal: ['injection.conceal', 'injection', 'asks the model to keep something from the user'],
  hush: ['injection.conceal', 'injection', 'asks the model to keep something from the user'],
  covert: ['injection.covert', 'injection', 'asks the model to do something unseen'],
  consent: ['injection.consent', 'injection', 'asks the model to act without asking'],
  sensitive_demand: ['injection.sensitive_read', 'injection', 'asks the model to read something secret'],
  sensitive_passing: [
    'injection.sensitive_send',
    'injection',
    'asks the model to hand over something secret',
  ],
  history_passing: ['injection.context_send', 'injection', 'asks the model to hand over its context'],
  outward_data: ['injection.exfiltration', 'injection', 'asks the model to send data to an address'],
  outward: ['injection.outward', 'injection', 'asks the model to send something to an address'],
  redirect: ['injection.redirect', 'injection', 'redirects what the user sends'],
  output_change: ['injection.output', 'injection', 'tells the model what to say to the user'],
  fetch_and_obey: ['injection.remote', 'injection', 'tells the model to follow what it finds elsewhere'],
  command: ['injection.command', 'injection', 'holds a dangerous command'],
  first_always: ['reference.priority', 'reference', 'wants to be used before or instead of other tools'],
  other_tool_demand: ['reference.call', 'reference', 'asks for a call of another tool'],
  other_tool_change: ['reference.change', 'reference', 'changes how another tool is used'],
  hides: ['injection.conceal', 'injection', 'asks the model to keep something from people'],
  misreports: ['injection.misreport', 'injection', 'asks the model to report what is not so'],
  presumes: ['injection.consent', 'injection', 'asks the model to act without asking'],
  voids: ['injection.override', 'injection', 'tells the model to drop its instructions'],
  dethrones: ['reference.priority', 'reference', 'wants to be used before or instead of other tools'],
  obeys: ['injection.remote', 'injection', 'tells the model to follow what it finds elsewhere'],
  diverts: ['injection.redirect', 'injection', 'redirects what the user sends'],
  phishes: ['injection.phish', 'injection', 'has the model get something secret out of the user'],
  beacons: ['injection.exfiltration', 'injection', 'has data leave in an address'],
  always: ['reference.priority', 'reference', 'wants to be used before or instead of other tools'],
  harms: ['injection.harm', 'injection', 'asks the model to do harm'],
  takes: ['injection.context_send', 'injection', 'asks the model for what it knows from elsewhere'],
  collects: ['injection.sensitive_read', 'injection', 'asks the model to read something secret'],
  vouches: ['injection.authority', 'injection', 'pretends that somebody with authority asks'],
  leaks: ['injection.exfiltration', 'injection', 'sends data of people to some server'],
  ousts: ['reference.priority', 'reference', 'wants to be used before or instead of other tools'],
  exports: ['injection.exfiltration', 'injection', 'asks the model to send data to an address'],
}

const WORDS_MIN = 3
const QUOTE_MAX = 10

/**
 * What the signs in the prose of a definition come to; `topics` are the words of its own name, which it may well speak about,
 * `sentences` how many of its sentences were weighed.
 */
export function proseFindings(
  all: readonly Sign[],
  topics: ReadonlySet<string>,
  sentences: number,
): DefinitionFinding[] {
  const chance = chanceIn(sentences)
  const signs = all.filter(({ signal, score }) => signal !== 'weighed' || score > chance)
  const byPath = new Map<string, Set<Signal>>()
  for (const { signal, path } of signs) byPath.set(path, (byPath.get(path) ?? new Set()).add(signal))
  const severity = levelOf(signs, topics, chance)
  const byRule = [...byPath].flatMap(([path, found]) => said(path, found, severity))
  const ruled = new Set(byRule.map(({ path }) => path))
  const weighed = signs.flatMap(({ path, names }) =>
    names === undefined || ruled.has(path) ? [] : [weighedAt(path, names, severity)],
  )
  return [...byRule, ...weighed]
}

function weighedAt(
  path: string,
  names: readonly string[],
  severity: DefinitionFinding['severity'],
): DefinitionFinding {
  const message = `seems to instruct the model${names.length === 0 ? '' : ': '}${names.join(', ')}`
  return { code: 'injection.weighed', category: 'injection', severity, path, message }
}

function said(
  path: string,
  signals: ReadonlySet<Signal>,
  severity: DefinitionFinding['severity'],
): DefinitionFinding[] {
  const findings = new Map<string, DefinitionFinding>()
  for (const signal of signals) {
    const [code, category, message] = SAID[signal] ?? []
    if (code === undefined || category === undefined || message === undefined) continue
    findings.set(code, { code, category, severity, path, message })
  }
  return [...findings.values()]
}

/** What a phrase means: a sign by itself, something that the sentence speaks of, or that it is about attacks. */
type Meaning = { readonly signal: Signal } | { readonly concept: Topic } | 'about' | 'example' | 'abstains'

const OUTWARD =
  'send|post|forward|upload|transmit|exfiltrate|submit|report|relay|leak|deliver|share|log|notify'

/** What a tool says that it does not do. */
const ABSTAINING = [`does|will|would|can <0> not <0> ${OUTWARD}`, `doesnt|wont|cannot|never <0> ${OUTWARD}`]

const find = finderOf<Meaning>([
  ...SIGNAL_PHRASES.map(({ meaning, steps }) => ({ meaning: { signal: meaning }, steps })),
  ...[...CONCEPT_PHRASES, ...CONDUCT_PHRASES, ...OTHER_PHRASES].map(({ meaning, steps }) => ({
    meaning: { concept: meaning },
    steps,
  })),
  phraseOf('about', GUARD_WORDS),
  phraseOf('example', EXAMPLE_WORDS),
  ...ABSTAINING.map((text) => phraseOf<Meaning>('abstains', text)),
])

/** What a sentence holds. */
type Content = { readonly signals: Signal[]; readonly concepts: Set<Topic> }

/** By so much the words of a sentence speak against a sign in it, so that it is doubted. */
const DOUBTED_FROM = 1

/** The signs in a text that was read, once all texts are; `weighed` is how many of its sentences have a score. */
export function signsIn(
  { text, path, plain, words, framed, from }: Text,
  all: Gathering,
  budget: Budget,
): { readonly signs: readonly Sign[]; readonly weighed: number } {
  // Shorter texts are values; what they hide is found by the detectors of texts.
  const found = words.length < WORDS_MIN ? [] : find(words)
  const about = subjectsIn(words, found)
  const sentences = contentOf(words, found, about)
  const signs: Sign[] = []
  const weighed = words.length < WORDS_MIN ? [] : scored(framed, scale(), all)
  const scores = new Map(weighed.map(({ sentence, score }) => [sentence, score]))
  // Where nothing was weighed, no word speaks against what the detectors of texts find.
  const most = weighed.length === 0 ? 0 : Math.max(...weighed.map(({ score }) => score))
  for (const [n, { signals, concepts }] of sentences) {
    if (path.includes('/properties/')) concepts.add('held')
    const before = sentences.get(n - 1)?.concepts ?? new Set<Topic>()
    const heard = [...signals, ...combinationsIn(concepts, before)]
    const meant = heard.filter((signal) => !isMeantWell(signal, concepts))
    const score = scores.get(n) ?? scale().bias
    const isDoubted = score < scale().bias - DOUBTED_FROM
    signs.push(...meant.map((signal) => ({ signal, path, sentence: from + n, isDoubted, score })))
  }
  for (const { sentence, score, signs: names } of weigh(weighed, scale()))
    if (!about.opens.has(sentence))
      signs.push({ signal: 'weighed', path, sentence: from + sentence, score, names: names.map(saidOf) })
  const whole = wholeSignals(text, plain, path)
  if (!about.isEarly && text.length >= TEXT_MIN) whole.push(...scannedIn(text, budget))
  signs.push(...whole.map((signal) => ({ signal, path, sentence: from, score: most })))
  return { signs, weighed: weighed.length }
}

/** Parameters may well be options that skip something, and a tool may ask to leave secrets alone. */
function isMeantWell(signal: Signal, concepts: ReadonlySet<Topic>): boolean {
  const isOption = concepts.has('held') || concepts.has('option')
  if (isOption && OPTIONS.includes(signal) && !concepts.has('hides')) return true
  if (concepts.has('held') && signal === 'redirect' && !concepts.has('literal')) return true
  const isSparing = concepts.has('spares') && !concepts.has('give') && !concepts.has('move')
  // `do not print the password, put it into the note` hands over what it spares.
  const isKept =
    concepts.has('keeps') && !['hides', 'quiet', 'pronoun'].some((topic) => concepts.has(topic as Topic))
  return (
    (isSparing || isKept) && (OF_SECRETS.includes(signal) || signal === 'command' || signal === 'phishes')
  )
}

const OPTIONS: readonly Signal[] = ['presumes', 'consent_demand', 'consent']

/** What is found without words. */
function wholeSignals(text: string, plain: string, path: string): Signal[] {
  const topics = new Set<Topic>(unspacedIn(text))
  if (topics.size > 0 && path.includes('/properties/')) topics.add('held')
  const signals = combinationsIn(topics, new Set())
  const switched = new Set([...plain.matchAll(SWITCH)].map(({ 1: name }) => name))
  if (switched.size > 1) signals.push('presumes')
  return signals
}

/** `ask_user: never`: an honest tool has no two of them. */
const SWITCH =
  /\b(ask|confirm|tell|notify|inform|report|warn|approv|consent)(?:ation|al|als|e)?(?:[ _-]?user)?["']?\s?[:=]\s?["']?(?:off|never|none|no|false|0|skip)\b/g

type Subjects = {
  /** By sentence, the place of the first word that says so. */
  readonly from: ReadonlyMap<number, number>
  /** By sentence, whether it begins with that word. */
  readonly opens: ReadonlySet<number>
  readonly isEarly: boolean
}

const OPENING_WORDS = 4

function subjectsIn(words: readonly Word[], found: readonly Found<Meaning>[]): Subjects {
  const begins = new Map<number, number>()
  for (const [at, { sentence }] of words.entries()) if (!begins.has(sentence)) begins.set(sentence, at)
  const from = new Map<number, number>()
  const opens = new Set<number>()
  for (const { meaning, from: at } of found) {
    const sentence = words[at]?.sentence ?? 0
    if (meaning !== 'about' && meaning !== 'example') continue
    if (!from.has(sentence)) from.set(sentence, at)
    if (meaning === 'about' && at - (begins.get(sentence) ?? 0) < OPENING_WORDS) opens.add(sentence)
  }
  return { from, opens, isEarly: opens.size > 0 }
}

function contentOf(
  words: readonly Word[],
  found: readonly Found<Meaning>[],
  about: Subjects,
): ReadonlyMap<number, Content> {
  const sentences = new Map<number, Content>()
  const abstained = new Set(found.filter(({ meaning }) => meaning === 'abstains').map(({ to }) => to))
  for (const one of found) {
    const { meaning, to } = one
    const sentence = words[to]?.sentence ?? 0
    if (typeof meaning === 'string' || isMention(words, one, sentence, about)) continue
    if ('signal' in meaning && isOutward(meaning.signal) && abstained.has(one.from)) continue
    const content = sentences.get(sentence) ?? { signals: [], concepts: new Set() }
    sentences.set(sentence, content)
    if ('signal' in meaning) content.signals.push(meaning.signal)
    else content.concepts.add(meaning.concept)
  }
  return sentences
}

function isOutward(signal: Signal): boolean {
  return signal === 'outward' || signal === 'outward_data'
}

const MENTION_WORDS = 12

/** What a sentence about attacks quotes, or names soon after `detects`, is not an instruction. */
function isMention(
  words: readonly Word[],
  { from, to }: Found<Meaning>,
  sentence: number,
  about: Subjects,
): boolean {
  const subject = about.from.get(sentence)
  if (subject === undefined || subject > from) return false
  const named = words.slice(from, to + 1)
  if (named.length <= QUOTE_MAX && named.every(({ isQuoted }) => isQuoted)) return true
  return (
    about.opens.has(sentence) &&
    from - subject <= MENTION_WORDS &&
    !named.some(({ term }) => term.keys.includes('#secretfile'))
  )
}

const ENGLISH = /\b(?:the|to|of|and|is|for|with)\b/gi

/** What the detectors of texts find, in other languages and encodings, too. */
function scannedIn(text: string, budget: Budget): Signal[] {
  const { findings } = scanText(text, { budget, categories: ['instruction', 'command'] })
  const certain = findings.filter(({ severity }) => severity === 'high' || severity === 'critical')
  const found = new Set(certain.map(({ category }) => category))
  const signals: Signal[] = found.has('command') ? ['command'] : []
  if (!found.has('instruction')) return signals
  const isEnglish = (text.slice(0, 2000).match(ENGLISH)?.length ?? 0) > 2
  return [...signals, isEnglish ? 'instruction' : 'foreign_instruction']
}
