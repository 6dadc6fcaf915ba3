// The recent activity of an agent, a session and a run as counters: read before a gate, added to after it.
import { hash } from 'node:crypto'
import type { CallFacts, ExposureFacts, SessionFacts } from '@countersign/policy'
import type { Change, View } from '../../ports/ledger.ts'
import type { Counter, CounterState } from '../../ports/nouns.ts'
import {
  agentLabels,
  exposureOf,
  type LabelledAgent,
  type LabelledSession,
  labelled,
  TAINTS_MS,
  taintsOf,
} from './labels.ts'

const MINUTE_MS = 60_000

const REPEATS_MS = 10 * MINUTE_MS

const SESSION_MS = 30 * 24 * 60 * MINUTE_MS

/** An agent's latest calls; more in ten minutes than this are counted as far as they are remembered. */
const REPEATS_MAX = 128

/** Costs are kept in ten-thousandths of a dollar, as exact as a Cedar decimal. */
const COST_UNITS = 10_000

const COST_MAX = 1e14

/** Gates opened per second, newest last: [seconds since the epoch, how many]. */
type Window = readonly (readonly [number, number])[]

type ToolState = { readonly w: Window }

type AgentState = LabelledAgent & {
  readonly w: Window
  /** [fingerprint of the call, when, and of the payments that it makes], newest last. */
  readonly r: readonly (readonly [string, number, ...string[]])[]
  /** Payments opened. */
  readonly p?: Window
}

type SessionState = LabelledSession & {
  readonly n: number
  readonly since: number
  readonly cost: number
}

/** Which counters a call rests on: those of its tool and agent, of its session and run, and of a second name. */
export type CountedCall = {
  agentId: string
  /** The folded name of what is called. */
  callee: string
  /** The folded action, where it is another name: of a registered tool it is a call, too. */
  otherName?: string | undefined
  sessionId: string | undefined
  runId: string | undefined
  /** Equal for calls with the same action, tool, target and arguments. */
  fingerprint: string
  /** In the order of `counterIds`. */
  counterIds: string[]
}

export type Counts = {
  calls: CallFacts
  session?: SessionFacts
  run?: SessionFacts
  taints: string[]
  /** Present where there are labels. */
  exposure?: ExposureFacts
}

/** Tool, agent, and where they are named session, run and a second name. */
export function counterIds({
  agentId,
  callee,
  otherName,
  sessionId,
  runId,
}: Omit<CountedCall, 'counterIds'>): string[] {
  return [
    idOf('tool', agentId, callee),
    idOf('agent', agentId),
    ...(sessionId === undefined ? [] : [idOf('session', sessionId)]),
    ...(runId === undefined ? [] : [idOf('run', runId)]),
    ...(otherName === undefined ? [] : [idOf('tool', agentId, otherName)]),
  ]
}

const ID_DIGITS = 32

function idOf(...parts: string[]): string {
  return hash('sha256', parts.join('\0'), 'hex').slice(0, ID_DIGITS)
}

type Moment = Pick<View, 'now' | 'counters'>

/** Fingerprints of the payments that a call makes, one for each way in which policies know the same payment again. */
export type Payments = readonly string[]

export const NO_PAYMENTS: Payments = []

/** A counter and until when it is kept. */
type Row = readonly [CounterState, number]

/** What of a gate is counted. */
export type Counted = {
  isAllowed: boolean
  taints: readonly string[]
  costUsd: number
  payments: Payments
  /** Whether the second name of the call is that of a registered tool. */
  isOtherRegistered?: boolean
}

type States = {
  tool: ToolState | undefined
  other: ToolState | undefined
  agent: AgentState | undefined
  session: SessionState | undefined
  run: SessionState | undefined
}

/** The counters in the order of `counterIds`; this file alone makes them. */
function statesOf(call: CountedCall, counters: readonly (CounterState | undefined)[]): States {
  let next = 2
  const session = call.sessionId === undefined ? undefined : counters[next++]
  const run = call.runId === undefined ? undefined : counters[next++]
  return {
    tool: counters[0] as ToolState | undefined,
    agent: counters[1] as AgentState | undefined,
    session: session as SessionState | undefined,
    run: run as SessionState | undefined,
    other: counters[next] as ToolState | undefined,
  }
}

/** What the counters say before this call, as facts. */
export function countsOf(call: CountedCall, { counters, now }: Moment, payment?: string): Counts {
  const { tool, other, agent, session, run } = statesOf(call, counters)
  const taints = taintsOf({ agent, session, run }, now)
  return {
    calls: {
      // Whichever name is nearer to its limit counts.
      minute: Math.max(within(tool?.w, now), within(other?.w, now)),
      agent_minute: within(agent?.w, now),
      repeated: repeatsOf(agent, call, now),
      ...(agent?.p !== undefined && { paid_minute: within(agent.p, now) }),
      ...(payment !== undefined && { same_payment: paymentsOf(agent, payment, now) }),
    },
    ...(call.sessionId !== undefined && { session: sessionFacts(session, now) }),
    ...(call.runId !== undefined && { run: sessionFacts(run, now) }),
    taints,
    ...(taints.length > 0 && { exposure: exposureOf({ agent, session, run }, now) }),
  }
}

function repeatsOf(agent: AgentState | undefined, { fingerprint }: CountedCall, now: number): number {
  const since = now - REPEATS_MS
  let count = 0
  const calls = agent?.r ?? []
  // By index: this runs under the lock for every call, and taking each pair apart costs five times as much.
  for (let n = 0; n < calls.length; n++) {
    const call = calls[n]
    if (call !== undefined && call[0] === fingerprint && call[1] > since) count++
  }
  return count
}

function paymentsOf(agent: AgentState | undefined, payment: string, now: number): number {
  const since = now - REPEATS_MS
  return agent?.r.filter(([, at, ...payments]) => at > since && payments.includes(payment)).length ?? 0
}

function sessionFacts(state: SessionState | undefined, now: number): SessionFacts {
  if (state === undefined) return { calls: 0, seconds: 0 }
  return {
    calls: state.n,
    seconds: Math.max(0, Math.floor((now - state.since) / 1000)),
    ...(state.cost > 0 && { declared_cost_usd: state.cost / COST_UNITS }),
  }
}

/** Whole seconds are counted, so up to a second more than a minute: on the strict side. */
function within(window: Window | undefined, now: number): number {
  if (window === undefined) return 0
  const from = Math.floor((now - MINUTE_MS) / 1000)
  let sum = 0
  for (const entry of window) if (entry[0] >= from) sum += entry[1]
  return sum
}

function counted(window: Window | undefined, now: number): Window {
  const second = Math.floor(now / 1000)
  const from = Math.floor((now - MINUTE_MS) / 1000)
  const last = window?.at(-1)
  if (window === undefined || last === undefined) return [[second, 1]]
  const first = window.findIndex((entry) => entry[0] >= from)
  if (first === -1) return [[second, 1]]
  const kept = window.slice(first)
  if (last[0] === second) kept.pop()
  kept.push([second, last[0] === second ? last[1] + 1 : 1])
  return kept
}

/** The counters after a gate, with the labels and the cost that it adds when it was allowed. */
export function countGate(call: CountedCall, { counters, now }: Moment, gate: Counted): Change {
  const states = statesOf(call, counters)
  function toolRow(before: ToolState | undefined, isCounted: boolean): Row | undefined {
    return isCounted && gate.isAllowed ? [{ w: counted(before?.w, now) }, now + 2 * MINUTE_MS] : undefined
  }
  const rows: (Row | undefined)[] = [
    toolRow(states.tool, true),
    [agentAfter(states.agent, call, now, gate), now + TAINTS_MS],
  ]
  if (call.sessionId !== undefined) rows.push([sessionAfter(states.session, now, gate), now + SESSION_MS])
  if (call.runId !== undefined) rows.push([sessionAfter(states.run, now, gate), now + SESSION_MS])
  if (call.otherName !== undefined) rows.push(toolRow(states.other, gate.isOtherRegistered === true))
  return putOf(call, rows)
}

function putOf({ counterIds: ids }: CountedCall, rows: readonly (Row | undefined)[]): Change {
  const counters: Counter[] = rows.flatMap((row, n) => {
    const id = ids[n]
    return id === undefined || row === undefined ? [] : [{ id, state: row[0], until: row[1] }]
  })
  return { kind: 'counters.put', counters }
}

function agentAfter(
  before: AgentState | undefined,
  { fingerprint }: CountedCall,
  now: number,
  gate: Counted,
): AgentState {
  const since = now - REPEATS_MS
  const calls = before?.r ?? []
  const past = calls.findIndex((call) => call[1] > since)
  const from = Math.max(past === -1 ? calls.length : past, calls.length - REPEATS_MAX + 1)
  const kept = new Array<AgentState['r'][number]>(calls.length - from + 1)
  // By index: copying and then adding makes a second, longer copy.
  for (let n = from; n < calls.length; n++) kept[n - from] = calls[n] as AgentState['r'][number]
  kept[kept.length - 1] = [fingerprint, now, ...gate.payments]
  return {
    w: gate.isAllowed ? counted(before?.w, now) : (before?.w ?? []),
    r: kept,
    ...paidAfter(before, now, gate),
    t: agentLabels(before, now, gate.isAllowed ? gate.taints : []),
  }
}

function paidAfter(
  before: AgentState | undefined,
  now: number,
  { isAllowed, payments }: Counted,
): Pick<AgentState, 'p'> {
  if (isAllowed && payments.length > 0) return { p: counted(before?.p, now) }
  return before?.p !== undefined && within(before.p, now) > 0 ? { p: before.p } : {}
}

function sessionAfter(before: SessionState | undefined, now: number, gate: Counted): SessionState {
  // 0.0051 times 10,000 is a little more than 51: only what was declared counts as a further unit.
  const cost = gate.isAllowed ? Math.ceil(Number((gate.costUsd * COST_UNITS).toPrecision(15))) : 0
  return {
    n: (before?.n ?? 0) + 1,
    since: before?.since ?? now,
    cost: Math.min((before?.cost ?? 0) + cost, COST_MAX),
    ...labelled(before, now, gate.isAllowed ? gate.taints : []),
  }
}

/** The counters after something was read that labels agent, session and run, and counts as no call. */
export function countLabels(call: CountedCall, { counters, now }: Moment, taints: readonly string[]): Change {
  const { agent, session, run } = statesOf(call, counters)
  function sessionRow(before: SessionState | undefined): Row {
    const { n = 0, since = now, cost = 0 } = before ?? {}
    return [{ n, since, cost, ...labelled(before, now, taints) }, now + SESSION_MS]
  }
  const rows: (Row | undefined)[] = [
    undefined,
    [{ ...(agent ?? { w: [], r: [] }), t: agentLabels(agent, now, taints) }, now + TAINTS_MS],
  ]
  if (call.sessionId !== undefined) rows.push(sessionRow(session))
  if (call.runId !== undefined) rows.push(sessionRow(run))
  return putOf(call, rows)
}
