// Webhooks: rows, what a configuration holds of them, the attempts to deliver, and what their changes write.
import type { ChangeOf } from '../ports/ledger.ts'
import type { Attempt, SlackMessage, Webhook, WebhookReader } from '../ports/webhooks.ts'
import { seal, unseal } from '../sealing.ts'
import type { SecretsOf } from './ledger/config.ts'
import { pageOf } from './page.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'

/** All of them, by id and in that order: there are at most twenty. */
export async function readWebhooks(client: Client, orgId: string): Promise<Map<string, Webhook>> {
  const found = await client.query<Webhook>({
    name: 'config_webhooks',
    text: `select id, name, format, events, status, sealed, created_at::float8 as "createdAt"
             from webhooks where org_id = $1 order by id`,
    values: [orgId],
  })
  return new Map(found.rows.map((row) => [row.id, row]))
}

export function createWebhookReader(readers: Readers, secretsOf: SecretsOf): WebhookReader {
  async function dataKeyOf(orgId: string): Promise<Uint8Array> {
    const secrets = await secretsOf(orgId)
    if (secrets === undefined) throw new Error(`the org ${orgId} does not exist`)
    return secrets.dataKey
  }
  return {
    async seal(orgId, id, settings) {
      const plain = Buffer.from(JSON.stringify(settings), 'utf8')
      return seal(await dataKeyOf(orgId), purposeOf(orgId, id), plain)
    },
    async open(orgId, { id, sealed }) {
      const plain = unseal(await dataKeyOf(orgId), purposeOf(orgId, id), sealed)
      return JSON.parse(Buffer.from(plain).toString('utf8'))
    },
    message: (orgId, webhookId, approvalId) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<SlackMessage>(
          `select approval_id as "approvalId", channel, ts from slack_messages
            where org_id = $1 and webhook_id = $2 and approval_id = $3`,
          [orgId, webhookId, approvalId],
        )
        return found.rows[0]
      }),
    failingSince: (orgId) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<{ id: string; since: number }>(
          `select id, failing_since::float8 as since from webhooks
            where org_id = $1 and failing_since is not null`,
          [orgId],
        )
        return new Map(found.rows.map(({ id, since }) => [id, since]))
      }),
    attempts: (orgId, webhookId, { limit, after }) =>
      readers.scan(orgId, async (client) => {
        const found = await client.query<Attempt>(
          `select id, webhook_id as "webhookId", seq::float8 as seq, receipt_id as "receiptId", event, attempt, status,
                  response_status as "responseStatus", error, duration_ms as "durationMs", at::float8 as at,
                  next_at::float8 as "nextAt"
             from attempts where org_id = $1 and webhook_id = $2 and id < $3 order by id desc limit $4`,
          [orgId, webhookId, after ?? 'b', limit + 1],
        )
        return pageOf(found.rows, limit)
      }),
  }
}

function purposeOf(orgId: string, id: string): string {
  return `${orgId}/webhooks/${id}`
}

function addWebhook(client: Client, orgId: string, { webhook }: ChangeOf<'webhook.add'>) {
  const { id, name, format, events, status, sealed, createdAt } = webhook
  return client.query(
    `insert into webhooks (org_id, id, name, format, events, status, sealed, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [orgId, id, name, format, JSON.stringify(events), status, Buffer.from(sealed), createdAt],
  )
}

/** One that is made active again has not failed yet. */
function changeWebhook(client: Client, orgId: string, { webhook }: ChangeOf<'webhook.change'>) {
  const { id, name, events, status, sealed } = webhook
  return client.query(
    `update webhooks set name = $3, events = $4, status = $5, sealed = $6,
            failing_since = case when $5 = 'active' and status <> 'active' then null else failing_since end
      where org_id = $1 and id = $2`,
    [orgId, id, name, JSON.stringify(events), status, Buffer.from(sealed)],
  )
}

async function removeWebhook(client: Client, orgId: string, { id }: ChangeOf<'webhook.remove'>) {
  await Promise.all(
    [
      'delete from webhooks where org_id = $1 and id = $2',
      'delete from attempts where org_id = $1 and webhook_id = $2',
      'delete from slack_messages where org_id = $1 and webhook_id = $2',
    ].map((text) => client.query(text, [orgId, id])),
  )
}

export const webhookEffects = {
  'webhook.add': { write: addWebhook },
  'webhook.change': { write: changeWebhook },
  'webhook.remove': { write: removeWebhook },
}

/** Longer than an approval can wait and be used. */
const MESSAGES_KEPT_MS = 30 * 24 * 3_600_000

export async function keepMessage(
  client: Client,
  orgId: string,
  webhookId: string,
  { approvalId, channel, ts }: SlackMessage,
): Promise<void> {
  const at = Date.now()
  await client.query('delete from slack_messages where org_id = $1 and at < $2', [
    orgId,
    at - MESSAGES_KEPT_MS,
  ])
  await client.query(
    `insert into slack_messages (org_id, webhook_id, approval_id, channel, ts, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (org_id, webhook_id, approval_id) do update set channel = $4, ts = $5, at = $6`,
    [orgId, webhookId, approvalId, channel, ts, at],
  )
}

const ATTEMPTS_KEPT = 500

/** Notes what came of an attempt, and since when the webhook fails. */
export async function noteAttempt(client: Client, orgId: string, attempt: Attempt): Promise<void> {
  const { webhookId, id, seq, receiptId, event, status } = attempt
  await client.query(
    `insert into attempts (org_id, webhook_id, id, seq, receipt_id, event, attempt, status, response_status, error,
                           duration_ms, at, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      orgId,
      webhookId,
      id,
      seq,
      receiptId,
      event,
      attempt.attempt,
      status,
      attempt.responseStatus,
      attempt.error,
      attempt.durationMs,
      attempt.at,
      attempt.nextAt,
    ],
  )
  await client.query(
    `delete from attempts where org_id = $1 and webhook_id = $2 and id <= (
       select id from attempts where org_id = $1 and webhook_id = $2 order by id desc offset ${ATTEMPTS_KEPT} limit 1)`,
    [orgId, webhookId],
  )
  // A test says nothing about how the deliveries go.
  if (status === 'dropped' || event === 'ping') return
  await client.query(
    status === 'succeeded'
      ? 'update webhooks set failing_since = null where org_id = $1 and id = $2 and failing_since is not null'
      : 'update webhooks set failing_since = $3 where org_id = $1 and id = $2 and failing_since is null',
    status === 'succeeded' ? [orgId, webhookId] : [orgId, webhookId, attempt.at],
  )
}
