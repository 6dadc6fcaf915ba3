// What a request may take of the process: bytes, turns, time in a thread, and a day's quota.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { operationList } from '@countersign/contract'
import fc from 'fast-check'
import { shareOf } from '../src/http/address.ts'
import { createBodies } from '../src/http/bodies.ts'
import { createPlaces } from '../src/http/places.ts'
import { createQuota, recordBytes } from '../src/http/quota.ts'
import { createRateLimiter } from '../src/http/rate-limit.ts'
import { createWorkQueue } from '../src/http/work-queue.ts'
import { adminKey, createHarness, keyOf, requestOf } from './http-harness.ts'

const MB = 1024 * 1024

test('an IPv6 network of one customer is one share, and IPv4 inside IPv6 is IPv4', () => {
  for (const [share, ...addresses] of [
    [
      '192.0.2.7',
      '192.0.2.7',
      '::ffff:192.0.2.7',
      '::FFFF:c000:207',
      '64:ff9b::192.0.2.7',
      '2002:c000:207::1',
      '192.0.2.7:51234',
      '[::ffff:192.0.2.7]:443',
    ],
    [
      '2001:db8:1:2::/64',
      '2001:db8:1:2::1',
      '2001:db8:1:2:ffff::',
      '2001:0DB8:0001:0002::2bc',
      '[2001:db8:1:2::1]',
      '[2001:db8:1:2::1]:51234',
    ],
    ['2001:db8:1:3::/64', '2001:db8:1:3::1'],
    ['fe80:0:0:0::/64', 'fe80::1%eth0', 'fe80::2'],
    ['0:0:0:0::/64', '::1', '::'],
    ['not an address', 'not an address'],
  ]) {
    for (const address of addresses) assert.equal(shareOf(address), share, address)
  }
  assert.equal(shareOf('x'.repeat(1000)).length, 64)
})

test('every address of a /64 has the share of every other, however it is written', () => {
  const group = fc.integer({ min: 0, max: 0xffff })
  const property = fc.property(
    fc.tuple(fc.integer({ min: 0x2003, max: 0x3fff }), group, group, group),
    fc.tuple(group, group, group, group),
    fc.tuple(group, group, group, group),
    (network, one, other) => {
      function text(host: number[]) {
        return [...network, ...host].map((n) => n.toString(16)).join(':')
      }
      assert.equal(shareOf(text(one)), shareOf(text(other)))
      assert.equal(shareOf(text(one).toUpperCase()), shareOf(text(one)))
    },
  )
  fc.assert(property)
})

test('429: a proxy that writes ports beside addresses gives no caller a new share', async () => {
  const harness = await createHarness({ trustProxy: true, rateLimit: { perKey: 1e6, perAddress: 3 } })
  const statuses: number[] = []
  for (let n = 0; n < 4; n++) {
    const headers = { 'x-forwarded-for': `192.0.2.7:${50_000 + n}` }
    statuses.push((await harness.app.inject({ url: '/v1/org', headers })).statusCode)
  }
  assert.deepEqual(statuses, [401, 401, 401, 429])
  await harness.app.close()
})

test('429: one IPv6 network behind the proxy has one share of requests without a key', async () => {
  const harness = await createHarness({ trustProxy: true, rateLimit: { perKey: 1e6, perAddress: 600 } })
  const statuses = new Map<number, number>()
  for (let n = 1; n <= 700; n++) {
    const { statusCode } = await harness.app.inject({
      url: '/v1/org',
      headers: { 'x-forwarded-for': `2001:db8:1:2::${n.toString(16)}` },
    })
    statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
  }
  assert.deepEqual([statuses.get(401), statuses.get(429)], [600, 100])
  await harness.app.close()
})

test('a spent address is not forgotten for many others that came after it', () => {
  const limiter = createRateLimiter({ perKey: 1, perAddress: 2 }, () => 0)
  for (let n = 0; n < 3; n++) limiter.address('spent')
  for (let n = 0; n < 200_000; n++) {
    limiter.address(`other ${n}`)
    if (n % 1000 === 0) limiter.address('spent')
  }
  assert.equal(limiter.isAddressSpent('spent'), true)
  assert.equal(limiter.isAddressSpent('other 1'), false)
})

test('bodies are bounded for one key, one org, one address, all strangers, and all together', () => {
  const small = 256 * 1024
  function fill(
    bodies: ReturnType<typeof createBodies>,
    ownerOf: (n: number) => Parameters<typeof bodies.reserve>[0],
  ) {
    let count = 0
    for (;;) {
      const held = bodies.reserve(ownerOf(count), small)
      if (typeof held === 'string') return { mb: (count * small) / MB, full: held }
      count++
    }
  }
  function key(n: number, orgId = 'o') {
    return { orgId, actor: `key ${n}` }
  }
  const whole = 64 * MB
  assert.deepEqual(
    fill(createBodies(whole), () => key(0)),
    { mb: 8, full: 'own' },
  )
  assert.deepEqual(
    fill(createBodies(whole), (n) => key(n)),
    { mb: 16, full: 'own' },
  )
  assert.deepEqual(
    fill(createBodies(whole), (n) => key(n, `org ${n}`)),
    { mb: 64 - small / MB, full: 'shared' },
  )
  assert.deepEqual(
    fill(createBodies(whole), () => ({ share: 'a' })),
    { mb: 4, full: 'own' },
  )
  assert.deepEqual(
    fill(createBodies(whole), (n) => ({ share: `${n}` })),
    { mb: 16 - small / MB, full: 'shared' },
  )
})

test('eight orgs that hold all they may leave room for the bodies of others, and as many addresses do', () => {
  for (const ownerOf of [
    (n: number) => ({ orgId: `org ${n % 8}`, actor: `key ${n}` }),
    (n: number) => ({ share: `${n % 8}` }),
  ]) {
    const bodies = createBodies(64 * MB)
    for (let n = 0; n < 8000; n++) bodies.reserve(ownerOf(n), 16 * 1024)
    const another = 'share' in ownerOf(0) ? { share: 'another' } : { orgId: 'another', actor: 'key' }
    assert.equal(typeof bodies.reserve(another, 16 * 1024), 'object')
  }
})

test('large bodies leave room for small ones, and what is given back can be used again', () => {
  const bodies = createBodies(64 * MB)
  const owner = { share: 'a' }
  const first = bodies.reserve(owner, 2 * MB)
  assert.ok(typeof first === 'object')
  assert.equal(bodies.reserve(owner, 2 * MB), 'own')
  assert.equal(typeof bodies.reserve(owner, 200 * 1024), 'object')
  bodies.settle(first, 1024)
  const second = bodies.reserve(owner, 2 * MB)
  assert.ok(typeof second === 'object')
  for (let n = 0; n < 3; n++) bodies.settle(second, 0)
  bodies.settle(first, 0)
  assert.equal(typeof bodies.reserve(owner, 2 * MB), 'object')
})

test('503: a body that finds no room is refused before it is read, and what stops agents finds room', async () => {
  const harness = await createHarness({ bodiesBytesMax: 8 * 1024 })
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  function post(url: string, payload: string) {
    return harness.app.inject({ method: 'POST', url, headers, payload })
  }
  const pad = ' '.repeat(2048)
  const refused = await post('/v1/gate', `{"action":"a"${pad}`)
  assert.equal(refused.statusCode, 429)
  assert.ok(Number(refused.headers['retry-after']) > 0)
  assert.equal(harness.seen.length, 0)
  for (const operation of operationList.filter(({ urgent }) => urgent)) {
    const { url, payload } = requestOf(operation)
    const padded = `${JSON.stringify(payload ?? {})}${pad}`
    assert.equal((await post(url, padded)).statusCode, operation.status, operation.name)
  }
  await harness.app.close()
})

test('the operations that stop something are urgent, and no other', () => {
  assert.deepEqual(
    operationList.filter(({ urgent }) => urgent).map(({ name }) => name),
    [
      'approvals.decide',
      'agents.suspend',
      'agents.quarantine',
      'agents.revoke',
      'keys.revoke',
      'org.halt',
      'members.remove',
      'invitations.revoke',
    ],
  )
})

test('503: one org has one export at a time, and another org has its own', async () => {
  const harness = await createHarness()
  const other = keyOf(5)
  harness.keys.set(other, ['receipts:export'])
  const release = Promise.withResolvers<void>()
  harness.hold = release.promise
  function ask() {
    return harness.app.inject({ url: '/v1/bundle', headers: { 'x-api-key': adminKey } })
  }
  const first = ask()
  while (harness.seen.length === 0) await nextTurn()
  const second = await ask()
  assert.equal(second.statusCode, 503)
  assert.equal(second.json().code, 'export.busy')
  assert.ok(Number(second.headers['retry-after']) > 0)
  release.resolve()
  assert.equal((await first).statusCode, 200)
  assert.equal((await ask()).statusCode, 200)
  await harness.app.close()
  const places = createPlaces(1)
  const giveBack = places.take('a')
  assert.ok(giveBack)
  assert.equal(places.take('a'), undefined)
  assert.ok(places.take('b'))
  giveBack()
  giveBack()
  assert.ok(places.take('a'))
  assert.equal(places.take('a'), undefined)
})

test('a quota is of one key and of one org, counts each record, and begins anew at midnight UTC', () => {
  let now = Date.UTC(2026, 0, 1, 18)
  const quota = createQuota({ keyBytes: 10_000, orgBytes: 15_000 }, () => now)
  const [one, two, foreign] = [
    { orgId: 'o', actor: 'k1' },
    { orgId: 'o', actor: 'k2' },
    { orgId: 'p', actor: 'k3' },
  ]
  quota.charge(one, 10_000 - recordBytes - 1)
  assert.equal(quota.spentForMs(one), undefined)
  quota.charge(one, 1)
  assert.equal(quota.spentForMs(one), 6 * 3_600_000)
  assert.equal(quota.spentForMs(two), undefined)
  quota.charge(two, 3000)
  assert.equal(quota.spentForMs(two), 6 * 3_600_000)
  assert.equal(quota.spentForMs(foreign), undefined)
  now += 6 * 3_600_000
  assert.equal(quota.spentForMs(one), undefined)
})

test('a clock that is set back to yesterday gives no second quota, and what goes with a record counts, too', () => {
  const day = 86_400_000
  let now = 10 * day
  const quota = createQuota({ keyBytes: 10_000, orgBytes: 1e9 }, () => now)
  const caller = { orgId: 'org', actor: 'key' }
  quota.charge(caller, 6000 - recordBytes)
  for (const step of [-1, 1, -day, day]) {
    now += step
    quota.keep(caller, 1000)
  }
  assert.equal(quota.spentForMs(caller), day)
  now += day
  assert.equal(quota.spentForMs(caller), undefined)
})

test('429: the error of a completion is stored, so it counts, and the completion is not refused', async () => {
  const error = 'é'.repeat(4000)
  const harness = await createHarness({ quotas: { keyBytes: 8000 + recordBytes, orgBytes: 1e9 } })
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  async function post(url: string, payload: object) {
    return (await harness.app.inject({ method: 'POST', url, headers, payload })).statusCode
  }
  const complete = operationList.find(({ name }) => name === 'complete')
  assert.ok(complete)
  const { gate_id } = requestOf(complete).payload as { gate_id: string }
  function report(more: object) {
    return post('/v1/complete', { gate_id, outcome: 'failed', ...more })
  }
  for (const output of [error, error]) assert.equal(await report({ output }), 200)
  assert.equal(await post('/v1/gate', { action: 'a' }), 200)
  assert.equal(await report({ error }), 200)
  assert.equal(await post('/v1/gate', { action: 'a' }), 429)
  assert.equal(await report({ error }), 200)
  await harness.app.close()
})

test('429: a used up quota stops what is recorded, but neither completing nor stopping nor reading', async () => {
  const harness = await createHarness({ quotas: { keyBytes: recordBytes, orgBytes: 1e9 } })
  const asked = operationList.find(({ name }) => name === 'gate')
  assert.ok(asked)
  assert.equal((await harness.app.inject(requestOf(asked))).statusCode, 200)
  for (const operation of operationList) {
    const response = await harness.app.inject(requestOf(operation))
    assert.equal(response.statusCode, operation.metered ? 429 : operation.status, operation.name)
    if (!operation.metered) continue
    assert.equal(response.json().code, 'quota.exceeded')
    assert.equal(response.headers['retry-after'], '86400')
  }
  assert.deepEqual(
    operationList.filter((o) => !o.metered && !o.urgent && o.method !== 'GET').map(({ name }) => name),
    ['complete', 'verify', 'policies.check', 'policies.compare'],
  )
  await harness.app.close()
})

test('what a refused body would have cost is not counted against the quota', async () => {
  const harness = await createHarness({ quotas: { keyBytes: recordBytes, orgBytes: 1e9 } })
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  function post(payload: string) {
    return harness.app.inject({ method: 'POST', url: '/v1/gate', headers, payload })
  }
  for (const payload of ['{', '{"nobody":1}']) assert.equal((await post(payload)).statusCode, 400)
  assert.equal((await post('{"action":"a"}')).statusCode, 200)
  assert.equal((await post('{"action":"a"}')).statusCode, 429)
  await harness.app.close()
})

test('a queue does one thing at a time, owners in turns, and refuses who waits with too much', async () => {
  const queue = createWorkQueue(
    {
      limits: { queueMax: 4, perOwnerMax: 1 },
      budget: { msPerSecond: 100, msMax: 1000 },
      payerOf: () => 'all',
    },
    () => 0,
  )
  const release = Promise.withResolvers<void>()
  const done: string[] = []
  function work(name: string) {
    return async () => {
      await release.promise
      done.push(name)
      return { threadMs: 0, output: name }
    }
  }
  const first = queue.run('a', work('a1'))
  const waiting = [queue.run('a', work('a2')), queue.run('b', work('b1')), queue.run('c', work('c1'))]
  assert.equal(await queue.run('a', work('a3')), undefined)
  waiting.push(queue.run('d', work('d1')))
  assert.equal(await queue.run('e', work('e1')), undefined)
  release.resolve()
  await Promise.all([first, ...waiting])
  assert.deepEqual(done, ['a1', 'b1', 'c1', 'd1', 'a2'])
})

test('a queue whose time is used up closes until enough of it was earned', async () => {
  let now = 0
  const queue = createWorkQueue(
    {
      limits: { queueMax: 8, perOwnerMax: 2 },
      budget: { msPerSecond: 250, msMax: 1000 },
      payerOf: (owner) => owner,
    },
    () => now,
  )
  assert.ok(await queue.run('a', async () => ({ threadMs: 2000, output: 1 })))
  assert.equal(await queue.run('a', async () => ({ threadMs: 0, output: 1 })), undefined)
  assert.equal(Math.round(queue.closedForMs('a') ?? 0), 4001)
  assert.equal(queue.closedForMs('b'), undefined)
  now = 4002
  assert.equal(queue.closedForMs('a'), undefined)
  now = 1e9
  assert.ok(await queue.run('a', async () => ({ threadMs: 1001, output: 1 })))
  assert.ok((queue.closedForMs('a') ?? 0) > 0)
})

test('503: callers of four orgs that take all the places they may have keep no fifth org waiting', async () => {
  const queue = createWorkQueue(
    {
      limits: { queueMax: 8, perOwnerMax: 2 },
      budget: { msPerSecond: 100, msMax: 1000 },
      payerOf: (id) => id,
    },
    () => 0,
  )
  const release = Promise.withResolvers<void>()
  async function work() {
    await release.promise
    return { threadMs: 0, output: 1 }
  }
  const flood = ['a', 'b', 'c', 'd'].flatMap((org) => [1, 2, 3].map(() => queue.run(org, work)))
  const fifth = queue.run('e', work)
  release.resolve()
  assert.ok(await fifth)
  assert.equal((await Promise.all(flood)).filter((done) => done !== undefined).length, 8)
})

test('503: strangers who used up their time wait, an error counts too, and callers with a key go on', async () => {
  const harness = await createHarness()
  const request = { method: 'POST' as const, url: '/v1/verify', payload: { evidence: {} } }
  const owner = { ...request, headers: { 'x-api-key': adminKey } }
  harness.threadMs = 60_000
  assert.equal((await harness.app.inject(request)).statusCode, 200)
  const refused = await harness.app.inject({ ...request, remoteAddress: '192.0.2.9' })
  assert.equal(refused.statusCode, 503)
  assert.equal(refused.json().code, 'verify.busy')
  assert.ok(Number(refused.headers['retry-after']) > 1)
  harness.threadMs = 0
  assert.equal((await harness.app.inject(owner)).statusCode, 200)
  harness.answer = { threadMs: 60_000, error: new Error('broken') }
  assert.equal((await harness.app.inject(owner)).statusCode, 500)
  assert.equal((await harness.app.inject(owner)).statusCode, 503)
  await harness.app.close()
})

test('503: strangers wait in turns, and an address with too many of them is refused', async () => {
  const harness = await createHarness()
  const release = Promise.withResolvers<void>()
  harness.hold = release.promise
  const request = { method: 'POST' as const, url: '/v1/verify', payload: { evidence: {} } }
  const asked = Array.from({ length: 8 }, () => harness.app.inject(request))
  while (harness.seen.length === 0) await nextTurn()
  const other = harness.app.inject({ ...request, remoteAddress: '192.0.2.9' })
  const owner = harness.app.inject({ ...request, headers: { 'x-api-key': adminKey } })
  // The caller with a key begins while strangers wait.
  while (harness.seen.length < 2) await nextTurn()
  release.resolve()
  const statuses = (await Promise.all(asked)).map(({ statusCode }) => statusCode).sort()
  assert.deepEqual(statuses, [200, 200, 200, 503, 503, 503, 503, 503])
  assert.equal((await other).statusCode, 200)
  assert.equal((await owner).statusCode, 200)
  await harness.app.close()
})

test('isolated work gets the bytes as they came, which nobody has read', async () => {
  const harness = await createHarness()
  const payload = '{"this is":  not JSON'
  const headers = { 'content-type': 'application/json' }
  const response = await harness.app.inject({ method: 'POST', url: '/v1/verify', headers, payload })
  assert.equal(response.statusCode, 200)
  assert.equal(Buffer.from(harness.seen[0]?.input.body as Uint8Array).toString(), payload)
  await harness.app.close()
})
