// Runs the tests of a policy document against its policy set.
import { decide } from '../decide.ts'
import type { Decision } from '../judge/decision.ts'
import { type Demand, isQuorum } from '../judge/quorum.ts'
import type { Given, GivenApprover, PolicyTest } from '../model/document.ts'
import type { Facts, SessionFacts } from '../model/facts.ts'
import { type Approvers, secondsOf } from '../sets/obligations.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { calleeOf } from '../tools/names.ts'
import { shortened } from './cedar-answer.ts'
import type { TestResult } from './problem.ts'

const MONDAY_NOON = '2026-01-05T12:00:00Z'

function historyOf(given: Given['session']): SessionFacts | undefined {
  return (
    given && {
      calls: given.calls ?? 0,
      seconds: given.seconds ?? 0,
      ...(given.cost_usd !== undefined && { declared_cost_usd: given.cost_usd }),
    }
  )
}

function agentOf({ agent = {} }: Given): Facts['agent'] {
  return {
    id: 'agt_test',
    status: 'active',
    roles: agent.roles ?? [],
    labels: agent.labels ?? {},
    ...(agent.owner !== undefined && { owner: agent.owner }),
  }
}

function beforeOf(given: Given): Pick<Facts, 'at' | 'calls' | 'session' | 'run' | 'taints' | 'exposure'> {
  const session = historyOf(given.session)
  const run = historyOf(given.run)
  return {
    at: Date.parse(given.time ?? MONDAY_NOON),
    calls: { minute: 0, agent_minute: 0, repeated: 0, ...given.calls },
    ...(session !== undefined && { session }),
    ...(run !== undefined && { run }),
    ...(given.taints !== undefined && { taints: given.taints }),
    ...(given.exposure !== undefined && { exposure: given.exposure }),
  }
}

const PINNED = 'the pinned one'

function registeredOf({ risk, definition }: NonNullable<Given['tool']>): NonNullable<Facts['registered']> {
  return {
    risk,
    ...(definition !== undefined && {
      definition: { digest: PINNED, ...(definition === 'changed' && { changed: 'another' }) },
    }),
  }
}

/** The facts that a test takes as given; whether its tool is registered is the set's to know, unless it is given. */
export function factsOfTest({ given = {}, request }: PolicyTest): Facts {
  return {
    agent: agentOf(given),
    ...calleeOf(request),
    ...(given.tool !== undefined && { registered: registeredOf(given.tool) }),
    ...(request.target !== undefined && { target: request.target }),
    ...(request.arguments !== undefined && { arguments: request.arguments }),
    environment: request.environment ?? 'production',
    ...beforeOf(given),
    ...(request.declared !== undefined && { declared: request.declared }),
  }
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort()
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** JSON with the members of objects in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'none'
  )
}

function quotedList(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.map((item) => `\`${item}\``).join(', ')
}

function because({ reasons }: Decision): string {
  return reasons
    .map(
      ({ code, message, policy_id }) =>
        `${code}${policy_id === undefined ? '' : ` by \`${policy_id}\``}: ${message}`,
    )
    .join('; ')
}

function complaintsOf(expect: PolicyTest['expect'], decision: Decision): string[] {
  const codes = decision.reasons.map(({ code }) => code)
  const questions = decision.questions ?? []
  const missing = (expect.policies ?? []).filter((id) => !decision.determining.includes(id))
  const sanitized = decision.sanitizedArguments
  return [
    ...(expect.verdict === decision.verdict
      ? []
      : [`expected ${expect.verdict}, but it is ${decision.verdict} (${because(decision)})`]),
    ...(expect.reasons === undefined || sameItems(expect.reasons, codes)
      ? []
      : [`expected the reasons ${quotedList(expect.reasons)}, but they are ${quotedList(codes)}`]),
    ...(missing.length === 0
      ? []
      : [`${quotedList(missing)} did not decide; ${quotedList(decision.determining)} did`]),
    ...(expect.questions === undefined || sameItems(expect.questions, questions)
      ? []
      : [`expected the questions ${quotedList(expect.questions)}, but they are ${quotedList(questions)}`]),
    ...(expect.sanitized_arguments === undefined ||
    canonical(expect.sanitized_arguments) === canonical(sanitized)
      ? []
      : [
          `expected the arguments ${canonical(expect.sanitized_arguments)}, but they are ${canonical(sanitized)}`,
        ]),
  ]
}

function runTest(set: PolicySet, test: PolicyTest): TestResult {
  const decision = decisionOn(set, test)
  const complaints = complaintsOf(test.expect, decision)
  return {
    name: test.name,
    passed: complaints.length === 0,
    expected: test.expect.verdict,
    actual: decision.verdict,
    ...(complaints.length > 0 && { detail: shortened(complaints.join('; ')) }),
  }
}

function decisionOn(set: PolicySet, { given = {}, ...test }: PolicyTest): Decision {
  const facts = factsOfTest({ given, ...test })
  if (given.approved_by === undefined) return decide(set, facts, { approved: given.approved === true })
  const asked = decide(set, facts)
  const isGranted = asked.verdict === 'require_approval' && isGrantedBy(given.approved_by, asked)
  return isGranted ? decide(set, facts, { approved: true }) : asked
}

/** Whether those who approved are all that the policies want, each of them once, and in time. */
function isGrantedBy(approvers: readonly GivenApprover[], { obligations }: Decision): boolean {
  const { approvers: wanted = [{ count: 1 }], ttlSeconds = Number.POSITIVE_INFINITY } = obligations ?? {}
  const named = new Map(approvers.map((approver, at) => [approver.name ?? at, approver]))
  const inTime = [...named.values()]
    .map(({ groups = [], after }) => ({ groups, at: after === undefined ? 0 : (secondsOf(after) ?? 0) }))
    .filter(({ at }) => at < ttlSeconds)
  return isQuorum(wanted.map(demandOf), inTime)
}

function demandOf({ count, role, escalation }: Approvers): Demand {
  return {
    required: count,
    group: role,
    escalation: escalation && {
      at: escalation.seconds,
      required: escalation.count,
      group: escalation.role,
    },
  }
}

/** What comes of each test with a policy set. */
export function runTests(set: PolicySet, tests: readonly PolicyTest[]): TestResult[] {
  return tests.map((test) => runTest(set, test))
}
