// Deciding on the page of an approval, as a browser without scripts does it, and what cannot be done there.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Approval,
  ask,
  CALL,
  grant,
  makeWorld,
  member,
  read,
  requireValidLog,
  use,
  verdict,
  type World,
} from './approvals-world.ts'
import { appOfFile } from './harness.ts'
import { newBrowser, newPerson, type Page, type TestPerson } from './people.ts'

const app = await appOfFile('postgres')

function pathOf({ orgId }: World, { id }: Pick<Approval, 'id'>): string {
  return `/o/${orgId}/approvals/${id}`
}

type Fields = { digest: string; seen: string; [name: string]: string }

/** The hidden fields of the form that decides. */
function fieldsOf({ text }: Page): Fields {
  const found = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
  const fields = Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]))
  return { digest: '', seen: '', ...fields }
}

async function opened(world: World, person: TestPerson, more: object = {}) {
  const approval = await read(world, (await ask(world, more)).approval.id)
  const path = pathOf(world, approval)
  const page = await person.browser.get(path)
  assert.equal(page.status, 200, page.text)
  return { approval, path, page, fields: fieldsOf(page) }
}

const RISKY = {}
/** A call of low risk. */
const MILD = { action: 'note', tool: 'notes:write', arguments: { text: 'hello' }, target: undefined }

describe('the page of an approval', () => {
  it('shows the exact call, and a whole decision is made without a script', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, page, fields } = await opened(world, ada, RISKY)
    assert.match(page.text, new RegExp(approval.digest))
    assert.equal(fields.digest, approval.digest)
    const shown = page.text.replaceAll(/<[^>]+>/g, '').replaceAll('&quot;', '"')
    for (const part of ['"limit":10', '"table":"customers"', 'https://db.example/rows', 'critical']) {
      assert.ok(shown.includes(part), part)
    }
    assert.match(
      page.text,
      /<code><bdi dir="auto">deletes<\/bdi><\/code><bdi dir="auto"> permits this once it is approved/,
    )
    assert.doesNotMatch(page.text, /`/)
    const done = await ada.browser.post(path, { ...fields, decision: 'grant', reason: 'looked at it' })
    assert.deepEqual([done.status, done.location], [303, `${path}?done=grant`])
    const after = await ada.browser.get(done.location ?? '')
    assert.match(after.text, /You approved it\. The receipt is rcp_/)
    assert.match(after.text, /Approved, not used up/)
    assert.equal(verdict(await use(world, approval.id)), 'allow policy.permitted')
    assert.match((await ada.browser.get(path)).text, /Approved and used/)
    await requireValidLog(world)
  })

  it('is small for an ordinary call', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const first = await opened(world, ada)
    await grant(world, first.approval.id, await member(world))
    await use(world, first.approval.id)
    const { page } = await opened(world, ada, {
      arguments: { ...CALL.arguments, limit: 1000 },
      declared: { goal: 'make room for more customers' },
    })
    assert.match(page.text, /was<\/span> <bdi dir="auto">10<\/bdi>/)
    assert.ok(Buffer.byteLength(page.text) < 30_000, `${Buffer.byteLength(page.text)} bytes`)
  })

  it('neither decision is preselected or easier than the other', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { page } = await opened(world, ada)
    const buttons = [...page.text.matchAll(/<button class="([^"]*)" name="decision" value="(\w+)"/g)]
    assert.deepEqual(
      buttons.map(([, looks, value]) => [looks, value]),
      [
        ['plain', 'grant'],
        ['plain', 'reject'],
      ],
    )
    assert.doesNotMatch(page.text, /autofocus|checked/)
    const [form = ''] = /<form method="post" action="[^"]*" class="decide">.*?<\/form>/s.exec(page.text) ?? []
    assert.match(form, /^<form[^>]*><button disabled hidden>/)
  })

  it('approves with a reason where much is at stake, and rejects without one', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, fields } = await opened(world, ada, RISKY)
    const without = await ada.browser.post(path, { ...fields, decision: 'grant' })
    assert.equal(without.status, 422)
    assert.match(without.text, /approved with a reason/)
    assert.match(without.text, /value="reject" formnovalidate>/)
    assert.equal((await read(world, approval.id)).status, 'pending')
    const done = await ada.browser.post(path, { ...fields, decision: 'reject' })
    assert.equal(done.location, `${path}?done=reject`)
    const { status, decisions } = await read(world, approval.id)
    assert.deepEqual([status, decisions[0]?.reason], ['rejected', undefined])
  })

  it('decides nothing by being read, and nothing without its own token, origin, digest and session', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const bob = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, page, fields } = await opened(world, ada, MILD)
    const links = [...page.text.matchAll(/href="(\/[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    )
    for (const link of [...links, `${path}?decision=grant&digest=${approval.digest}`, `${path}?done=grant`]) {
      await ada.browser.get(link)
    }
    const good = { ...fields, decision: 'grant', reason: 'x' }
    const csrf = ada.browser.token()
    const refused: [string, Promise<Page>][] = [
      ['no token', ada.browser.post(path, { ...good, csrf: '' })],
      [
        'a forged token',
        ada.browser.post(path, { ...good, csrf: csrf.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }),
      ],
      ['another site', ada.browser.post(path, { ...good, csrf }, { origin: 'https://evil.example' })],
      ['no origin', ada.browser.post(path, { ...good, csrf }, { origin: '' })],
      ['cross-site', ada.browser.post(path, { ...good, csrf }, { 'sec-fetch-site': 'cross-site' })],
      ['another digest', ada.browser.post(path, { ...good, csrf, digest: `sha256:${'0'.repeat(64)}` })],
      ['a page that was not shown', ada.browser.post(path, { ...good, csrf, seen: '' })],
      [
        'a page of another session',
        bob.browser.get(path).then(() => bob.browser.post(path, { ...good, csrf: bob.browser.token() })),
      ],
      ['nobody', newBrowser(app).post(path, { ...good, csrf })],
      ['no decision', ada.browser.post(path, { ...good, csrf, decision: 'maybe' })],
      ['JSON', ada.browser.post(path, { ...good, csrf }, { 'content-type': 'application/json' })],
    ]
    for (const [what, answer] of refused) assert.ok((await answer).status >= 400, what)
    assert.equal((await read(world, approval.id)).decisions.length, 0)
    assert.equal((await ada.browser.post(path, { ...good, csrf })).status, 303)
  })

  it('cannot be framed or kept, and lets nothing in from elsewhere', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { page } = await opened(world, ada)
    const policy = String(page.headers['content-security-policy'])
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
      "base-uri 'none'",
    ]) {
      assert.ok(policy.includes(part), part)
    }
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(page.headers['x-frame-options'], 'DENY')
    assert.equal(page.headers['cache-control'], 'no-store')
    assert.doesNotMatch(page.text, / on\w+="| style="/)
  })

  it('says plainly that somebody was faster, with what was typed', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, fields } = await opened(world, ada, MILD)
    await grant(world, approval.id, await member(world))
    const late = await ada.browser.post(path, { ...fields, decision: 'grant', reason: 'my reason' })
    assert.equal(late.status, 409)
    assert.match(late.text, /Somebody else was faster/)
    assert.match(late.text, /Take back/)
    assert.match(late.text, /<textarea[^>]*>my reason<\/textarea>/)
  })

  it('says how each decision came: in person, or as a program reports it', async () => {
    const world = await makeWorld(app)
    const { orgId } = world
    const ada = await newPerson(app, 'approver', { orgId })
    const { approval, path, fields } = await opened(world, ada, MILD)
    await ada.browser.post(path, { ...fields, decision: 'grant' })
    assert.match((await ada.browser.get(path)).text, /approved it as approver, signed in,/)
    const other = await opened(world, ada, { ...MILD, session_id: 'another' })
    await grant(world, other.approval.id, ada.memberId)
    assert.match(
      (await ada.browser.get(other.path)).text,
      /approved it as approver, through a program with a key,/,
    )
    const { text } = await ada.browser.get(`/o/${orgId}/approvals/history`)
    assert.notEqual(approval.id, other.approval.id)
    assert.match(text, /through a program with a key,[\s\S]*signed in,/)
  })

  it('offers to take a grant back to who may, and to nobody else', async () => {
    const world = await makeWorld(app)
    const { orgId } = world
    const [ada, bob] = [
      await newPerson(app, 'approver', { orgId }),
      await newPerson(app, 'approver', { orgId }),
    ]
    const auditor = await newPerson(app, 'auditor', { orgId })
    const { approval, path } = await opened(world, ada, MILD)
    await grant(world, approval.id, ada.memberId)
    async function offers({ browser }: TestPerson): Promise<boolean> {
      const { text } = await browser.get(path)
      assert.match(text, /It is approved and may still be used/)
      return text.includes('Take back')
    }
    assert.deepEqual(await Promise.all([ada, bob, auditor].map(offers)), [true, true, false])
  })

  it('asks whoever signed in long ago to do it again, and loses nothing', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, fields } = await opened(world, ada, RISKY)
    const client = await app.db.readers.connect()
    await client.query(
      `update accounts.session set "createdAt" = "createdAt" - interval '11 minutes' where "userId" = $1`,
      [ada.accountId],
    )
    client.release()
    const late = await ada.browser.post(path, { ...fields, decision: 'grant', reason: 'my reason' })
    assert.equal(late.status, 409)
    assert.match(late.text, /Nothing was decided; what you typed is still here/)
    assert.match(late.text, /<textarea[^>]*>my reason<\/textarea>/)
    assert.match(late.text, /href="\/sign-in\?again=again&amp;next=/)
    assert.equal((await read(world, approval.id)).status, 'pending')
  })

  it('tells who may not decide why, and offers no button', async () => {
    const world = await makeWorld(app)
    const auditor = await newPerson(app, 'auditor', { orgId: world.orgId })
    const { page, path, fields } = await opened(world, auditor)
    assert.match(page.text, /the role `auditor` decides no approvals/)
    assert.doesNotMatch(page.text, /name="decision"/)
    const tried = await auditor.browser.post(path, { ...fields, decision: 'grant', reason: 'x' })
    assert.ok(tried.status >= 400)
    const stranger = await newPerson(app, 'owner', { orgId: (await app.newOrg()).orgId })
    assert.equal((await stranger.browser.get(path)).status, 404)
    assert.equal((await newBrowser(app).get(path)).status, 303)
  })

  it('says to whom it escalates, and when', async () => {
    const world = await makeWorld(
      app,
      `@id("d") @approvers("1 of sre") @escalate("10m to 1 of leads") permit (principal, action, resource) when { context.approved };`,
    )
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { page } = await opened(world, ada, MILD)
    const text = page.text.replaceAll(/<[^>]+>/g, '')
    assert.match(text, /1 of the group sre \(from 20\d\d-[\d -:]+ UTC on 1 of the group leads is enough\)/)
  })

  it('lets a substitute say for whom they decide', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId, groups: ['sre'] })
    const grace = await newPerson(app, 'approver', { orgId: world.orgId })
    const body = {
      substitute: { member: grace.memberId, until: new Date(Date.now() + 3_600_000).toISOString() },
    }
    await app.must(`/v1/members/${ada.memberId}`, { key: world.key, method: 'PATCH', body })
    const { approval, path, page, fields } = await opened(world, grace, { action: 'deploy' })
    assert.match(
      page.text,
      /<select id="for" name="for"><option value="mem_\w+">for an approver<\/option><\/select>/,
    )
    const form = { ...fields, decision: 'grant', reason: 'looked at it' }
    assert.equal((await grace.browser.post(path, form)).status, 403, 'not for herself')
    const done = await grace.browser.post(path, { ...form, for: ada.memberId })
    assert.equal(done.status, 303, done.text)
    const { decisions } = await app.must<{ decisions: { member: string; for?: string }[] }>(
      `/v1/approvals/${approval.id}`,
      {
        key: world.key,
      },
    )
    assert.deepEqual([decisions[0]?.member, decisions[0]?.for], [grace.memberId, ada.memberId])
    assert.match((await grace.browser.get(path)).text, /as approver for /)
  })

  it('says what a decision signs: what the receipt will hold, and what of the form comes to it', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId, groups: ['sre'] })
    const grace = await newPerson(app, 'approver', { orgId: world.orgId })
    const until = new Date(Date.now() + 3_600_000).toISOString()
    await app.must(`/v1/members/${ada.memberId}`, {
      key: world.key,
      method: 'PATCH',
      body: { substitute: { member: grace.memberId, until } },
    })
    /** What the section says, without its markup, and the receipt that it shows. */
    async function signed(person: TestPerson, call: object) {
      const { approval, page } = await opened(world, person, call)
      const [section = ''] = /<section aria-labelledby="receipt">.*?<\/section>/s.exec(page.text) ?? []
      const text = section.replaceAll(/<[^>]+>/g, '').replaceAll('&quot;', '"')
      const [json = ''] = /\{.*?\n\}/s.exec(text) ?? []
      return { approval, text, receipt: JSON.parse(json) }
    }
    const REASON = /a reason, if you give one, as decision\.reason: a commitment to it, not the text/
    const USES = /several uses, .* as approval\.grant: at most 10 uses within 60 minutes/
    const PASSKEY = /decision\.assertion/
    const FOR = /for an approver mem_\w+, as decision\.for, with their groups in place of yours/
    const own = await signed(ada, RISKY)
    const { id, digest } = own.approval
    assert.deepEqual(own.receipt, {
      type: 'approval.granted',
      approval: { id, digest, given: 1 },
      decision: { by: ada.memberId, via: 'session', role: 'approver', groups: ['sre'] },
    })
    const cases: [TestPerson, object, RegExp[], RegExp[]][] = [
      [ada, RISKY, [REASON], [USES, PASSKEY, FOR]],
      [ada, MILD, [REASON, USES], [PASSKEY, FOR]],
      [grace, MILD, [REASON, USES, FOR], [PASSKEY]],
    ]
    for (const [person, call, said, unsaid] of cases) {
      const { text } = await signed(person, call)
      for (const one of said) assert.match(text, one)
      for (const one of unsaid) assert.doesNotMatch(text, one)
    }
  })

  it('lets an admin withdraw what was asked', async () => {
    const world = await makeWorld(app)
    const admin = await newPerson(app, 'admin', { orgId: world.orgId })
    const { approval, path, fields } = await opened(world, admin, MILD)
    const done = await admin.browser.post(`${path}/withdraw`, { ...fields, reason: 'not needed' })
    assert.equal(done.location, `${path}?done=withdrawn`)
    assert.match((await admin.browser.get(done.location ?? '')).text, /You withdrew it/)
    assert.equal((await read(world, approval.id)).status, 'withdrawn')
    const again = await admin.browser.post(`${path}/withdraw`, fields)
    assert.equal(again.status, 409)
  })

  it('marks an approval that was given in no time', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, fields } = await opened(world, ada, MILD)
    await ada.browser.post(path, { ...fields, decision: 'grant' })
    const decided = await app.must<{ decisions: { hurried?: true }[] }>(`/v1/approvals/${approval.id}`, {
      key: world.key,
    })
    assert.deepEqual(
      decided.decisions.map(({ hurried }) => hurried),
      [true],
    )
    assert.match((await ada.browser.get(`/o/${world.orgId}/approvals/history`)).text, /in under two seconds/)
    // Writing another time into the form cannot make it look as if it was shown later.
    const other = await opened(world, ada, { ...MILD, arguments: { n: 2 } })
    const forged = other.fields.seen.replace(
      /^(\d+-\d+)-(\d+)/,
      (_, parts, at) => `${parts}-${Number(at) - 60_000}`,
    )
    const answer = await ada.browser.post(other.path, {
      ...other.fields,
      seen: forged,
      decision: 'grant',
    })
    assert.equal(answer.status, 403)
  })

  it('grants several uses within what the policies allow', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, page, fields } = await opened(world, ada, MILD)
    assert.match(page.text, /at most 10 uses within 60 minutes/)
    const half = await ada.browser.post(path, { ...fields, decision: 'grant', uses: '3', minutes: '' })
    assert.equal(half.status, 400)
    assert.match(half.text, /name="uses"[^>]*value="3"/)
    const done = await ada.browser.post(path, { ...fields, decision: 'grant', uses: '3', minutes: '5' })
    assert.equal(done.status, 303, done.text)
    const list = await ada.browser.get(`/o/${world.orgId}/approvals/granted`)
    assert.match(list.text, /0 of 3 uses/)
    const takeBack = fieldsOf(list)
    const taken = await ada.browser.post(`/o/${world.orgId}/approvals/granted`, takeBack)
    assert.equal(taken.status, 303)
    assert.equal((await read(world, approval.id)).status, 'rejected')
  })
})

describe('arguments that are longer than a page', () => {
  const rows = Array.from({ length: 900 }, (_, n) => ({
    id: n,
    note: `row ${n} of many, and some more words`,
  }))

  it('come in parts, and what can do much harm is approved by who has seen them all', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, page, fields } = await opened(world, ada, { arguments: { rows } })
    const parts = Number(/This is part 1 of (\d+)/.exec(page.text)?.[1])
    assert.ok(parts >= 3, page.text.slice(0, 2000))
    assert.match(page.text, new RegExp(`You have seen 1 of ${parts} parts`))
    const early = await ada.browser.post(path, { ...fields, decision: 'grant', reason: 'x' })
    assert.equal(early.status, 400)
    assert.match(early.text, /read all parts/i)
    // The last part alone is not the whole.
    const jumped = await ada.browser.get(`${path}?part=${parts}&seen=${fields.seen}`)
    assert.match(jumped.text, new RegExp(`You have seen 1 of ${parts} parts`))
    let at = page
    const seen: string[] = []
    for (let part = 2; part <= parts; part++) {
      const next = new RegExp(`href="([^"]*[?&]part=${part}&[^"]*)"`).exec(
        at.text.replaceAll('&amp;', '&'),
      )?.[1]
      assert.ok(next !== undefined)
      at = await ada.browser.get(next.split('#')[0] ?? '')
      seen.push(at.text)
    }
    assert.doesNotMatch(at.text, /You have seen/)
    for (const { note } of rows) {
      assert.ok(
        [page.text, ...seen].some((text) => text.includes(`${note}&quot;`)),
        note,
      )
    }
    const done = await ada.browser.post(`${path}?part=${parts}`, {
      ...fieldsOf(at),
      decision: 'grant',
      reason: 'read all',
    })
    assert.equal(done.status, 303, done.text)
    assert.equal((await read(world, approval.id)).status, 'granted')
  })

  it('can be rejected at once', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { approval, path, fields } = await opened(world, ada, { arguments: { rows } })
    await ada.browser.post(path, { ...fields, decision: 'reject', reason: 'too much' })
    assert.equal((await read(world, approval.id)).status, 'rejected')
  })
})

describe('the lists', () => {
  it('show what waits for the member first, and filter', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId, groups: ['sre'] })
    const bob = await newPerson(app, 'approver', { orgId: world.orgId })
    await ask(world, { ...MILD, arguments: { n: 1 } })
    await ask(world, { action: 'deploy' })
    const path = `/o/${world.orgId}/approvals`
    assert.match((await ada.browser.get(path)).text, /For you: 2</)
    const forBob = (await bob.browser.get(path)).text
    assert.match(forBob, /For you: 1</)
    assert.match(forBob, /For others: 1<.*the approval is for members of `sre`/s)
    assert.match((await bob.browser.get(`${path}?environment=staging`)).text, /For you: 0</)
    assert.match((await bob.browser.get(`${path}?agent=${world.agent}`)).text, /For you: 1</)
    assert.match(
      (await bob.browser.get(`${path}?agent=%3Cscript%3E&environment=%22%3E&cursor=%00`)).text,
      /For you: 1</,
    )
  })

  it('lead to the receipt of each decision', async () => {
    const world = await makeWorld(app)
    const ada = await newPerson(app, 'approver', { orgId: world.orgId })
    const { path, fields } = await opened(world, ada, MILD)
    await ada.browser.post(path, { ...fields, decision: 'reject' })
    const history = await ada.browser.get(`/o/${world.orgId}/approvals/history`)
    const [, link = ''] = /href="(\/o\/[^"]+\/receipts\/rcp_\w+)"/.exec(history.text) ?? []
    const receipt = await ada.browser.get(link)
    assert.equal(receipt.status, 200)
    assert.match(receipt.text, /approval\.rejected/)
    const other = await makeWorld(app)
    const stranger = await newPerson(app, 'owner', { orgId: other.orgId })
    assert.equal((await stranger.browser.get(link)).status, 404)
    assert.equal((await stranger.browser.get(link.replace(world.orgId, other.orgId))).status, 404)
  })
})
