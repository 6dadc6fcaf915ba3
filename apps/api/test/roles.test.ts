// Every operation × every role: a session may do what its role says; an ended or foreign one nothing.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { hasScope, type Operation, operationList, placeInput, scopesOfRole } from '@countersign/contract'
import { MEMBER_ROLES, type MemberRole } from '@countersign/terms'
import { type Answer, appOfFile, type TestApp } from './harness.ts'
import { newPerson, type TestPerson } from './people.ts'

const app: TestApp = await appOfFile('postgres')
const people = new Map<MemberRole, TestPerson>()
const ZEROS = '0'.repeat(26)

before(async () => {
  for (const role of MEMBER_ROLES) people.set(role, await newPerson(app, role))
})

function personOf(role: MemberRole): TestPerson {
  const person = people.get(role)
  if (person === undefined) throw new Error(`there is no ${role}`)
  return person
}

/** The example of an operation, about objects that do not exist, so that nothing is changed. */
function send(
  operation: Operation,
  key: string | null,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const [{ request }] = operation.examples
  const absent = Object.entries(request as object).map(([name, value]) => [
    name,
    name === 'org_id' ? app.orgId : name === 'agent_id' ? `agt_${ZEROS}` : value,
  ])
  const { path, body } = placeInput(operation, Object.fromEntries(absent))
  return app.call(path, {
    key,
    method: operation.method,
    headers,
    ...(operation.method !== 'GET' && body !== undefined && { body }),
  })
}

function codeOf(answer: Answer): string | undefined {
  return (answer.body as { code?: string } | undefined)?.code
}

/** Only what does not end the org or its people, so that the next row of the table finds the same. */
const HARMLESS = operationList.filter(({ name }) => !/^(org\.halt|keys\.create|members\.)/.test(name))

describe('a session', () => {
  for (const role of MEMBER_ROLES) {
    it(`of the role ${role} is refused every operation whose scope it lacks, and no other`, async () => {
      const held = scopesOfRole(role)
      const { bearer } = personOf(role)
      for (const operation of operationList) {
        const may = hasScope(held, operation.scope)
        if (may && !HARMLESS.includes(operation)) continue
        const answer = await send(operation, bearer)
        const isRefused = answer.status === 403 && codeOf(answer) === 'auth.scope'
        const isOwnRule = may && isRefused && operation.name === 'approvals.withdraw'
        assert.ok(
          isRefused === !may || isOwnRule,
          `${role} ${operation.name}: ${answer.status} ${answer.text}`,
        )
        assert.notEqual(answer.status, 401, operation.name)
      }
    })
  }

  it('of an auditor changes nothing: its log grows by nothing but what others do', async () => {
    const { bearer } = personOf('auditor')
    const before = await sizeOfLog()
    for (const operation of operationList) await send(operation, bearer)
    assert.equal(await sizeOfLog(), before)
  })

  it('without the page that it belongs to changes nothing', async () => {
    const { browser } = personOf('owner')
    await browser.get(`/o/${app.orgId}/members`)
    const cookie = browser.cookie()
    const csrf = { 'x-csrf-token': browser.token() }
    const own = { origin: 'http://localhost:80' }
    const changing = operationList.filter(({ method, auth }) => method !== 'GET' && auth === 'required')
    assert.ok(changing.length > 15)
    for (const headers of [
      { cookie },
      { cookie, ...own },
      { cookie, ...csrf },
      { cookie, ...csrf, origin: 'https://evil.example' },
      { cookie, ...csrf, origin: 'null' },
      { cookie, ...own, 'x-csrf-token': 'x'.repeat(43) },
      { cookie, ...own, ...csrf, 'sec-fetch-site': 'cross-site' },
      { cookie, ...own, ...csrf, 'sec-fetch-site': 'same-site' },
    ]) {
      for (const operation of changing) {
        const answer = await send(operation, null, headers)
        assert.deepEqual([answer.status, codeOf(answer)], [403, 'auth.forged'], operation.name)
      }
    }
  })

  it('of another org, one that was left, and one that somebody made up are nobody', async () => {
    const other = await app.newOrg()
    const foreign = await newPerson(app, 'owner', { orgId: other.orgId })
    const left = await newPerson(app, 'admin')
    await left.browser.get('/')
    await left.browser.get(`/o/${app.orgId}/members`)
    await left.browser.post('/sign-out')
    const removed = await newPerson(app, 'admin')
    await app.must(`/v1/members/${removed.memberId}/remove`, { body: {} })
    const expired = await newPerson(app, 'owner')
    const client = await app.db.readers.connect()
    try {
      await client.query(
        `update accounts.session set "expiresAt" = now() - interval '1 second' where "userId" = $1`,
        [expired.accountId],
      )
    } finally {
      client.release()
    }
    const { bearer } = personOf('owner')
    const forged = `${bearer.slice(0, 33)}${'A'.repeat(43)}=`
    const inOrg = { 'countersign-org': app.orgId }
    for (const operation of operationList) {
      for (const [key, about] of [
        [foreign.bearer, 'of another org'],
        [left.bearer, 'left'],
        [removed.bearer, 'removed'],
        [expired.bearer, 'expired'],
        [forged, 'forged'],
      ] as const) {
        const answer = await send(operation, key, inOrg)
        assert.deepEqual([answer.status, codeOf(answer)], [401, 'auth.invalid'], `${operation.name} ${about}`)
      }
    }
  })

  it('names its org where its account is a member of several', async () => {
    const other = await app.newOrg()
    const { bearer, accountId, email } = await newPerson(app, 'owner')
    const { join } = await import('../src/operations/members/join.ts')
    await join(
      app.context,
      other.orgId,
      { name: 'x', role: 'auditor', groups: [], email, accountId, passkeys: [] },
      () => {},
    )
    const unnamed = await app.call('/v1/org', { key: bearer })
    assert.deepEqual([unnamed.status, codeOf(unnamed)], [400, 'auth.org'])
    for (const orgId of [app.orgId, other.orgId]) {
      const { id } = await app.must<{ id: string }>('/v1/org', {
        key: bearer,
        headers: { 'countersign-org': orgId },
      })
      assert.equal(id, orgId)
    }
    const asAuditor = await app.call('/v1/agents', {
      key: bearer,
      body: { name: 'x' },
      headers: { 'countersign-org': other.orgId },
    })
    assert.deepEqual([asAuditor.status, codeOf(asAuditor)], [403, 'auth.scope'])
  })
})

async function sizeOfLog(): Promise<number> {
  return (await app.must<{ tree_size: number }>(`/v1/logs/${app.orgId}/checkpoint`)).tree_size
}
