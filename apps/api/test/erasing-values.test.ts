// A value that is erased is nowhere in the database, and proofs hold; with COUNTERSIGN_LONG, in more cases.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '@countersign/contract'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import fc from 'fast-check'
import { suite } from '../src/adapters/suite.ts'
import { eraseReceipt } from '../src/operations/receipts/erase.ts'
import {
  AGENT_SCOPES,
  ask,
  type Decided,
  decide,
  grant,
  holdUp,
  makeWorld,
  member,
  outcome,
  requireValidLog,
  use,
  type World,
} from './approvals-world.ts'
import { type Answer, appOfFile } from './harness.ts'
import { newPerson } from './people.ts'
import { placesOf, wholeDatabase } from './whole-database.ts'

const app = await appOfFile('postgres')

type Erasure = {
  erased: { receipt_id: string; paths: string[] }[]
  complete: boolean
  receipt?: { id: string; type: string; seq: number }
}
type Evidence = {
  receipt: Record<string, unknown>
  disclosures: { path: string; salt: string; value?: unknown }[]
}

function erase(
  { key }: Pick<World, 'key'>,
  id: string,
  paths: string[],
  headers: Record<string, string> = {},
): Promise<Answer> {
  return app.call(`/v1/receipts/${id}/erase`, { key, body: { paths, reason: 'it was asked for' }, headers })
}

async function erased(world: Pick<World, 'key'>, id: string, paths: string[]): Promise<Erasure> {
  const answer = await erase(world, id, paths)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

function evidence({ key }: World, id: string): Promise<Evidence> {
  return app.must<Evidence>(`/v1/receipts/${id}`, { key })
}

async function pathsOf(world: World, id: string): Promise<string[]> {
  return (await evidence(world, id)).disclosures.map(({ path }) => path).sort()
}

/** A call that was allowed and completed. */
async function done(world: World, more: object = {}, outcomes: object = {}): Promise<Decided> {
  const decided = await ask(world, { action: 'read_file', ...more })
  const body = { gate_id: decided.gate.id, outcome: 'succeeded', ...outcomes }
  await app.must('/v1/complete', { key: world.agentKey, body })
  return decided
}

async function reportOf({ key, orgId }: World, query = 'disclosures=true') {
  const keys = parseKeySet(suite, await app.must(`/v1/logs/${orgId}/keys`, { key }))
  return verifyBundle(suite, (await app.call(`/v1/bundle?${query}`, { key })).text, { trust: { keys } })
}

describe('erasing a value', () => {
  it('leaves it nowhere in the database, wherever it had been', async () => {
    const world = await makeWorld(app)
    const mark = 'Zoe-Marker-4711'
    const call = { arguments: { name: mark }, target: { url: `https://${mark.toLowerCase()}.example/` } }
    const headers = { 'idempotency-key': `${mark}-first` }
    const { approval, receipt: pending } = await ask(world, call, headers)
    await grant(world, approval.id, await member(world), { reason: `for ${mark}` })
    const used = await use(world, approval.id, call)
    assert.equal(used.verdict, 'allow')
    const error = `no such person: ${mark}`
    const completed = await app.must<Decided>('/v1/complete', {
      key: world.agentKey,
      body: { gate_id: used.gate.id, outcome: 'failed', error },
    })
    await app.must('/v1/check', {
      key: world.agentKey,
      body: { action: 'read_file', ...call, session_id: 's' },
    })
    assert.deepEqual(await placesOf(app, mark), ['disclosures'])

    const all = await app.must<{ data: { id: string }[] }>('/v1/receipts?limit=200', { key: world.key })
    assert.ok(all.data.some(({ id }) => id === completed.receipt.id || id === pending.id))
    for (const { id } of all.data) {
      const marked = (await evidence(world, id)).disclosures.filter(({ value }) =>
        JSON.stringify(value).toLowerCase().includes(mark.toLowerCase()),
      )
      if (marked.length > 0)
        await erased(
          world,
          id,
          marked.map(({ path }) => path),
        )
    }
    assert.deepEqual(await placesOf(app, mark), [])
    assert.deepEqual(await placesOf(app, mark.toLowerCase()), [])
    await requireValidLog(world)
    const report = await reportOf(world)
    assert.ok((report.erased ?? 0) >= 8, JSON.stringify(report))
  })

  it('is found by that search in each table and in every form', async () => {
    const held = await wholeDatabase(app)
    assert.ok(held.size > 25)
    for (const place of ['public.orgs', 'public.api_keys', 'accounts.user', 'payloads', 'disclosures'])
      assert.ok(held.has(place), place)
    await app.must('/v1/agents', { body: { name: 'a name in the clear' } })
    assert.deepEqual(await placesOf(app, 'a name in the clear'), ['public.agents', 'disclosures'])
  })

  it('takes what was made of it, and what discloses the same under the same approval', async () => {
    const world = await makeWorld(app)
    const { receipt: other } = await ask(world)
    const { approval, gate, receipt: asked } = await ask(world, { session_id: 'another' })
    await grant(world, approval.id, await member(world))
    const used = await use(world, approval.id, { session_id: 'another' })
    const late = await use(world, approval.id, { session_id: 'another' })
    assert.deepEqual([used.verdict, late.verdict], ['allow', 'deny'])
    await app.must('/v1/complete', {
      key: world.agentKey,
      body: { gate_id: used.gate.id, outcome: 'unknown' },
    })
    const { erased: gone, complete, receipt } = await erased(world, asked.id, ['action.arguments'])
    assert.deepEqual(
      gone.map(({ receipt_id: id }) => id),
      [asked.id, used.receipt.id, late.receipt.id],
    )
    for (const { paths } of gone) assert.deepEqual(paths, ['action.arguments', 'policy.inputs'])
    assert.equal(complete, true)
    for (const { receipt_id: id } of gone) assert.deepEqual(await pathsOf(world, id), ['action.target'])
    assert.deepEqual(await pathsOf(world, other.id), ['action.arguments', 'action.target', 'policy.inputs'])
    const said = await evidence(world, receipt?.id ?? '')
    assert.deepEqual(
      said.receipt.erased,
      gone.map(({ receipt_id, paths }) => ({ receipt: receipt_id, paths })),
    )
    assert.equal((said.receipt.gate as { receipt: string }).receipt, asked.id)
    assert.equal(said.disclosures[0]?.value, 'it was asked for')
    const path = `/v1/approvals/${approval.id}`
    const shown = await app.must<{ arguments?: object; arguments_absent?: string }>(path, { key: world.key })
    assert.deepEqual([shown.arguments, shown.arguments_absent], [undefined, 'erased'])
    const ofGate = await app.must<{ data: { type: string }[] }>(`/v1/receipts?gate_id=${gate.id}`, {
      key: world.key,
    })
    assert.ok(ofGate.data.some(({ type }) => type === 'data.erased'))
    await requireValidLog(world)
  })

  it('in more receipts than one commit takes goes on where it is asked for again', async () => {
    const text =
      '@id("often") @grant("100 in 60m") permit (principal, action, resource) when { context.approved };'
    const world = await makeWorld(app, text)
    const call = {
      action: 'rename_label',
      tool: undefined,
      target: undefined,
      arguments: { name: 'a label' },
    }
    const { approval, receipt } = await ask(world, call)
    await grant(world, approval.id, await member(world), { grant: { uses: 80, minutes: 60 } })
    const uses: string[] = []
    for (let n = 0; n < 80; n++) {
      const used = await use(world, approval.id, call)
      assert.equal(used.verdict, 'allow')
      uses.push(used.receipt.id)
      const body = { gate_id: used.gate.id, outcome: 'succeeded' }
      await app.must('/v1/complete', { key: world.agentKey, body })
    }
    const rounds: Erasure[] = []
    do rounds.push(await erased(world, receipt.id, ['action.arguments']))
    while (!rounds.at(-1)?.complete && rounds.length < 10)
    assert.ok(rounds.length >= 2 && rounds.length < 10)
    for (const { erased: gone } of rounds) assert.ok(gone.length > 0 && gone.length <= 64)
    const all = rounds.flatMap(({ erased: gone }) => gone.map(({ receipt_id: id }) => id))
    assert.deepEqual(all.sort(), [receipt.id, ...uses].sort())
    assert.deepEqual(await erased(world, receipt.id, ['action.arguments']), { erased: [], complete: true })
    await requireValidLog(world)
  })

  it('twice is the same as once, with one receipt', async () => {
    const world = await makeWorld(app)
    const { receipt } = await done(world)
    const both = await Promise.all([1, 2, 3].map(() => erase(world, receipt.id, ['action.target'])))
    const answers = both.filter(({ status }) => status === 200).map(({ body }) => body as Erasure)
    assert.equal(answers.filter(({ erased: gone }) => gone.length > 0).length, 1)
    for (const { status, body } of both)
      assert.ok(status === 200 || (body as { code: string }).code === 'erase.busy')
    assert.deepEqual(await erased(world, receipt.id, ['action.target']), { erased: [], complete: true })
    const types = await requireValidLog(world)
    assert.equal(types.filter((type) => type === 'data.erased').length, 1)
  })

  it('with an Idempotency-Key is answered again from its receipt', async () => {
    const world = await makeWorld(app)
    const { receipt } = await done(world)
    const headers = { 'idempotency-key': 'erase-once' }
    const first = await erase(world, receipt.id, ['action.target'], headers)
    const again = await erase(world, receipt.id, ['action.target'], headers)
    assert.deepEqual([first.status, again.status], [200, 200])
    assert.deepEqual(
      { ...(again.body as Erasure), complete: true },
      { ...(first.body as Erasure), complete: true },
    )
    assert.deepEqual(outcome(await erase(world, receipt.id, ['action.arguments'], headers)), [
      422,
      'idempotency.reused',
    ])
  })

  it('takes the digest of an output from its gate as well', async () => {
    const world = await makeWorld(app)
    const output_digest = `sha256:${'5eed'.repeat(16)}`
    const { gate } = await done(world, {}, { output_digest })
    const { data } = await app.must<{ data: { id: string }[] }>('/v1/receipts?type=action.completed', {
      key: world.key,
    })
    assert.deepEqual(await placesOf(app, '5eed'.repeat(16)), ['public.gates', 'disclosures'])
    await erased(world, data[0]?.id ?? '', ['outcome.output'])
    assert.deepEqual(await placesOf(app, '5eed'.repeat(16)), [])
    const shown = await app.must<{ status: string; output_digest?: string }>(`/v1/gates/${gate.id}`, {
      key: world.key,
    })
    assert.deepEqual([shown.status, shown.output_digest], ['completed', undefined])
    await requireValidLog(world)
  })

  it('keeps every other value of the commit', async () => {
    const world = await makeWorld(app)
    const together = await Promise.all(
      Array.from({ length: 30 }, (_, n) => done(world, { arguments: { n } })),
    )
    const [first, ...others] = together
    await erased(world, first?.receipt.id ?? '', ['action.arguments'])
    for (const [n, { receipt }] of others.entries()) {
      const { disclosures } = await evidence(world, receipt.id)
      const value = disclosures.find(({ path }) => path === 'action.arguments')?.value
      assert.deepEqual(value, { n: n + 1 })
    }
    await requireValidLog(world)
  })

  it('is refused while a gate needs it, and works once the gate has ended', async () => {
    const world = await makeWorld(app)
    const open = await ask(world, { action: 'read_file' })
    const waiting = await ask(world)
    for (const { receipt, gate } of [open, waiting]) {
      const refused = await erase(world, receipt.id, ['action.arguments'])
      assert.deepEqual(outcome(refused), [409, 'receipt.in_use'])
      assert.match(refused.text, new RegExp(`the gate .${gate.id}. is ${gate.status}`))
    }
    await app.must('/v1/complete', {
      key: world.agentKey,
      body: { gate_id: open.gate.id, outcome: 'unknown' },
    })
    await app.must(`/v1/approvals/${waiting.approval.id}/withdraw`, { key: world.key, body: {} })
    for (const { receipt } of [open, waiting])
      assert.equal((await erased(world, receipt.id, ['action.arguments'])).erased.length, 1)
    // What was approved for other salts is not approved for these: the agent asks anew.
    const late = await use(world, waiting.approval.id)
    assert.equal(late.verdict, 'deny')
    await requireValidLog(world)
  })

  it('names the place of a path that the receipt does not commit to', async () => {
    const world = await makeWorld(app)
    const { receipt } = await done(world)
    const wrong = await erase(world, receipt.id, ['action.target', 'outcome.error'])
    assert.equal(wrong.status, 400)
    assert.match(wrong.text, /"pointer":"\/paths\/1".*no commitment at `outcome\.error`/)
    for (const paths of [[], ['action.target', 'action.target'], ['Action'], ['action']]) {
      assert.equal((await erase(world, receipt.id, paths)).status, 400, JSON.stringify(paths))
    }
    assert.equal((await erase(world, `rcp_${'0'.repeat(15)}zzzzz`, ['action.target'])).status, 404)
  })

  it('says nothing of the value in the log of requests', async () => {
    const world = await makeWorld(app)
    const { receipt } = await done(world, { arguments: { name: 'Quillon-Marker' } })
    await erased(world, receipt.id, ['action.arguments'])
    assert.ok(!app.logged().includes('Quillon-Marker'))
  })
})

/** What is left of each receipt, by its id, and how many values are gone. */
type Left = { paths: Map<string, string[]>; gone: number }

/** Which paths of a receipt are to be erased; the numbers choose among those that there are. */
const choice = fc.record({ receipt: fc.nat(), paths: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }) })

it('whatever is erased of whichever receipts, the rest is disclosed and everything verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(choice, { minLength: 2, maxLength: 5 }), async (choices) => {
      const world = await makeWorld(app)
      await Promise.all(
        [1, 2, 3].map((n) => done(world, { arguments: { n } }, { output: { n }, error: undefined })),
      )
      const { data } = await app.must<{ data: { id: string }[] }>('/v1/receipts?limit=200', {
        key: world.key,
      })
      const left: Left = { paths: new Map(), gone: 0 }
      for (const { id } of data) left.paths.set(id, await pathsOf(world, id))
      for (const chosen of choices) await eraseAndCompare(world, left, chosen)
    }),
    { numRuns: process.env.COUNTERSIGN_LONG ? 60 : 3 },
  )
})

async function eraseAndCompare(
  world: World,
  left: Left,
  { receipt, paths }: { receipt: number; paths: number[] },
) {
  const ids = [...left.paths.keys()].filter((id) => (left.paths.get(id) ?? []).length > 0)
  const id = ids[receipt % ids.length] ?? assert.fail('nothing is left')
  const there = left.paths.get(id) ?? []
  const wanted = [...new Set(paths.map((n) => there[n % there.length] ?? ''))]
  const isAsked = wanted.some((path) => path === 'action.arguments' || path === 'action.target')
  const all = new Set([...wanted, ...(isAsked ? ['policy.inputs', 'decision.sanitized'] : [])])
  const { erased: said, complete } = await erased(world, id, wanted)
  const expected = there.filter((path) => all.has(path))
  assert.deepEqual([said, complete], [[{ receipt_id: id, paths: expected }], true])
  left.paths.set(
    id,
    there.filter((path) => !all.has(path)),
  )
  left.gone += expected.length
  for (const [each, kept] of left.paths) assert.deepEqual(await pathsOf(world, each), kept)
  const report = await reportOf(world)
  assert.deepEqual([report.verdict, report.erased], ['valid', left.gone])
}

describe('who may erase', () => {
  it('no agent, no reader, and no key of another environment', async () => {
    const world = await makeWorld(app)
    const { receipt } = await done(world)
    for (const scopes of [
      AGENT_SCOPES,
      ['receipts:read', 'receipts:export', 'org:write', 'approvals:decide'],
    ]) {
      const key = await app.newKey(
        scopes.filter((scope) => !scope.includes(':erase')),
        {},
        world.key,
      )
      assert.deepEqual(outcome(await erase({ key }, receipt.id, ['action.target'])), [403, 'auth.scope'])
    }
    assert.deepEqual(outcome(await erase({ key: world.agentKey }, receipt.id, ['action.target'])), [
      403,
      'auth.scope',
    ])
    const asked = { name: 'x', scopes: ['receipts:erase'], agent_id: world.agent }
    assert.equal((await app.call('/v1/keys', { key: world.key, body: asked })).status, 403)
    const bound = await app.newKey(['receipts:erase'], { environment: 'staging' }, world.key)
    assert.deepEqual(outcome(await erase({ key: bound }, receipt.id, ['action.target'])), [403, 'auth.scope'])
  })

  it('an admin who has just signed in, and neither an approver nor a session that is ten minutes old', async () => {
    const world = await makeWorld(app)
    const { receipt } = await done(world)
    const { orgId } = world
    const [admin, approver] = [
      await newPerson(app, 'admin', { orgId }),
      await newPerson(app, 'approver', { orgId }),
    ]
    assert.deepEqual(outcome(await erase({ key: approver.bearer }, receipt.id, ['action.target'])), [
      403,
      'auth.scope',
    ])
    const client = await app.db.ledger.connect()
    async function signedIn(minutesAgo: number) {
      await client.query(
        `update accounts.session set "createdAt" = now() - make_interval(mins => $2) where "userId" = $1`,
        [admin.accountId, minutesAgo],
      )
    }
    try {
      await signedIn(11)
      assert.deepEqual(outcome(await erase({ key: admin.bearer }, receipt.id, ['action.target'])), [
        403,
        'auth.sign_in',
      ])
      await signedIn(1)
      const answer = await erase({ key: admin.bearer }, receipt.id, ['action.target'])
      assert.equal(answer.status, 200, answer.text)
      const { receipt: said } = await evidence(world, (answer.body as Erasure).receipt?.id ?? '')
      assert.equal(said.actor, admin.memberId)
    } finally {
      client.release()
    }
  })

  it('nobody who was removed or revoked since the request began', async () => {
    const world = await makeWorld(app)
    const { receipt } = await done(world)
    const made = await app.must<{ id: string; secret: string }>('/v1/keys', {
      key: world.key,
      body: { name: 'k', scopes: ['receipts:erase'] },
    })
    await app.must(`/v1/keys/${made.id}/revoke`, { key: world.key, body: {} })
    assert.deepEqual(outcome(await erase({ key: made.secret }, receipt.id, ['action.target'])), [
      401,
      'auth.invalid',
    ])
    assert.ok((await pathsOf(world, receipt.id)).includes('action.target'))
  })
})

type Made = { id: string; receipt: { id: string } }

/** A check and a member in one commit: they come while the commit of another check is held up. */
async function together(world: World, name: string): Promise<{ receipt: string; member: string }> {
  const { key, agent } = world
  const body = { agent_id: agent, action: 'read_file', arguments: { name } }
  async function sizeAt(id: string): Promise<number> {
    return (await app.must<{ tree_size: number }>(`/v1/receipts/${id}`, { key })).tree_size
  }
  for (let n = 0; n < 20; n++) {
    let added: Promise<Made> | undefined
    const checks: Promise<Decided>[] = []
    function checking() {
      return app.must<Decided>('/v1/check', { key, body })
    }
    await holdUp(world, () => {
      // The first one is what the others wait for; a change ends its commit, so the member comes last.
      checks.push(checking(), sleep(20).then(checking), sleep(20).then(checking))
      added = sleep(50).then(() => app.must<Made>('/v1/members', { key, body: { name, role: 'auditor' } }))
    })
    const { id: member, receipt } = (await added) ?? assert.fail()
    const size = await sizeAt(receipt.id)
    for (const { receipt: checked } of await Promise.all(checks))
      if ((await sizeAt(checked.id)) === size) return { receipt: checked.id, member }
  }
  return assert.fail('they never shared a commit')
}

it('what was erased between reading and writing a commit does not come back', async () => {
  const world = await makeWorld(app)
  const { receipt, member: leaving } = await together(world, 'Brita-Marker')
  const { data } = await app.must<{ data: { id: `key_${string}` }[] }>('/v1/keys', { key: world.key })
  const keyId = data.find(({ id }) => id.startsWith('key_'))?.id ?? assert.fail('there is no key')
  let reads = 0
  const { receipts } = app.store
  async function without(...args: Parameters<typeof receipts.without>) {
    const found = await receipts.without(...args)
    if (reads++ === 0)
      await app.must(`/v1/members/${leaving}/remove`, { key: world.key, body: { reason: 'left' } })
    return found
  }
  const store = { ...app.store, receipts: { ...receipts, without } }
  const caller = {
    kind: 'key',
    keyId,
    orgId: world.orgId,
    actor: keyId,
    scopes: new Set<Scope>(['admin']),
  } as const
  const answer = await eraseReceipt({ ...app.context, store })(
    { operation: 'receipts.erase', caller, requestId: 'req_test' },
    { receipt_id: receipt, paths: ['action.arguments'], reason: 'it was asked for' },
  )
  assert.equal(reads, 2)
  assert.equal(answer.erased.length, 1)
  const left = (await app.call('/v1/bundle?disclosures=true', { key: world.key })).text
  const named = left.split('\n').filter((line) => line.includes(leaving) && line.includes('member.name'))
  assert.deepEqual(named, [], 'the name of who left is not back')
  assert.deepEqual(await pathsOf(world, receipt), [])
  await requireValidLog(world)
})

it('the reason of a decision is erased, and the decision counts as before', async () => {
  const world = await makeWorld(app)
  const { approval } = await ask(world)
  const answer = await decide(world, approval.id, await member(world), { reason: 'Ruth-Marker said so' })
  const { receipt } = answer.body as { receipt: { id: string } }
  assert.equal((await erased(world, receipt.id, ['decision.reason'])).erased.length, 1)
  assert.deepEqual(await placesOf(app, 'Ruth-Marker'), [])
  assert.equal((await use(world, approval.id)).verdict, 'allow')
  await requireValidLog(world)
})
