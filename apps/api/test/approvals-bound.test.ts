// An approval is for one call: what differs is refused and named, another spelling is not.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import {
  AGENT_SCOPES,
  ask,
  CALL,
  type Decided,
  grant,
  granted,
  makeWorld,
  member,
  POLICIES,
  read,
  requireValidLog,
  use,
  verdict,
} from './approvals-world.ts'
import { appOfFile } from './harness.ts'

const isLong = process.env.COUNTERSIGN_LONG !== undefined
const app = await appOfFile('postgres')
const world = await makeWorld(app)

function refusedAt(decided: Decided, ...paths: string[]): void {
  assert.equal(verdict(decided), 'deny approval.mismatch')
  const named = [...(decided.reasons[0]?.message ?? '').matchAll(/`([^`]+)`/g)].map(([, path]) => path)
  assert.deepEqual(named, paths)
}

/** Changes of the call, each with the paths that must be named. */
const CHANGES: Record<string, [change: object, ...paths: string[]]> = {
  'another value': [{ arguments: { ...CALL.arguments, limit: 11 } }, 'action.arguments'],
  'another value deep inside': [{ arguments: { ...CALL.arguments, where: { id: 8 } } }, 'action.arguments'],
  'text in place of a number': [{ arguments: { ...CALL.arguments, limit: '10' } }, 'action.arguments'],
  'one member more': [{ arguments: { ...CALL.arguments, force: true } }, 'action.arguments'],
  'one member that is null': [{ arguments: { ...CALL.arguments, force: null } }, 'action.arguments'],
  'one member less': [{ arguments: { table: 'customers', where: { id: 7 } } }, 'action.arguments'],
  'a look-alike letter': [{ arguments: { ...CALL.arguments, table: 'сustomers' } }, 'action.arguments'],
  'an invisible letter': [{ arguments: { ...CALL.arguments, table: 'customers\u200b' } }, 'action.arguments'],
  'no arguments': [{ arguments: undefined }, 'action.arguments'],
  'another tool': [{ tool: 'db:columns' }, 'action.tool'],
  'the tool in other capitals': [{ tool: 'DB:rows' }, 'action.tool'],
  'no tool': [{ tool: undefined }, 'action.tool'],
  'another action': [{ action: 'delete_columns' }, 'action.name'],
  'another host': [{ target: { ...CALL.target, url: 'https://db.example.org/rows' } }, 'action.target'],
  'another method': [{ target: { ...CALL.target, method: 'POST' } }, 'action.target'],
  'no target': [{ target: undefined }, 'action.target'],
  'another session': [{ session_id: 'session-2' }, 'session'],
  'no session': [{ session_id: undefined }, 'session'],
  'another environment': [{ environment: 'staging' }, 'environment'],
  'two at once': [{ tool: 'db:columns', session_id: 'session-2' }, 'action.tool', 'session'],
}

it('each single change is refused, named by its path and never by its value, and uses nothing up', async () => {
  const { id } = await granted(world)
  for (const [what, [change, ...paths]] of Object.entries(CHANGES)) {
    const decided = await use(world, id, change)
    assert.equal(verdict(decided), 'deny approval.mismatch', what)
    refusedAt(decided, ...paths)
    assert.ok(!/customers|11|example/.test(decided.reasons[0]?.message ?? ''), what)
  }
  assert.equal((await read(world, id)).status, 'granted')
  assert.equal((await use(world, id)).verdict, 'allow')
})

it('another spelling of the same JSON is the same call', async () => {
  const spellings = [
    '{"where":{"id":7},"limit":10,"table":"customers"}',
    '{ "limit" : 1e1 , "table" : "cust\\u006fmers", "where" : { "id" : 7.0 } }',
  ]
  for (const [n, text] of spellings.entries()) {
    const session = `spelling-${n}`
    const { id } = await granted(world, { session_id: session })
    const { arguments: _, ...rest } = { ...CALL, session_id: session, approval_id: id }
    const body = `${JSON.stringify(rest).slice(0, -1)},"arguments":${text}}`
    const decided = await app.must<Decided>('/v1/gate', { key: world.agentKey, body })
    assert.equal(decided.verdict, 'allow', text)
  }
})

/** JSON that the API accepts. */
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
  .filter((text) => text !== '__proto__')
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.integer({ min: -1000, max: 1000 }).map((number) => number / 8),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom(true, false, null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(name, tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const pairs = fc
  .dictionary(name, json, { minKeys: 1, maxKeys: 5, noNullPrototype: true })
  .chain((before) =>
    fc
      .tuple(fc.constantFrom(...Object.keys(before)), json, fc.constantFrom('replaced', 'removed', 'kept'))
      .map(([member, value, how]) => ({ before, after: changed(before, member, value, how) })),
  )

/** With its members in another order, so that equal ones are written differently. */
function changed(before: object, member: string, value: unknown, how: string): object {
  const entries = Object.entries(before).reverse()
  if (how === 'kept') return Object.fromEntries(entries)
  const others = entries.filter(([other]) => other !== member)
  return Object.fromEntries(how === 'removed' ? others : [...others, [member, value]])
}

it('arguments are the same exactly when they are the same JSON value', async () => {
  const by = await member(world)
  const seen = { same: 0, other: 0 }
  await fc.assert(
    fc.asyncProperty(pairs, async ({ before, after }) => {
      const call = { session_id: 'property', arguments: before }
      const { approval } = await ask(world, call)
      await grant(world, approval.id, by)
      const decided = await use(world, approval.id, { ...call, arguments: after })
      if (isDeepStrictEqual(before, after)) {
        seen.same++
        assert.equal(decided.verdict, 'allow')
        return
      }
      seen.other++
      refusedAt(decided, 'action.arguments')
      assert.equal((await use(world, approval.id, call)).verdict, 'allow')
    }),
    { numRuns: isLong ? 5000 : 60 },
  )
  assert.ok(seen.same > 5 && seen.other > 5, JSON.stringify(seen))
})

const FIELDS = {
  action: { path: 'action.name', values: ['delete_rows', 'delete_row', 'Delete_rows'] },
  tool: { path: 'action.tool', values: ['db:rows', 'db:row', undefined] },
  session_id: { path: 'session', values: ['session-1', 'session-2', undefined] },
  target: { path: 'action.target', values: [CALL.target, { method: 'DELETE' }, undefined] },
  environment: { path: 'environment', values: ['production', 'staging', undefined] },
  arguments: { path: 'action.arguments', values: [CALL.arguments, {}, undefined] },
}

it('whatever fields differ at once, exactly those are named', async () => {
  const by = await member(world)
  async function fresh() {
    const { approval } = await ask(world)
    return (await grant(world, approval.id, by)).id
  }
  let id = await fresh()
  const calls = fc.record({
    action: fc.constantFrom(...FIELDS.action.values),
    tool: fc.constantFrom(...FIELDS.tool.values),
    session_id: fc.constantFrom(...FIELDS.session_id.values),
    target: fc.constantFrom(...FIELDS.target.values),
    environment: fc.constantFrom(...FIELDS.environment.values),
    arguments: fc.constantFrom(...FIELDS.arguments.values),
  })
  await fc.assert(
    fc.asyncProperty(calls, async (call) => {
      const first = { ...CALL, environment: 'production' }
      const sent = { ...call, environment: call.environment ?? 'production' }
      const differing = (Object.keys(FIELDS) as (keyof typeof FIELDS)[])
        .filter((field) => !isDeepStrictEqual(sent[field], first[field]))
        .map((field) => FIELDS[field].path)
      const decided = await use(world, id, call)
      if (differing.length > 0) refusedAt(decided, ...differing.sort())
      else {
        assert.equal(decided.verdict, 'allow')
        id = await fresh()
      }
    }),
    { numRuns: isLong ? 20_000 : 300, examples: [[{ ...CALL, environment: undefined }]] },
  )
})

it('another policy version is another call, even one that says the same', async () => {
  const here = await makeWorld(app)
  const { id } = await granted(here)
  await app.must('/v1/policies/publish', { key: here.key, body: { text: `// again\n${POLICIES}` } })
  refusedAt(await use(here, id), 'policy.digest', 'policy.version')
  await app.must('/v1/policies/rollback', { key: here.key, body: { version: 2 } })
  assert.equal((await use(here, id)).verdict, 'allow')
})

it('another definition of the tool is another call', async () => {
  const here = await makeWorld(app)
  async function settings(body: object, path = `/v1/tools/${CALL.tool}`) {
    await app.must(path, { key: here.key, body, method: path === '/v1/tools' ? 'POST' : 'PATCH' })
  }
  const first = await granted(here)
  await settings({ name: CALL.tool, description: 'deletes rows' }, '/v1/tools')
  refusedAt(await use(here, first.id), 'action.tool_definition')
  const second = await granted(here)
  assert.notEqual(second.id, first.id)
  for (const change of [
    { description: 'reads rows' },
    { description: 'deletes rows', endpoint: 'https://elsewhere.example/' },
    { endpoint: null, risk: 'critical' },
  ]) {
    await settings(change)
    refusedAt(await use(here, second.id), 'action.tool_definition')
  }
  await app.must(`/v1/tools/${CALL.tool}`, { key: here.key, method: 'PATCH', body: { risk: 'medium' } })
  const tool = await app.must<{ risk: string }>(`/v1/tools/${CALL.tool}`, { key: here.key })
  assert.equal(tool.risk, 'medium')
})

it('another agent cannot use it: with its own key it is unknown, with a backend it is another call', async () => {
  const { id } = await granted(world, { session_id: 'agents' })
  const other = await app.newAgent(world.key)
  const key = await app.newKey(AGENT_SCOPES, { agent_id: other }, world.key)
  const body = { ...CALL, session_id: 'agents', approval_id: id }
  assert.equal(verdict(await app.must<Decided>('/v1/gate', { key, body })), 'deny approval.unknown')
  const backend = { key: world.key, body: { ...body, agent_id: other } }
  refusedAt(await app.must<Decided>('/v1/gate', backend), 'agent')
  const read = await app.call(`/v1/approvals/${id}`, { key })
  assert.equal(read.status, 404)
  assert.equal((await use(world, id, { session_id: 'agents' })).verdict, 'allow')
})

it('in hash-only mode the same commitment is the same call, and shown arguments are another', async () => {
  const commitment = { alg: 'hmac-sha256', c: 'ab'.repeat(32) }
  const call = { session_id: 'hash-only', arguments: undefined, arguments_commitment: commitment }
  const { id } = await granted(world, call)
  const other = { ...commitment, c: 'cd'.repeat(32) }
  refusedAt(await use(world, id, { ...call, arguments_commitment: other }), 'action.arguments')
  refusedAt(await use(world, id, { session_id: 'hash-only' }), 'action.arguments', 'mode')
  assert.equal((await use(world, id, call)).verdict, 'allow')
})

it('a commitment that was read from the log does not stand in for the arguments', async () => {
  const call = { session_id: 'read-from-the-log' }
  const { id } = await granted(world, call)
  const { receipt } = await app.must<{ receipt: { action: { arguments: object } } }>(
    `/v1/receipts/${(await read(world, id)).receipt.id}`,
    { key: world.key },
  )
  const hidden = { ...call, arguments: undefined, arguments_commitment: receipt.action.arguments }
  refusedAt(await use(world, id, hidden), 'mode')
})

it('where production is judged beside another environment, the version that asked is the one that is used', async () => {
  const here = await makeWorld(app)
  const lax = '@id("lax") permit (principal, action, resource);'
  await app.must('/v1/policies/publish', { key: here.key, body: { text: lax, environment: 'test' } })
  const call = { environment: 'test', session_id: undefined }
  const { id } = await granted(here, call)
  const allowed = await use(here, id, call)
  assert.equal(allowed.verdict, 'allow')
  assert.equal(allowed.policy.version, 2)
  await requireValidLog(here)
})

it('the log of all this verifies', async () => {
  assert.equal((await ask(world, { action: 'read_file' })).verdict, 'allow')
  await requireValidLog(world)
})
