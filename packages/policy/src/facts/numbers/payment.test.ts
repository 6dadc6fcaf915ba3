// Tests which payments are the same one: by payee and sum, or by the members that a policy names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import { createBudget } from '../../model/budget.ts'
import type { Facts } from '../../model/facts.ts'
import { leavesOf } from '../leaves.ts'
import { paymentOf } from './payment.ts'

const BASE: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
  action: 'payments:create',
  environment: 'production',
}

function of(given: JsonObject, members?: readonly string[], action = BASE.action): string {
  const budget = createBudget()
  return paymentOf({ ...BASE, action, arguments: given }, leavesOf(given, budget), members, budget)
}

const PAYMENT = { to: 'acct_1', amount: 80, currency: 'EUR' }

test('a payment is the same with another memo, key, spelling, order and tool', () => {
  const first = of({ ...PAYMENT, idempotency_key: 'a' })
  for (const again of [
    { ...PAYMENT, idempotency_key: 'b' },
    { ...PAYMENT, memo: 'the second half' },
    { ...PAYMENT, request_id: '7', date: '2026-02-02', receipt_email: 'a@example.com' },
    { currency: 'EUR', amount: '80.00', to: ' ACCT_1' },
    { amount: -80, to: 'acct_1' },
    { amount: '€80', to: 'acct_1' },
  ])
    assert.equal(of(again), first, JSON.stringify(again))
  assert.equal(of(PAYMENT, undefined, 'send_money'), first)
  assert.equal(
    of({ recipient: { iban: 'DE89 3704 0044' }, amount: 5 }),
    of({ iban: 'de8937040044', amount: 5 }),
  )
})

test('another payee or another sum is another payment', () => {
  const all = [
    PAYMENT,
    { ...PAYMENT, to: 'acct_2' },
    { ...PAYMENT, amount: 81 },
    { ...PAYMENT, fee: 1 },
    { charge: 'ch_1', amount: 80 },
    { charge: 'ch_2', amount: 80 },
    { amount: 80, shelf: 'a' },
    { amount: 80, shelf: 'b' },
  ].map((given) => of(given))
  assert.equal(new Set(all).size, all.length)
  assert.notEqual(of({ amount: 80 }, undefined, 'a'), of({ amount: 80 }, undefined, 'b'))
})

test('members that are named stand in place of payee and sum', () => {
  const by = ['amount', 'invoice']
  assert.equal(of({ ...PAYMENT, invoice: '1' }, by), of({ amount: 80, invoice: '1', to: 'acct_2' }, by))
  assert.notEqual(of({ ...PAYMENT, invoice: '1' }, by), of({ ...PAYMENT, invoice: '2' }, by))
  assert.equal(
    of({ to: { iban: 'x', name: 'a' } }, ['to.iban']),
    of({ to: { iban: 'x', name: 'b' } }, ['to.iban']),
  )
})

test('what cannot be read may be any payment of its tool', () => {
  const budget = createBudget()
  const hidden = paymentOf({ ...BASE, hash_only: true }, leavesOf(undefined, budget), undefined, budget)
  assert.equal(hidden, 'payments:create')
  const given = { list: new Array(20_000).fill('a') }
  assert.equal(
    paymentOf({ ...BASE, arguments: given }, leavesOf(given, budget), undefined, budget),
    'payments:create',
  )
})
