// Kinds of calls for tests: what each is told as, beside neighbours that are ordinary work.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import { effectsOf } from '../src/facts/effects.ts'
import { behaviourIn, readingOf } from '../src/facts/reading.ts'
import type { EffectWord } from '../src/model/cedar.ts'
import type { Facts } from '../src/model/facts.ts'

/** What a call by an agent without roles does, and what would run. */
export function behaviourOfCall(
  tool: string,
  given: JsonObject,
): { effects: readonly string[]; runs: readonly string[] } {
  const agent = { id: 'agt_1', status: 'active' as const, roles: [], labels: {} }
  const facts: Facts = { agent, environment: 'production', action: tool, tool, arguments: given }
  const { effects, runs } = behaviourIn(readingOf(facts))
  return { effects: effectsOf(facts, effects), runs: [...(runs ?? [])] }
}

export type Call = readonly [tool: string, given: JsonObject]

export type Kind = {
  readonly title: string
  readonly effect: EffectWord
  readonly told: readonly Call[]
  /** Calls beside them that read or change something and do no more. */
  readonly ordinary: readonly Call[]
}

const INSTANCES_MIN = 10
const ORDINARY = ['read', 'change', 'unknown']

/** A test for each kind, which needs enough instances and neighbours to be one. */
export function testKinds(kinds: readonly Kind[]): void {
  for (const { title, effect, told, ordinary } of kinds)
    test(`${title}, and what stands near it is ordinary work`, () => {
      assert.ok(told.length >= INSTANCES_MIN && ordinary.length >= INSTANCES_MIN)
      assert.deepEqual(
        told.filter(([tool, given]) => !behaviourOfCall(tool, given).effects.includes(effect)),
        [],
      )
      assert.deepEqual(
        ordinary.filter(([tool, given]) =>
          behaviourOfCall(tool, given).effects.some((one) => !ORDINARY.includes(one)),
        ),
        [],
      )
    })
}
