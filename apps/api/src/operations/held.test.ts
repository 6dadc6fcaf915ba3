// The queue is bounded by the bytes of what waits in it, so these must not be less than what that takes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Input } from '@countersign/contract'
import { encodeUtf8, parseJsonBytes } from '@countersign/json'
import { nobleSuite } from '@countersign/receipt/noble'
import { gateId } from '@countersign/terms'
import type { Work } from '../ports/ledger.ts'
import type { Call } from './call.ts'
import { complete } from './complete.ts'
import type { Context } from './context.ts'
import { ask } from './decision/ask.ts'
import { decisionWork } from './decision/work.ts'
import { heldBytes } from './held.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const waiting: Work<unknown>[] = []
const context = {
  suite: nobleSuite,
  randomFill: () => undefined,
  fingerprint: () => 'f',
  store: {
    record: (_: string, work: Work<unknown>) => {
      waiting.push(work)
      return new Promise(() => undefined)
    },
  },
} as unknown as Context
const caller = { kind: 'key', orgId: 'org', keyId: 'key', actor: 'key', scopes: new Set() }
const call = { operation: 'gate', caller, requestId: 'req' } as unknown as Call

function numbered(count: number, of: number, make: (name: string) => string) {
  return Array.from({ length: count }, (_, n) => make(`k${n}_${of}`)).join()
}

const SHAPES: Record<string, (of: number) => string> = {
  'empty objects': () => `[${'{},'.repeat(82_000)}0]`,
  'empty arrays': () => `[${'[],'.repeat(82_000)}0]`,
  'nested arrays': () => `[${`${'['.repeat(50)}${']'.repeat(50)},`.repeat(1000)}0]`,
  'nested objects': () => `[${`${'{"a":'.repeat(50)}0${'}'.repeat(50)},`.repeat(1000)}0]`,
  numbers: () => `[${'0.5,'.repeat(60_000)}0]`,
  texts: (of) => `[${numbered(30_000, of, (name) => `"${name}"`)}]`,
  'a long text': () => `"${'\u4e00'.repeat(100_000)}"`,
  'objects of other members each': (of) => `[${numbered(15_000, of, (name) => `{"${name}":1}`)}]`,
  'one object of many members': (of) => `{${numbered(15_000, of, (name) => `"${name}":1`)}}`,
}

const COPIES = 8

function takenBy(make: () => unknown): number {
  collect()
  const before = process.memoryUsage().heapUsed
  const made = make()
  collect()
  const taken = process.memoryUsage().heapUsed - before
  assert.ok(made !== undefined)
  return taken
}

for (const [name, write] of Object.entries(SHAPES))
  test(`what waits is not taken for less than it holds: ${name}`, () => {
    const bodies = Array.from({ length: COPIES }, (_, of) => encodeUtf8(write(of)))
    function values() {
      return bodies.map((body) => parseJsonBytes(body, { maxDepth: 64 }))
    }
    const counted = values().reduce((sum: number, value) => sum + heldBytes(value), 0)
    // The first parse makes what is made once.
    const taken = takenBy(values)
    assert.ok(counted >= 0.95 * taken, `${counted} counted, ${taken} taken`)
  })

test('a gate counts its arguments as parsed: six of 82,000 empty objects fill the queue of an org', () => {
  const args = { a: Array.from({ length: 82_000 }, () => ({})) }
  const request = { agent_id: 'agt', action: 'read_file', arguments: args } as unknown as Input<'gate'>
  const { bytes } = decisionWork(context, ask(context, 'gate', call, request as never))
  assert.ok(bytes * 6 > 32 * 1024 * 1024, `${bytes}`)
})

test('a completion that waits no longer holds its output', async () => {
  function report() {
    const output = { rows: Array.from({ length: 1000 }, () => ({})) }
    void complete(context)(call, {
      gate_id: gateId(1_795_000_000_000, 7),
      outcome: 'succeeded',
      output,
    } as never)
    return new WeakRef(output)
  }
  const output = report()
  await new Promise((resolve) => setImmediate(resolve))
  collect()
  assert.equal(waiting.length, 1)
  assert.equal(output.deref(), undefined)
})
