// Turns one Interven rule into permits, forbids and tests, according to its action.
import type { JsonObject } from '@countersign/json'
import type { PolicyTest } from '@countersign/policy/publish'
import { NAME_PATTERN, type PolicyMode } from '@countersign/terms'
import { quote } from '../cedar.ts'
import { addLine, addPolicy, addTest, type Draft } from '../draft.ts'
import { kindOf, listOf, memberOf, shown, textOf } from '../members.ts'
import { conditionsOf, thresholdIn } from './conditions.ts'
import type { Conditions } from './match.ts'

/** What the rules of one policy have in common. */
export type PolicyOfRules = {
  draft: Draft
  name: string
  mode: PolicyMode
  environment?: string
}

type Verdict = PolicyTest['expect']['verdict']

type Rule = {
  of: PolicyOfRules
  id: string
  reason: string
  source: string
  conditions: Conditions
}

const APPROVED = ['context.approved']

function whenOf({ of, conditions }: Rule): string[] {
  return [
    ...(of.environment === undefined ? [] : [`context.environment == ${quote(of.environment)}`]),
    ...conditions.when.map((one) => (one.startsWith('(') ? one : `(${one})`)),
  ]
}

function forbid(rule: Rule, unless: readonly string[], mode: PolicyMode): string {
  const when = whenOf(rule)
  return addPolicy(rule.of.draft, {
    id: ['interven', rule.of.name, rule.id],
    effect: 'forbid',
    reason: rule.reason,
    ...(when.length > 0 && { when }),
    ...(unless.length > 0 && { unless }),
    mode,
  })
}

function permit(
  rule: Rule,
  part: string,
  extra: readonly string[],
  annotations: Record<string, string> = {},
): string {
  const when = [...whenOf(rule), ...extra]
  return addPolicy(rule.of.draft, {
    id: ['interven', rule.of.name, rule.id, part],
    effect: 'permit',
    reason: rule.reason,
    ...(when.length > 0 && { when }),
    annotations,
    mode: rule.of.mode,
  })
}

function testRule({ of, source, conditions }: Rule, verdict: Verdict, policy: string): void {
  const { sample } = conditions
  const isNamed = sample?.tool !== undefined || sample?.action !== undefined
  if (sample === undefined || !isNamed || of.mode !== 'enforce') return
  if (of.environment !== undefined && !NAME_PATTERN.test(of.environment)) return
  const environment = of.environment === undefined ? {} : { environment: of.environment }
  addTest(of.draft, {
    name: source.replaceAll('\0', ''),
    request: { ...sample, ...environment },
    expect: { verdict, policies: [policy] },
  })
}

function approve(rule: Rule): void {
  const { draft } = rule.of
  const id = forbid(rule, APPROVED, rule.of.mode)
  const after = permit(rule, 'approved', APPROVED)
  testRule(rule, 'require_approval', after)
  addLine(
    draft,
    'carried',
    rule.source,
    'an approval is for exactly this call and can be used once',
    `${id}, ${after}`,
  )
}

function deny(rule: Rule): void {
  const { draft, mode } = rule.of
  if (rule.conditions.unsupported.length > 0) {
    const id = forbid(rule, APPROVED, mode)
    const after = permit(rule, 'approved', APPROVED)
    const why = `DENY depends on ${rule.conditions.unsupported.join(', ')}, which cannot be evaluated here: every call that the rest of the rule matches waits for a human`
    addLine(draft, 'changed', rule.source, why, `${id}, ${after}`)
    return
  }
  const id = forbid(rule, [], mode)
  testRule(rule, 'deny', id)
  addLine(draft, 'carried', rule.source, undefined, id)
}

function allow(rule: Rule): void {
  const { draft } = rule.of
  if (rule.conditions.unsupported.length > 0) {
    addLine(
      draft,
      'lost',
      rule.source,
      `ALLOW depends on ${rule.conditions.unsupported.join(', ')}, which cannot be evaluated here; it permits nothing`,
    )
    return
  }
  const id = permit(rule, 'allow', [])
  testRule(rule, 'allow', id)
  addLine(draft, 'carried', rule.source, undefined, id)
}

/** `body.message.text` as a JSON pointer into the arguments. */
function pointerOf(field: string): string | undefined {
  const parts = field
    .replace(/^\$\.?/, '')
    .replace(/^body\./, '')
    .split(/[./]/)
    .filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => /^[A-Za-z0-9_-]{1,64}$/.test(part))
    ? `/${parts.join('/')}`
    : undefined
}

function pointersOf({ of, source }: Rule, value: JsonObject): string[] {
  return (listOf(value, 'sanitize_fields') ?? []).flatMap((field, at) => {
    const pointer = typeof field === 'string' ? pointerOf(field) : undefined
    if (pointer !== undefined) return [pointer]
    addLine(
      of.draft,
      'lost',
      `${source}.sanitize_fields[${at}]`,
      `${shown(field)} names no member that can be redacted`,
    )
    return []
  })
}

const OWN = new Set(['has_data_class'])

function sanitize(rule: Rule, value: JsonObject): void {
  const { draft } = rule.of
  const pointers = pointersOf(rule, value)
  const labels = [...new Set([...rule.conditions.classes, ...pointers])]
  const others = rule.conditions.unsupported.filter((member) => !OWN.has(member))
  if (others.length > 0) {
    const why = `SANITIZE depends on ${others.join(', ')}, which cannot be evaluated here; what is sent waits for a human`
    const id = forbid(rule, APPROVED, rule.of.mode)
    const after = permit(rule, 'approved', APPROVED, { sanitize: labels.join(' ') || 'pii secrets' })
    addLine(draft, 'changed', rule.source, why, `${id}, ${after}`)
    return
  }
  if (rule.conditions.when.length === 0) {
    addLine(
      draft,
      'lost',
      rule.source,
      `permitting it would permit every call; add @sanitize("${labels.join(' ') || 'pii secrets'}") to your own permits`,
    )
    return
  }
  const id = permit(rule, 'sanitize', [], { sanitize: labels.join(' ') || 'pii secrets' })
  addLine(
    draft,
    'changed',
    rule.source,
    'permits the call with what is found redacted; only the redacted arguments may be executed',
    id,
  )
}

function openIncident(rule: Rule): void {
  const id = forbid(rule, [], rule.of.mode === 'off' ? 'off' : 'shadow')
  const why =
    'there are no incidents here; the match is recorded alongside the verdict (shadow mode), for an alert to watch'
  addLine(rule.of.draft, 'changed', rule.source, why, id)
}

function reportThreshold({ of, source, reason, conditions }: Rule): void {
  const spoken = thresholdIn(reason)
  if (
    spoken !== undefined &&
    conditions.when.some((one) => one.includes('numbers has amount')) &&
    !conditions.when.some((one) => one.includes('greaterThan'))
  )
    addLine(
      of.draft,
      'note',
      source,
      `its text mentions ${shown(spoken)}, a number that no condition compared`,
    )
}

function act(rule: Rule, action: string, value: JsonObject): void {
  if (action === 'ALLOW') {
    allow(rule)
    return
  }
  if (action === 'SANITIZE') {
    sanitize(rule, value)
    return
  }
  if (action === 'OPEN_INCIDENT') {
    openIncident(rule)
    return
  }
  if (action === 'DENY') deny(rule)
  else approve(rule)
}

const ACTIONS = new Set(['ALLOW', 'DENY', 'SANITIZE', 'REQUIRE_APPROVAL', 'OPEN_INCIDENT'])

/** One rule of a policy. */
export function importRule(of: PolicyOfRules, value: JsonObject, place: string): void {
  const { draft } = of
  const id = textOf(value, 'rule_id') ?? textOf(value, 'name') ?? 'rule'
  const source = `${place} ${shown(id)}`
  const action = memberOf(value, 'action')
  if (typeof action !== 'string' || !ACTIONS.has(action)) {
    addLine(
      draft,
      'lost',
      source,
      `the action is ${typeof action === 'string' ? shown(action) : kindOf(action)}, which is not one of the five`,
    )
    return
  }
  const isOff = memberOf(value, 'enabled') === false
  const conditions = conditionsOf(draft, value, source, action)
  const reason =
    textOf(value, 'description') ?? textOf(value, 'reason') ?? textOf(value, 'name') ?? `${of.name}: ${id}`
  const rule: Rule = { of: isOff ? { ...of, mode: 'off' } : of, id, reason, source, conditions }
  if (isOff) addLine(draft, 'carried', `${source}.enabled`, 'the rule is off until its mode is changed')
  if (conditions.when.length === 0 && action !== 'ALLOW' && action !== 'SANITIZE')
    addLine(draft, 'note', source, 'none of its conditions is visible here, so it applies to every call')
  act(rule, action, value)
  reportThreshold(rule)
}
