// What people see and set of retention, and how they erase the values of a receipt, on pages.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, makeWorld, requireValidLog, type World } from './approvals-world.ts'
import { appOfFile } from './harness.ts'
import { newPerson, type TestPerson } from './people.ts'
import { placesOf } from './whole-database.ts'

const app = await appOfFile('postgres')

type Person = TestPerson & { world: World; home: string }

async function person(role: 'owner' | 'admin' | 'auditor' | 'member', world?: World): Promise<Person> {
  const own = world ?? (await makeWorld(app))
  const found = await newPerson(app, role, { orgId: own.orgId })
  return { ...found, world: own, home: `/o/${own.orgId}` }
}

/** As if they had signed in longer ago than the API lets them erase. */
async function signedInLongAgo({ accountId }: TestPerson): Promise<void> {
  await app.db.ledger.query(
    `update accounts.session set "createdAt" = now() - interval '11 minutes' where "userId" = $1`,
    [accountId],
  )
}

async function retentionOf({ key }: World): Promise<{ days: number | null; next?: { days: number } }> {
  return (await app.must<{ retention: { days: number | null } }>('/v1/org', { key })).retention
}

/** The receipt of a call that was allowed and completed. */
async function completed(world: World, name: string): Promise<string> {
  const { gate, receipt } = await ask(world, { action: 'read_file', arguments: { name } })
  const body = { gate_id: gate.id, outcome: 'succeeded' }
  await app.must('/v1/complete', { key: world.agentKey, body })
  return receipt.id
}

describe('the page of retention', () => {
  it('sets the time, says what holds and from when on, and takes it back', async () => {
    const { browser, world, home } = await person('owner')
    const page = `${home}/retention`
    assert.match((await browser.get(page)).text, /kept <strong>for ever<\/strong>/)
    assert.equal((await browser.post(page, { days: '365' })).location, `${page}?done=set`)
    assert.deepEqual([(await retentionOf(world)).days, (await retentionOf(world)).next?.days], [null, 365])
    const { text } = await browser.get(page)
    assert.match(text, /kept <strong>for ever<\/strong>/)
    assert.match(text, /From <time[^>]*>[^<]+<\/time> on they are kept <strong>for 365 days<\/strong>/)
    await browser.post(page, { days: '', reason: 'an audit goes on' })
    assert.deepEqual(await retentionOf(world), { days: null })
  })

  it('shows a time that is refused again, with what is wrong', async () => {
    const { browser, world, home } = await person('admin')
    await browser.get(`${home}/retention`)
    for (const days of ['29', '1.5', 'a year', '-40']) {
      const { status, text } = await browser.post(`${home}/retention`, { days })
      assert.equal(status, 400, days)
      assert.match(text, /role="alert">Days must be/, days)
    }
    assert.deepEqual(await retentionOf(world), { days: null })
  })

  it('shows who may not set it what holds, and takes no form of theirs', async () => {
    const world = await makeWorld(app)
    for (const role of ['auditor', 'member'] as const) {
      const { browser, home } = await person(role, world)
      const { text } = await browser.get(`${home}/retention`)
      assert.match(text, /kept <strong>for ever/)
      assert.ok(!text.includes('name="days"'), role)
      assert.equal(text.includes('name="receipt_id"'), role === 'auditor')
      assert.equal((await browser.post(`${home}/retention`, { days: '90' })).status, 403)
    }
    assert.deepEqual(await retentionOf(world), { days: null })
  })

  it('has whoever signed in long ago sign in again first, even by a form that was open before', async () => {
    const owner = await person('owner')
    const page = `${owner.home}/retention`
    await owner.browser.get(page)
    await signedInLongAgo(owner)
    const sent = await owner.browser.post(page, { days: '90' }, { referer: `http://127.0.0.1:80${page}` })
    const again = `/sign-in?again=again&next=${encodeURIComponent(page)}`
    assert.deepEqual([sent.status, sent.location], [303, again])
    assert.deepEqual(await retentionOf(owner.world), { days: null })
    const { text } = await owner.browser.get(page)
    assert.ok(!text.includes('name="days"'))
    assert.ok(text.includes(`href="${again.replaceAll('&', '&amp;')}"`))
  })

  it('leads to a receipt by its id, and lists what was erased', async () => {
    const { browser, world, home } = await person('owner')
    const id = await completed(world, 'Nils')
    assert.match((await browser.get(`${home}/retention`)).text, /Nothing yet/)
    const found = await browser.post(`${home}/retention/receipt`, { receipt_id: ` ${id} ` })
    assert.equal(found.location, `${home}/receipts/${id}#values`)
    for (const wrong of ['', 'rcp_1', `https://evil.example/${id}`, `../${id}`])
      assert.equal(
        (await browser.post(`${home}/retention/receipt`, { receipt_id: wrong })).status,
        400,
        wrong,
      )
    const body = { paths: ['action.arguments'], reason: 'it was asked for' }
    const { receipt } = await app.must<{ receipt: { id: string } }>(`/v1/receipts/${id}/erase`, {
      key: world.key,
      body,
    })
    assert.ok((await browser.get(`${home}/retention`)).text.includes(`${home}/receipts/${receipt.id}"`))
    const said = (await browser.get(`${home}/receipts/${receipt.id}`)).text
    assert.ok(said.includes(`<a href="${home}/receipts/${id}">${id}</a>: <code>action.arguments</code>`))
  })
})

describe('the page of a receipt', () => {
  it('shows its values, erases those that are chosen, and shows them as erased', async () => {
    const { browser, world, home } = await person('owner')
    const id = await completed(world, 'Ylva-Marker')
    const page = `${home}/receipts/${id}`
    assert.match((await browser.get(page)).text, /Ylva-Marker/)
    const fields = { paths: 'action.arguments', reason: 'it was asked for' }
    assert.equal((await browser.post(`${page}/erase`, fields)).location, `${page}?done=erased`)
    assert.deepEqual(await placesOf(app, 'Ylva-Marker'), [])
    const { text } = await browser.get(`${page}?done=erased`)
    assert.match(text, /role="status">Erased for good/)
    for (const path of ['action.arguments', 'policy.inputs'])
      assert.match(text, new RegExp(`<code>${path}</code></td><td[^>]*><strong>Erased`), path)
    assert.ok(!text.includes('name="paths" value="action.arguments"'))
    await requireValidLog(world)
  })

  it('erases nothing without a choice, a reason or a late sign-in, nor for who may only read', async () => {
    const owner = await person('owner')
    const id = await completed(owner.world, 'Sven-Marker')
    const page = `${owner.home}/receipts/${id}`
    const fields = { paths: 'action.arguments', reason: 'it was asked for' }
    const auditor = await person('auditor', owner.world)
    const seen = (await auditor.browser.get(page)).text
    assert.ok(seen.includes('Sven-Marker') && !seen.includes('name="paths"'))
    assert.equal((await auditor.browser.post(`${page}/erase`, fields)).status, 403)
    await owner.browser.get(page)
    const none = await owner.browser.post(`${page}/erase`, { reason: 'it was asked for' })
    assert.match(none.text, /role="alert">Choose at least one value/)
    const mute = await owner.browser.post(`${page}/erase`, { ...fields, reason: '' })
    assert.equal(mute.status, 400)
    assert.match(mute.text, /value="action.arguments" checked/)
    await signedInLongAgo(owner)
    assert.match(
      (await owner.browser.post(`${page}/erase`, fields)).location ?? '',
      /^\/sign-in\?again=again/,
    )
    assert.ok(!(await owner.browser.get(page)).text.includes('name="paths"'))
    assert.deepEqual(await placesOf(app, 'Sven-Marker'), ['disclosures'])
  })

  it('says why values that a gate still needs stay', async () => {
    const { browser, world, home } = await person('owner')
    const { receipt } = await ask(world, { arguments: { name: 'Tove-Marker' } })
    const page = `${home}/receipts/${receipt.id}`
    await browser.get(page)
    const fields = { paths: 'action.arguments', reason: 'it was asked for' }
    const refused = await browser.post(`${page}/erase`, fields)
    assert.equal(refused.status, 409)
    assert.match(refused.text, /role="alert">A gate that still needs these values[\s\S]* is pending/)
  })

  it('tells arguments that the caller kept from those that were erased', async () => {
    const { browser, world, home } = await person('auditor')
    const { agentKey: key } = world
    const body = {
      action: 'read_file',
      arguments_commitment: { alg: 'hmac-sha256', c: 'ab'.repeat(32) },
    }
    const { receipt } = await app.must<{ receipt: { id: string } }>('/v1/check', { key, body })
    const { text } = await browser.get(`${home}/receipts/${receipt.id}`)
    assert.match(text, /<code>action.arguments<\/code><\/td><td[^>]*>Not here: the caller/)
    assert.match(text, /<code>policy.inputs<\/code><\/td><td[^>]*><bdi[^>]*>\{/)
  })
})
