// Imports one row of an asqav organisation's policies as a policy.
import type { JsonObject, JsonValue } from '@countersign/json'
import { NAME_PATTERN, type PolicyMode } from '@countersign/terms'
import { anyOf, globPattern, pattern, quote } from '../cedar.ts'
import { addLine, addPolicy, addTest, type Draft } from '../draft.ts'
import { kindOf, memberOf, objectOf, shown, textOf } from '../members.ts'

/** The members of a row that mean something. */
export const ROW_MEMBERS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'description',
  'action_pattern',
  'action',
  'is_active',
  'created_at',
  'updated_at',
  'organization_id',
])

const BLOCKS = new Set(['block', 'block_and_alert'])
const WATCHES = new Set(['alert', 'log', 'monitor'])

function named(like: string): string {
  return anyOf([`context.action like ${like}`, `(context has tool && context.tool like ${like})`])
}

function modeOf(draft: Draft, row: JsonObject, source: string, wanted: PolicyMode): PolicyMode {
  const active = memberOf(row, 'is_active')
  if (active === false) {
    addLine(draft, 'carried', `${source}: is_active`, 'the policy is off until its mode is changed')
    return 'off'
  }
  if (active !== true)
    addLine(
      draft,
      'changed',
      `${source}: is_active`,
      `is ${shown(active)}, neither true nor false; the policy is treated as active`,
    )
  return wanted
}

type Rule = {
  name: string
  pattern: string
  action: string
  source: string
}

/** What the pattern matched there: `*` everything, and every other one what begins with it, its last stars aside. */
function conditionOf(draft: Draft, { pattern: text, source }: Rule): { when: string[]; prefix?: string } {
  const prefix = text.replace(/\*+$/, '')
  if (text === '')
    addLine(draft, 'note', source, 'an empty pattern matched every action there, and matches every one here')
  if (prefix === '') return { when: [] }
  if (!text.endsWith('*'))
    addLine(
      draft,
      'note',
      source,
      `${shown(text)} looks like one action, but there it matched all that begin with it, and so it does here`,
    )
  return { when: [named(pattern(prefix, ''))], prefix }
}

/** A star before the end was literal there, so the rule could not match what it was written for. */
function importInert(draft: Draft, rule: Rule, mode: PolicyMode): undefined {
  const id = addPolicy(draft, {
    id: ['asqav.meant', rule.name],
    effect: 'forbid',
    reason: rule.name,
    when: [named(globPattern(rule.pattern))],
    mode,
  })
  const why = `the star inside ${shown(rule.pattern)} was taken literally, so the rule never matched; \`${id}\` says what was probably meant and is ${mode === 'off' ? 'off' : 'in shadow mode until you promote it'}`
  addLine(draft, 'inert', rule.source, why, id)
}

function testBlock(draft: Draft, id: string, prefix: string | undefined): void {
  const action = prefix === undefined ? 'anything' : `${prefix}x`
  if (NAME_PATTERN.test(action))
    addTest(draft, {
      name: `${id} stops ${action}`,
      request: { action },
      expect: { verdict: 'deny', policies: [id] },
    })
}

function importRule(draft: Draft, row: JsonObject, rule: Rule): string | undefined {
  const isBlock = BLOCKS.has(rule.action)
  const mode = modeOf(draft, row, rule.source, isBlock ? 'enforce' : 'shadow')
  if (rule.pattern.replace(/\*+$/, '').includes('*'))
    return importInert(draft, rule, mode === 'off' ? 'off' : 'shadow')
  const { when, prefix } = conditionOf(draft, rule)
  const id = addPolicy(draft, {
    id: ['asqav.policy', rule.name],
    effect: 'forbid',
    reason: rule.name,
    ...(when.length > 0 && { when }),
    mode,
  })
  if (!isBlock)
    addLine(
      draft,
      'changed',
      rule.source,
      `\`${rule.action}\` never stopped anything; here the match is recorded alongside the verdict (shadow mode)`,
      id,
    )
  else addLine(draft, 'carried', rule.source, undefined, id)
  if (rule.action.endsWith('alert'))
    addLine(
      draft,
      'lost',
      `${rule.source}: action`,
      'no alert is sent; watch the receipts that name the policy',
    )
  if (!isBlock || mode !== 'enforce') return undefined
  testBlock(draft, id, prefix)
  return prefix ?? ''
}

function unknownMembers(draft: Draft, row: JsonObject, source: string): void {
  for (const member of Object.keys(row))
    if (!ROW_MEMBERS.has(member))
      addLine(draft, 'inert', `${source}: ${member}`, 'not part of a policy there, and nothing read it')
}

function problemOf(row: JsonObject): readonly ['lost' | 'inert', string] | undefined {
  if (memberOf(row, 'risk_level') !== undefined)
    return ['lost', 'is a risk rule: risk is set per tool here, and is computed for the rest']
  const text = memberOf(row, 'action_pattern')
  if (typeof text !== 'string') return ['lost', `action_pattern is ${kindOf(text)}, not a string`]
  const action = textOf(row, 'action') ?? ''
  return BLOCKS.has(action) || WATCHES.has(action)
    ? undefined
    : ['inert', `the action ${shown(memberOf(row, 'action'))} had no effect`]
}

/** One row of the organisation's policies; returns the prefix that it blocks, if it blocks anything. */
export function importRow(draft: Draft, value: JsonValue, source: string): string | undefined {
  const row = objectOf(value)
  const name = textOf(row, 'name') ?? 'unnamed'
  const place = `${source} ${quote(name)}`
  const problem =
    row === undefined ? (['lost', `is ${kindOf(value)}, not an object`] as const) : problemOf(row)
  if (row === undefined || problem !== undefined) {
    addLine(draft, problem?.[0] ?? 'lost', place, problem?.[1])
    return undefined
  }
  unknownMembers(draft, row, place)
  const [text = '', action = ''] = [textOf(row, 'action_pattern'), textOf(row, 'action')]
  return importRule(draft, row, { name, pattern: text, action, source: place })
}
