// Which things together in one sentence only an attack says.
import type { Concept } from './concepts.ts'
import type { Conduct } from './conduct.ts'
import type { Signal } from './signals.ts'

/** All of these, at least one of each list. */
type Combination = { readonly signal: Signal; readonly all: readonly (Topic | readonly Topic[])[] }

/** Something that a sentence can speak of, or the conduct that it asks for; `held` is the text of a parameter. */
export type Topic = Concept | Conduct | 'held'

const DEMANDS = ['oblige', 'trigger', 'arg', 'dest', 'quiet', 'address'] as const

/** Which of these together only an attack says. */
const COMBINATIONS: readonly Combination[] = [
  { signal: 'hard_passing', all: ['hard', 'give', DEMANDS] },
  { signal: 'sensitive_passing', all: ['hard', 'give'] },
  { signal: 'sensitive_demand', all: ['hard', 'read', ['oblige', 'trigger', 'address']] },
  { signal: 'sensitive_passing', all: ['soft', 'give', 'read', ['trigger', 'oblige'], ['arg', 'dest']] },
  { signal: 'sensitive_passing', all: ['soft', 'give', 'read', 'othertool', ['trigger', 'oblige']] },
  { signal: 'hard_passing', all: [['hard', 'history'], ['give', 'read'], 'literal'] },
  {
    signal: 'hard_passing',
    all: ['soft', ['give', 'read'], 'literal', ['trigger', 'oblige', 'quiet', 'arg']],
  },
  {
    signal: 'history_demand',
    all: ['history', 'give', ['oblige', 'arg', 'dest', 'quiet', 'address', 'othertool']],
  },
  { signal: 'history_passing', all: ['history', 'give'] },
  { signal: 'history_passing', all: ['history', 'quiet'] },
  {
    signal: 'history_demand',
    all: ['with_history', ['othertool', 'act', 'give'], ['trigger', 'oblige', 'othertool']],
  },
  { signal: 'hard_passing', all: ['hard', 'give', 'contents'] },
  { signal: 'output_change', all: ['asked', 'saying', 'oblige'] },
  { signal: 'output_change', all: ['asked', 'saying', 'exclusive'] },
  { signal: 'sensitive_passing', all: ['soft', 'give', 'others'] },
  { signal: 'hard_passing', all: ['address', 'gives', ['hard', 'history', 'soft', 'literal', 'contents']] },
  { signal: 'other_tool_change', all: ['routed', ['othertool', 'others'], ['oblige', 'trigger']] },
  { signal: 'output_change', all: ['login', 'literal'] },
  // In any language.
  { signal: 'sensitive_passing', all: ['secretfile', 'literal'] },
  { signal: 'hard_passing', all: ['file', 'read', 'give', ['trigger', 'oblige', 'pronoun']] },
  { signal: 'other_tool_change', all: ['replace', 'othertool', ['trigger', 'oblige']] },
  { signal: 'other_tool_change', all: ['replace', 'money', 'literal'] },
  { signal: 'redirect', all: ['replace', ['trigger', 'oblige'], ['quiet', 'literal']] },
  {
    signal: 'outward_data',
    all: [
      'give',
      'literal',
      ['oblige', 'quiet', 'trigger'],
      ['history', 'hard', 'soft', 'pronoun', 'address'],
    ],
  },
  {
    signal: 'outward_data',
    all: ['give', 'dest', ['oblige', 'quiet'], ['history', 'hard', 'soft', 'pronoun', 'address']],
  },
  { signal: 'output_change', all: ['tell', 'lure', ['trigger', 'oblige', 'soft', 'literal']] },
  { signal: 'outward_data', all: ['tell', ['hard', 'literal'], ['lure', 'give', 'arg']] },
  { signal: 'fetch_and_obey', all: ['content', 'obey', ['unasked', 'them']] },
  { signal: 'hard_passing', all: ['hard', 'contents', 'oblige'] },
  { signal: 'address_demand', all: ['address', 'content', 'obey'] },
  { signal: 'sensitive_passing', all: ['address', 'soft', 'give'] },
  { signal: 'first_always', all: ['exclusive', 'address'] },
  { signal: 'shun', all: ['exclusive', 'boast'] },
  { signal: 'outward_data', all: ['tell', 'soft', 'trick'] },
  { signal: 'consent_demand', all: ['approval', ['trigger', 'oblige', 'othertool', 'unasked', 'quiet']] },
  { signal: 'override', all: ['rules', ['oblige', 'address', 'quiet', 'trigger', 'unasked', 'history']] },
  { signal: 'harm', all: ['harm', ['trigger', 'oblige', 'quiet', 'give']] },
  {
    signal: 'quiet_act',
    all: ['quiet', ['give', 'act', 'read', 'address', 'history', 'hard', 'harm', 'tell']],
  },
  { signal: 'other_tool_demand', all: ['othertool', ['trigger', 'oblige'], ['act', 'give', 'read']] },
  {
    signal: 'address_demand',
    all: ['address', ['oblige', 'trigger'], ['give', 'act', 'obey', 'replace', 'tell']],
  },
  { signal: 'first_always', all: ['exclusive', ['oblige', 'trigger'], ['act', 'othertool', 'give']] },
  // Conduct that is out of place in any description.
  { signal: 'hides', all: ['hides'] },
  { signal: 'misreports', all: ['misreports'] },
  { signal: 'presumes', all: ['presumes'] },
  { signal: 'voids', all: ['voids'] },
  { signal: 'dethrones', all: ['dethrones'] },
  { signal: 'obeys', all: ['obeys'] },
  { signal: 'diverts', all: ['diverts'] },
  { signal: 'phishes', all: ['phishes'] },
  { signal: 'beacons', all: ['beacons'] },
  { signal: 'always', all: ['always'] },
  { signal: 'aside', all: ['aside'] },
  { signal: 'harms', all: ['harms'] },
  { signal: 'leaks', all: ['leaks'] },
  { signal: 'ousts', all: ['ousts'] },
  // What a tool has no business with.
  { signal: 'takes', all: ['elsewhere', ['treasure', 'dialogue', 'move', 'held']] },
  { signal: 'takes', all: ['dialogue', ['move', 'held']] },
  { signal: 'takes', all: ['treasure', 'held', ['taking', 'move', 'vendors']] },
  { signal: 'takes', all: ['treasure', 'taking', 'move', 'arg'] },
  { signal: 'collects', all: ['treasure', ['taking', 'move']] },
  { signal: 'values', all: ['treasure'] },
  { signal: 'vouches', all: ['vendors', ['move', 'treasure', 'presumes', 'dethrones', 'oblige', 'address']] },
  {
    signal: 'exports',
    all: ['bound', 'move', ['aside', 'hides', 'always', 'trigger', 'presumes', 'treasure']],
  },
]

const CARRIES: readonly Topic[] = ['give', 'move', 'taking', 'held']

/** What only an attack says, of a sentence after the one before it: `it` and `them` stand for what that named. */
export function combinationsIn(concepts: ReadonlySet<Topic>, before: ReadonlySet<Topic>): Signal[] {
  const here = new Set(concepts)
  // `do not include passwords` asks for the opposite.
  if (here.has('withheld') && !here.has('quiet') && !here.has('hides'))
    for (const topic of CARRIES) here.delete(topic)
  if (here.has('denied') && !here.has('hides')) here.delete('harms')
  const found = COMBINATIONS.filter(({ all }) => all.every((one) => isIn(here, one))).map(
    ({ signal }) => signal,
  )
  const isCarried = here.has('give') && here.has('pronoun') && before.has('read')
  if (isCarried && (before.has('hard') || before.has('history'))) found.push('hard_passing')
  return found
}

function isIn(concepts: ReadonlySet<Topic>, one: Topic | readonly Topic[]): boolean {
  return typeof one === 'string' ? concepts.has(one) : one.some((concept) => concepts.has(concept))
}
