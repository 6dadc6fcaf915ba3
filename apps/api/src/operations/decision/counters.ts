// The recent activity of an agent, a session and a run as counters: read before a gate, added to after it.
import { hash } from 'node:crypto'
import type { CallFacts, ExposureFacts, SessionFacts } from '@countersign/policy'
import { boundedMap, PLAIN } from '../../bounded.ts'
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
import { addedCall, type Calls, callsIn, type Remembered } from './remembered.ts'
import { counted, NO_WINDOW, type Window, within } from './window.ts'

const MINUTE_MS = 60_000

const REPEATS_MS = 10 * MINUTE_MS

const SESSION_MS = 30 * 24 * 60 * MINUTE_MS

/** An agent's latest calls; more in ten minutes than this are counted as far as they are remembered. */
const REPEATS_MAX = 128

/** Costs are kept in ten-thousandths of a dollar, as exact as a Cedar decimal. */
const COST_UNITS = 10_000

const COST_MAX = 1e14

type ToolState = { readonly w: Window }

type AgentState = LabelledAgent & {
  readonly w: Window
  readonly r: Calls
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
  counterIds: readonly string[]
}

export type Counts = {
  calls: CallFacts
  session: SessionFacts | undefined
  run: SessionFacts | undefined
  taints: string[]
  /** Where there are labels. */
  exposure: ExposureFacts | undefined
}

type Names = Omit<CountedCall, 'counterIds' | 'fingerprint'>

const LISTS_MAX = 4096

/** Those that were asked for lately: an agent calls the same tools in one session again and again. */
const lists = boundedMap<string, readonly string[]>(LISTS_MAX)

/** Tool, agent, and where they are named session, run and a second name. */
export function counterIds(names: Names): readonly string[] {
  const { agentId, callee, otherName = '', sessionId = '', runId = '' } = names
  const named = `${agentId}\0${callee}\0${otherName}\0${sessionId}\0${runId}`
  const known = lists.get(named, PLAIN)
  if (known !== undefined) return known
  const ids = newCounterIds(names)
  lists.set(named, ids)
  return ids
}

function newCounterIds({ agentId, callee, otherName, sessionId, runId }: Names): readonly string[] {
  const ids = [idOf(`tool\0${agentId}\0${callee}`), idOf(`agent\0${agentId}`)]
  if (sessionId !== undefined) ids.push(idOf(`session\0${sessionId}`))
  if (runId !== undefined) ids.push(idOf(`run\0${runId}`))
  if (otherName !== undefined) ids.push(idOf(`tool\0${agentId}\0${otherName}`))
  return ids
}

const ID_DIGITS = 32

function idOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, ID_DIGITS)
}

type Moment = Pick<View, 'now' | 'counters'>

/** Fingerprints of the payments that a call makes, one for each way in which policies know the same payment again. */
export type Payments = readonly string[]

export const NO_PAYMENTS: Payments = []

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
  const calls: CallFacts = {
    agent_minute: within(agent?.w, now),
    // Whichever name is nearer to its limit counts.
    minute: Math.max(within(tool?.w, now), within(other?.w, now)),
    repeated: repeatsOf(agent, call, now),
  }
  if (agent?.p !== undefined) calls.paid_minute = within(agent.p, now)
  if (payment !== undefined) calls.same_payment = paymentsOf(agent, payment, now)
  return {
    calls,
    session: call.sessionId === undefined ? undefined : sessionFacts(session, now),
    run: call.runId === undefined ? undefined : sessionFacts(run, now),
    taints,
    exposure: taints.length === 0 ? undefined : exposureOf({ agent, session, run }, now),
  }
}

function repeatsOf(agent: AgentState | undefined, { fingerprint }: CountedCall, now: number): number {
  const since = now - REPEATS_MS
  let count = 0
  const { all, from, to } = callsIn(agent?.r)
  // By index: this runs under the lock for every call, and taking each pair apart costs five times as much.
  for (let n = from; n < to; n++) {
    const call = all[n]
    if (call !== undefined && call[0] === fingerprint && call[1] > since) count++
  }
  return count
}

function paymentsOf(agent: AgentState | undefined, payment: string, now: number): number {
  const since = now - REPEATS_MS
  const { all, from, to } = callsIn(agent?.r)
  let count = 0
  for (let n = from; n < to; n++) {
    const call = all[n]
    if (call !== undefined && call[1] > since && call.includes(payment, PAYMENTS_FROM)) count++
  }
  return count
}

const PAYMENTS_FROM = 2

function sessionFacts(state: SessionState | undefined, now: number): SessionFacts {
  if (state === undefined) return { calls: 0, seconds: 0 }
  return {
    calls: state.n,
    seconds: Math.max(0, Math.floor((now - state.since) / 1000)),
    ...(state.cost > 0 && { declared_cost_usd: state.cost / COST_UNITS }),
  }
}

/** The counters after a gate, with the labels and the cost that it adds when it was allowed. */
export function countGate(call: CountedCall, { counters, now }: Moment, gate: Counted): Change {
  const states = statesOf(call, counters)
  const [ofTool, ofAgent] = call.counterIds
  const agent = counterOf(ofAgent, agentAfter(states.agent, call, now, gate), now + TAINTS_MS)
  const rows = gate.isAllowed ? [agent, toolCounter(ofTool, states.tool, now)] : [agent]
  let at = 2
  if (call.sessionId !== undefined)
    rows.push(counterOf(call.counterIds[at++], sessionAfter(states.session, now, gate), now + SESSION_MS))
  if (call.runId !== undefined)
    rows.push(counterOf(call.counterIds[at++], sessionAfter(states.run, now, gate), now + SESSION_MS))
  if (call.otherName !== undefined && gate.isAllowed && gate.isOtherRegistered === true)
    rows.push(toolCounter(call.counterIds[at], states.other, now))
  return { kind: 'counters.put', counters: rows }
}

function counterOf(id: string | undefined, state: CounterState, until: number): Counter {
  if (id === undefined) throw new Error('a call has an id for each of its counters')
  return { id, state, until }
}

function toolCounter(id: string | undefined, before: ToolState | undefined, now: number): Counter {
  return counterOf(id, { w: counted(before?.w, now) }, now + 2 * MINUTE_MS)
}

function agentAfter(
  before: AgentState | undefined,
  { fingerprint }: CountedCall,
  now: number,
  gate: Counted,
): AgentState {
  const { payments } = gate
  const { all, from, to } = callsIn(before?.r)
  const since = now - REPEATS_MS
  let first = Math.max(from, to - REPEATS_MAX + 1)
  while (first < to && (all[first]?.[1] ?? 0) <= since) first++
  const call: Remembered = payments.length === 0 ? [fingerprint, now] : [fingerprint, now, ...payments]
  return {
    w: gate.isAllowed ? counted(before?.w, now) : (before?.w ?? NO_WINDOW),
    r: addedCall(before?.r, first, call),
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
  const cost =
    gate.isAllowed && gate.costUsd !== 0 ? Math.ceil(Number((gate.costUsd * COST_UNITS).toPrecision(15))) : 0
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
  const [, ofAgent] = call.counterIds
  const rows = [
    counterOf(
      ofAgent,
      { ...(agent ?? { w: NO_WINDOW, r: '' }), t: agentLabels(agent, now, taints) },
      now + TAINTS_MS,
    ),
  ]
  let at = 2
  function label(before: SessionState | undefined): void {
    const { n = 0, since = now, cost = 0 } = before ?? {}
    const state = { n, since, cost, ...labelled(before, now, taints) }
    rows.push(counterOf(call.counterIds[at++], state, now + SESSION_MS))
  }
  if (call.sessionId !== undefined) label(session)
  if (call.runId !== undefined) label(run)
  return { kind: 'counters.put', counters: rows }
}
