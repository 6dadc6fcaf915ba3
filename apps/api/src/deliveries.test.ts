// Deliveries: bounded in all and for each org, one of a channel at a time, and none after the close.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createDeliveries } from './deliveries.ts'
import type { Delivery, Outbox } from './ports/webhooks.ts'

type Held = { delivery: Delivery; end: (error?: Error) => void }

/** An outbox as the database keeps it: what was claimed is not due again, and what is busy is left alone. */
function outboxOf(due: Delivery[]): Pick<Outbox, 'claim'> {
  return {
    async claim(limit, { orgs, channels }) {
      const taken = new Set(channels.map(({ orgId, channel }) => `${orgId} ${channel}`))
      const claimed: Delivery[] = []
      for (const delivery of [...due]) {
        const key = `${delivery.orgId} ${delivery.channel}`
        if (claimed.length === limit || taken.has(key) || orgs.includes(delivery.orgId)) continue
        taken.add(key)
        claimed.push(delivery)
        due.splice(due.indexOf(delivery), 1)
      }
      return claimed
    },
  }
}

function started(due: Delivery[]) {
  const held: Held[] = []
  const errors: unknown[] = []
  const deliveries = createDeliveries(
    outboxOf(due),
    (delivery) =>
      new Promise<void>((resolve, reject) => {
        held.push({
          delivery,
          end: (error) => (error === undefined ? resolve() : reject(error)),
        })
      }),
    (error) => errors.push(error),
  )
  return { deliveries, held, errors }
}

function of(org: string, channel: string, seq = 1): Delivery {
  return { orgId: org, channel, seq, attempts: 1 }
}

async function settled() {
  for (let n = 0; n < 10; n++) await nextTurn()
}

describe('deliveries', () => {
  test('one of a channel is under way at a time, and the next begins when it ends', async () => {
    const { deliveries, held } = started([of('a', 'x', 1), of('a', 'x', 2), of('a', 'y', 1)])
    await deliveries.pump()
    assert.deepEqual(
      held.map(({ delivery: { channel, seq } }) => `${channel}${seq}`),
      ['x1', 'y1'],
    )
    held[0]?.end()
    await settled()
    assert.equal(held[2]?.delivery.seq, 2)
  })

  test('an org fills no more than its share, however much is due, and others begin beside it', async () => {
    const due = Array.from({ length: 200 }, (_, n) => of('greedy', `c${n}`))
    const { deliveries, held } = started([...due, of('modest', 'x')])
    await deliveries.pump()
    const count = held.filter(({ delivery }) => delivery.orgId === 'greedy').length
    assert.ok(count <= 8 + 16, `${count} of one org`)
    assert.ok(held.some(({ delivery }) => delivery.orgId === 'modest'))
  })

  test('no more than a bounded number is under way in all', async () => {
    const due = Array.from({ length: 500 }, (_, n) => of(`org${n}`, 'x'))
    const { deliveries, held } = started(due)
    await deliveries.pump()
    assert.equal(held.length, 64)
    for (const { end } of held.splice(0, 10)) end()
    await settled()
    assert.equal(held.length, 64)
  })

  test('one that fails is reported and keeps nothing else from being delivered', async () => {
    const { deliveries, held, errors } = started([of('a', 'x', 1), of('a', 'x', 2)])
    await deliveries.pump()
    held[0]?.end(new Error('the database is gone'))
    await settled()
    assert.equal(errors.length, 1)
    assert.equal(held[1]?.delivery.seq, 2)
  })

  test('after the close nothing begins, and it waits for what is under way', async () => {
    const due = [of('a', 'x', 1), of('a', 'x', 2)]
    const { deliveries, held } = started(due)
    await deliveries.pump()
    let isClosed = false
    const closed = deliveries.close().then(() => {
      isClosed = true
    })
    await settled()
    assert.equal(isClosed, false)
    held[0]?.end()
    await closed
    await deliveries.pump()
    assert.equal(held.length, 1)
    assert.equal(due.length, 1)
  })
})
