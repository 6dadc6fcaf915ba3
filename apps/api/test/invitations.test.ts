// Invitations: what they make of somebody is fixed when they are made, and each makes one member.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { outcome, requireValidLog } from './approvals-world.ts'
import { type Answer, appOfFile, type TestApp } from './harness.ts'
import { startMailbox } from './mailbox.ts'
import { newBrowser, newPerson, PASSWORD } from './people.ts'
import { until } from './until.ts'

type Invited = { id: string; link?: string; mailed: boolean; role: string; receipt: { type: string } }
type Member = { id: string; name: string; email?: string; role: string; groups: string[] }

function person(email: string) {
  return { name: 'Grace Hopper', email, password: PASSWORD }
}

function pathOf(link: string | undefined): string {
  return new URL(link ?? 'nowhere:').pathname
}

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`an invitation on ${kind}`, async () => {
    const app: TestApp = await appOfFile(kind)
    async function freshOrg() {
      const { orgId, adminKey: key } = await app.newOrg()
      function invite(body: object, as = key): Promise<Answer> {
        return app.call('/v1/invitations', { key: as, body })
      }
      async function members() {
        return (await app.must<{ data: Member[] }>('/v1/members', { key })).data
      }
      return { orgId, key, invite, members }
    }

    it('makes its first opener the member that it says, once', async () => {
      const { orgId, key, invite, members } = await freshOrg()
      const made = (await invite({ role: 'approver', groups: ['sre'] })).body as Invited
      assert.equal(made.receipt.type, 'member.invited')
      const path = pathOf(made.link)
      const browser = newBrowser(app)
      assert.match((await browser.get(path)).text, /approver of sre/)
      const email = `grace-${kind}@countersign.example`
      const joined = await browser.post(path, person(email))
      assert.deepEqual([joined.status, joined.location], [303, `/o/${orgId}/approvals`])
      assert.deepEqual(
        (await members()).map(({ id, name, email: of, role, groups }) => [id, name, of, role, groups]),
        [[made.id, 'Grace Hopper', email, 'approver', ['sre']]],
      )
      const late = await newBrowser(app).get(path)
      assert.equal(late.status, 404)
      assert.match(late.text, /may have been used or have expired: ask for a new one/)
      assert.deepEqual((await app.must<{ data: unknown[] }>('/v1/invitations', { key })).data, [])
      const types = await requireValidLog({ app, key, orgId, agent: '', agentKey: '' })
      assert.deepEqual(types.slice(-2), ['member.invited', 'member.added'])
      const log = (await app.call('/v1/bundle', { key })).text
      assert.ok(!log.includes('Hopper') && !log.includes(email))
    })

    it('is accepted by who is signed in, with one click and as one member', async () => {
      const { orgId, invite, members } = await freshOrg()
      const ada = await newPerson(app, 'member')
      const path = pathOf(((await invite({ role: 'auditor' })).body as Invited).link)
      assert.match((await ada.browser.get(path)).text, /You are signed in as/)
      const joined = await ada.browser.post(path)
      assert.equal(joined.location, `/o/${orgId}/approvals`)
      assert.deepEqual(
        (await members()).map(({ email, role }) => [email, role]),
        [[ada.email, 'auditor']],
      )
      const again = pathOf(((await invite({ role: 'owner' })).body as Invited).link)
      await ada.browser.get(again)
      assert.equal((await ada.browser.post(again)).status, 409)
      assert.equal((await members()).length, 1)
    })

    it('opens nothing once it is revoked, and nothing of another org', async () => {
      const { key, invite, members } = await freshOrg()
      const other = await freshOrg()
      const made = (await invite({ role: 'member' })).body as Invited
      const path = pathOf(made.link)
      const foreign = path.replace(/join\/[0-9a-z]{26}/, `join/${other.orgId.slice(4)}`)
      assert.equal((await newBrowser(app).get(foreign)).status, 404)
      assert.deepEqual(
        outcome(await app.call(`/v1/invitations/${made.id}/revoke`, { key: other.key, body: {} })),
        [404, 'not_found'],
      )
      const browser = newBrowser(app)
      await browser.get(path)
      await app.must(`/v1/invitations/${made.id}/revoke`, { key, body: { reason: 'wrong person' } })
      assert.equal((await browser.post(path, person(`x-${kind}@countersign.example`))).status, 404)
      assert.deepEqual(await members(), [])
      // The account of somebody who came too late does not stay behind.
      assert.equal(await app.people.accountStore.withEmail(`x-${kind}@countersign.example`), undefined)
    })

    it('ends with the right of whoever made it', async () => {
      const { orgId, key, invite } = await freshOrg()
      async function inviter() {
        return newPerson(app, 'owner', { orgId })
      }
      await inviter()
      const losses: Record<string, (id: string) => Promise<unknown>> = {
        removed: (id) => app.must(`/v1/members/${id}/remove`, { key, body: {} }),
        demoted: (id) => app.must(`/v1/members/${id}`, { key, method: 'PATCH', body: { role: 'approver' } }),
      }
      for (const [how, lose] of Object.entries(losses)) {
        const eve = await inviter()
        const made = (await invite({ role: 'admin' }, eve.bearer)).body as Invited
        await lose(eve.memberId)
        assert.equal((await newBrowser(app).get(pathOf(made.link))).status, 404, how)
      }
      const left = await inviter()
      const made = (await invite({ role: 'approver' }, left.bearer)).body as Invited
      await left.browser.get(`/o/${orgId}/settings`)
      const { name } = await app.must<{ name: string }>('/v1/org', { key })
      await left.browser.post(`/o/${orgId}/settings/leave`, { confirm: name })
      assert.equal((await newBrowser(app).get(pathOf(made.link))).status, 404, 'left')
      const short = await app.must<{ id: string; secret: string }>('/v1/keys', {
        key,
        body: { name: 'short', scopes: ['members:write', 'members:read', 'org:read'] },
      })
      const byKey = await invite({ role: 'member' }, short.secret)
      if (byKey.status === 201) {
        await app.must(`/v1/keys/${short.id}/revoke`, { key, body: {} })
        assert.equal((await newBrowser(app).get(pathOf((byKey.body as Invited).link))).status, 404, 'revoked')
      }
      assert.deepEqual((await app.must<{ data: unknown[] }>('/v1/invitations', { key })).data, [])
      await requireValidLog({ app, key, orgId, agent: '', agentKey: '' })
    })

    it('outlives a change that leaves that right', async () => {
      const { orgId, key, invite } = await freshOrg()
      await newPerson(app, 'owner', { orgId })
      const ada = await newPerson(app, 'owner', { orgId })
      const made = (await invite({ role: 'approver' }, ada.bearer)).body as Invited
      const higher = (await invite({ role: 'owner' }, ada.bearer)).body as Invited
      const body = { role: 'admin', groups: ['sre'] }
      await app.must(`/v1/members/${ada.memberId}`, { key, method: 'PATCH', body })
      assert.equal((await newBrowser(app).get(pathOf(made.link))).status, 200)
      assert.equal((await newBrowser(app).get(pathOf(higher.link))).status, 404)
    })

    it('makes nobody who may do more than who invites', async () => {
      const { orgId, key, invite } = await freshOrg()
      const admin = await newPerson(app, 'admin', { orgId })
      assert.deepEqual(outcome(await invite({ role: 'owner' }, admin.bearer)), [403, 'auth.scope'])
      const owner = (await invite({ role: 'owner' })).body as Invited
      const revoked = await app.call(`/v1/invitations/${owner.id}/revoke`, { key: admin.bearer, body: {} })
      assert.deepEqual(outcome(revoked), [403, 'auth.scope'])
      const weak = await app.newKey(['members:write'], {}, key)
      assert.deepEqual(outcome(await invite({ role: 'auditor' }, weak)), [403, 'auth.scope'])
    })

    it('is raced by two, and makes one member', async () => {
      const { invite, members } = await freshOrg()
      const path = pathOf(((await invite({ role: 'member' })).body as Invited).link)
      const browsers = [newBrowser(app), newBrowser(app)]
      for (const browser of browsers) await browser.get(path)
      const came = await Promise.all(
        browsers.map((browser, at) => browser.post(path, person(`race${at}-${kind}@countersign.example`))),
      )
      assert.deepEqual(came.map(({ status }) => status).sort(), [303, 404])
      assert.equal((await members()).length, 1)
    })

    it('that nobody accepts in time ends with a receipt, and the address is forgotten', async () => {
      const { orgId, key, invite } = await freshOrg()
      const email = `forgotten-${kind}@countersign.example`
      const made = (await invite({ role: 'member', email })).body as Invited
      const kept = (await invite({ role: 'member' })).body as Invited
      async function sql(...statements: string[]): Promise<{ id: string }[]> {
        const client = await app.db.readers.connect()
        try {
          const found = []
          for (const text of statements) found.push((await client.query<{ id: string }>(text, [orgId])).rows)
          return found.at(-1) ?? []
        } finally {
          client.release()
        }
      }
      async function held() {
        return (await sql('select id from invitations where org_id = $1')).map(({ id }) => id)
      }
      assert.ok((await app.call('/v1/bundle?disclosures=true', { key })).text.includes(email))
      // As if its time were over, with whoever has read it before.
      await sql(
        `update invitations set expires_at = 1 where org_id = $1 and id = '${made.id}'`,
        'update logs set epoch = epoch + 1 where org_id = $1',
        'update due set at = 1 where org_id = $1',
      )
      await until('it ended', async () => !(await held()).includes(made.id))
      assert.deepEqual(await held(), [kept.id])
      assert.ok(!(await app.call('/v1/bundle?disclosures=true', { key })).text.includes(email))
      const types = await requireValidLog({ app, key, orgId, agent: '', agentKey: '' })
      assert.deepEqual(types.slice(-3), ['member.invited', 'member.invited', 'member.removed'])
    })

    it('answers a repeat without the link', async () => {
      const { key } = await freshOrg()
      const headers = { 'idempotency-key': 'once' }
      const body = { role: 'member' }
      const first = (await app.call('/v1/invitations', { key, body, headers })).body as Invited
      const second = (await app.call('/v1/invitations', { key, body, headers })).body as Invited
      assert.deepEqual([second.id, second.link], [first.id, undefined])
    })
  })
}

describe('an invitation by mail', async () => {
  const mailbox = await startMailbox()
  after(() => mailbox.close())
  const app: TestApp = await appOfFile('postgres', { env: mailbox.env })

  it('goes to the address and to nobody else', async () => {
    const email = 'grace@countersign.example'
    const made = await app.must<Invited>('/v1/invitations', { body: { email, role: 'approver' } })
    assert.deepEqual([made.mailed, made.link], [true, undefined])
    const path = await mailbox.link(email, 'join')
    const browser = newBrowser(app)
    assert.ok((await browser.get(path)).text.includes(`value="${email}"`))
    assert.equal((await browser.post(path, person(email))).status, 303)
  })
})

describe('the pages of members and keys', async () => {
  const app: TestApp = await appOfFile('postgres')

  it('invite, change and remove members, and show what is wrong', async () => {
    const { browser } = await newPerson(app, 'owner')
    const home = `/o/${app.orgId}/members`
    await browser.get(home)
    const invited = await browser.post(`${home}/invite`, { role: 'auditor', groups: 'sre, finance' })
    const link = /id="link">([^<]+)</.exec(invited.text)?.[1]
    const other = newBrowser(app)
    await other.get(pathOf(link))
    await other.post(pathOf(link), person('bob@countersign.example'))
    const { data } = await app.must<{ data: Member[] }>('/v1/members')
    const bob = data.find(({ email }) => email === 'bob@countersign.example')
    assert.deepEqual([bob?.role, bob?.groups], ['auditor', ['sre', 'finance']])
    await browser.get(`${home}/${bob?.id}`)
    assert.equal(
      (await browser.post(`${home}/${bob?.id}/change`, { role: 'approver', groups: '' })).status,
      303,
    )
    const wrong = await browser.post(`${home}/invite`, {
      role: 'emperor',
      groups: '',
      email: 'kept@countersign.example',
    })
    assert.equal(wrong.status, 400)
    assert.match(wrong.text, /role="alert">Role must be one of the list/)
    assert.match(wrong.text, /value="kept@countersign.example"/)
    assert.equal((await other.post(`${home}/${bob?.id}/remove`)).status, 403)
    await browser.get(home)
    assert.equal((await browser.post(`${home}/${bob?.id}/remove`)).location, `${home}?done=removed`)
    assert.equal((await other.get(home)).status, 404)
  })

  it('make a key that is shown once, and revoke it', async () => {
    const { browser } = await newPerson(app, 'admin')
    const home = `/o/${app.orgId}/keys`
    await browser.get(home)
    const made = await browser.post(home, { name: 'a <b>bold</b> key', scopes: 'agents:read' })
    const secret = /id="secret">([^<]+)</.exec(made.text)?.[1]
    assert.equal((await app.call('/v1/agents', { key: secret ?? null })).status, 200)
    assert.equal(made.headers['cache-control'], 'no-store')
    const listed = await browser.get(home)
    assert.ok(!listed.text.includes(secret ?? 'x') && !listed.text.includes('<b>bold'))
    const { data } = await app.must<{ data: { id: string; name: string }[] }>('/v1/keys')
    const id = data.find(({ name }) => name.includes('bold'))?.id
    assert.equal((await browser.post(`${home}/${id}/revoke`)).status, 303)
    assert.equal((await app.call('/v1/agents', { key: secret ?? null })).status, 401)
    const escalated = await browser.post(home, { name: 'x', scopes: 'admin' })
    assert.deepEqual([escalated.status, /key does not hold admin/.test(escalated.text)], [403, true])
  })

  it('show an auditor no form but the one that signs out', async () => {
    const { browser } = await newPerson(app, 'auditor')
    for (const place of ['members', 'keys']) {
      const { text } = await browser.get(`/o/${app.orgId}/${place}`)
      assert.deepEqual(text.match(/<form[^>]*action="([^"]*)"/g), ['<form method="post" action="/sign-out"'])
    }
  })
})
