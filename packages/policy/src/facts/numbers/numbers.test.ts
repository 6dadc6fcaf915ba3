// Tests how numbers and sums of money in arguments are found, read and rounded.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import fc from 'fast-check'
import { BASE } from '../../../test/facts.ts'
import { parseDecimal } from '../../evaluate/decimal.ts'
import { createBudget } from '../../model/budget.ts'
import { decimalExactly, decimalUp } from '../../model/decimal.ts'
import { leavesOf } from '../leaves.ts'
import { numbersOf } from './numbers.ts'

const MAX = '922337203685477.5807'
const MIN = '-922337203685477.5808'

function of(given: JsonObject): Record<string, unknown> | undefined {
  const budget = createBudget()
  const numbers = numbersOf({ ...BASE, arguments: given }, leavesOf(given, budget), budget)
  if (numbers === undefined) return undefined
  function read(value: unknown): unknown {
    return (value as { __extn?: { arg: string } }).__extn?.arg ?? value
  }
  const members = Object.entries(numbers).map(([name, value]) => [name, read(value)] as const)
  return Object.fromEntries(members.filter(([name]) => !LATER.has(name)))
}

// These have a test of their own.
const LATER = new Set(['amount_least', 'currencies'])

function whole(given: JsonObject): Record<string, unknown> {
  const budget = createBudget()
  const numbers = numbersOf({ ...BASE, arguments: given }, leavesOf(given, budget), budget) ?? {}
  return Object.fromEntries(Object.entries(numbers))
}

function amount(given: JsonObject): unknown {
  return of(given)?.amount
}

test('the numbers of the arguments are counted and bounded, and there are none without numbers', () => {
  assert.equal(of({ a: 'x', b: true, c: null }), undefined)
  assert.deepEqual(of({ a: 1, b: [2.5, { c: -3 }] }), {
    count: 3,
    largest: '2.5',
    smallest: '-3.0',
    exact: true,
  })
  assert.deepEqual(of({ a: 0.1 }), { count: 1, largest: '0.1', smallest: '0.1', exact: true })
  assert.deepEqual(of({ a: -0 }), { count: 1, largest: '0.0', smallest: '0.0', exact: true })
})

test('a number that does not fit a decimal is rounded outwards or clamped, and marked as inexact', () => {
  assert.deepEqual(of({ a: 1.00001 }), { count: 1, largest: '1.0001', smallest: '1.0', exact: false })
  assert.deepEqual(of({ a: -1.00001 }), { count: 1, largest: '-1.0', smallest: '-1.0001', exact: false })
  assert.deepEqual(of({ a: 1e-300 }), { count: 1, largest: '0.0001', smallest: '0.0', exact: false })
  assert.deepEqual(of({ a: 1e300 }), { count: 1, largest: MAX, smallest: MAX, exact: false })
  assert.deepEqual(of({ a: -1e300 }), { count: 1, largest: MIN, smallest: MIN, exact: false })
  assert.deepEqual(of({ a: Number.NaN }), { count: 1, largest: MAX, smallest: MIN, exact: false })
})

test('sums of money are found by whole words of the names', () => {
  for (const name of [
    'amount',
    'totalPrice',
    'order_total',
    'price',
    'fee',
    'refund-amount',
    'max_budget',
    'value',
    'limit',
  ])
    assert.equal(amount({ [name]: 12 }), '12.0', name)
  for (const name of ['amount_id', 'count', 'paramount', 'feeling', 'payment_method', 'evaluate'])
    assert.equal(amount({ [name]: 12 }), undefined, name)
  assert.equal(amount({ payments: [{ amount: 5 }, { amount: 7 }] }), '12.0')
  assert.equal(amount({ price: { value: 9, currency: 'EUR' } }), '9.0')
  assert.equal(amount({ amounts: [1, 2, 3] }), '6.0')
  assert.equal(amount({ amount: -5000 }), '5000.0')
})

test('the id of a payment that was made before does not count as a sum', () => {
  for (const given of [
    { charge: 'ch_1', amount: 20 },
    { invoice: 'INV20260105', amount: 20 },
    { payment: 'pay-77a', amount: 20 },
    { original_transfer: 'tr_9', amount: 20 },
  ])
    assert.deepEqual([amount(given), of(given)?.exact], ['20.0', true], JSON.stringify(given))
  for (const given of [
    { charge: 'thousand' },
    { payment: '2k' },
    { refund: 'usd-500' },
    { charge: 'a lot' },
    { amount: 'ch_1' },
    { payment: 'eur500000' },
  ])
    assert.notEqual(amount(given), undefined, JSON.stringify(given))
})

test('smaller units are scaled, but not where the currency has none', () => {
  assert.equal(amount({ amount_cents: 1050 }), '10.5')
  assert.equal(amount({ amountMinor: 1 }), '0.01')
  assert.equal(amount({ price_micros: 1_500_000 }), '1.5')
  assert.equal(amount({ price_micros: 1 }), '0.0001')
  assert.equal(amount({ amount_minor: 1050, currency: 'jpy' }), '1050.0')
  assert.equal(amount({ amount_cents: '1,050' }), '10.5')
})

test('sums that are written as text are read as people write them, and the larger reading counts', () => {
  const table: Record<string, string> = {
    '1,000.50': '1000.5',
    '1.000,50': '1000.5',
    '€ 12': '12.0',
    '12 EUR': '12.0',
    'USD 1 000': '1000.0',
    '-$5': '5.0',
    '$-5': '5.0',
    '\u22125': '5.0',
    "1'000": '1000.0',
    '1_000': '1000.0',
    '1e3': '1000.0',
    '1,000': '1000.0',
    '1.000': '1000.0',
    '1,5': '1.5',
    '1.5': '1.5',
    '.5': '0.5',
    '\uff11\uff12': '12.0',
    '1,00,000.00': '100000.0',
  }
  for (const [text, sum] of Object.entries(table)) assert.equal(amount({ amount: text }), sum, text)
})

test('money that cannot be read is the largest possible', () => {
  for (const text of [
    'a lot',
    '0x10',
    '1k',
    '2 million',
    '1..2',
    '1,2,3',
    '٣',
    '--5',
    '1e9999',
    '1-2',
    '9'.repeat(70),
    '1 or 2',
  ])
    assert.equal(amount({ amount: text }), MAX, text)
  assert.deepEqual(of({ amount: 'a lot' }), {
    count: 0,
    largest: MAX,
    smallest: MIN,
    amount: MAX,
    exact: false,
  })
  for (const text of ['', '  ']) assert.equal(of({ amount: text }), undefined)
  assert.equal(amount({ value: 'blue' }), undefined)
  assert.equal(amount({ value: '12 things' }), MAX)
  assert.equal(of({ text: '12' }), undefined)
})

test('what is not seen passes every limit', () => {
  const budget = createBudget()
  const hidden = numbersOf({ ...BASE, hash_only: true }, leavesOf(undefined, budget), budget)
  const cut = numbersOf(BASE, leavesOf({ x: new Array(20_000).fill(1) }, budget), budget)
  for (const numbers of [hidden, cut]) assert.equal(JSON.stringify(numbers).split(MAX).length, 3)
})

test('every number becomes a decimal that Cedar reads, never below it when it limits from above', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.maxSafeInteger(), fc.double({ min: -1e6, max: 1e6 })), (number) => {
      const text = (decimalUp(number) as { __extn: { arg: string } }).__extn.arg
      const { amount: units } = parseDecimal(text)
      if (Math.abs(number) < 1e11) assert.ok(Number(units) / 10_000 >= number, `${number}: ${text}`)
      const exact = decimalExactly(number) as { __extn: { arg: string } } | undefined
      if (exact !== undefined) assert.equal(Number(exact.__extn.arg), number === 0 ? 0 : number)
      const bounds = of({ a: number }) as { largest: string; smallest: string }
      parseDecimal(bounds.largest)
      parseDecimal(bounds.smallest)
    }),
    { numRuns: 2000 },
  )
})

test('hostile texts under the name of money are read in linear time', () => {
  // So long that anything but linear work would not come to an end.
  for (const piece of ['1,', '$', 'usd', '1 ', '1e', '\u0660', '9', "'"]) {
    assert.ok(of({ amounts: new Array(1000).fill(piece.repeat(30)) }) !== undefined)
    assert.ok(of({ amounts: new Array(100).fill(piece.repeat(50_000)) }) !== undefined)
  }
})

test('what is paid in all counts: sums of one kind together, each as often as it is paid', () => {
  assert.equal(amount({ amount: 50, quantity: 1000 }), '50000.0')
  assert.equal(amount({ unit_price: '99.5', quantity: '10' }), '995.0')
  assert.equal(amount({ amount: 60, installments: 12 }), '720.0')
  assert.equal(amount({ amount: 100, exponent: 3 }), '100000.0')
  assert.equal(amount({ repeat: 3, lines: [{ price: 10, quantity: 2 }, { price: 5 }] }), '75.0')
  assert.equal(amount({ splits: { a: { amount: 80 }, b: { amount: 80 } } }), '160.0')
  assert.equal(amount({ total: 90, lines: [{ price: 45 }, { price: 45 }] }), '90.0')
  assert.equal(amount({ amount: 50, request: '{"amount":50}' }), '50.0')
  assert.equal(amount({ amount: 2, body: '[{"amount":900},{"amount":900}]' }), '1802.0')
  assert.equal(amount({ amount: 10, quantity: 0.5 }), '10.0')
  assert.equal(amount({ amount: 10, invoice_number: 20_260_105 }), '10.0')
  assert.equal(amount({ amount: 1e12, quantity: 1e12 }), MAX)
  assert.equal(amount({ amount: 60, tip: 60, service_fee: '5' }), '125.0')
  assert.equal(amount({ total: 62, amount: 60, fee: 2 }), '62.0')
  assert.equal(amount({ fee: 5 }), '5.0')
  assert.equal(amount({ amount: 80, recurring: { times: 12 } }), '960.0')
  assert.equal(amount({ amount: 80, shipping: { days: 12 } }), '80.0')
  assert.equal(amount({ amount: 99, shipping: 9, delivery: 'express' }), '108.0')
  assert.equal(amount({ subtotal: 90, tax: 20 }), '110.0')
  assert.equal(amount({ amount: 50, service_charge: 80 }), '130.0')
  assert.equal(amount({ amount: 60, number_of_payments: 4 }), '240.0')
  assert.equal(amount({ amount: 60, invoice: '2026-117' }), '60.0')
  assert.equal(amount({ amount: 90, tax: 20 }), '90.0')
  assert.equal(amount({ subtotal: 90, tax: 20, total: 105 }), '105.0')
  assert.equal(amount({ amount: 20, balance_after: 5000 }), '20.0')
  assert.equal(amount({ recipients: ['a', 'b', 'c'], amount_each: 50 }), '150.0')
  assert.equal(
    amount({ recipients: [{ iban: 'a' }, { iban: 'b' }], amount: 50, per_recipient: true }),
    '100.0',
  )
  assert.equal(amount({ recipients: ['a', 'b'], amount: 50, per_recipient: false }), '50.0')
})

test('currencies and assets are told by their codes, and the least sum with its sign', () => {
  assert.deepEqual(whole({ amount: 5, currency: 'eur' }).currencies, ['EUR'])
  assert.deepEqual(whole({ amount: '5 USD', fee: '\u20ac1' }).currencies, ['USD', 'EUR'])
  assert.deepEqual(whole({ amount: 5, asset: 'ETH', token: 'tok_live_1' }).currencies, ['ETH'])
  assert.deepEqual(whole({ amount: 5, asset: 'eth' }).currencies, ['ETH'])
  assert.deepEqual(whole({ amount: 5, token: 'Usdc', coin: 'bitcoin' }).currencies, ['USDC', 'BITCOIN'])
  assert.deepEqual(whole({ amount: 5, unit: 'kg', symbol: 'none', network: 'base' }).currencies, [])
  assert.deepEqual(whole({ amount: 5, note: 'ETH' }).currencies, [])
  const least = whole({ amount: 50, fee: -2, discount: -5, latitude: -70 }).amount_least
  assert.deepEqual((least as { __extn?: unknown }).__extn, { fn: 'decimal', arg: '-2.0' })
})

test('what adding up fractions leaves behind is taken away, and nothing else is', () => {
  for (const [value, sum] of [
    [99.94999999999999, '99.95'],
    [59.97000000000001, '59.97'],
    [1.1500000000000001, '1.15'],
  ] as const)
    assert.deepEqual([of({ amount: value })?.amount, of({ amount: value })?.exact], [sum, true])
  assert.equal(of({ amount: 99.99999 })?.exact, false)
})

test('what is paid besides or is numbered counts together, and what is only said about a sum does not', () => {
  for (const [given, sum] of [
    [{ amount: 30, additional_amounts: [30, 30, 30] }, '120.0'],
    [{ amount: 90, surcharges: [15, 20] }, '125.0'],
    [{ amount: 90, extra_amount: 20 }, '110.0'],
    [{ amount: 90, supplement: 20 }, '110.0'],
    [{ amount: 90, bonuses: [20] }, '110.0'],
    [{ amount: 90, addons: [{ price: 20 }] }, '110.0'],
    [{ amount: 90, furtherPayments: [{ price: 20 }] }, '110.0'],
    [{ amount: 60, amount_2: 60 }, '120.0'],
    [{ amount1: 60, amount2: 60, amount3: 1 }, '121.0'],
    [{ first_payment: 60, second_payment: 60 }, '120.0'],
    [{ price: 50, supplementary_price: 25, gratuities: [5] }, '80.0'],
    [{ amount: 45, for_each: ['a', 'b', 'c'] }, '135.0'],
    [{ amount: 45, forEach: ['a', 'b'] }, '90.0'],
    [{ amount: 20, goodwill: 30 }, '50.0'],
    [{ amount: 20, compensation: { amount: 30 } }, '50.0'],
    [{ amount: 20, cashback: '30', stipend: 1 }, '51.0'],
    // Each of several who are named gets the sum beside them.
    [{ amount: 90, customers: ['a', 'b', 'c', 'd', 'e'] }, '450.0'],
    [{ amount: 45, payees: ['a', 'b'] }, '90.0'],
    [{ amount: 45, customer_ids: ['a', 'b'], fee: 5 }, '100.0'],
    [{ refund: { amount: 45, toUsers: ['a', 'b'] } }, '90.0'],
    [{ amount: 45, vendors: [{ id: 'a' }, { id: 'b' }] }, '90.0'],
    [{ amount: 45, employees: ['a', 'b', 'c'] }, '135.0'],
    [{ amount: 45, customers: ['a'] }, '45.0'],
    [{ total_amount: 45, customers: ['a', 'b'] }, '45.0'],
    [{ amount: 45, customers: ['a', 'b'], split: 'equal' }, '45.0'],
    [{ amount: 45, recipients: ['a', 'b'], shared_by_all: true }, '45.0'],
    [{ amount: 45, recipients: ['a', 'b'], per_recipient: false }, '45.0'],
    [{ recipients: [{ amount: 20 }, { amount: 25 }] }, '45.0'],
    [{ amount: 45, items: ['a', 'b'], labels: ['x', 'y'] }, '45.0'],
    [{ amount: 45, emails: ['a@x.example', 'b@x.example'] }, '45.0'],
    // Sums that tell the same, a bound or what was before.
    [{ amount: 60, max_amount: 60 }, '60.0'],
    [{ amount: 60, previous_amount: 60 }, '60.0'],
    [{ amount: 60, remaining_amount: 55 }, '60.0'],
    [{ amount: 60, net_amount: 50 }, '60.0'],
    [{ amount: 60, tax_amount: 10 }, '60.0'],
    [{ amount: 60, converted_amount: 55 }, '60.0'],
    [{ total_amount: 60, surcharges: [5] }, '60.0'],
    [{ amount: 60, order_total: 60, extra_amount: 5 }, '60.0'],
    [{ amount: 60, first_name: 'Ada', second_address: '4' }, '60.0'],
    [{ amount: 60, extra: { seats: 40 }, first_day: 12 }, '60.0'],
  ] as const)
    assert.equal(amount(given as unknown as JsonObject), sum, JSON.stringify(given))
})
