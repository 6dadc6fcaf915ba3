// The outbox: the events that a commit leaves to be sent, who takes them, and how they are put off or done.
import { eventOf } from '@countersign/contract'
import { type Channel, type Delivery, INVITATION, type Outbox } from '../ports/webhooks.ts'
import type { Approvals } from './approvals.ts'
import { NOW } from './clock.ts'
import type { Batch } from './ledger/batch.ts'
import { type Client, type Database, readOn, writeOn } from './pool.ts'
import type { Readers } from './readers.ts'
import { keepMessage, noteAttempt } from './webhooks.ts'

/** How long a taken delivery is held back from other processes: longer than an attempt may take. */
const LEASE_MS = 120_000
/** Of one org at a time, in each claim. */
const PER_ORG = 4
/** That may wait for one webhook; one more is dropped. */
const WAITING_MAX = 1000

/** A statement of its own, and none for a receipt that is not an event, as most are. */
export function writeOutbox(
  client: Client,
  { orgId, now, rows }: Batch,
  { opened }: Approvals,
): Promise<unknown>[] {
  const asked = new Set(opened.map(({ seq }) => seq))
  const events = rows.flatMap(({ payload }) => {
    if (payload.type === 'member.invited') return { seq: payload.seq, channel: INVITATION }
    if (payload.type === 'gate.pending' && !asked.has(payload.seq)) return []
    if (payload.type === 'webhook.changed' && payload.webhook.status !== 'disabled') return []
    return eventOf(payload.type) === undefined ? [] : { seq: payload.seq, channel: '' }
  })
  if (events.length === 0) return []
  const written = client.query({
    name: 'outbox_add',
    text: `insert into outbox (org_id, seq, channel, at, attempts) select $1, seq, channel, $4, 0 from unnest($2::bigint[], $3::text[]) as events (seq, channel)`,
    values: [orgId, events.map(({ seq }) => seq), events.map(({ channel }) => channel), now],
  })
  return [written]
}

/** At most one of a channel, so that one that does not answer keeps nothing but itself waiting. */
const CLAIM = `with due as (
    select org_id, channel, min(at) as at, row_number() over (partition by org_id order by min(at)) as n
      from outbox
     where at <= ${NOW} and org_id <> all($2::text[]) and org_id || ' ' || channel <> all($3::text[])
     group by org_id, channel
  ), taken as (
    select o.org_id, o.channel, o.seq
      from (select org_id, channel from due where n <= ${PER_ORG} order by at limit $1) d
      cross join lateral (
        select org_id, channel, seq from outbox
         where org_id = d.org_id and channel = d.channel and at <= ${NOW}
         order by at, seq limit 1 for update skip locked) o
  )
  update outbox o set at = ${NOW} + ${LEASE_MS}, attempts = o.attempts + 1
    from taken t where o.org_id = t.org_id and o.channel = t.channel and o.seq = t.seq
  returning o.org_id as "orgId", o.channel, o.seq::float8 as seq, o.attempts`

const THIS = 'org_id = $1 and channel = $2 and seq = $3'

export function createOutbox({ urgent, timeouts }: Database, readers: Readers): Outbox {
  function within<T>(orgId: string, write: (client: Client) => Promise<T>): Promise<T> {
    return writeOn(urgent, orgId, timeouts, write)
  }
  return {
    async claim(limit, busy) {
      // Read first: where nothing is due, which is nearly always, nothing is locked and nothing is written.
      const isDue = await readOn(urgent, undefined, timeouts, (client) =>
        client.query(`select 1 from outbox where at <= ${NOW} limit 1`),
      )
      if (isDue.rows.length === 0) return []
      const found = await writeOn(urgent, undefined, timeouts, (client) =>
        client.query<Delivery>(CLAIM, [
          limit,
          busy.orgs,
          busy.channels.map(({ orgId, channel }) => `${orgId} ${channel}`),
        ]),
      )
      return found.rows
    },
    expand: (delivery, channels, later = []) =>
      within(delivery.orgId, (client) => expand(client, delivery, channels, later)),
    finish: ({ orgId, channel, seq }, { retryInMs, attempt, message }) =>
      within(orgId, async (client) => {
        if (attempt !== undefined) await noteAttempt(client, orgId, attempt)
        if (message !== undefined) await keepMessage(client, orgId, channel, message)
        if (retryInMs === undefined)
          await client.query(`delete from outbox where ${THIS}`, [orgId, channel, seq])
        else
          await client.query(`update outbox set at = ${NOW} + $4 where ${THIS}`, [
            orgId,
            channel,
            seq,
            Math.round(retryInMs),
          ])
      }),
    note: (orgId, attempt) => within(orgId, (client) => noteAttempt(client, orgId, attempt)),
    put: ({ orgId, channel }, seq) =>
      within(orgId, async (client) => {
        await client.query(
          `insert into outbox (org_id, seq, channel, at, attempts) values ($1, $2, $3, ${NOW}, 0)
           on conflict (org_id, channel, seq) do update set at = excluded.at, attempts = 0`,
          [orgId, seq, channel],
        )
      }),
    waiting: (orgId) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<Channel & { count: number }>(
          `select $1 as "orgId", channel, count(*)::int as count from outbox where org_id = $1 group by channel`,
          [orgId],
        )
        return found.rows
      }),
  }
}

/** Adds the recipients, now as far as they have room, and later; the row that they replace is deleted. */
async function expand(
  client: Client,
  { orgId, channel: from, seq }: Delivery,
  channels: string[],
  later: readonly { channel: string; at: number }[],
): Promise<string[]> {
  const found = await client.query<{ channel: string }>(
    `select channel from unnest($2::text[]) as channel
      where (select count(*) from (select 1 from outbox o where o.org_id = $1 and o.channel = channel.channel
                                    limit ${WAITING_MAX}) waiting) >= ${WAITING_MAX}`,
    [orgId, channels],
  )
  const full = found.rows.map(({ channel }) => channel)
  await client.query(
    `insert into outbox (org_id, seq, channel, at, attempts)
     select $1, $2, channel, ${NOW}, 0 from unnest($3::text[]) as channel where channel <> all($4::text[])
     on conflict (org_id, channel, seq) do nothing`,
    [orgId, seq, channels, full],
  )
  if (later.length > 0) {
    await client.query(
      `insert into outbox (org_id, seq, channel, at, attempts)
       select $1, $2, channel, at, 0 from unnest($3::text[], $4::bigint[]) as later (channel, at)
       on conflict (org_id, channel, seq) do nothing`,
      [orgId, seq, later.map(({ channel }) => channel), later.map(({ at }) => at)],
    )
  }
  await client.query(`delete from outbox where ${THIS}`, [orgId, from, seq])
  return full
}
