// A request of the wrong form is answered with what is wrong, where, and what is accepted there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { membersOf, type Operation, operationList } from '@countersign/contract'
import { createHarness, type Harness, requestOf } from './http-harness.ts'

type Item = { code: string; message: string; pointer?: string; parameter?: string; offset?: number }
type Refused = { status: number; code: string; remedy: string; errors?: Item[] }

let harness: Harness
before(async () => {
  harness = await createHarness()
})
after(() => harness.app.close())

const MISSING = Symbol('missing')
const WRONG = [MISSING, null, true, 5, -1, 1.5, '', 'x', 'é'.repeat(20_000), [], [1], {}, { a: 1 }]

async function refusal(request: object): Promise<Refused | undefined> {
  const response = await harness.app.inject(request)
  return response.statusCode < 400 ? undefined : (response.json() as Refused)
}

function inBody(operation: Operation, name: string, value: unknown): object {
  const request = requestOf(operation)
  const payload: Record<string, unknown> = { ...request.payload, [name]: value }
  if (value === MISSING) delete payload[name]
  return { ...request, payload }
}

function inQuery(operation: Operation, name: string, value: unknown): object {
  const request = requestOf(operation)
  const url = new URL(request.url, 'http://localhost')
  if (value === MISSING) url.searchParams.delete(name)
  else url.searchParams.set(name, String(value).slice(0, 300))
  return { ...request, url: `${url.pathname}${url.search}` }
}

type Part = 'query' | 'body'
type Case = { about: string; name: string; part: Part; sent: object }

/** A request for each member of an operation and each thing that it may not be. */
function* cases(operation: Operation, part: Part): Generator<Case> {
  for (const name of membersOf(operation.input[part])) {
    for (const value of WRONG) {
      const about = `${operation.name}, ${name}: ${String(JSON.stringify(value)).slice(0, 40)}`
      yield { about, name, part, sent: (part === 'query' ? inQuery : inBody)(operation, name, value) }
    }
  }
}

const read = operationList.filter(({ isolated }) => !isolated)

/** What is refused of them. */
async function* refusals(): AsyncGenerator<Case & { items: Item[] }> {
  for (const each of read.flatMap((operation) => [
    ...cases(operation, 'query'),
    ...cases(operation, 'body'),
  ])) {
    const refused = await refusal(each.sent)
    if (refused === undefined) continue
    assert.deepEqual([refused.status, refused.code], [400, 'request.invalid'], each.about)
    yield { ...each, items: refused.errors ?? [] }
  }
}

test('a fault in a member is reported for that member, once, whole and in our own words', async () => {
  let count = 0
  for await (const { about, name, part, items } of refusals()) {
    count++
    assert.ok(items.length > 0, about)
    // A missing member may be reported for the one that could take its place.
    const own = items.filter(({ pointer = '', parameter }) =>
      part === 'query' ? parameter === name : pointer.split('/')[1] === name,
    )
    const told = items.map(({ pointer, parameter, message }) => `${pointer ?? parameter}: ${message}`)
    assert.ok(own.length > 0 || told.some((text) => text.includes(`\`${name}\``)), `${about}: ${told}`)
    assert.equal(new Set(told).size, told.length, `${about}: ${told}`)
    for (const { message } of items) {
      assert.doesNotMatch(message, /…|invalid|expected|\.$|does not have the form/i, `${about}: ${message}`)
      assert.ok(message.length <= 200, `${about}: ${message}`)
    }
    const places = items.map(({ pointer, parameter }) => pointer ?? parameter)
    for (const item of items.filter(({ code }) => code === 'invalid_type'))
      assert.equal(
        places.filter((place) => place === (item.pointer ?? item.parameter)).length,
        1,
        `${about}: ${told}`,
      )
  }
  assert.ok(count > 500, String(count))
})

test('what an operation does not know is refused by name, with what it knows', async () => {
  for (const operation of read) {
    const { query, body } = operation.input
    const parts = [
      {
        sent: inQuery(operation, 'surprise', 'x'),
        known: membersOf(query),
        place: { parameter: 'surprise' },
      },
      ...(body === undefined
        ? []
        : [
            {
              sent: inBody(operation, 'surprise', 1),
              known: membersOf(body),
              place: { pointer: '/surprise' },
            },
          ]),
    ]
    for (const { sent, known, place } of parts) {
      const { errors: [item] = [] } = (await refusal(sent)) ?? {}
      assert.ok(item, operation.name)
      const { message, ...rest } = item
      assert.deepEqual(rest, { code: 'unknown_member', ...place }, operation.name)
      const hint = known[0] === undefined ? 'leave it out' : `\`${known[0]}\``
      assert.ok(message.startsWith('is not accepted here: ') && message.includes(hint), message)
    }
  }
})

test('a wrong value in a path is told by the name of its parameter, with what it must be', async () => {
  for (const operation of operationList.filter(({ input }) => input.params !== undefined)) {
    for (const name of membersOf(operation.input.params)) {
      const request = requestOf(operation)
      const parts = operation.path
        .split('/')
        .map((part, at) => (part === `{${name}}` ? '!' : request.url.split('/')[at]))
      const { errors: [item] = [] } = (await refusal({ ...request, url: parts.join('/') })) ?? {}
      assert.equal(item?.parameter, name, operation.name)
      assert.match(item.message, /^must (be|start|have|hold) /, operation.name)
    }
  }
})

test('a body that is too large is told how large it may be', async () => {
  const operation = operationList.find(({ name }) => name === 'gate') as Operation
  const refused = await harness.app.inject(
    inBody(operation, 'arguments', { a: 'x'.repeat(operation.bodyBytesMax) }),
  )
  assert.equal(refused.statusCode, 413)
  assert.equal(refused.json().detail, `the body may have at most ${operation.bodyBytesMax} bytes`)
})

test('a parameter that is given twice is told as that', async () => {
  const request = requestOf(operationList.find(({ name }) => name === 'receipts.list') as Operation)
  const refused = await refusal({ ...request, url: '/v1/receipts?limit=5&limit=6&verdict=deny' })
  assert.deepEqual(refused?.errors, [
    { code: 'repeated', message: 'must be given only once', parameter: 'limit' },
  ])
})

test('a time without its offset, a number and a plus that became a space each say what to write', async () => {
  const request = requestOf(operationList.find(({ name }) => name === 'receipts.list') as Operation)
  for (const [from, message] of [
    ['1795000000000', /not a number: write `2026-11-21T10:00:00.000Z`/],
    ['2026-11-21T10:00:00', /add `Z`/],
    ['2026-11-21T10:00:00+02:00', /`%2B` instead of `\+`/],
    ['2026-12-31T23:59:60Z', /leap second/],
    ['1969-12-31T23:59:59Z', /before 1970/],
  ] as const) {
    const { errors: [item] = [] } = (await refusal({ ...request, url: `/v1/receipts?from=${from}` })) ?? {}
    assert.equal(item?.parameter, 'from')
    assert.match(item?.message ?? '', message)
  }
  assert.equal(
    await refusal({ ...request, url: '/v1/receipts?from=2026-11-21T10:00:00.5%2B02:00' }),
    undefined,
  )
})
