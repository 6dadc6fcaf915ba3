// The shape of a policy document, member by member.
import {
  CONTENT_CATEGORIES,
  LEVELS,
  NAME_PATTERN,
  NAME_RULE,
  POLICY_ID_PATTERN,
  POLICY_MODES,
  timeFault,
  VERDICTS,
} from '@countersign/terms'
import type { PolicyDocument } from '../model/document.ts'
import { secondsOf } from '../sets/obligations.ts'
import { LIMITS } from './limits.ts'
import { globComplaint, hostComplaint, soughtComplaint, timeZoneComplaint } from './patterns.ts'
import {
  anyObject,
  bool,
  checkedText,
  list,
  matching,
  number,
  object,
  type Report,
  record,
  type Shape,
  sizeFault,
  text,
  word,
} from './shape.ts'

const AREA = /^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/
const AREA_MESSAGE = 'must begin with a letter, and hold at most 64 letters, digits and _ . : -'
const SOUGHT_NAME = /^[a-z][a-z0-9_]{0,63}$/
const SOUGHT_NAME_MESSAGE = 'must begin with a small letter, and hold at most 64 small letters, digits and _'
const POLICY_ID_MESSAGE = 'must be the @id of a policy'

const name = matching(NAME_PATTERN, NAME_RULE)
const count = number(1_000_000_000)

const settings = object(
  {},
  {
    time_zone: checkedText(timeZoneComplaint),
    zones: record(
      AREA,
      AREA_MESSAGE,
      LIMITS.zones,
      object(
        { include: list(LIMITS.globs, checkedText(globComplaint), 1) },
        { exclude: list(LIMITS.globs, checkedText(globComplaint)) },
      ),
    ),
    hosts: record(AREA, AREA_MESSAGE, LIMITS.hosts, list(LIMITS.hostPatterns, checkedText(hostComplaint), 1)),
    patterns: record(
      SOUGHT_NAME,
      SOUGHT_NAME_MESSAGE,
      LIMITS.patterns,
      object(
        { category: word(CONTENT_CATEGORIES), pattern: checkedText(soughtComplaint) },
        { severity: word(LEVELS) },
      ),
    ),
    modes: record(POLICY_ID_PATTERN, POLICY_ID_MESSAGE, LIMITS.policies, word(POLICY_MODES)),
  },
)

function durationComplaint(value: string): string | undefined {
  return secondsOf(value) === undefined ? 'must be a time like `90s`, `15m` or `2h`' : undefined
}

const history = object({}, { calls: count, seconds: count, cost_usd: number(1e12, false) })

const given = object(
  {},
  {
    agent: object(
      {},
      { roles: list(64, name), labels: record(NAME_PATTERN, NAME_RULE, 64, text(256)), owner: name },
    ),
    tool: object({ risk: word(LEVELS) }, { definition: word(['pinned', 'changed'] as const) }),
    time: checkedText(timeFault),
    calls: object(
      {},
      { minute: count, agent_minute: count, repeated: count, paid_minute: count, same_payment: count },
    ),
    session: history,
    run: history,
    taints: list(64, text(128, 1)),
    exposure: object({ seconds: count }, {}),
    approved: bool,
    approved_by: list(
      LIMITS.approvers,
      object({}, { name: text(200, 1), groups: list(64, name), after: checkedText(durationComplaint) }),
    ),
  },
)

const texts = list(200, text(2000))

const declared = object(
  {},
  {
    goal: text(8000),
    side_effects: texts,
    success_criteria: texts,
    constraints: texts,
    tools: texts,
    actor_role: text(128),
    approval_status: text(128),
    retry_count: number(1_000_000),
    elapsed_seconds: number(1e9, false),
    cost_usd: number(1e12, false),
    risk_context: text(8000),
  },
)

const request = object(
  {},
  {
    action: name,
    tool: name,
    arguments: anyObject,
    target: object(
      {},
      {
        url: text(2048, 1),
        method: matching(/^[A-Z]{1,16}$/, 'must be an HTTP method in capitals'),
        path: text(2048, 1),
      },
    ),
    environment: name,
    declared,
  },
)

const expectation = object(
  { verdict: word(VERDICTS) },
  {
    reasons: list(100, text(64, 1)),
    policies: list(LIMITS.policies, text(160, 1)),
    questions: list(100, text(2000)),
    sanitized_arguments: anyObject,
  },
)

const testCase = object({ name: text(200, 1), request, expect: expectation }, { given })

// The scan reports what the text must not hold, with line and column.
const members: Shape<PolicyDocument> = object(
  { text: checkedText(() => undefined) },
  { settings, tests: list(LIMITS.tests, testCase) },
)

function reportUnclear(tests: unknown, report: Report): void {
  if (!Array.isArray(tests)) return
  const known = new Set<unknown>()
  for (const [index, item] of tests.slice(0, LIMITS.tests).entries()) {
    const { name: title, request: asked, given: taken } = Object(item)
    if (known.has(title))
      report(`/tests/${index}/name`, 'is the name of another test already; choose another')
    known.add(title)
    if (asked !== undefined && Object(asked).action === undefined && Object(asked).tool === undefined)
      report(`/tests/${index}/request`, 'must name an `action`, a `tool` or both')
    if (Object(taken).approved !== undefined && Object(taken).approved_by !== undefined)
      report(`/tests/${index}/given`, 'must have `approved` or `approved_by`, not both')
  }
}

/** A policy document; whether its policies make sense is another matter. */
export const documentShape: Shape<PolicyDocument> = (value, pointer, report) => {
  const fault = sizeFault(value, LIMITS.documentDepth, LIMITS.documentBytes)
  if (fault !== undefined) return report(pointer, fault)
  members(value, pointer, report)
  reportUnclear(Object(value).tests, report)
}
