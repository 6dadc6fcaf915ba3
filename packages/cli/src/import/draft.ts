// A policy folder in the making: policies, tools, zones, tests and the lines of the report.
import type { PolicyTest, Settings } from '@countersign/policy/publish'
import type { Level, PolicyMode } from '@countersign/terms'
import { CliError } from '../io.ts'
import { quote, slug } from './cedar.ts'

const POLICIES_MAX = 1000
const TEXT_BYTES_MAX = 256 * 1024
const GROUPS_MAX = 64
const GLOBS_MAX = 64
const TESTS_MAX = 500
const LINES_MAX = 5000
const REASON_CHARACTERS_MAX = 200

/** A named area of paths. */
export type Zone = NonNullable<Settings['zones']>[string]

/** What happened to a rule: carried over, changed in meaning, lost, never effective there, or merely worth knowing. */
export const OUTCOMES = ['carried', 'changed', 'lost', 'inert', 'note'] as const

/** One of the five outcomes. */
export type Outcome = (typeof OUTCOMES)[number]

/** One line of the report. */
export type Line = {
  outcome: Outcome
  /** File and place in it. */
  source: string
  /** Ids of policies, `tool <name>` or `settings.…`. */
  target?: string
  why?: string
}

/** A tool to register. */
export type DraftTool = {
  name: string
  risk: Level
  require_approval: boolean
  calls_per_minute?: number
  blocked: boolean
  hidden: boolean
  endpoint?: string
}

/** One policy before it is written. */
export type DraftPolicy = {
  /** What the id is made of: the product's part first, then names from the input. */
  id: readonly [prefix: string, ...names: string[]]
  effect: 'permit' | 'forbid'
  reason: string
  /** All of them must hold. */
  when?: readonly string[]
  unless?: readonly string[]
  annotations?: Readonly<Record<string, string>>
  mode?: PolicyMode
}

/** A policy folder in the making, and the report on it. */
export type Draft = {
  texts: string[]
  ids: Set<string>
  modes: Record<string, PolicyMode>
  zones: Map<string, Zone>
  hosts: Map<string, readonly string[]>
  tools: Map<string, DraftTool>
  tests: PolicyTest[]
  lines: Line[]
}

/** A draft with nothing in it. */
export function newDraft(): Draft {
  return {
    texts: [],
    ids: new Set(),
    modes: {},
    zones: new Map(),
    hosts: new Map(),
    tools: new Map(),
    tests: [],
    lines: [],
  }
}

function tooLarge(what: string): CliError {
  return new CliError('cli.import_large', `the input is too large: ${what}; import it in parts`)
}

/** Adds a line to the report. */
export function addLine(draft: Draft, outcome: Outcome, source: string, why?: string, target?: string): void {
  if (draft.lines.length >= LINES_MAX) throw tooLarge(`more than ${LINES_MAX} lines in the report`)
  draft.lines.push({
    outcome,
    source,
    ...(target !== undefined && { target }),
    ...(why !== undefined && { why }),
  })
}

function unique(taken: { has(name: string): boolean }, wanted: string): string {
  let name = wanted
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}-${count}`
  return name
}

function block(keyword: string, conditions: readonly string[] = []): string {
  if (conditions.length === 0) return ''
  const line = ` ${conditions.join(' && ')} `
  return `\n${keyword} {${line.length <= 90 ? line : `\n  ${conditions.join(' &&\n  ')}\n`}}`
}

function annotation([name, value]: readonly [string, string]): string {
  return `@${name}(${quote(value)})\n`
}

function clip(text: string): string {
  return text.length > REASON_CHARACTERS_MAX
    ? `${text.slice(0, REASON_CHARACTERS_MAX).toWellFormed()}…`
    : text
}

/** Adds a policy and returns its id, which no other policy of the draft has. */
export function addPolicy(draft: Draft, policy: DraftPolicy): string {
  if (draft.ids.size >= POLICIES_MAX) throw tooLarge(`more than ${POLICIES_MAX} policies`)
  const [prefix, ...names] = policy.id
  const id = unique(draft.ids, [prefix, ...names.map(slug)].join('.').slice(0, 110))
  draft.ids.add(id)
  const annotations = [
    ['id', id],
    ['reason', clip(policy.reason)],
    ...Object.entries(policy.annotations ?? {}),
  ] as const
  const head = `${policy.effect} (principal, action in Action::"call", resource)`
  draft.texts.push(
    `${annotations.map(annotation).join('')}${head}${block('when', policy.when)}${block('unless', policy.unless)};\n`,
  )
  if (policy.mode !== undefined && policy.mode !== 'enforce') draft.modes[id] = policy.mode
  return id
}

/** Adds a zone and returns its name; the same zone under the same name is added once. */
export function addZone(draft: Draft, wanted: string, zone: Zone): string {
  const globs = [...zone.include, ...(zone.exclude ?? [])]
  if (globs.length > GLOBS_MAX) throw tooLarge(`more than ${GLOBS_MAX} globs in the zone ${wanted}`)
  if (JSON.stringify(draft.zones.get(wanted)) === JSON.stringify(zone)) return wanted
  if (draft.zones.size >= GROUPS_MAX) throw tooLarge(`more than ${GROUPS_MAX} path zones`)
  const name = unique(draft.zones, wanted)
  draft.zones.set(name, zone)
  return name
}

/** Adds a test of the folder while there is room. */
export function addTest(draft: Draft, test: PolicyTest): void {
  if (draft.tests.length >= TESTS_MAX) {
    addLine(
      draft,
      'note',
      `test "${clip(test.name)}"`,
      `was left out: a version has at most ${TESTS_MAX} tests`,
    )
    return
  }
  const names = new Set(draft.tests.map(({ name }) => name))
  draft.tests.push({ ...test, name: unique(names, clip(test.name)) })
}

/** The folder's text, settings and tests. */
export function documentOf(draft: Draft): { text: string; settings: Settings; tests: PolicyTest[] } {
  const text = draft.texts.join('\n')
  if (Buffer.byteLength(text) > TEXT_BYTES_MAX) throw tooLarge('more than 256 KiB of policies')
  const settings: Settings = {
    ...(draft.zones.size > 0 && { zones: Object.fromEntries(draft.zones) }),
    ...(draft.hosts.size > 0 && { hosts: Object.fromEntries(draft.hosts) }),
    ...(Object.keys(draft.modes).length > 0 && { modes: draft.modes }),
  }
  return { text, settings, tests: draft.tests }
}
