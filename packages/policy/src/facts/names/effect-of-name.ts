// What an action does to the world, as far as the words of its name show.
import { EFFECTS, type Effect, type EffectKind, type EffectWord } from '../../model/cedar.ts'
import { type Clause, effectOfPart, govern, isAboutThing, LOOKING } from './clause.ts'
import { kindsOf } from './effect-kinds.ts'
import { PRODUCTS, PROGRAMS, QUERIED_PRODUCTS } from './effect-objects.ts'
import { joinedNoun } from './effect-stems.ts'
import {
  effectOfStems,
  effectOfWord,
  joiners,
  names,
  stemmed,
  strictestEffect,
  things,
  verbs,
} from './lexicon.ts'
import { isPlainVerb, simpleEffect } from './simple-effect.ts'
import { isParted, isWrapper, lowerOf, splitWords, type Words, wordsOf } from './words.ts'

// Verbs and things that are written in two words.
const TWO = new Map(
  `drop:down pull:down check:out check:in sign:in sign:out sign:up log:in log:out log:on pop:up set:up roll:back tear:down
  shut:down dry:run power:off power:down take:down clean:up back:up fail:over break:down count:down self:destruct hard:reset
  factory:reset block:child block:children top:up pay:out cash:out hand:off take:over wipe:out lock:out opt:in opt:out mark:down service:account
  rid:of on:call lay:off state:machine state:machines pre:commit pre:push pre:install post:install post:commit merge:request design:system file:system workflow:run job:run test:run dag:run pipeline:run flow:run task:run`
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

// `context7`, `n8n`: products whose names fall apart into several words.
const IN_PARTS = [...PRODUCTS, 'k8s']
  .filter((product) => /[0-9]/.test(product))
  .map((product) => ({ product, parts: wordsOf(product) }))

function isNumber(word: string | undefined): boolean {
  const code = word?.charCodeAt(0) ?? 0
  return code >= 48 && code <= 57
}

/** With a product in one word that stands in front. */
function withProduct(words: readonly string[]): readonly string[] {
  if (!isNumber(words[1])) return words
  const known = IN_PARTS.find(({ parts }) => parts.every((part, at) => part === words[at]))
  return known === undefined ? words : [known.product, ...words.slice(known.parts.length)]
}

function withoutProduct(given: readonly string[]): readonly string[] {
  const words = withProduct(given)
  const [first = '', second = ''] = words
  if (words.length < 2) return words
  // Of a store of notes the vault is the folder, and a query of records is a search.
  if (first === 'obsidian') return words.slice(1).filter((word) => word !== 'vault')
  if (PRODUCTS.has(first))
    return second === 'query' && !QUERIED_PRODUCTS.has(first) ? ['search', ...words.slice(2)] : words.slice(1)
  // `mysql_describe`, `helm_list`: the program only looks.
  if (
    PROGRAMS.has(first) &&
    (verbs.get(second) === 'read' || (words.length === 2 && isAboutThing(['it', second])))
  )
    return ['show', ...words.slice(1)]
  if (first === 'api' && HTTP_METHODS.has(second))
    return [words.at(-1) === 'query' ? 'search' : 'write', ...words.slice(2)]
  return first === 'new' ? ['create', ...words.slice(1)] : words
}

/** Without a word behind that says nothing: `domain_summary_tool`. */
function withoutSuffix(words: readonly string[]): readonly string[] {
  return words.length > 2 && SUFFIXES.has(words.at(-1) ?? '') ? words.slice(0, -1) : words
}

// What is changed there runs.
const CLUSTERS = new Set(['kubectl', 'k8s', 'kubernetes', 'oc'])

const SUFFIXES = new Set(['tool', 'exa', 'mcp', 'v'])
const HTTP_METHODS = new Set(['post', 'put', 'patch'])

/** The words of a name up to each joiner: each clause is an action of its own. */
function clausesOf(words: readonly string[]): readonly string[][] {
  const clauses: string[][] = [[]]
  for (const word of words) {
    if (joiners.has(word)) clauses.push([])
    else clauses.at(-1)?.push(word)
  }
  return clauses.filter((clause) => clause.length > 0)
}

/** Whether an unknown action follows a joiner: `get_and_zorch`, but not `list_users_and_groups`. */
function isUnknownAct(before: readonly string[] | undefined, told: ReadonlySet<Effect>): boolean {
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
  for (const kind of kindsOf(words, clause.governor === 'change')) told.add(kind)
  return own
}

const NO_EFFECTS: ReadonlySet<Effect> = new Set()

/** What is only looked at may be secret: `vault_read`. */
function addShown(clause: readonly string[], told: Set<EffectWord>): ReadonlySet<Effect> {
  if (kindsOf(clause, false).includes('secrets')) told.add('secrets')
  return NO_EFFECTS
}

/** Goes through the words of a name, clause by clause. */
function addEffects(name: string, words: Words, told: Set<EffectWord>): void {
  const whole = withoutProduct(joinedWords(words.texts))
  // What it calls shows what it does.
  if (isWrapper(whole)) return
  const texts = withoutSuffix(whole)
  const simple = simpleEffect(texts)
  if (simple !== undefined) told.add(simple)
  else addClauses(texts, isParted(name, words), told)
  if (CLUSTERS.has(texts[0] ?? '') && verbs.get(texts[1] ?? '') === 'change') told.add('execute')
}

/** How something is done, before what is done. */
const MANNERS = new Set(['bulk', 'batch', 'mass', 'multi', 'quick', 'async'])

function addClauses(texts: readonly string[], isPart: boolean, told: Set<EffectWord>): void {
  const isAbout = isAboutThing(texts[0] !== undefined && MANNERS.has(texts[0]) ? texts.slice(1) : texts)
  if (isAbout) told.add('read')
  const isEnd = isAbout || (isPart && LOOKING.has(texts.at(-1) ?? ''))
  let before: readonly string[] | undefined
  for (const clause of clausesOf(texts)) {
    const isShown = isAbout && clause.slice(0, -1).every((word) => !isPlainVerb(word))
    const own = isShown ? addShown(clause, told) : addClause(clause, isEnd, told)
    if (isUnknownAct(before, own)) told.add('unsure')
    before = clause
  }
}

// Odd capitals (`get_dELETE`), and letters such as the Kelvin sign, must not hide a word: such a name is read once
// more, in lower case. Any other has the same words either way.
const ODD_CAPITALS = /[a-z][A-Z]|[A-Z]{2}[a-z]|[^\0-\x7f]/

// Words of some length, each with one capital, of which none can hide another one.
const EVEN_CAPITALS = /^[a-z]{3,}(?:[A-Z][a-z]{2,})+$/

/** The names as which a name is split into words. */
function spellingsOf(name: string): readonly string[] {
  if (!ODD_CAPITALS.test(name)) return [name]
  const lower = name.toLowerCase()
  // `getScheduledPayment`: in one word it says no more than its last one.
  const noun = EVEN_CAPITALS.test(name) ? joinedNoun(lower) : undefined
  if (noun !== undefined && wordsOf(name).at(-1) === noun) return [name]
  const apart = withoutShouting(name)
  return apart === name ? [name, lower] : [name, lower, apart]
}

/** A verb in capitals parted from what stands behind it: `userREVOKEaccess`, while `HTTPServer` stays as it is. */
function withoutShouting(name: string): string {
  return name.replace(/([a-z])([A-Z]{4,})(?=[a-z])/g, (found, before: string, word: string) => {
    const told = effectOfWord(word.toLowerCase())
    return told === 'unknown' || told === 'read' ? found : `${before}_${word}_`
  })
}

// Things that are a verb as well where nothing parts them from what is done: `mail.getMessage`, `vacuum.getMap`.
const AREAS = new Set(['vacuum', 'interpreter', 'calendar'])
const PARTED = /[.:/]/
const AREA = /^([a-z]{3,24})[.:/](?=[a-z])/i
const FILING = new Set(['mail', 'email', 'message'])
const FILED =
  /^(?:mark|move|label|archive|unarchive|star|unstar|flag|unflag|snooze|pin|unpin|mute|unmute)(?![a-z])/

/** What is done in an area that is called by a thing, where it only looks or sorts. */
function effectsInArea(name: string): ReadonlySet<EffectWord> | undefined {
  if (!PARTED.test(name)) return undefined
  const area = AREA.exec(name)?.[1]?.toLowerCase()
  if (area === undefined || !(things.has(area) || AREAS.has(area))) return undefined
  const rest = name.slice(area.length + 1)
  const told = effectsOfName(rest)
  const isLook = told.size === 1 && told.has('read') && verbs.get(wordsOf(rest)[0] ?? '') === 'read'
  const isFiled = FILING.has(area) && FILED.test(rest) && strictestOf(told) === 'change'
  return isLook || isFiled ? told : undefined
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

/** The effects in names; policy sets remember them, since the same names come again and again. */
export type NameEffects = (name: string) => ReadonlySet<EffectWord>

// How clients write the tool of a server: `mcp__github__update_issue`. A tool that sets up servers is not written so.
const SERVED = /^mcp__.+?__(?=.)/i

function effectOfWhole(name: string): Effect | undefined {
  const lower = name.toLowerCase()
  return names.get(lower.includes('-') ? lower.replaceAll('-', '_') : lower)
}

/** The same of what a server calls so, where that is more than a word, which may mean anything elsewhere. */
function effectOfServed(name: string, server: string): Effect | undefined {
  const tool = name.slice(server.length)
  return /[_-]/.test(tool) ? effectOfWhole(tool) : undefined
}

/** Every effect in the whole words of a name; none when no word is known. */
export function effectsOfName(given: string): ReadonlySet<EffectWord> {
  const server = SERVED.exec(given)?.[0]
  const name = server === undefined ? given : given.slice('mcp__'.length)
  const whole = server === undefined ? effectOfWhole(given) : effectOfServed(given, server)
  if (whole !== undefined) return withImplied([whole])
  const inArea = effectsInArea(name)
  if (inArea !== undefined) return inArea
  const told = new Set<EffectWord>()
  for (const spelling of spellingsOf(name))
    addEffects(spelling, splitWords(spelling, lowerOf(spelling)), told)
  return withImplied(told)
}

/** The same where no word is excused by the words around it: `get_payment` pays. For tools that are known to be critical. */
export function effectsOfEachWord(name: string): ReadonlySet<EffectWord> {
  const told = new Set<EffectWord>(effectsOfName(name))
  for (const spelling of spellingsOf(name)) for (const text of wordsOf(spelling)) told.add(effectOfWord(text))
  return withImplied(told)
}

/** The strictest of some effects; `unknown` when there are none. */
export function strictestOf(effects: ReadonlySet<EffectWord>): Effect {
  let kept: Effect = 'unknown'
  // To ask for each is faster than to go through a set, which makes an object for each member.
  for (const effect of EFFECTS) if (effects.has(effect)) kept = strictestEffect(kept, effect)
  // An unknown action beside a harmless one may be worse.
  return effects.has('unsure') && (kept === 'read' || kept === 'change') ? 'unknown' : kept
}

/** The effect in the whole words of one action or tool name; `unknown` when no word is known. */
export function effectOfName(name: string): Effect {
  return strictestOf(effectsOfName(name))
}

const REACHING = /\b(?:network|internet|outbound|online)\b/i
const DENYING = /^\s*(?:no|none|not|without|never)\b/i

/** The strictest effect in free text that an agent declares, where inflected words count as well. */
export function effectOfText(text: string): Effect {
  let kept = effectOfName(text)
  if (REACHING.test(text) && !DENYING.test(text)) kept = strictestEffect(kept, 'outward')
  for (const word of wordsOf(text)) {
    if (kept === 'destructive') return kept
    kept = strictestEffect(kept, effectOfStems(word))
  }
  return kept
}
