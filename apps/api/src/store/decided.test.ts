// A waiter is answered once: at once in this process, within a tick in another, with one query a tick.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../test/until.ts'
import { type ApprovalName, createDecided } from './decided.ts'

function nameOf(n: number): ApprovalName {
  return { orgId: `org_${n % 7}`, id: `apr_${n}` }
}

describe('those who wait for decisions', () => {
  test('ten thousand of them are one question, and nobody asks while nobody waits', async () => {
    const asked: (readonly ApprovalName[])[] = []
    let decided: ApprovalName[] = []
    const { watch, stop } = createDecided(async (names) => {
      asked.push(names)
      return decided
    }, 5)
    await sleep(30)
    assert.equal(asked.length, 0)
    const told = new Set<number>()
    for (let n = 0; n < 10_000; n++) watch(nameOf(n), () => told.add(n))
    await until('it asks', () => asked.length >= 2)
    assert.ok(asked.every((names) => names.length === 10_000))
    decided = Array.from({ length: 10_000 }, (_, n) => nameOf(n))
    await until('all are told', () => told.size === 10_000)
    const count = asked.length
    await sleep(30)
    assert.ok(asked.length <= count + 1)
    stop()
  })

  test('a decision of this process is told at once, to each listener once, and to no other org', () => {
    const { watch, announce, stop } = createDecided(async () => [])
    const heard: string[] = []
    watch({ orgId: 'a', id: '1' }, () => heard.push('a1'))
    watch({ orgId: 'a', id: '1' }, () => heard.push('a1 too'))
    watch({ orgId: 'b', id: '1' }, () => heard.push('b1'))
    const leave = watch({ orgId: 'a', id: '2' }, () => heard.push('a2'))
    leave()
    announce('a', ['1', '2'])
    announce('a', ['1'])
    assert.deepEqual(heard, ['a1', 'a1 too'])
    stop()
  })

  test('a question that fails is asked again', async () => {
    let count = 0
    const { watch, stop } = createDecided(async () => {
      count += 1
      if (count < 3) throw new Error('the database is gone')
      return [nameOf(1)]
    }, 1)
    let isTold = false
    watch(nameOf(1), () => {
      isTold = true
    })
    await until('it is told', () => isTold)
    stop()
  })
})
