// Turns `match` and `condition` of an Interven rule into Cedar conditions.
import type { JsonObject } from '@countersign/json'
import { decimal } from '../cedar.ts'
import { addLine, type Draft } from '../draft.ts'
import { kindOf, partOf, shown } from '../members.ts'
import {
  addToSample,
  type Conditions,
  MATCH,
  type Reader,
  textsOf,
  unsupported,
  type Write,
} from './match.ts'

const dataClasses: Write = (reader, value, member) => {
  const known: Readonly<Record<string, string>> = { SECRETS: 'secrets', PII: 'pii' }
  for (const name of textsOf(value)) {
    const label = Object.hasOwn(known, name.toUpperCase()) ? known[name.toUpperCase()] : undefined
    if (label !== undefined) reader.into.classes.push(label)
    else
      addLine(
        reader.draft,
        'lost',
        `${reader.source}.${member}`,
        `the data class ${shown(name)} is not detected here`,
      )
  }
  reader.into.unsupported.push(member)
}

const NUMBER =
  /(?:over|above|exceed\w*|more than|greater than|>)\D{0,12}([0-9][0-9,]{0,12}(?:\.[0-9]{1,4})?)/i

const hasAmount = 'context has numbers && context.numbers has amount'

/** Substrings of a body: only the name of a sum of money has a corresponding fact. */
const bodyWords: Write = (reader, value, member) => {
  const words = textsOf(value)
  if (!words.some((word) => /^"?(?:amount|total|price|sum|value)"?:?$/i.test(word)))
    return unsupported(
      reader,
      member,
      `substrings ${shown(value)} of the body were easily evaded and are not a fact here`,
    )
  addToSample(reader, { arguments: { amount: 12_000 } })
  reader.into.when.push(hasAmount)
  const place = `${reader.source}.${member}`
  addLine(
    reader.draft,
    'inert',
    place,
    'only checked whether the word occurs and never compared a number; here it matches every call with a sum of money. For a threshold add `context.numbers.amount.greaterThan(decimal("10000.0"))`',
  )
}

const threshold: Write = (reader, value, member) => {
  const least = typeof value === 'number' ? decimal(value) : undefined
  if (least === undefined)
    return unsupported(reader, member, `${shown(value)} is not a number that can be compared`)
  addToSample(reader, undefined)
  reader.into.when.push(`${hasAmount} && context.numbers.amount.greaterThan(${least})`)
  addLine(
    reader.draft,
    'inert',
    `${reader.source}.${member}`,
    'was never compared as a condition; here it is: the sum must be greater',
  )
}

const burst: Write = (reader, value, member) => {
  if (value === false) return
  if (reader.isPermit)
    return unsupported(reader, member, 'the volume was compared with a baseline of its own')
  addToSample(reader, undefined)
  reader.into.when.push('context.calls.agent_minute >= 20')
  addLine(
    reader.draft,
    'changed',
    `${reader.source}.${member}`,
    "the baseline is Interven's own; here 20 calls of the agent within a minute",
  )
}

function flag(why: string): Write {
  return (reader, value, member) => {
    if (value !== false) unsupported(reader, member, why)
  }
}

/** Every member of `match` and `condition` that is understood. */
export const MEMBERS: Readonly<Record<string, Write>> = {
  ...MATCH,
  org_pattern: flag('the content of the body is not a fact here'),
  repo_pattern: flag('the content of the body is not a fact here'),
  channel_pattern: flag('the content of the body is not a fact here'),
  region_pattern: flag('the content of the body is not a fact here'),
  account_pattern: flag('the content of the body is not a fact here'),
  principal_pattern: flag('the content of the body is not a fact here'),
  aws_tags: flag('tags of resources are not known here'),
  is_external_principal: flag('whether a recipient is outside the organisation is not known here'),
  has_data_class: dataClasses,
  body_contains_any: bodyWords,
  body_contains_all: bodyWords,
  amount_greater_than: threshold,
  amount_gt: threshold,
  threshold,
  new_resource: flag('what is new is not known here'),
  volume_burst: burst,
}

/** The threshold that a text mentions, for the report only. */
export function thresholdIn(text: string): string | undefined {
  return NUMBER.exec(text.slice(0, 500))?.[1]
}

const RULE = new Set([
  'rule_id',
  'id',
  'name',
  'description',
  'priority',
  'match',
  'condition',
  'conditions',
  'action',
  'sanitize_fields',
  'enabled',
  'reason',
])

function writeAll(reader: Reader, members: JsonObject, place: string): void {
  for (const [member, value] of Object.entries(members)) {
    if (place === '' && RULE.has(member)) continue
    const write = Object.hasOwn(MEMBERS, member) ? MEMBERS[member] : undefined
    if (write !== undefined) write(reader, value, member)
    else if (place !== '') {
      reader.into.unsupported.push(member)
      addLine(
        reader.draft,
        'inert',
        `${reader.source}.${member}`,
        `${kindOf(value)} under a name that is not part of the format, so it was ignored`,
      )
    } else
      addLine(
        reader.draft,
        'inert',
        `${reader.source}.${member}`,
        'not part of the format, and nothing read it',
      )
  }
}

/** The conditions of one rule, in the nested or in the flat form. */
export function conditionsOf(draft: Draft, rule: JsonObject, source: string, action: string): Conditions {
  const into: Conditions = { when: [], unsupported: [], classes: [], sample: {} }
  const reader: Reader = {
    draft,
    source,
    isPermit: action === 'ALLOW',
    opens: action === 'ALLOW' || action === 'SANITIZE',
    into,
  }
  for (const name of ['match', 'condition', 'conditions']) {
    const members = partOf(rule, name)
    if (members !== undefined) writeAll(reader, members, name)
  }
  writeAll(reader, rule, '')
  return into
}
