// Tests that the same payment is known again under another key or tool, and that payments are counted.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { appOfFile, orgWithAgent, type TestOrg } from './harness.ts'

const app = await appOfFile('postgres')

type Decided = { verdict: string; reasons: { policy_id?: string }[] }

const HEAD = '(principal, action in Action::"call", resource)'
const PERMIT = `@id("pay") permit ${HEAD} when { context.effect == "outward" || context.effect == "read" };`

function duplicate(more = '') {
  return `@id("twice") ${more} forbid ${HEAD} when { context.effects.contains("pay") && context.calls.same_payment >= 1 };`
}

const RATE = `@id("rate") forbid ${HEAD} when { context.effects.contains("pay") && context.calls.paid_minute >= 2 };`

async function orgWith(text: string): Promise<TestOrg> {
  const org = await orgWithAgent(app)
  await app.must('/v1/policies/publish', { key: org.key, body: { text } })
  return org
}

async function gate(of: TestOrg, tool: string, given: object) {
  const body = { agent_id: of.agent, tool, arguments: given }
  const { verdict, reasons } = await app.must<Decided>('/v1/gate', { key: of.key, body })
  return verdict === 'allow' ? verdict : `${verdict} by ${reasons[0]?.policy_id}`
}

const PAYMENT = { to: 'acct_1', amount: 80, currency: 'EUR' }

it('a second payment of the same sum to the same payee is known again, whatever its key, memo and tool', async () => {
  const org = await orgWith(PERMIT + duplicate())
  assert.equal(await gate(org, 'send_payment', { ...PAYMENT, idempotency_key: 'a' }), 'allow')
  assert.equal(await gate(org, 'send_payment', { ...PAYMENT, idempotency_key: 'b' }), 'deny by twice')
  assert.equal(
    await gate(org, 'transfer_money', { to: 'ACCT_1', amount: '80.00', memo: 'again' }),
    'deny by twice',
  )
  assert.equal(await gate(org, 'send_payment', { ...PAYMENT, to: 'acct_2' }), 'allow')
  assert.equal(await gate(org, 'send_payment', { ...PAYMENT, amount: 81 }), 'allow')
})

it('a policy names the members by which a payment is known again', async () => {
  const org = await orgWith(PERMIT + duplicate('@duplicate_by("invoice")'))
  assert.equal(await gate(org, 'send_payment', { ...PAYMENT, invoice: 'i-1' }), 'allow')
  assert.equal(await gate(org, 'send_payment', { ...PAYMENT, invoice: 'i-2' }), 'allow')
  assert.equal(await gate(org, 'send_payment', { ...PAYMENT, amount: 5, invoice: 'i-1' }), 'deny by twice')
})

it('a tool of any name counts as paying once it is registered so, and what pays nothing does not count', async () => {
  const org = await orgWith(PERMIT + RATE)
  await app.must('/v1/tools', { key: org.key, body: { name: 'zorch', effects: ['pay'] } })
  for (const to of ['a', 'b']) assert.equal(await gate(org, 'get_balance', { to }), 'allow')
  assert.equal(await gate(org, 'zorch', { to: 'a', amount: 1 }), 'allow')
  assert.equal(await gate(org, 'send_payment', { to: 'b', amount: 1 }), 'allow')
  assert.equal(await gate(org, 'zorch', { to: 'c', amount: 1 }), 'deny by rate')
  assert.equal(await gate(org, 'get_balance', { to: 'c' }), 'allow')
})

it('an annotation that names no members is refused', async () => {
  const { key } = await orgWithAgent(app)
  const body = { text: PERMIT + duplicate('@duplicate_by("")') }
  const { status } = await app.call('/v1/policies/publish', { key, body })
  assert.equal(status, 422)
})
