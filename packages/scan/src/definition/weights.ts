// How much the signs in a definition weigh together.
import type { Level } from '@countersign/terms'
import type { Signal } from './signals.ts'

/** A sign, the string that it was found in, and the number of its sentence. */
export type Sign = {
  readonly signal: Signal
  readonly path: string
  readonly sentence: number
  /** Whether the words around it make it unlikely that it is meant. */
  readonly isDoubted?: boolean
  /** Of weak signs that add up, what these are. */
  readonly names?: readonly string[]
  /** The sum over the words and weak signs of its sentence; if that is the only sentence, more than zero is a finding. */
  readonly score: number
}

/** What each sign weighs by itself; what a definition comes to with them is for `levelOf` to say. */
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
  output_change: 1.5,
  first_always: 0.5,
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
  shun: 1.5,
  instruction: 2,
  foreign_instruction: 3,
  address_demand: 1,
  hides: 2,
  misreports: 2,
  presumes: 2,
  voids: 2,
  dethrones: 2,
  obeys: 2,
  diverts: 2,
  phishes: 2,
  beacons: 2,
  always: 1,
  aside: 0.5,
  harms: 2,
  takes: 2,
  collects: 1,
  values: 0.25,
  vouches: 1,
  exports: 1.5,
  leaks: 2.5,
  ousts: 2,
  weighed: 2,
}

const ABOUT_SECRETS = new Set(
  'secret secrets credential credentials env environment key keys token tokens password passwords vault auth ssh login variable variables conversation history message messages chat memory email mail prompt prompts'.split(
    ' ',
  ),
)

/** Signs that a tool about secrets may well give. */
export const OF_SECRETS: readonly Signal[] = [
  'sensitive_demand',
  'sensitive_passing',
  'sensitive',
  'history_passing',
  'history_demand',
  'hard_passing',
  'takes',
  'collects',
  'values',
]
const OWN_SUBJECT = 0.4
/** What a sign counts for where the words around it make it unlikely. */
const DOUBTED = 0.5

/** What stands far from the worst of a text counts for so much: long texts hold a little of everything. */
const ELSEWHERE = 0.25
const NEAR = 1

/** Next to nothing of what servers publish has one of these, so that any is a finding unless its sentence is wholly honest otherwise. */
const CLEAR: ReadonlySet<Signal> = new Set([
  'role',
  'covert',
  'foreign_instruction',
  'command',
  'history_demand',
  'presumes',
  'obeys',
  'voids',
  'leaks',
  'ousts',
])
/** Any of these is one where the words around it do not speak against it. */
const ALONE: ReadonlySet<Signal> = new Set([
  ...CLEAR,
  'authority',
  'consent_demand',
  'other_tool_change',
  'redirect',
  'misreports',
  'diverts',
  'harm',
  'fetch_and_obey',
])
/** How much the words of its sentence may lack to be a finding themselves, where a sign is one. */
const LACKING = { clear: 8, alone: 6, sure: 8, likely: 1.5 } as const
/** So much together is a finding, where the words around back it a little or well. */
const SURE = 4
const LIKELY = 2
const DANGEROUS = 3

/** What the signs in a definition come to: weak signs that add up, rules that their words back, or rules that need no backing. */
export function levelOf(signs: readonly Sign[], topics: ReadonlySet<string>, chance: number): Level {
  function backed(by: keyof typeof LACKING): readonly Sign[] {
    return signs.filter(({ score }) => score > chance - LACKING[by])
  }
  const weight = weightOf(signs, topics)
  const isFinding =
    backed('clear').some(({ signal }) => CLEAR.has(signal)) ||
    backed('alone').some(({ signal }) => ALONE.has(signal)) ||
    weightOf(backed('sure'), topics) >= SURE ||
    weightOf(backed('likely'), topics) >= LIKELY
  if (!isFinding) return 'low'
  return weight >= DANGEROUS ? 'high' : 'medium'
}

/** One sign of each kind counts; a tool whose own subject is secrets or conversations may speak of them. */
function weightOf(signs: readonly Sign[], topics: ReadonlySet<string>): number {
  const isAboutSecrets = [...topics].some((topic) => ABOUT_SECRETS.has(topic))
  function sumOf(these: readonly Sign[]): number {
    const most = new Map<Signal, number>()
    for (const sign of these) most.set(sign.signal, Math.max(most.get(sign.signal) ?? 0, shareOf(sign)))
    return [...most.values()].reduce((sum, share) => sum + share, 0)
  }
  function shareOf({ signal, isDoubted }: Sign): number {
    const own = isAboutSecrets && OF_SECRETS.includes(signal) ? OWN_SUBJECT : 1
    return WEIGHTS[signal] * own * (isDoubted === true && !CLEAR.has(signal) ? DOUBTED : 1)
  }
  const worst = neighbourhoods(signs).reduce((most, these) => Math.max(most, sumOf(these)), 0)
  const all = sumOf(signs)
  return worst + (all - worst) * ELSEWHERE
}

/** The signs of each sentence with those of the next one. */
function neighbourhoods(signs: readonly Sign[]): readonly (readonly Sign[])[] {
  const places = new Map<string, Sign[]>()
  for (const sign of signs)
    for (let at = sign.sentence - NEAR; at <= sign.sentence; at++) {
      const place = `${at} ${sign.path}`
      const these = places.get(place)
      if (these === undefined) places.set(place, [sign])
      else these.push(sign)
    }
  return [...places.values()]
}
