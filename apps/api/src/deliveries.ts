// Deliveries under way: a bounded number, of an org and in all, and never two to one channel in this process.
import type { Channel, Delivery, Outbox } from './ports/webhooks.ts'

export type Deliveries = {
  /** Takes what is due and begins to deliver it; waits for no delivery. */
  pump(): Promise<void>
  /** Resolves when nothing is under way any more; nothing begins after it. */
  close(): Promise<void>
}

const TOTAL_MAX = 64
const PER_ORG_MAX = 8
const CLAIM_MAX = 16

export function createDeliveries(
  { claim }: Pick<Outbox, 'claim'>,
  deliver: (delivery: Delivery) => Promise<void>,
  onError: (error: unknown) => void,
): Deliveries {
  const underWay = new Map<string, Channel & { done: Promise<void> }>()
  let isClosed = false
  let claiming: Promise<void> | undefined
  let again = false

  function busy() {
    const channels = [...underWay.values()]
    const counts = new Map<string, number>()
    for (const { orgId } of channels) counts.set(orgId, (counts.get(orgId) ?? 0) + 1)
    const orgs = [...counts].flatMap(([orgId, count]) => (count >= PER_ORG_MAX ? orgId : []))
    return { orgs, channels: channels.map(({ orgId, channel }) => ({ orgId, channel })) }
  }

  function begin(delivery: Delivery): void {
    const { orgId, channel } = delivery
    const key = `${orgId} ${channel}`
    // What fails here is due again once its time is over, in whichever process.
    const done = deliver(delivery)
      .catch(onError)
      .finally(() => {
        underWay.delete(key)
        pump().catch(onError)
      })
    underWay.set(key, { orgId, channel, done })
  }

  async function claimAll(): Promise<void> {
    do {
      again = false
      const room = Math.min(CLAIM_MAX, TOTAL_MAX - underWay.size)
      const claimed = isClosed || room <= 0 ? [] : await claim(room, busy())
      for (const delivery of claimed) begin(delivery)
      again ||= claimed.length > 0
    } while (again)
  }

  /** One claim at a time: what became free meanwhile is looked at after it. */
  function pump(): Promise<void> {
    again = true
    claiming ??= claimAll().finally(() => {
      claiming = undefined
    })
    return claiming
  }

  return {
    pump,
    async close() {
      isClosed = true
      await claiming?.catch(() => undefined)
      await Promise.all([...underWay.values()].map(({ done }) => done))
    },
  }
}
