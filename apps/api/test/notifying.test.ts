// What becomes of deliveries when the process that makes one, the database or the mail server fails.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { formatApiKey, type MemberRole, newId } from '@countersign/terms'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { join } from '../src/operations/members/join.ts'
import { ask, decide, makeWorld, member, type World } from './approvals-world.ts'
import { type DatabaseKind, startAlone, type TestApp } from './harness.ts'
import { newAccount, newBrowser, PASSWORD } from './people.ts'
import { startPostgres } from './postgres.ts'
import { startReceiver } from './receiver.ts'
import { settings, startApi } from './storm/processes.ts'
import { until } from './until.ts'

/** Lines as they were before they were folded for the way. */
function unwrapped(text: string): string {
  return text.replaceAll('=\r\n', '').replaceAll(/\r\n[ \t]+/g, ' ')
}

async function post<T>(url: string, path: string, key: string, body: object): Promise<T> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.ok(answer.ok, `${path} answered ${answer.status}`)
  return (await answer.json()) as T
}

it('a delivery whose process is killed is made by another, under the same id', async () => {
  await using receiver = await startReceiver()
  const server = await startPostgres()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const key = formatApiKey('test', orgId, randomBytes(30))
  const env = settings(key, { DATABASE_URL: server.url, COUNTERSIGN_WEBHOOK_ALLOW: '127.0.0.1' })
  const sql = new pg.Client(server.url)
  await sql.connect()
  try {
    const first = await startApi(env)
    const hook = { url: receiver.url, events: ['agent.created'] }
    const { secret } = await post<{ secret: string }>(first.url, '/v1/webhooks', key, hook)
    // It has the request in its hands and no answer.
    receiver.answers.push(() => undefined)
    await post(first.url, '/v1/agents', key, { name: 'a' })
    await until('the first request is there', () => receiver.arrived.length === 1)
    await first.signal('SIGKILL')
    const second = await startApi(env)
    // As if the time for which the first had taken it were over.
    await sql.query('update outbox set at = 0')
    await until('the second request is there', () => receiver.arrived.length === 2)
    const ids = receiver.arrived.map(({ headers }) => headers['webhook-id'])
    assert.equal(ids[0], ids[1])
    receiver.verify(receiver.arrived[1], secret)
    await until('nothing waits', async () => (await sql.query('select 1 from outbox')).rows.length === 0)
    await second.stop()
  } finally {
    await sql.end()
    await server.stop()
  }
})

for (const kind of ['embedded', 'postgres'] as const) describe(`notifying on ${kind}`, () => notifying(kind))

function notifying(kind: DatabaseKind) {
  type Arrived = { to: string[]; text: string }
  let app: TestApp & AsyncDisposable
  const mails: Arrived[] = []
  /** Reply codes for the next mails, in place of taking them. */
  const replies: number[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      stream.on('end', () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: unwrapped(text) })
        const responseCode = replies.shift()
        done(responseCode === undefined ? null : Object.assign(new Error('no'), { responseCode }))
      })
    },
  })
  before(async () => {
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()))
    app = await startAlone(kind, {
      env: {
        COUNTERSIGN_WEBHOOK_ALLOW: '127.0.0.1',
        COUNTERSIGN_PUBLIC_URL: 'https://countersign.example',
        COUNTERSIGN_SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
        COUNTERSIGN_MAIL_FROM: 'approvals@countersign.example',
      },
    })
  })
  after(async () => {
    await app?.close()
    await new Promise<void>((resolve) => smtp.close(() => resolve()))
  })

  async function idle(orgId: string): Promise<void> {
    await until('nothing waits', async () => (await app.store.outbox.waiting(orgId)).length === 0)
  }

  type Reached = { role?: MemberRole; groups?: string[]; isProven?: boolean }

  /** A member with an account, whose address is theirs unless the test says otherwise. */
  async function reached(
    { orgId }: World,
    { role = 'approver', groups = [], isProven = true }: Reached = {},
  ) {
    const email = `${randomBytes(6).toString('hex')}@example.com`
    const accountId = await newAccount(app, email, isProven)
    const id = await join(
      app.context,
      orgId,
      { name: email, role, groups, email, accountId, passkeys: [] },
      () => {},
    )
    return { id, email }
  }

  it('those who may decide get a mail with a link, without arguments, and nobody else does', async () => {
    const world = await makeWorld(app)
    mails.length = 0
    const [ada, bob] = [await reached(world, { groups: ['sre'] }), await reached(world, { groups: ['sre'] })]
    await reached(world)
    await reached(world, { role: 'auditor', groups: ['sre'] })
    await reached(world, { groups: ['sre'], isProven: false })
    // Only a backend says that this address is theirs, and it may be anybody's.
    await member(world, { email: 'anybody@example.com', groups: ['sre'] })
    await member(world, { groups: ['sre'] })
    const { approval } = await ask(world, { action: 'deploy', arguments: { canary: 'canary-argument' } })
    await until('both are there', () => mails.length === 2)
    await idle(world.orgId)
    assert.deepEqual(mails.flatMap(({ to }) => to).sort(), [ada.email, bob.email].sort())
    const link = `https://countersign.example/o/${world.orgId}/approvals/${approval.id}`
    for (const { text } of mails) {
      assert.ok(text.includes(link) && text.includes('deploy') && text.includes('production'), text)
      assert.ok(!text.includes('canary') && !text.includes('session-1'))
    }
    const ids = new Set(mails.map(({ text }) => /^Message-ID: (.*)\r$/im.exec(text)?.[1]))
    assert.equal(ids.size, 2)
  })

  it('the people whom an escalation adds are notified when its time has come, and nobody twice', async () => {
    const policy = `@id("deploys") @approvers("1 of sre") @escalate("2s to 1 of leads") permit (principal, action, resource)
      when { context.action == "deploy" && context.approved };`
    const world = await makeWorld(app, policy)
    mails.length = 0
    const sre = await reached(world, { groups: ['sre'] })
    const lead = await reached(world, { groups: ['leads'] })
    const both = await reached(world, { groups: ['leads', 'sre'] })
    await ask(world, { action: 'deploy', session_id: 'waits' })
    await until('all are told', () => mails.length === 3)
    await idle(world.orgId)
    assert.deepEqual(mails.flatMap(({ to }) => to).sort(), [both.email, lead.email, sre.email].sort())
    mails.length = 0
    const { approval } = await ask(world, { action: 'deploy', session_id: 'rejected' })
    assert.equal((await decide(world, approval.id, sre.id, { decision: 'reject' })).status, 200)
    await until('nothing waits', async () => {
      await app.db.urgent.query('update outbox set at = 0 where org_id = $1', [world.orgId])
      return (await app.store.outbox.waiting(world.orgId)).length === 0
    })
    assert.ok(mails.every(({ to }) => !to.includes(lead.email)))
  })

  it('those who may decide hear again of what waits again, once, and webhooks under another id', async () => {
    const world = await makeWorld(app)
    await using receiver = await startReceiver()
    const events = ['approval.requested', 'approval.lapsed']
    await app.must('/v1/webhooks', { key: world.key, body: { url: receiver.url, events } })
    const [gone, other] = [await reached(world), await reached(world)]
    const { approval } = await ask(world)
    await until('the request is told', () => receiver.arrived.length === 1)
    await idle(world.orgId)
    assert.equal((await decide(world, approval.id, gone.id)).status, 200)
    mails.length = 0
    const body = { role: 'auditor' }
    await app.must(`/v1/members/${gone.id}`, { key: world.key, method: 'PATCH', body })
    await until('the lapse is told', () => receiver.arrived.length === 2 && mails.length === 1)
    await app.must(`/v1/members/${gone.id}/remove`, { key: world.key, body: {} })
    await idle(world.orgId)
    assert.deepEqual(
      mails.flatMap(({ to }) => to),
      [other.email],
    )
    assert.match(mails[0]?.text ?? '', /Approval needed again.*may not decide any more/s)
    const told = receiver.arrived.map(({ headers, body }) => ({
      id: headers['webhook-id'],
      ...(JSON.parse(body) as { type: string; data: { approval: { id: string; status: string } } }),
    }))
    assert.deepEqual(
      told.map(({ type, data }) => [type, data.approval.id]),
      [
        ['approval.requested', approval.id],
        ['approval.lapsed', approval.id],
      ],
    )
    assert.equal(told[1]?.data.approval.status, 'pending')
    assert.notEqual(told[0]?.id, told[1]?.id)
  })

  it('whoever has granted what waits again, and still counts, is asked for nothing', async () => {
    const world = await makeWorld(app)
    const [kept, gone, next] = [
      await reached(world, { groups: ['sre'] }),
      await reached(world, { groups: ['sre'] }),
      await reached(world, { groups: ['sre'] }),
    ]
    const { approval } = await ask(world, { action: 'deploy' })
    for (const { id } of [kept, gone]) assert.equal((await decide(world, approval.id, id)).status, 200)
    await idle(world.orgId)
    mails.length = 0
    await app.must(`/v1/members/${gone.id}/remove`, { key: world.key, body: {} })
    await until('somebody is told', () => mails.length > 0)
    await idle(world.orgId)
    assert.deepEqual(
      mails.flatMap(({ to }) => to),
      [next.email],
    )
  })

  it('a name that would reorder or hide what a mail says comes without that', async () => {
    const world = await makeWorld(app)
    await reached(world, { groups: ['sre'] })
    const { id } = await app.must<{ id: string }>('/v1/agents', {
      key: world.key,
      body: { name: 'bot \u202egnihton\u2066\u200b \u2028Risk: low' },
    })
    mails.length = 0
    const body = { agent_id: id, action: 'deploy', environment: 'production' }
    await app.must('/v1/gate', { key: world.key, body })
    await until('the mail is there', () => mails.length === 1)
    const text = (mails[0]?.text ?? '').replaceAll(/=([0-9A-F]{2})/g, (_, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    const read = Buffer.from(text, 'latin1').toString()
    assert.match(read, /Agent: +bot gnihton +Risk: low \(agt_/)
  })

  it('a substitute is notified as well as the member who is away', async () => {
    const world = await makeWorld(app)
    mails.length = 0
    const away = await reached(world, { groups: ['sre'] })
    const standIn = await reached(world)
    const body = { substitute: { member: standIn.id, until: new Date(Date.now() + 3_600_000).toISOString() } }
    await app.must(`/v1/members/${away.id}`, { key: world.key, method: 'PATCH', body })
    await ask(world, { action: 'deploy' })
    await until('both are told', () => mails.length === 2)
    await idle(world.orgId)
    assert.deepEqual(mails.flatMap(({ to }) => to).sort(), [away.email, standIn.email].sort())
  })

  it('an invitation is mailed until it is taken, always with the same link', async () => {
    const world = await makeWorld(app)
    mails.length = 0
    replies.push(451)
    const email = `${randomBytes(6).toString('hex')}@example.com`
    const made = await app.must<{ mailed: boolean; link?: string }>('/v1/invitations', {
      key: world.key,
      body: { email, role: 'approver' },
    })
    assert.deepEqual([made.mailed, made.link], [true, undefined])
    await until('it was tried', () => mails.length === 1)
    await until('it is sent again', async () => {
      await app.db.urgent.query('update outbox set at = 0 where org_id = $1 and attempts = 1', [world.orgId])
      return mails.length === 2
    })
    await idle(world.orgId)
    const links = mails.map(({ text }) => /https:\/\/countersign\.example(\/join\/[^\s]+)/.exec(text)?.[1])
    assert.ok(links[0] !== undefined && links[0] === links[1])
    const browser = newBrowser(app)
    const path = (links[0] ?? '').replaceAll('=3D', '=')
    const origin = 'https://countersign.example'
    await browser.get(path)
    const fields = { name: 'Ada', email, password: PASSWORD }
    assert.equal((await browser.post(path, fields, { origin })).status, 303)
    const account = await app.people.accountStore.withEmail(email)
    assert.equal(account?.isProven, true)
  })

  it('an invitation that was revoked is not mailed', async () => {
    const world = await makeWorld(app)
    mails.length = 0
    replies.push(451)
    const body = { email: 'late@example.com', role: 'member' }
    const { id } = await app.must<{ id: string }>('/v1/invitations', { key: world.key, body })
    await until('it was tried', () => mails.length === 1)
    await app.must(`/v1/invitations/${id}/revoke`, { key: world.key, body: {} })
    await until('nothing waits', async () => {
      await app.db.urgent.query('update outbox set at = 0 where org_id = $1 and attempts = 1', [world.orgId])
      return (await app.store.outbox.waiting(world.orgId)).length === 0
    })
    assert.equal(mails.length, 1)
  })

  it('a mail that was not taken is sent again with the same id; one that is refused for good is not', async () => {
    const world = await makeWorld(app)
    mails.length = 0
    await reached(world)
    replies.push(451)
    await ask(world)
    await until('it was tried', () => mails.length === 1)
    await until('it is put off', async () => {
      const { rows } = await app.db.urgent.query(
        `select 1 from outbox where org_id = $1 and channel like 'mem_%' and at < $2`,
        [world.orgId, Date.now() + 60_000],
      )
      return rows.length === 1
    })
    await app.db.urgent.query('update outbox set at = 0 where org_id = $1', [world.orgId])
    await until('it is there', () => mails.length === 2)
    const [first, second] = mails.map(({ text }) => /^Message-ID: .*$/im.exec(text)?.[0])
    assert.equal(first, second)
    await idle(world.orgId)
    replies.push(550)
    await ask(world, { arguments: { another: 1 } })
    await until('it was refused', () => mails.length === 3)
    await idle(world.orgId)
  })

  it('nobody is asked for what was decided meanwhile', async () => {
    const world = await makeWorld(app)
    mails.length = 0
    const { id: by } = await reached(world)
    replies.push(451)
    const { approval } = await ask(world)
    await until('it was tried', () => mails.length === 1)
    assert.equal((await decide(world, approval.id, by, { decision: 'reject' })).status, 200)
    await until('it is put off or over', async () => {
      await app.db.urgent.query(`update outbox set at = 0 where org_id = $1 and attempts = 1`, [world.orgId])
      return (await app.store.outbox.waiting(world.orgId)).length === 0
    })
    assert.equal(mails.length, 1)
  })

  it('the database gone in the middle of a delivery costs a repetition, and no event', async () => {
    await using receiver = await startReceiver()
    const world = await makeWorld(app)
    const body = { url: receiver.url, events: ['agent.created'] }
    await app.must('/v1/webhooks', { key: world.key, body })
    let held: ServerResponse | undefined
    receiver.answers.push((response) => {
      held = response
    })
    await app.newAgent(world.key)
    await until('it is under way', () => held !== undefined)
    const { connect } = app.db.urgent
    const failing = app.db.urgent as { connect: unknown }
    failing.connect = () => Promise.reject(new Error('no connection'))
    held?.writeHead(204).end()
    await until('the fault was seen', () => app.logged().includes('the database cannot be reached'))
    failing.connect = connect
    await until('it is told again', async () => {
      await app.db.urgent.query('update outbox set at = 0 where org_id = $1', [world.orgId])
      return receiver.arrived.length >= 2
    })
    await idle(world.orgId)
    assert.equal(new Set(receiver.arrived.map(({ headers }) => headers['webhook-id'])).size, 1)
  })
}
