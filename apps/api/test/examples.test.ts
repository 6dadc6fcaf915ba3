// What the reference shows has happened: each example is sent, and what it changes is asked for twice.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Operation, operationList, placeInput } from '@countersign/contract'
import * as z from 'zod'
import { startAlone, type TestApp } from './harness.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { newPerson } from './people.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { until } from './until.ts'

type Made = {
  id: string
  digest: string
  secret: string
  version: number
  gate: { id: string }
  approval: { id: string }
  receipt: { id: string }
}

/** What the examples have as the address of the service. */
const ORIGIN = 'https://countersign.example'

/** An org of its own for an example, and how it gets what the example needs. */
type Org = {
  orgId: string
  key: string
  post(path: string, body: object, key?: string): Promise<Made>
  /** Sends the first example of an operation, with members of the org's own. */
  like(name: string, members?: object): Promise<Made>
}

/** Members of the request that name something of the org, and the key where it is not the admin's. */
type Own = { key?: string } & Record<string, unknown>

let app: TestApp & AsyncDisposable
let mailbox: Mailbox
let receiver: Receiver
before(async () => {
  mailbox = await startMailbox()
  receiver = await startReceiver()
  app = await startAlone('postgres', {
    env: {
      ...mailbox.env,
      COUNTERSIGN_WEBHOOK_ALLOW: '127.0.0.1',
      COUNTERSIGN_PUBLIC_URL: ORIGIN,
    },
  })
})
after(async () => {
  await app?.[Symbol.asyncDispose]()
  await receiver?.close()
  await mailbox?.close()
})

async function newOrg(): Promise<Org> {
  const { orgId, adminKey: key } = await app.newOrg('Example')
  function post(path: string, body: object, by = key) {
    return app.must<Made>(path, { key: by, body, method: 'POST' })
  }
  async function like(name: string, members = {}): Promise<Made> {
    const operation = operationList.find((one) => one.name === name)
    assert.ok(operation, name)
    return (await send(operation, { ...(operation.examples[0].request as object), ...members }, key)).body
  }
  return { orgId, key, post, like }
}

async function send(operation: Operation, request: object, key: string) {
  const { path, body } = placeInput(operation, request)
  const sent = operation.method === 'GET' ? {} : { body }
  const answer = await app.call(path, { key, method: operation.method, ...sent })
  assert.equal(answer.status, operation.status, `${operation.name}: ${answer.text}`)
  return answer
}

async function withAgent({ like }: Org): Promise<Own> {
  return { agent_id: (await like('agents.create')).id }
}

async function withMember({ like }: Org): Promise<Own> {
  return { member_id: (await like('members.create')).id }
}

async function withWebhook({ like }: Org): Promise<Own> {
  return { webhook_id: (await like('webhooks.create')).id }
}

async function withTool({ like }: Org): Promise<Own> {
  await like('tools.create')
  return {}
}

async function withAgentKey({ like, key }: Org): Promise<Own> {
  const { id: agent_id } = await like('agents.create')
  return { key: await app.newKey(['check', 'gate', 'complete'], { agent_id }, key) }
}

async function withGate(org: Org): Promise<Own> {
  return { gate_id: (await org.like('gate', await withAgent(org))).gate.id }
}

/** The deletion of the second example of a gate. */
async function pending(
  org: Org,
): Promise<{ gate_id: string; approval_id: string; digest: string; member_id: string }> {
  const [, example] = operationList.find(({ name }) => name === 'gate')?.examples ?? []
  const { id: agent_id } = await org.like('agents.create')
  const { gate, approval } = await org.post('/v1/gate', { ...(example?.request as object), agent_id })
  const { digest } = await app.must<Made>(`/v1/approvals/${approval.id}`, { key: org.key })
  const { id: member_id } = await org.like('members.create')
  return { gate_id: gate.id, approval_id: approval.id, digest, member_id }
}

async function granted(org: Org): Promise<Own> {
  const { gate_id, approval_id, member_id, digest } = await pending(org)
  await org.like('approvals.decide', { approval_id, member_id, digest, reason: 'the table is empty' })
  return { approval_id, gate_id }
}

/** The tool of the example before somebody changed its definition. */
async function withPinned({ post }: Org): Promise<unknown> {
  const { examples } = operationList.find(({ name }) => name === 'scan.tool') ?? assert.fail()
  const { definition } = examples[0].request as { definition: object }
  return post('/v1/tools', { name: 'add', definition: { ...definition, description: 'Adds two numbers.' } })
}

async function withKey(org: Org): Promise<Own> {
  return { key_id: (await org.like('keys.create', await withAgent(org))).id }
}

async function halted(org: Org): Promise<Own> {
  return { receipt_id: (await org.like('org.halt')).receipt.id }
}

/** A call like the pending one that was approved and used before. */
async function repeated(org: Org): Promise<Own> {
  const { id: agent_id } = await org.like('agents.create')
  const { id: member_id } = await org.like('members.create')
  const call = { agent_id, tool: 'sql:execute', arguments: { statement: 'drop table customers_old' } }
  const { approval } = await org.post('/v1/gate', call)
  const { digest } = await app.must<Made>(`/v1/approvals/${approval.id}`, { key: org.key })
  await org.like('approvals.decide', { approval_id: approval.id, member_id, digest })
  await org.post('/v1/gate', { ...call, approval_id: approval.id })
  const again = { arguments: { statement: 'drop table customers' }, declared: { goal: 'free some space' } }
  return { approval_id: (await org.post('/v1/gate', { ...call, ...again })).approval.id }
}

/** Policies beside which the document of the examples is all that is new. */
async function withoutPolicies({ post }: Org): Promise<Own> {
  await post('/v1/policies/publish', { text: '// Nothing is allowed yet.\n' })
  return {}
}

async function published(org: Org, more: object = {}): Promise<Own> {
  await withoutPolicies(org)
  return { version: String((await org.like('policies.publish', more)).version) }
}

async function denied(org: Org): Promise<Own> {
  const { agent_id } = await withAgent(org)
  await org.like('agents.suspend', { agent_id })
  await org.post('/v1/gate', { agent_id, action: 'delete_branch' })
  return { agent_id, from: '2020-01-01T00:00:00Z', to: '2120-01-01T00:00:00Z' }
}

/** A webhook of a backend that answers so. */
async function withBackend(org: Org, status: number): Promise<Own> {
  receiver.answers.push(status)
  return { webhook_id: (await org.like('webhooks.create', { url: receiver.url })).id }
}

/** Does what an example needs without naming it. */
function first(...prepare: ((org: Org) => Promise<unknown>)[]) {
  return async (org: Org): Promise<Own> => {
    for (const step of prepare) await step(org)
    return {}
  }
}

/** What examples need, by operation, or by operation and title. */
const NEEDS: Record<string, (org: Org) => Promise<Own>> = {
  check: withAgent,
  gate: withAgent,
  'check: asked with the key of an agent': withAgentKey,
  'gate: asked with the key of an agent': withAgentKey,
  'check: a rehearsal, which records nothing, with its explanation': async (org) => {
    const [reads, changes] = ['read', 'change'].map(
      (effect) =>
        `@id("${effect}s") ${effect === 'read' ? '@reason("reading is allowed")' : ''} permit (principal, action in Action::"call", resource) when { context.effect == "${effect}" };`,
    )
    await org.post('/v1/policies/publish', {
      text: `${reads}\n${changes}`,
      settings: { modes: { changes: 'shadow' } },
    })
    return withAgent(org)
  },
  complete: withGate,
  'approvals.list': first(pending),
  'approvals.get': async (org) => ({ approval_id: (await granted(org)).approval_id }),
  'approvals.review': repeated,
  'approvals.decide': async (org) => {
    const { approval_id, member_id, digest } = await pending(org)
    return { approval_id, member_id, digest }
  },
  'approvals.withdraw': async (org) => ({ approval_id: (await pending(org)).approval_id }),
  'gates.get': async (org) => ({ gate_id: (await granted(org)).gate_id }),
  'scan.tool': first(withPinned),
  'scan.tools': first(withPinned),
  'scan.response': withGate,
  'scan.action': async (org) => {
    const text =
      '@id("issues") @reason("issues are allowed") permit (principal, action in Action::"call", resource == Tool::"github:issues.create");'
    await org.post('/v1/policies/publish', { text })
    return withAgent(org)
  },
  verify: halted,
  'agents.list': first(withAgent),
  'agents.get': withAgent,
  'agents.suspend': withAgent,
  'agents.quarantine': withAgent,
  'agents.revoke': withAgent,
  'agents.resume': async (org) => {
    const own = await withAgent(org)
    await org.like('agents.suspend', own)
    return own
  },
  'keys.create': withAgent,
  'keys.get': withKey,
  'keys.revoke': withKey,
  'keys.list': first(withKey),
  'org.resume': first(halted),
  'environments.list': first(({ like }) => like('environments.add')),
  'environments.remove': first(({ like }) => like('environments.add')),
  'members.list': first(withMember),
  'members.update': withMember,
  'members.remove': withMember,
  'members.reset': async ({ orgId }) => ({
    member_id: (await newPerson(app, 'approver', { orgId, origin: ORIGIN })).memberId,
  }),
  'invitations.list': first(({ like }) => like('invitations.create')),
  'invitations.revoke': async ({ like }) => ({ member_id: (await like('invitations.create')).id }),
  'policies.check': withoutPolicies,
  'policies.publish': withoutPolicies,
  'policies.get': published,
  'policies.rollback': async (org) => {
    const { version } = await published(org)
    await withoutPolicies(org)
    return { version: Number(version) }
  },
  'policies.promote': first((org) => published(org, { settings: { modes: { reads: 'shadow' } } })),
  'policies.compare': first(async (org) => {
    const { agent_id } = await withAgent(org)
    await org.post('/v1/gate', { agent_id, action: 'update_page' })
    await org.like('gate', { agent_id })
  }),
  'tools.get': withTool,
  'tools.update': withTool,
  'tools.remove': withTool,
  'tools.list': withTool,
  'webhooks.list': first(withWebhook),
  'webhooks.get': withWebhook,
  'webhooks.update': withWebhook,
  'webhooks.rotate': withWebhook,
  'webhooks.remove': withWebhook,
  'webhooks.test: it arrived': (org) => withBackend(org, 204),
  'webhooks.test: it did not': (org) => withBackend(org, 500),
  'webhooks.attempts': async (org) => {
    const { webhook_id } = await withBackend(org, 503)
    await pending(org)
    await until('an attempt was made', async () => {
      const path = `/v1/webhooks/${webhook_id}/attempts`
      return (await app.must<{ data: unknown[] }>(path, { key: org.key })).data.length > 0
    })
    return { webhook_id }
  },
  'webhooks.replay': async (org) => {
    const { webhook_id } = await withBackend(org, 204)
    const { gate_id } = await pending(org)
    const { data } = await app.must<{ data: Made[] }>(`/v1/receipts?type=gate.pending`, { key: org.key })
    assert.ok(gate_id)
    return { webhook_id, receipt_id: data[0]?.id }
  },
  'receipts.list': denied,
  'receipts.list: the newest': first(denied),
  'receipts.get': halted,
  'receipts.cose': halted,
  'receipts.export': first(halted),
  'receipts.erase': async (org) => {
    const { agent_id } = await withAgent(org)
    const call = { agent_id, action: 'read_file', arguments: { name: 'Ada' } }
    return { receipt_id: (await org.post('/v1/check', call)).receipt.id }
  },
}

/** What is a position or a span, or random, by the name of the member. */
const COUNTED = /^(?:seq|tree_size|version|from|to|issued_at|duration_ms)$/
const RANDOM = /^(?:kid|pub|cose|hint|next_cursor|salt)$/

/** An answer with ids, times, hashes, positions and what is random as no more than that. */
function masked(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return /path$/.test(name) ? 'hashes' : value.map((item) => masked(item))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, key)]))
  }
  if (typeof value === 'number') return COUNTED.test(name) ? 0 : value
  if (typeof value !== 'string') return value
  return RANDOM.test(name) ? 'random' : maskedText(value)
}

function maskedText(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'time')
    .replaceAll(/\b[0-9a-f]{32,64}\b/g, 'hash')
    .replaceAll(/\b([a-z]{3})_[0-9a-hjkmnp-tv-z]{20,26}\b/g, '$1')
    .replaceAll(/"(?:seq|issued_at)":\d+/g, '0')
    .replaceAll(/\b(cs_live|whsec)_\S+/g, '$1')
}

/** The answer in the form in which an example has it. */
function read({ produces }: Operation, { body, text }: { body: unknown; text: string }): unknown {
  if (produces === 'json') return masked(body)
  if (produces === 'cose') return Buffer.from(text).subarray(0, 3).toString('hex')
  return text
    .trim()
    .split('\n')
    .map((line) => masked(JSON.parse(line)))
}

function shown({ produces }: Operation, answer: unknown): unknown {
  if (produces === 'json') return masked(answer)
  if (produces === 'cose') return Buffer.from(answer as Uint8Array).toString('hex')
  return (answer as string[]).map((line) => masked(JSON.parse(line)))
}

/** Whether all that is shown is there, where an example says that it is cut short. */
function holds(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && expected.every((item) => actual.some((one) => holds(one, item)))
  }
  if (typeof expected !== 'object' || expected === null) return actual === expected
  return Object.entries(expected).every(([name, item]) => holds(Object(actual)[name], item))
}

/** What is recorded each time that it is asked for; all else that is done already is refused, or answers without a receipt. */
const RECORDED_AGAIN = {
  'asks about another call': ['check', 'gate', 'scan.tool', 'scan.tools', 'scan.action', 'scan.response'],
  'makes another thing, or another secret': [
    'agents.create',
    'keys.create',
    'members.reset',
    'invitations.create',
    'webhooks.create',
    'webhooks.rotate',
  ],
  'sets what holds from now on': [
    'org.update',
    'org.retention',
    'members.update',
    'tools.update',
    'webhooks.update',
    'policies.publish',
    'policies.rollback',
  ],
}

function takesReason({ input: { body } }: Operation): boolean {
  return body instanceof z.ZodObject && Object.hasOwn(body.shape, 'reason')
}

async function sizeOf({ orgId, key }: Org): Promise<number> {
  return (await app.must<{ tree_size: number }>(`/v1/logs/${orgId}/checkpoint`, { key })).tree_size
}

/** Where the first request was recorded; its reason is behind its receipt. */
async function requireReason(key: string, { receipt }: Made, reason: unknown): Promise<void> {
  if (reason === undefined) return
  const path = `/v1/receipts/${receipt.id}`
  const { disclosures } = await app.must<{ disclosures: { value?: unknown }[] }>(path, { key })
  assert.ok(
    disclosures.some(({ value }) => value === reason),
    `the reason is not in the log: ${JSON.stringify(disclosures)}`,
  )
}

/** The second call joins the approval of the first. */
const JOINS = 'a deletion that waits for a human'

type Sent = { title: string; request: object; key: string; first: Made }

/** Asks a second time for what the first request has done. */
async function askAgain(org: Org, operation: Operation, { title, request, key, first }: Sent): Promise<void> {
  const isListed = Object.values(RECORDED_AGAIN).flat().includes(operation.name) && title !== JOINS
  const before = await sizeOf(org)
  const { path, body } = placeInput(operation, request)
  const { status, body: answer, text } = await app.call(path, { key, method: operation.method, body })
  assert.equal((await sizeOf(org)) > before, isListed, text)
  if (isListed) return
  const { receipt } = answer as Partial<Made>
  const isAnswered = status === operation.status && (receipt === undefined || receipt.id === first.receipt.id)
  assert.ok(status === 404 || status === 409 || isAnswered, `${status} ${text}`)
}

/** A request that was recorded says why it was made, and is not recorded twice without a reason. */
async function requireOnce(org: Org, operation: Operation, sent: Sent): Promise<void> {
  await requireReason(org.key, sent.first, (sent.request as { reason?: string }).reason)
  await askAgain(org, operation, sent)
}

describe('each example of the reference', () => {
  for (const operation of operationList) {
    for (const { title, request, answer } of operation.examples) {
      it(`${operation.name}: ${title}`, async () => {
        const org = await newOrg()
        const needs = NEEDS[`${operation.name}: ${title}`] ?? NEEDS[operation.name]
        const { key = org.key, ...own } = (await needs?.(org)) ?? {}
        const asked = request as object
        const named = Object.hasOwn(asked, 'org_id') ? { org_id: org.orgId } : {}
        const mine = Object.entries({ ...own, ...named }).filter(([name]) => Object.hasOwn(asked, name))
        const sent = {
          ...(takesReason(operation) && { reason: 'it was asked for' }),
          ...asked,
          ...Object.fromEntries(mine),
        }
        const before = await sizeOf(org)
        const got = await send(operation, sent, key)
        const [actual, expected] = [read(operation, got), shown(operation, answer)]
        if (title.includes('cut short')) assert.ok(holds(actual, expected), JSON.stringify(actual))
        else assert.deepEqual(actual, expected)
        const isRecorded = (await sizeOf(org)) > before
        if (isRecorded) await requireOnce(org, operation, { title, request: sent, key, first: got.body })
      })
    }
  }
})
