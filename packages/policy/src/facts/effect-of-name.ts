// What an action does to the world, as far as the words of its name tell.

import { EFFECTS, type Effect, type EffectKind, type EffectWord } from '../model/cedar.ts'
import { kindsOf } from './effect-kinds.ts'
import {
  DESCRIBED,
  DESCRIPTORS,
  DIRECTIONS,
  FORMATTED,
  PASSING,
  STRICT_DESCRIPTORS,
} from './effect-objects.ts'
import { type Form, formOf, joinedDeeds, singularOf, stemsOf } from './effect-stems.ts'
import { DEEDS, FILLERS, JOINERS, NAMES, READERS, THINGS, VERBS, type WordClass } from './effect-words.ts'

/** The stricter of two effects: destructive > outward > execute > change > read > unknown. */
export function strictestEffect(a: Effect, b: Effect): Effect {
  return EFFECTS.indexOf(a) > EFFECTS.indexOf(b) ? a : b
}

function indexOf(classes: Partial<Record<WordClass, readonly string[]>>): ReadonlyMap<string, Effect> {
  const index = new Map<string, Effect>()
  for (const effect of EFFECTS) {
    if (effect === 'unknown') continue
    for (const word of classes[effect] ?? []) index.set(word, effect)
  }
  return index
}

const verbs = indexOf(VERBS)
const things = indexOf(THINGS)
const names: ReadonlyMap<string, Effect> = new Map(Object.entries(NAMES))
const readers: ReadonlySet<string> = new Set(READERS)
const fillers: ReadonlySet<string> = new Set(FILLERS)
const deeds: ReadonlySet<string> = new Set(DEEDS)
const joiners: ReadonlySet<string> = new Set(JOINERS)

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function endOf(name: string, from: number, isIn: (code: number) => boolean): number {
  let at = from
  while (at < name.length && isIn(name.charCodeAt(at))) at += 1
  return at
}

/** Where the word ends that begins here; the same place when none does. */
function wordEnd(name: string, from: number): number {
  const code = name.charCodeAt(from)
  if (isLower(code)) return endOf(name, from, isLower)
  if (isDigit(code)) return endOf(name, from, isDigit)
  const capitals = endOf(name, from, isUpper)
  if (capitals === from || !isLower(name.charCodeAt(capitals))) return capitals
  // The last of several capitals begins the next word: `HTTPServer`.
  return capitals - from > 1 ? capitals - 1 : endOf(name, capitals, isLower)
}

type Words = {
  readonly texts: readonly string[]
  /** Where in the name the last one begins. */
  readonly last: number
}

function splitWords(name: string, lower: string): Words {
  const texts: string[] = []
  let last = 0
  for (let at = 0; at < name.length; ) {
    const end = wordEnd(name, at)
    if (end > at) {
      texts.push(lower.slice(at, end))
      last = at
    }
    at = Math.max(end, at + 1)
  }
  return { texts, last }
}

/** In ASCII lower case, whatever else is in it, so that places stay where they are. */
function lowerOf(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : name
}

/** The whole words of a name in ASCII lower case, split at separators, digits and camelCase. */
export function wordsOf(name: string): readonly string[] {
  return splitWords(name, lowerOf(name)).texts
}

/** Whether the last word follows `:`, `.` or `/`, which part a thing from what is done with it: `email:read`. */
function isParted(name: string, { last }: Words): boolean {
  return last > 0 && SEPARATORS.includes(name.charAt(last - 1))
}

const SEPARATORS = ':./'

/** What governs the words behind it: a reader excuses what it looks at, and a deed does not. */
type Governor = 'reader' | 'deed' | undefined

type Clause = {
  readonly words: readonly string[]
  /** Where in `words` the one at hand stands. */
  at: number
  governor: Governor
  /** Whether only fillers stand between the reader and this word. */
  isDirect: boolean
}

function isReader(word: string): boolean {
  return readers.has(word)
}

function stemmed(word: string): { effect: Effect; form: Form } | undefined {
  const whole = verbs.get(word)
  if (whole !== undefined) return { effect: whole, form: 'base' }
  if (things.has(word)) return undefined
  for (const stem of stemsOf(word)) {
    const form = formOf(word)
    const effect = verbs.get(stem) ?? (form === 's' ? undefined : things.get(stem))
    if (effect !== undefined) return { effect, form }
  }
  return undefined
}

function joinedEffect(word: string): Effect {
  return strictestOf(joinedDeeds(word).map((deed) => verbs.get(deed) ?? things.get(deed) ?? 'unknown'))
}

const RESTING = new Set(
  `running pending upcoming outstanding existing remaining missing starting ongoing working shipping billing pricing tracking
  booking building posting listing training trading marketing processing handling hosting logging scheduling`.split(
    /\s+/,
  ),
)

function lastOf({ words }: Clause): string {
  return singularOf(words.at(-1) ?? '')
}

/** Whether a deed is only what something that is looked at is about: `get_deploy_status`, `list_deleted_files`. */
function isDescribed(clause: Clause, form: Form, effect: Effect): boolean {
  const { words, at } = clause
  const isLast = at === words.length - 1
  if (clause.governor !== 'reader') return false
  if (RESTING.has(words[at] ?? '')) return true
  if (form === 'ed') return !isLast
  if (form === 's') return isLast || DESCRIPTORS.has(lastOf(clause))
  if (form === 'ing') return !isLast && (effect === 'change' || effect === 'read')
  return !isLast && DESCRIPTORS.has(lastOf(clause)) && !CONTAINERS_ONLY.has(lastOf(clause))
}

// A deed before one of these is done to it, whatever else they describe.
const CONTAINERS_ONLY = new Set(
  'account user image file instance server host machine device branch repo invoice ticket issue task row record order message entry item key token email mail table disk volume'.split(
    ' ',
  ),
)

/** Whether the whole name is a thing with a word about it: `build_status`, `refund_history`, `run_history`. */
function isAboutThing(words: readonly string[]): boolean {
  const [first = '', last = ''] = [words[0], words.at(-1)]
  if (words.length < 2) return false
  if (!LOOKING.has(last) && !DESCRIPTIVE.has(last)) return false
  if (EITHER.has(first) && (last === 'list' || last === 'view')) return false
  const verb = verbs.get(first)
  if (verb === undefined || verb === 'read') return true
  return DESCRIBED.has(first) && words.length === 2 && DESCRIPTIVE.has(last) && last !== 'version'
}

// Of these a list or a view may be what is sent.
const EITHER = new Set(
  'email mail export invite share post call book bill charge broadcast transfer refund dump'.split(' '),
)
// What a name may end in that is done to what stands before it.
const LOOKING = new Set(
  `read get list search find view show describe count lookup fetch browse inspect retrieve check preview summarize analyze
  validate verify compare explain`.split(/\s+/),
)
const DESCRIPTIVE = STRICT_DESCRIPTORS

function effectOfVerb(clause: Clause, word: string): Effect | undefined {
  const verb = stemmed(word)
  if (verb === undefined) return undefined
  if (verb.effect === 'read') return 'read'
  if (things.has(word) || (verb.form === 's' && things.has(singularOf(word)))) return undefined
  return isDescribed(clause, verb.form, verb.effect) ? 'unknown' : verb.effect
}

function effectOfThing(clause: Clause, word: string, isEnd: boolean): Effect {
  const base = things.get(word)
  const thing = base ?? things.get(singularOf(word))
  if (thing === undefined) return 'unknown'
  if (isQuestion(clause, word)) return 'read'
  if (base !== undefined && verbs.get(clause.words[0] ?? '') === undefined && isEnd) return 'unknown'
  if (clause.governor !== 'reader') return base === undefined && thing === 'change' ? 'unknown' : thing
  const isDeed = deeds.has(word) && !clause.isDirect && !DESCRIPTORS.has(lastOf(clause))
  return isDeed ? thing : 'unknown'
}

// Of these a query is one in a language of its own.
const QUERIED = new Set(
  `database databases db sql table tables row rows record records postgres postgresql mysql mongo mongodb sqlite neo4j
  warehouse bigquery snowflake duckdb clickhouse elasticsearch redis graph datastore index raw`.split(/\s+/),
)

/** `query_weather` asks, `query_database` runs something. */
function isQuestion({ words, at }: Clause, word: string): boolean {
  return word === 'query' && at === 0 && words.length > 1 && !words.some((other) => QUERIED.has(other))
}

/** What one word of a name tells, from the words before and behind it. */
function effectOfPart(clause: Clause, word: string, isEnd: boolean): Effect {
  const verb = effectOfVerb(clause, word)
  if (verb !== undefined) return verb
  if (things.has(word) || things.has(singularOf(word))) return effectOfThing(clause, word, isEnd)
  return joinedEffect(word)
}

function govern(clause: Clause, word: string, effect: Effect): void {
  if (isReader(word) && clause.governor !== 'deed') {
    clause.governor = 'reader'
    clause.isDirect = true
  } else if (!fillers.has(word)) clause.isDirect = false
  if (effect !== 'unknown' && effect !== 'read' && !isReader(word)) clause.governor = 'deed'
}

// Deeds and things that are written in two words.
const TWO = new Map(
  `drop:down pull:down check:out check:in sign:in sign:out sign:up log:in log:out log:on pop:up set:up roll:back tear:down
  shut:down power:off power:down take:down clean:up back:up fail:over break:down count:down self:destruct hard:reset
  factory:reset top:up pay:out cash:out hand:off take:over wipe:out lock:out opt:in opt:out mark:down service:account`
    .split(/\s+/)
    .map((pair) => [pair, pair.replace(':', '')] as const),
)

function joinedWords(words: readonly string[]): readonly string[] {
  const joined: string[] = []
  for (const word of words) {
    const pair = TWO.get(`${joined.at(-1) ?? ''}:${word}`)
    if (pair === undefined) joined.push(word)
    else joined[joined.length - 1] = pair
  }
  return joined
}

/** The words of a name up to each joiner: each clause is a deed of its own. */
function clausesOf(words: readonly string[]): readonly string[][] {
  const clauses: string[][] = [[]]
  for (const word of words) {
    if (joiners.has(word)) clauses.push([])
    else clauses.at(-1)?.push(word)
  }
  return clauses.filter((clause) => clause.length > 0)
}

/** Whether what follows a joiner is a deed that nobody knows: `get_and_zorch`, but not `list_users_and_groups`. */
function isUnknownDeed(before: readonly string[] | undefined, told: ReadonlySet<Effect>): boolean {
  if (before === undefined || told.size > (told.has('unknown') ? 1 : 0)) return false
  const last = before.at(-1) ?? ''
  return stemmed(last) !== undefined && !things.has(last)
}

function addClause(words: readonly string[], isEnd: boolean, told: Set<EffectWord>): ReadonlySet<Effect> {
  const own = new Set<Effect>()
  const clause: Clause = { words, at: 0, governor: undefined, isDirect: false }
  words.forEach((word, at) => {
    clause.at = at
    const effect = effectOfPart(clause, word, isEnd)
    own.add(effect)
    govern(clause, word, effect)
  })
  for (const effect of own) told.add(effect)
  for (const kind of kindsOf(words, clause.governor === 'deed')) told.add(kind)
  return own
}

function isPassing(words: readonly string[]): boolean {
  const rest = words.filter((word) => !fillers.has(word))
  const last = singularOf(rest.at(-1) ?? '')
  return rest.length === 2 && PASSING.has(last) && stemmed(rest[0] ?? '') !== undefined
}

/** What a name tells that says one simple thing as a whole. */
function simpleEffect(words: readonly string[]): Effect | undefined {
  const [first = '', second = ''] = words
  if (isPassing(words)) return 'change'
  const isTurn = words.length === 2 && (first === 'navigate' || first === 'go') && DIRECTIONS.has(second)
  const isFormatting = first === 'format' && FORMATTED.has(words.at(-1) ?? '')
  return isTurn || isFormatting ? 'read' : undefined
}

const NO_EFFECTS: ReadonlySet<Effect> = new Set()

/** Goes through the words of a name, clause by clause. */
function addEffects(name: string, words: Words, told: Set<EffectWord>): void {
  const texts = joinedWords(words.texts)
  const simple = simpleEffect(texts)
  if (simple !== undefined) told.add(simple)
  else addClauses(texts, isParted(name, words), told)
}

function addClauses(texts: readonly string[], isPart: boolean, told: Set<EffectWord>): void {
  const isAbout = isAboutThing(texts)
  if (isAbout) told.add('read')
  const isEnd = isAbout || (isPart && LOOKING.has(texts.at(-1) ?? ''))
  let before: readonly string[] | undefined
  for (const clause of clausesOf(texts)) {
    const isShown = isAbout && clause.slice(0, -1).every((word) => !isPlainVerb(word))
    const own = isShown ? NO_EFFECTS : addClause(clause, isEnd, told)
    if (isUnknownDeed(before, own)) told.add('unsure')
    before = clause
  }
}

function isPlainVerb(word: string): boolean {
  const verb = verbs.get(word)
  return verb !== undefined && verb !== 'read' && !DESCRIBED.has(word)
}

// Odd capitals (`get_dELETE`), and letters such as the Kelvin sign, must not hide a word: such a name is read once
// more, in lower case. Any other has the same words either way.
const ODD_CAPITALS = /[a-z][A-Z]|[A-Z]{2}[a-z]|[^\0-\x7f]/

/** The names as which a name is split into words. */
function spellingsOf(name: string): readonly string[] {
  return ODD_CAPITALS.test(name) ? [name, name.toLowerCase()] : [name]
}

const IMPLIED: Readonly<Record<EffectKind, Effect | undefined>> = {
  pay: 'outward',
  rights: 'outward',
  control: 'execute',
  later: 'execute',
  secrets: undefined,
}

/** Effects with what they imply, and without what is only not known. */
export function withImplied(told: Iterable<EffectWord>): Set<EffectWord> {
  const all = new Set<EffectWord>()
  for (const one of told) {
    if (one === 'unknown') continue
    all.add(one)
    const implied = one in IMPLIED ? IMPLIED[one as EffectKind] : undefined
    if (implied !== undefined) all.add(implied)
  }
  return all
}

/** Every effect that the whole words of a name tell; none when no word is known. */
export function effectsOfName(name: string): ReadonlySet<EffectWord> {
  const whole = names.get(name.toLowerCase())
  if (whole !== undefined) return withImplied([whole])
  const told = new Set<EffectWord>()
  for (const spelling of spellingsOf(name))
    addEffects(spelling, splitWords(spelling, lowerOf(spelling)), told)
  return withImplied(told)
}

function effectOfWord(text: string): Effect {
  return (
    verbs.get(text) ??
    things.get(text) ??
    (text.endsWith('s') ? things.get(text.slice(0, -1)) : undefined) ??
    'unknown'
  )
}

/** The same where no word is excused by the words around it: `get_payment` pays. For tools that are known to be critical. */
export function effectsOfEachWord(name: string): ReadonlySet<EffectWord> {
  const told = new Set<EffectWord>(effectsOfName(name))
  for (const spelling of spellingsOf(name)) for (const text of wordsOf(spelling)) told.add(effectOfWord(text))
  return withImplied(told)
}

/** The strictest of some effects; `unknown` when there are none. */
export function strictestOf(effects: Iterable<EffectWord>): Effect {
  let kept: Effect = 'unknown'
  let isUnsure = false
  for (const effect of effects) {
    if (effect === 'unsure') isUnsure = true
    else if (isEffect(effect)) kept = strictestEffect(kept, effect)
  }
  // A deed that nobody knows beside a harmless one may be worse.
  return isUnsure && (kept === 'read' || kept === 'change') ? 'unknown' : kept
}

function isEffect(word: EffectWord): word is Effect {
  return (EFFECTS as readonly string[]).includes(word)
}

/** The effect that the whole words of one action or tool name tell; `unknown` when no word is known. */
export function effectOfName(name: string): Effect {
  return strictestOf(effectsOfName(name))
}

function effectOfStems(word: string): Effect {
  let kept: Effect = 'unknown'
  for (const stem of stemsOf(word))
    kept = strictestEffect(kept, verbs.get(stem) ?? things.get(stem) ?? 'unknown')
  return kept
}

/** The strictest effect told by free text that an agent declares, where inflected words count as well. */
export function effectOfText(text: string): Effect {
  let kept = effectOfName(text)
  for (const word of wordsOf(text)) {
    if (kept === 'destructive') return kept
    kept = strictestEffect(kept, effectOfStems(word))
  }
  return kept
}
