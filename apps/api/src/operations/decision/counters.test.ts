// Counters share what they remember: no state sees what another one added, and each is stored as it counts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CounterState } from '../../ports/nouns.ts'
import { type Counted, type CountedCall, counterIds, countGate, countsOf } from './counters.ts'
import { callsIn } from './remembered.ts'

type States = ReadonlyMap<string, CounterState>

const ALLOWED: Counted = { isAllowed: true, taints: [], costUsd: 0, payments: [] }

function callOf(fingerprint: string): CountedCall {
  const names = { agentId: 'agt_1', callee: 'pay', sessionId: 's', runId: undefined }
  return { ...names, fingerprint, counterIds: counterIds(names) }
}

function viewOf(states: States, now: number) {
  return { now, counters: callOf('').counterIds.map((id) => states.get(id)) }
}

function after(states: States, now: number, fingerprint: string, gate: Counted = ALLOWED): States {
  const change = countGate(callOf(fingerprint), viewOf(states, now), gate)
  assert(change.kind === 'counters.put')
  return new Map([...states, ...change.counters.map(({ id, state }) => [id, state] as const)])
}

/** As another process reads them. */
function stored(states: States): States {
  return new Map([...states].map(([id, state]) => [id, JSON.parse(JSON.stringify(state)) as CounterState]))
}

function told(states: States, now: number, fingerprint: string, payment?: string) {
  return countsOf(callOf(fingerprint), viewOf(states, now), payment)
}

function agentOf(states: States) {
  const { r, w } = JSON.parse(JSON.stringify(states.get(callOf('').counterIds[1] ?? '')))
  return { calls: callsIn(r).all, seconds: w as [number, number][] }
}

const step = fc.record({
  pause: fc.constantFrom(0, 1, 900, 5000, 61_000, 601_000),
  fingerprint: fc.constantFrom('a', 'b', 'c'),
  isAllowed: fc.boolean(),
  payments: fc.constantFrom([], ['p'], ['p', 'q']),
  isRefused: fc.boolean(),
  isReadAgain: fc.boolean(),
})

test('counters say what a plain list of all gates says, however they were stored and whatever was refused', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 1_790_000_000_000
      let states: States = new Map()
      const gates: { at: number; fingerprint: string; isAllowed: boolean; payments: readonly string[] }[] = []
      for (const { pause, fingerprint, isAllowed, payments, isRefused, isReadAgain } of steps) {
        now += pause
        const counts = told(states, now, fingerprint, 'p')
        const recent = gates.filter(({ at }) => at > now - 600_000)
        const opened = gates.filter(
          (gate) => gate.isAllowed && Math.floor(gate.at / 1000) >= Math.floor((now - 60_000) / 1000),
        )
        assert.equal(counts.calls.agent_minute, opened.length)
        assert.equal(counts.calls.minute, opened.length)
        assert.equal(counts.calls.repeated, recent.filter((gate) => gate.fingerprint === fingerprint).length)
        assert.equal(
          counts.calls.same_payment,
          recent.filter((gate) => gate.payments.some((payment) => payment === 'p')).length,
        )
        assert.equal(counts.session?.calls, gates.length)
        const next = after(states, now, fingerprint, { ...ALLOWED, isAllowed, payments })
        if (isRefused) continue
        states = isReadAgain ? stored(next) : next
        gates.push({ at: now, fingerprint, isAllowed, payments })
      }
    }),
  )
})

test('what an earlier version remembered of an agent is as good as nothing', () => {
  const [, ofAgent = ''] = callOf('').counterIds
  const old: States = new Map([[ofAgent, { w: [], r: [['0123456789abcdef', 1_790_000_000_000]], t: [] }]])
  const now = 1_790_000_000_500
  assert.equal(told(old, now, '0123456789abcdef').calls.repeated, 0)
  assert.deepEqual(agentOf(after(old, now, 'a')).calls, [['a', now]])
})

test('an agent remembers its last 128 calls, in their order', () => {
  let states: States = new Map()
  for (let n = 0; n < 500; n++) states = after(states, 1_790_000_000_000 + n, `${n}`)
  assert.deepEqual(
    agentOf(states).calls,
    Array.from({ length: 128 }, (_, n) => [`${n + 372}`, 1_790_000_000_000 + n + 372]),
  )
  assert.deepEqual(agentOf(states).seconds, [[1_790_000_000, 500]])
})

test('a state stays as it is when gates are counted after it', () => {
  let states: States = new Map()
  for (let n = 0; n < 200; n++) {
    const next = after(states, 1_790_000_000_000 + n * 700, `${n}`)
    const other = after(states, 1_790_000_000_000 + n * 700, 'other')
    assert.equal(agentOf(other).calls.at(-1)?.[0], 'other')
    assert.equal(agentOf(next).calls.at(-1)?.[0], `${n}`)
    const before = JSON.stringify([...next])
    after(next, 1_790_000_000_000 + n * 700 + 1, 'later')
    assert.equal(JSON.stringify([...next]), before)
    states = next
  }
})
