// Judges the prose of a definition: which signs it holds, and what they come to together.
import { type Budget, spend } from '../budget.ts'
import { scanText } from '../scan.ts'
import { CONCEPT_PHRASES, type Concept, combinationsIn } from './concepts.ts'
import type { DefinitionFinding } from './model.ts'
import { type Found, finderOf, phraseOf } from './phrases.ts'
import { SIGNAL_PHRASES, type Signal, SUBJECT_WORDS } from './signals.ts'
import type { DefinitionString } from './strings.ts'
import { plainText, type Word, wordsOf } from './words.ts'

/** What each sign weighs by itself: 3 is dangerous, 2 is worth a warning. */
const WEIGHTS: Readonly<Record<Signal, number>> = {
  override: 3,
  role: 3,
  covert: 3,
  other_tool_change: 3,
  outward_data: 2.5,
  redirect: 2.5,
  fetch_and_obey: 2.5,
  authority: 2,
  conceal: 2,
  hush: 2,
  sensitive_demand: 2,
  sensitive_passing: 2,
  history_passing: 2,
  output_change: 2,
  first_always: 2,
  command: 2.5,
  consent: 1.5,
  outward: 1,
  other_tool_demand: 0.25,
  first_some: 0.25,
  demand: 0.25,
  sensitive: 0.5,
  hard_passing: 3,
  history_demand: 3,
  consent_demand: 2,
  harm: 2.5,
  quiet_act: 2,
  shun: 2,
  instruction: 2,
  foreign_instruction: 3,
  address_demand: 2,
}

const DANGEROUS = 3
const WARNING = 2

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
}

/** A sign and the string that it was found in. */
export type Sign = { readonly signal: Signal; readonly path: string }

/** Nothing shorter gives an order. */
const TEXT_MIN = 6
const WORDS_MIN = 3
const QUOTE_MAX = 10
/** Taking a text apart into words and looking for all phrases costs so much for each character. */
const PER_CHARACTER = 12

/** What the signs in the prose of a definition come to; `topics` are the words of its own name, which it may well speak about. */
export function proseFindings(signs: readonly Sign[], topics: ReadonlySet<string>): DefinitionFinding[] {
  const byPath = new Map<string, Set<Signal>>()
  for (const { signal, path } of signs) byPath.set(path, (byPath.get(path) ?? new Set()).add(signal))
  const all = new Set(signs.map(({ signal }) => signal))
  const isDangerous = weightOf(all, topics) >= DANGEROUS
  const isDoubtful = weightOf(all, topics) >= WARNING
  const severity = isDangerous ? 'high' : isDoubtful ? 'medium' : 'low'
  return [...byPath].flatMap(([path, found]) => said(path, found, severity))
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

const ABOUT_SECRETS = new Set(
  'secret secrets credential credentials env environment key keys token tokens password passwords vault auth ssh login variable variables conversation history message messages chat memory email mail'.split(
    ' ',
  ),
)
const OF_SECRETS: readonly Signal[] = [
  'sensitive_demand',
  'sensitive_passing',
  'sensitive',
  'history_passing',
  'history_demand',
  'hard_passing',
]

/** One sign of each kind counts; a tool whose own subject is secrets or conversations may speak of them. */
function weightOf(signals: ReadonlySet<Signal>, topics: ReadonlySet<string>): number {
  const isAboutSecrets = [...topics].some((topic) => ABOUT_SECRETS.has(topic))
  let sum = 0
  for (const signal of signals) {
    const isOwn = isAboutSecrets && OF_SECRETS.includes(signal)
    sum += WEIGHTS[signal] * (isOwn ? 0.4 : 1)
  }
  return sum
}

/** What a phrase means: a sign by itself, something that the sentence speaks of, or that it is about attacks. */
type Meaning = { readonly signal: Signal } | { readonly concept: Concept } | 'about'

const find = finderOf<Meaning>([
  ...SIGNAL_PHRASES.map(({ meaning, steps }) => ({ meaning: { signal: meaning }, steps })),
  ...CONCEPT_PHRASES.map(({ meaning, steps }) => ({ meaning: { concept: meaning }, steps })),
  phraseOf('about', SUBJECT_WORDS),
])

/** What a sentence holds. */
type Content = { readonly signals: Signal[]; readonly concepts: Set<Concept> }

/** The signs in one string. */
export function signsIn({ text, role, path }: DefinitionString, budget: Budget): Sign[] {
  if (role === 'name' || role === 'key' || !spend(budget, text.length * PER_CHARACTER)) return []
  const words = wordsOf(plainText(text))
  // Shorter texts are values; what they hide is found by the detectors of texts.
  const found = words.length < WORDS_MIN ? [] : find(words)
  const about = subjectsIn(words, found)
  const sentences = contentOf(words, found, about)
  const signals: Signal[] = []
  for (const [n, content] of sentences) {
    const before = sentences.get(n - 1)?.concepts ?? new Set<Concept>()
    signals.push(...content.signals, ...combinationsIn(content.concepts, before))
  }
  if (!about.isEarly && text.length >= TEXT_MIN) signals.push(...scannedIn(text, budget))
  return signals.map((signal) => ({ signal, path }))
}

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
    if (meaning !== 'about' || from.has(sentence)) continue
    from.set(sentence, at)
    if (at - (begins.get(sentence) ?? 0) < OPENING_WORDS) opens.add(sentence)
  }
  return { from, opens, isEarly: opens.size > 0 }
}

function contentOf(
  words: readonly Word[],
  found: readonly Found<Meaning>[],
  about: Subjects,
): ReadonlyMap<number, Content> {
  const sentences = new Map<number, Content>()
  for (const one of found) {
    const { meaning, to } = one
    const sentence = words[to]?.sentence ?? 0
    if (meaning === 'about' || isMention(words, one, sentence, about)) continue
    const content = sentences.get(sentence) ?? { signals: [], concepts: new Set() }
    sentences.set(sentence, content)
    if ('signal' in meaning) content.signals.push(meaning.signal)
    else content.concepts.add(meaning.concept)
  }
  return sentences
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
    !named.some(({ keys }) => keys.includes('#secretfile'))
  )
}

const ENGLISH = /\b(?:the|to|of|and|is|for|with)\b/gi

/** What the detectors of texts find, in other languages and encodings, too. */
function scannedIn(text: string, budget: Budget): Signal[] {
  const { findings } = scanText(text, { budget, categories: ['instruction'] })
  if (!findings.some(({ severity }) => severity === 'high' || severity === 'critical')) return []
  const isEnglish = (text.slice(0, 2000).match(ENGLISH)?.length ?? 0) > 2
  return [isEnglish ? 'instruction' : 'foreign_instruction']
}
