// Imports requests to Stage0: their constraints, and tests made from the requests.
import type { JsonObject, JsonValue } from '@countersign/json'
import { effectOfName } from '@countersign/policy'
import type { PolicyTest } from '@countersign/policy/publish'
import { NAME_PATTERN } from '@countersign/terms'
import { addLine, addTest, type Draft } from '../draft.ts'
import { kindOf, listOf, memberOf, objectOf, partOf } from '../members.ts'
import { type Product, readJson } from '../product.ts'
import { type Constraint, importConstraint } from './constraints.ts'
import { addTable, testTable } from './table.ts'

const CONSEQUENCE = 'it could not have been sent to Stage0'

type Request = {
  source: string
  goal?: string
  tools: string[]
  lists: Record<'success_criteria' | 'side_effects' | 'constraints', string[]>
  retries?: number
}

const KNOWN = new Set([
  'goal',
  'success_criteria',
  'successCriteria',
  'constraints',
  'tools',
  'side_effects',
  'sideEffects',
  'context',
])

const CONTEXT: Readonly<Record<string, string>> = {
  actor_role: 'the caller claimed it; give agents roles instead',
  user_role: 'the caller claimed it; give agents roles instead',
  approval_status: 'the caller claimed it; approvals are granted by people here',
  approved_by: 'the caller claimed it; approvals are granted by people here',
  environment: 'the environment is sent with each request, and an agent may be bound to one',
  resource_scope: 'there is no such fact; use labels of agents or zones of paths',
}

function textsOf(draft: Draft, object: JsonObject, names: readonly string[], source: string): string[] {
  for (const name of names) {
    const value = memberOf(object, name)
    if (value === undefined) continue
    if (!Array.isArray(value)) {
      addLine(draft, 'lost', `${source}.${name}`, `is ${kindOf(value)}, not a list`)
      return []
    }
    const texts = value.slice(0, 200).filter((text) => typeof text === 'string')
    if (texts.length < value.length)
      addLine(draft, 'lost', `${source}.${name}`, 'only the first 200 texts of it were read')
    return texts
  }
  return []
}

function reportContext(draft: Draft, context: JsonObject | undefined, source: string): void {
  for (const name of Object.keys(context ?? {}))
    if (name !== 'retry_count')
      addLine(
        draft,
        'lost',
        `${source}.context.${name}`,
        Object.hasOwn(CONTEXT, name) ? CONTEXT[name] : 'what a caller adds to a request is not a fact here',
      )
}

function isRequest(object: JsonObject): boolean {
  return [...KNOWN].some((name) => Object.hasOwn(object, name))
}

function readRequest(draft: Draft, object: JsonObject, source: string): Request {
  const goal = memberOf(object, 'goal')
  const context = partOf(object, 'context')
  const retries = memberOf(context, 'retry_count')
  const named = textsOf(draft, object, ['tools'], source)
  const tools = named.filter((name) => NAME_PATTERN.test(name))
  if (tools.length < named.length)
    addLine(draft, 'lost', `${source}.tools`, 'names that no tool can have here were left out')
  for (const name of Object.keys(object))
    if (!KNOWN.has(name)) addLine(draft, 'note', `${source}.${name}`, 'is not about what is allowed')
  reportContext(draft, context, source)
  return {
    source,
    ...(typeof goal === 'string' && { goal: goal.toWellFormed() }),
    tools,
    lists: {
      success_criteria: textsOf(draft, object, ['success_criteria', 'successCriteria'], source),
      side_effects: textsOf(draft, object, ['side_effects', 'sideEffects'], source),
      constraints: textsOf(draft, object, ['constraints'], source),
    },
    ...(typeof retries === 'number' && Number.isSafeInteger(retries) && retries >= 0 && { retries }),
  }
}

function wouldDefer({ lists, retries = 0 }: Request): boolean {
  return (lists.side_effects.includes('loop') && retries >= 5) || lists.success_criteria.length === 0
}

/** The verdict of the request; undefined where it depends on what the file does not contain. */
function verdictOf(
  request: Request,
  constraints: readonly Constraint[],
): PolicyTest['expect']['verdict'] | undefined {
  const { goal = '', lists, tools } = request
  const tool = tools[0]
  const met = constraints.filter(
    (one) => one.tools.length === 0 || (tool !== undefined && one.tools.includes(tool)),
  )
  if (met.some(({ kind }) => kind === 'bound')) return undefined
  if (['publish', 'deploy'].some((word) => lists.side_effects.includes(word))) return 'deny'
  const effect = tool === undefined ? 'read' : effectOfName(tool)
  if (met.some(({ kind }) => kind === 'approval') || !['read', 'change'].includes(effect))
    return 'require_approval'
  if (met.length > 0 || !/^(?:[A-Za-z]+ ){4}/.test(goal)) return undefined
  return wouldDefer(request) ? 'defer' : 'allow'
}

function short(texts: readonly string[]): string[] {
  return texts.map((text) => text.slice(0, 2000).replaceAll('\0', '').toWellFormed())
}

function testRequest(draft: Draft, request: Request, constraints: readonly Constraint[]): void {
  const verdict = verdictOf(request, constraints)
  if (verdict === undefined) {
    addLine(
      draft,
      'note',
      request.source,
      'no test was made: its verdict depends on what the file does not contain',
    )
    return
  }
  const { goal, tools, lists, retries } = request
  const tool = tools[0]
  addTest(draft, {
    name: request.source.slice(0, 150).replaceAll('\0', ''),
    request: {
      ...(tool === undefined ? { action: 'read_only_step' } : { tool }),
      declared: {
        ...(goal !== undefined && { goal: goal.slice(0, 8000).replaceAll('\0', '').toWellFormed() }),
        success_criteria: short(lists.success_criteria),
        side_effects: short(lists.side_effects),
        ...(retries !== undefined && { retry_count: Math.min(retries, 1_000_000) }),
      },
    },
    expect: { verdict },
  })
}

/** The requests in a file: one, a list, or `requests`; a list of texts is one of constraints. */
function requestsOf(draft: Draft, value: JsonValue, source: string): Request[] {
  const object = objectOf(value)
  const list = Array.isArray(value) ? value : listOf(object, 'requests')
  if (list === undefined && object !== undefined && isRequest(object))
    return [readRequest(draft, object, source)]
  if (list === undefined) {
    addLine(draft, 'lost', source, `is ${kindOf(value)} without any member of a request`)
    return []
  }
  if (list.length > 0 && list.every((item) => typeof item === 'string'))
    return [readRequest(draft, { constraints: [...list] }, source)]
  return list.flatMap((item, at) => {
    const request = objectOf(item)
    if (request !== undefined && isRequest(request)) return [readRequest(draft, request, `${source}[${at}]`)]
    addLine(draft, 'lost', `${source}[${at}]`, `is ${kindOf(item)}, not a request`)
    return []
  })
}

/** Requests repeat their constraints; one policy covers all that are the same. */
function constraintsOf(draft: Draft, requests: readonly Request[]): Constraint[] {
  const seen = new Set<string>()
  return requests.flatMap(({ lists, tools, source }) =>
    lists.constraints.flatMap((text, at) => {
      const place = `${source}.constraints[${at}]`
      const key = JSON.stringify([text, tools])
      if (!seen.has(key)) {
        seen.add(key)
        return importConstraint(draft, text, tools, place) ?? []
      }
      addLine(draft, 'note', place, 'is the same as an earlier one')
      return []
    }),
  )
}

/** Requests to Stage0: their constraints, with the decision table behind them. */
export const stage0: Product = {
  title: 'Stage0',
  import(draft, source) {
    const requests: Request[] = []
    for (const file of source.files) {
      if (source.isFolder && !file.name.endsWith('.json')) {
        addLine(draft, 'note', file.name, 'is not .json and was not read')
        continue
      }
      const value = readJson(draft, file, CONSEQUENCE)
      if (value !== undefined) requests.push(...requestsOf(draft, value, file.name))
    }
    if (requests.length === 0) return 0
    addTable(draft)
    const constraints = constraintsOf(draft, requests)
    if (constraints.every(({ tools }) => tools.length > 0)) testTable(draft)
    for (const request of requests) if (request.goal !== undefined) testRequest(draft, request, constraints)
    return requests.length
  },
}
