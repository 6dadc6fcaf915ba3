// Imports Interven's policies from JSON, as their API and policy-as-code take them.
import type { JsonObject, JsonValue } from '@countersign/json'
import type { PolicyMode } from '@countersign/terms'
import { quote } from '../cedar.ts'
import { addLine, type Draft } from '../draft.ts'
import { kindOf, listOf, memberOf, objectOf, partOf, shown, textOf } from '../members.ts'
import { type Product, readJson } from '../product.ts'
import { importRule, type PolicyOfRules } from './rules.ts'

const CONSEQUENCE = 'Interven takes JSON or YAML; convert YAML to JSON first'

type Found = {
  policy: JsonObject
  source: string
}

const POLICY = new Set([
  'name',
  'env_name',
  'environment',
  'rules',
  'mode',
  'enabled',
  'version',
  'policy_id',
  'id',
  'description',
])

function modeOf(draft: Draft, policy: JsonObject, source: string): PolicyMode {
  if (memberOf(policy, 'enabled') === false) {
    addLine(draft, 'carried', `${source}.enabled`, 'its policies are off until their modes are changed')
    return 'off'
  }
  const mode = memberOf(policy, 'mode') ?? 'enforce'
  if (mode === 'monitor') {
    addLine(draft, 'carried', `${source}.mode`, 'monitor is shadow mode here: recorded alongside the verdict')
    return 'shadow'
  }
  if (mode !== 'enforce')
    addLine(draft, 'changed', `${source}.mode`, `${shown(mode)} is not a mode; the policy is enforced`)
  return 'enforce'
}

function priorityOf(rule: JsonObject): number {
  const value = memberOf(rule, 'priority')
  return typeof value === 'number' ? value : 0
}

function reportPriorities(draft: Draft, rules: readonly JsonObject[], source: string): void {
  const strict = rules.filter((rule) => memberOf(rule, 'action') !== 'ALLOW')
  const priorities = new Set(strict.map(priorityOf))
  const actions = new Set(strict.map((rule) => memberOf(rule, 'action')))
  if (priorities.size > 1 && actions.size > 1)
    addLine(
      draft,
      'changed',
      `${source}.rules`,
      'where several rules match, the lowest priority number decided among those that are not ALLOW; here the strictest does',
    )
}

function importPolicy(draft: Draft, { policy, source }: Found): void {
  const name = textOf(policy, 'name') ?? 'unnamed'
  const environment = textOf(policy, 'env_name') ?? textOf(policy, 'environment')
  const list = listOf(policy, 'rules')
  if (list === undefined) {
    addLine(draft, 'lost', `${source}.rules`, `is ${kindOf(memberOf(policy, 'rules'))}, not a list`)
    return
  }
  for (const member of Object.keys(policy))
    if (!POLICY.has(member))
      addLine(draft, 'inert', `${source}.${member}`, 'not part of the format, and nothing read it')
  const of: PolicyOfRules = {
    draft,
    name,
    mode: modeOf(draft, policy, source),
    ...(environment !== undefined && environment !== '' && { environment }),
  }
  const rules = list.map(objectOf)
  reportPriorities(
    draft,
    rules.filter((rule) => rule !== undefined),
    source,
  )
  for (const [at, rule] of rules.entries()) {
    const place = `${source}.rules[${at}]`
    if (rule === undefined) addLine(draft, 'lost', place, `is ${kindOf(list[at])}, not an object`)
    else importRule(of, rule, place)
  }
}

function isPolicy(object: JsonObject): boolean {
  return Object.hasOwn(object, 'rules')
}

function isRule(object: JsonObject): boolean {
  return Object.hasOwn(object, 'action')
}

function found(draft: Draft, value: JsonValue, source: string): Found[] {
  const object = objectOf(value)
  const list = Array.isArray(value) ? value : listOf(object, 'policies')
  if (list !== undefined) {
    const rules = list.filter((item) => objectOf(item) !== undefined)
    if (
      rules.length > 0 &&
      rules.every((item) => isRule(objectOf(item) ?? {}) && !isPolicy(objectOf(item) ?? {}))
    )
      return [{ policy: { name: source, rules: [...list] }, source }]
    return list.flatMap((item, at) => found(draft, item, `${source}[${at}]`))
  }
  if (object !== undefined && isPolicy(object)) return [{ policy: object, source }]
  const inner = partOf(object, 'policy')
  if (inner !== undefined) return [{ policy: inner, source: `${source}.policy` }]
  if (object !== undefined && isRule(object)) return [{ policy: { name: source, rules: [object] }, source }]
  addLine(draft, 'lost', source, `is ${kindOf(value)} without \`rules\`, so not a policy`)
  return []
}

function keyOf({ policy }: Found): string {
  return JSON.stringify([memberOf(policy, 'name') ?? '', memberOf(policy, 'env_name') ?? ''])
}

/** A policy replaces the earlier one of its name and environment. */
function latest(draft: Draft, policies: readonly Found[]): Found[] {
  const last = new Map(policies.map((one) => [keyOf(one), one]))
  return policies.filter((one) => {
    const kept = last.get(keyOf(one))
    if (kept === one) return true
    const name = quote(textOf(one.policy, 'name') ?? 'unnamed')
    addLine(
      draft,
      'inert',
      `${one.source} ${name}`,
      `was replaced by ${kept?.source ?? 'another'}, which has its name and environment`,
    )
    return false
  })
}

/** Interven's policies as their API and policy-as-code take them, in JSON. */
export const interven: Product = {
  title: 'Interven',
  import(draft, source) {
    const policies: Found[] = []
    for (const file of source.files) {
      if (source.isFolder && !/\.(?:json|ya?ml)$/i.test(file.name)) {
        addLine(draft, 'note', file.name, 'is not .json and was not read')
        continue
      }
      const value = readJson(draft, file, CONSEQUENCE)
      if (value !== undefined) policies.push(...found(draft, value, file.name))
    }
    for (const policy of latest(draft, policies)) importPolicy(draft, policy)
    if (policies.length > 0)
      addLine(
        draft,
        'changed',
        'tool names and operations',
        'were derived from URL, method and body; here they are the names that calls use (`slack`, `slack:…`, `slack_…`) and, for well-known services, their hosts; a rule on a method is for calls whose target names one',
      )
    return policies.length
  },
}
