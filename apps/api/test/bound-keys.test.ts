// What a key that is bound to an environment may change: what lies there, and nothing beside it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { operationList } from '@countersign/contract'
import { appOfFile } from './harness.ts'
import { newPerson } from './people.ts'

const HERE = 'staging'
const THERE = 'production'
const text = '@id("a") permit (principal, action, resource);'

type Place = string | undefined
type Recorded = { receipt: { id: string } }
type Request = { path: string; method?: 'PATCH'; body?: object }
/** A request of an operation about a thing of a place; undefined is every environment. */
type MakeRequest = (place: Place) => Promise<Request> | Request

const app = await appOfFile('postgres')
let admin: string
let boundOrg = ''

function of(place: Place) {
  return place === undefined ? {} : { environment: place }
}

async function must(path: string, body: object) {
  return app.must<{ id: string; version: number }>(path, { key: admin, body })
}

async function agent(place: Place, ...verbs: string[]) {
  const { id } = await must('/v1/agents', { name: 'a', ...of(place) })
  for (const verb of verbs) await must(`/v1/agents/${id}/${verb}`, {})
  return id
}

function status(verb: string, ...before: string[]): MakeRequest {
  return async (place) => ({ path: `/v1/agents/${await agent(place, ...before)}/${verb}`, body: {} })
}

function published(place: Place, more: object = {}) {
  return must('/v1/policies/publish', { text, ...of(place), ...more })
}

/** An approval that waits in a place, and what a member must send to decide it. */
async function waiting(place: Place) {
  const member = await must('/v1/members', { name: 'm', role: 'approver' })
  const body = { agent_id: await agent(place), action: 'delete_database', ...of(place) }
  const { approval } = await app.must<{ approval: { id: string } }>('/v1/gate', { key: admin, body })
  const path = `/v1/approvals/${approval.id}`
  const { digest } = await app.must<{ digest: string }>(path, { key: admin })
  return { path, decision: { decision: 'grant', member_id: member.id, digest } }
}

const HOOK = { url: 'https://hooks.invalid/', events: ['org.halted'] }

async function hook() {
  return `/v1/webhooks/${(await must('/v1/webhooks', HOOK)).id}`
}

/** Operations that change what has a place. */
const PLACED: Record<string, MakeRequest> = {
  'agents.create': (place) => ({ path: '/v1/agents', body: { name: 'a', ...of(place) } }),
  'agents.suspend': status('suspend'),
  'agents.resume': status('resume', 'suspend'),
  'agents.quarantine': status('quarantine'),
  'agents.revoke': status('revoke'),
  'keys.create': (place) => ({ path: '/v1/keys', body: { name: 'k', scopes: ['check'], ...of(place) } }),
  'keys.revoke': async (place) => {
    const { id } = await must('/v1/keys', { name: 'k', scopes: ['check'], ...of(place) })
    return { path: `/v1/keys/${id}/revoke`, body: {} }
  },
  'approvals.decide': async (place) => {
    const { path, decision } = await waiting(place)
    return { path: `${path}/decide`, body: decision }
  },
  'approvals.withdraw': async (place) => ({ path: `${(await waiting(place)).path}/withdraw`, body: {} }),
  'policies.publish': (place) => ({ path: '/v1/policies/publish', body: { text, ...of(place) } }),
  'policies.rollback': async (place) => {
    const { version } = await published(place)
    return { path: '/v1/policies/rollback', body: { version, ...of(place) } }
  },
  'policies.promote': async (place) => {
    await published(place, { settings: { modes: { a: 'shadow' } } })
    return { path: '/v1/policies/promote', body: of(place) }
  },
  'receipts.erase': async (place) => {
    const call = { agent_id: await agent(place), action: 'read_file', ...of(place) }
    const { receipt } = await (place === undefined
      ? app.must<Recorded>('/v1/org/halt', { key: admin, body: { reason: 'a drill' } })
      : app.must<Recorded>('/v1/check', { key: admin, body: { ...call, arguments: { a: 1 } } }))
    if (place === undefined) await must('/v1/org/resume', {})
    const paths = [place === undefined ? 'change.reason' : 'action.arguments']
    return { path: `/v1/receipts/${receipt.id}/erase`, body: { paths, reason: 'it was asked for' } }
  },
}

/** Operations that change what holds in every environment. */
const EVERYWHERE: Record<string, MakeRequest> = {
  'org.update': () => ({ path: '/v1/org', method: 'PATCH', body: { name: 'o' } }),
  'org.retention': () => ({ path: '/v1/org/retention', body: { days: 90 } }),
  'org.halt': () => ({ path: '/v1/org/halt', body: {} }),
  'org.resume': async () => {
    await must('/v1/org/halt', {})
    return { path: '/v1/org/resume', body: {} }
  },
  'environments.add': () => ({ path: '/v1/environments', body: { name: 'canary' } }),
  'environments.remove': async () => {
    await must('/v1/environments', { name: 'canary' })
    return { path: '/v1/environments/canary/remove', body: {} }
  },
  'members.create': () => ({ path: '/v1/members', body: { name: 'm', role: 'member' } }),
  'members.update': async () => {
    const { id } = await must('/v1/members', { name: 'm', role: 'member' })
    return { path: `/v1/members/${id}`, method: 'PATCH', body: { role: 'auditor' } }
  },
  'members.remove': async () => {
    const { id } = await must('/v1/members', { name: 'm', role: 'member' })
    return { path: `/v1/members/${id}/remove`, body: {} }
  },
  'members.reset': async () => {
    const { memberId } = await newPerson(app, 'member', { orgId: boundOrg })
    return { path: `/v1/members/${memberId}/reset`, body: {} }
  },
  'invitations.create': () => ({ path: '/v1/invitations', body: { role: 'member' } }),
  'invitations.revoke': async () => {
    const { id } = await must('/v1/invitations', { role: 'member' })
    return { path: `/v1/invitations/${id}/revoke`, body: {} }
  },
  'webhooks.create': () => ({ path: '/v1/webhooks', body: HOOK }),
  'webhooks.update': async () => ({ path: await hook(), method: 'PATCH', body: { name: 'h' } }),
  'webhooks.rotate': async () => ({ path: `${await hook()}/rotate`, body: {} }),
  'webhooks.remove': async () => ({ path: `${await hook()}/remove`, body: {} }),
  'webhooks.test': async () => ({ path: `${await hook()}/test`, body: {} }),
  'webhooks.replay': async () => {
    const { receipt } = await app.must<{ receipt: { id: string } }>('/v1/agents', {
      key: admin,
      body: { name: 'a' },
    })
    return { path: `${await hook()}/replay`, body: { receipt_id: receipt.id } }
  },
  'tools.create': () => ({ path: '/v1/tools', body: { name: 'a_tool' } }),
  'tools.update': async () => {
    await must('/v1/tools', { name: 'a_tool' })
    return { path: '/v1/tools/a_tool', method: 'PATCH', body: { risk: 'high' } }
  },
  'tools.remove': async () => {
    await must('/v1/tools', { name: 'a_tool' })
    return { path: '/v1/tools/a_tool/remove', body: {} }
  },
}

/** Not about configuration: they ask, report, or read with a body. What a bound key scans marks nothing. */
const OTHERS = new Set([
  'check',
  'gate',
  'complete',
  'verify',
  'scan.tool',
  'scan.tools',
  'scan.action',
  'scan.response',
  'policies.check',
  'policies.compare',
])

async function freshKeys() {
  const made = await app.newOrg()
  admin = made.adminKey
  boundOrg = made.orgId
  return app.newKey(['admin'], of(HERE), admin)
}

async function outcome(key: string, request: Request) {
  const answer = await app.call(request.path, { ...request, key })
  const { code, detail } = answer.body as { code?: string; detail?: string }
  return { status: answer.status, code, detail }
}

describe('a key that is bound to an environment', () => {
  it('is tried with every operation that changes something', () => {
    const changing = operationList
      .filter(({ method, name }) => method !== 'GET' && !OTHERS.has(name))
      .map(({ name }) => name)
    assert.deepEqual([...Object.keys(PLACED), ...Object.keys(EVERYWHERE)].sort(), changing.sort())
  })

  for (const [name, request] of Object.entries(PLACED)) {
    it(`${name}: changes what lies there, and nothing elsewhere or everywhere`, async () => {
      const bound = await freshKeys()
      for (const place of [THERE, undefined]) {
        const { status, code, detail } = await outcome(bound, await request(place))
        assert.deepEqual([status, code], [403, 'auth.scope'], `${place}`)
        assert.match(detail ?? '', /bound to `staging`/)
      }
      const own = await outcome(bound, await request(HERE))
      assert.ok(own.status < 300, `${own.code} ${own.detail}`)
    })
  }

  for (const [name, request] of Object.entries(EVERYWHERE)) {
    it(`${name}: is refused, because it holds in every environment`, async () => {
      const bound = await freshKeys()
      const made = await request(undefined)
      const { status, code, detail } = await outcome(bound, made)
      assert.deepEqual([status, code], [403, 'auth.scope'])
      assert.match(detail ?? '', /bound to `staging`/)
      const unbound = await outcome(admin, made)
      assert.ok(unbound.status < 300, `${unbound.code} ${unbound.detail}`)
    })
  }
})

it('what a bound key may read is said by its scopes, in every environment', async () => {
  const bound = await freshKeys()
  for (const place of [HERE, THERE, undefined]) {
    const id = await agent(place)
    await must('/v1/check', { agent_id: id, action: 'read_file' })
    assert.equal((await app.call(`/v1/agents/${id}`, { key: bound })).status, 200)
  }
  for (const path of ['/v1/agents', '/v1/receipts?limit=200', '/v1/keys'])
    assert.deepEqual(await app.must(path, { key: bound }), await app.must(path, { key: admin }), path)
})

it('a key is revoked only by a caller that holds its scopes', async () => {
  const { adminKey: key } = await app.newOrg()
  const narrow = await app.newKey(['keys:write', 'check'], {}, key)
  async function idOf(scopes: string[]) {
    return (await app.must<{ id: string }>('/v1/keys', { key, body: { name: 'k', scopes } })).id
  }
  async function revoke(id: string) {
    const answer = await app.call(`/v1/keys/${id}/revoke`, { key: narrow, body: {} })
    return [answer.status, (answer.body as { code?: string }).code]
  }
  assert.deepEqual(await revoke(await idOf(['check', 'gate'])), [403, 'auth.scope'])
  assert.deepEqual(await revoke(await idOf(['admin'])), [403, 'auth.scope'])
  assert.deepEqual(await revoke(await idOf(['check'])), [200, undefined])
})
