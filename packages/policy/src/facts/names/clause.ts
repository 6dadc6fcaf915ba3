// The effect of one word of a clause, given the words before and after it.
import type { Effect } from '../../model/cedar.ts'
import {
  CONVERTERS,
  DESCRIBED,
  DESCRIPTORS,
  FACTS,
  LANGUAGES,
  LOOKERS,
  SHARED,
  SHARING,
  STRICT_DESCRIPTORS,
} from './effect-objects.ts'
import { type Form, singularOf, stemsOf } from './effect-stems.ts'
import { isInformation } from './information.ts'
import { fillers, isReader, joinedEffect, stemmed, things, verbs, verbsToo } from './lexicon.ts'

/** What governs the words after it: a reading verb makes what it looks at harmless, any other verb does not. */
type Governor = 'reader' | 'change' | undefined

export type Clause = {
  readonly words: readonly string[]
  /** Where in `words` the one at hand stands. */
  at: number
  governor: Governor
  /** Whether only fillers stand between the reader and this word. */
  isDirect: boolean
}

const RESTING = new Set(
  `running pending upcoming outstanding existing remaining missing starting ongoing working shipping billing pricing tracking
  booking building posting listing training trading marketing processing handling hosting logging scheduling offboarding`.split(
    /\s+/,
  ),
)

function lastOf({ words }: Clause): string {
  return singularOf(words.at(-1) ?? '')
}

/** Whether a verb only describes what is read: `get_deploy_status`, `list_deleted_files`. */
function isDescribed(clause: Clause, form: Form, effect: Effect): boolean {
  const { words, at } = clause
  const isLast = at === words.length - 1
  if (clause.governor !== 'reader') return false
  if (RESTING.has(words[at] ?? '') || LANGUAGES.has(words[at] ?? '')) return true
  if (form === 'ed') return !isLast
  if (form === 's') return isLast || DESCRIPTORS.has(lastOf(clause))
  if (form === 'ing')
    return !isLast && (effect === 'change' || effect === 'read' || isOfNoun(words[at] ?? ''))
  return !isLast && DESCRIPTORS.has(lastOf(clause)) && !CONTAINERS_ONLY.has(lastOf(clause))
}

/** `get_visiting_hours`, `list_calling_codes`: the -ing form of what is mostly a noun. */
function isOfNoun(word: string): boolean {
  return !stemsOf(word).some((stem) => verbs.has(stem))
}

// A verb before one of these acts on it, whatever else they describe.
const CONTAINERS_ONLY = new Set(
  'account user image file instance server host machine device branch repo invoice ticket issue task row record order message entry item key token email mail table disk volume'.split(
    ' ',
  ),
)

/** Whether the whole name is a thing with a word about it: `build_status`, `refund_history`, `run_history`. */
export function isAboutThing(words: readonly string[]): boolean {
  const [first = '', last = ''] = [words[0], words.at(-1)]
  if (words.length < 2) return LOOKERS.has(last)
  if (FACTS.has(last) || CONVERTERS.has(last) || LOOKERS.has(last))
    return words.slice(0, -1).every(isPlainNoun)
  if (isDescribedThing(words, first, last)) return true
  const verb = verbs.get(first)
  return (verb === undefined || verb === 'read') && isInformation(words)
}

function isDescribedThing(words: readonly string[], first: string, last: string): boolean {
  if (!LOOKING.has(last) && !DESCRIPTIVE.has(last)) return false
  if (words.length > 2 && SHARING.has(first) && SHARED.has(last)) return false
  if (EITHER.has(first) && (last === 'list' || last === 'view')) return false
  const verb = verbs.get(first)
  if (last === 'version' && things.get(first) === 'outward') return false
  if (verb === undefined || verb === 'read') return true
  return DESCRIBED.has(first) && words.length === 2 && DESCRIPTIVE.has(last) && last !== 'version'
}

function isPlainNoun(word: string): boolean {
  return joinedEffect(word) === 'unknown' && (stemmed(word)?.effect ?? 'read') === 'read' && !isThing(word)
}

function isThing(word: string): boolean {
  return things.has(word) || things.has(singularOf(word))
}

// Of these a list or a view may be what is sent.
const EITHER = new Set(
  'email mail export invite share post call book bill charge broadcast transfer refund dump'.split(' '),
)
// What a name may end in that is done to what stands before it.
export const LOOKING = new Set(
  `read get list search find view show describe count lookup fetch browse inspect retrieve check preview summarize analyze
  validate verify compare explain`.split(/\s+/),
)
const DESCRIPTIVE = STRICT_DESCRIPTORS

const ARTICLES = /^(?:a|an|the)$/

function effectOfVerb(clause: Clause, word: string): Effect | undefined {
  const verb = stemmed(word)
  if (verb === undefined) return undefined
  if (verb.effect === 'read') return 'read'
  // `retrieve_a_block`: behind an article stands a thing.
  if (clause.at > 1 && ARTICLES.test(clause.words[clause.at - 1] ?? '')) return 'unknown'
  // `list_open_orders`: the word only says which of them are looked at.
  if (clause.governor === 'reader' && clause.isDirect && fillers.has(word)) return 'unknown'
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
  const isVerb = verbsToo.has(word) && !clause.isDirect && !DESCRIPTORS.has(lastOf(clause))
  return isVerb ? thing : 'unknown'
}

// Of these a query is one in a language of its own.
const QUERIED = new Set(
  `database databases db sql table tables row rows record records postgres postgresql mysql mongo mongodb sqlite neo4j
  warehouse bigquery snowflake duckdb clickhouse elasticsearch redis graph datastore index raw`.split(/\s+/),
)

/** `query_weather` asks, `query_database` runs something. */
function isQuestion({ words, at }: Clause, word: string): boolean {
  if (word !== 'query' || at === words.length - 1 || words.some((other) => QUERIED.has(other))) return false
  return words.slice(0, at).every((before) => verbs.get(before) === undefined && !things.has(before))
}

/** The effect of one word of a name, given the words before and after it. */
export function effectOfPart(clause: Clause, word: string, isEnd: boolean): Effect {
  const verb = effectOfVerb(clause, word)
  if (verb !== undefined) return verb
  if (things.has(word) || things.has(singularOf(word))) return effectOfThing(clause, word, isEnd)
  return joinedEffect(word)
}

export function govern(clause: Clause, word: string, effect: Effect): void {
  if (isReader(word) && clause.governor !== 'change') {
    clause.governor = 'reader'
    clause.isDirect = true
  } else if (!fillers.has(word)) clause.isDirect = false
  if (effect !== 'unknown' && effect !== 'read' && !isReader(word)) clause.governor = 'change'
}
