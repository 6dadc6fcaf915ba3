// Keys are changed while gates are asked for: nothing is lost, and everything that was signed still verifies.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import { suite } from '../src/adapters/suite.ts'
import { localVault } from '../src/adapters/vault.ts'
import { rotateLogKey } from '../src/operations/org/rotate-log-key.ts'
import { prepareInstance } from '../src/store/instance.ts'
import { openDatabase } from '../src/store/pool.ts'
import { rewrapAll } from '../src/store/rewrap.ts'
import { startApp, type TestApp, testDatabase } from './harness.ts'

const OLD = new Uint8Array(32).fill(7)
const NEW = new Uint8Array(32).fill(8)

const database = await testDatabase('postgres')
after(() => database.stop())

type Answer = { verdict: string; receipt: { id: string; seq: number } }

/** Asks again and again, on each process in turn, until `work` is done; answers what was acknowledged. */
async function during(apps: readonly TestApp[], key: string, agent_id: string, work: () => Promise<unknown>) {
  const answers: Answer[] = []
  let isDone = false
  async function ask(n: number) {
    while (!isDone || answers.length < 40) {
      const app = apps[n % apps.length]
      const body = { agent_id, action: 'read_file', arguments: { n: answers.length } }
      if (app !== undefined) answers.push(await app.must<Answer>('/v1/gate', { key, body }))
    }
  }
  const asking = Promise.all(Array.from({ length: 8 }, (_, n) => ask(n)))
  try {
    await work()
  } finally {
    isDone = true
  }
  await asking
  return answers
}

async function bundleOf(app: TestApp, key: string, query = ''): Promise<string> {
  return (await app.call(`/v1/bundle?disclosures=true${query}`, { key })).text
}

const [ofLog, ofMaster] = [await database.connection(), await database.connection()]

describe('the key of a log', async () => {
  const connection = ofLog
  const [one, two] = [await startApp(connection, 'postgres'), await startApp(connection, 'postgres')]
  after(async () => {
    await one.close()
    await two.close()
  })
  const key = one.adminKey
  const keysPath = `/v1/logs/${one.orgId}/keys`
  const agent = await one.newAgent()

  it('is changed under load, on two processes, and trust in the first key reaches every receipt', async () => {
    const before = parseKeySet(suite, await one.must(keysPath))
    const answers = await during([one, two], key, agent, async () => {
      for (const app of [one, two, one]) await rotateLogKey(app.context, one.orgId)
    })
    const text = await bundleOf(two, key)
    const trust = { keys: before }
    const report = verifyBundle(suite, text, { trust })
    assert.equal(report.verdict, 'valid', JSON.stringify(report.axes))
    const payloads = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(JSON.parse(line).payload))
    const ids = payloads.map(({ id }) => id)
    for (const { receipt } of answers)
      assert.equal(ids[receipt.seq], receipt.id, 'what was acknowledged is there')
    assert.equal(payloads.filter(({ type }) => type === 'log.key_rotated').length, 3)
    const header = JSON.parse(text.slice(0, text.indexOf('\n')))
    assert.deepEqual([header.handovers.length, header.keys.keys.length], [3, 4])

    for (const { receipt } of [answers[0], answers.at(-1)].flatMap((one) => one ?? [])) {
      const checked = await one.must<{ verdict: string }>('/v1/verify', {
        key,
        body: { receipt_id: receipt.id },
      })
      assert.equal(checked.verdict, 'valid')
    }
  })

  it('in windows that begin or end at a rotation', async () => {
    const keys = parseKeySet(suite, await one.must(keysPath))
    const rotated = await one.must<{ data: { seq: number }[] }>('/v1/receipts?type=log.key_rotated')
    const [last] = rotated.data
    assert.ok(last !== undefined)
    for (const query of [
      `&from_seq=${last.seq}`,
      `&from_seq=${last.seq + 1}`,
      `&to_seq=${last.seq}`,
      `&to_seq=${last.seq + 1}`,
    ]) {
      await one.newAgent()
      const report = verifyBundle(suite, await bundleOf(one, key, query), { trust: { keys } })
      assert.equal(report.verdict, 'valid', `${query} ${JSON.stringify(report.axes)}`)
    }
  })

  it('leaves no seed of a retired key, and of two rotations at once one is refused or follows', async () => {
    const settled = await Promise.allSettled([one, two].map((app) => rotateLogKey(app.context, one.orgId)))
    assert.ok(settled.some(({ status }) => status === 'fulfilled'))
    const client = await one.db.ledger.connect()
    try {
      await client.query(`begin; set local role countersign_app; set local app.org = '${one.orgId}'`)
      const { rows } = await client.query(
        'select until_size is null as used, length(seed) > 0 as seeded from signing_keys where org_id = $1',
        [one.orgId],
      )
      await client.query('rollback')
      assert.ok(rows.length >= 5)
      for (const { used, seeded } of rows) assert.equal(seeded, used)
      assert.equal(rows.filter(({ used }) => used).length, 1)
    } finally {
      client.release()
    }
    const report = verifyBundle(suite, await bundleOf(one, key), {
      trust: { keys: parseKeySet(suite, await one.must(keysPath)) },
    })
    assert.equal(report.verdict, 'valid', JSON.stringify(report.axes))
  })
})

describe('the master key', () => {
  const connection = ofMaster

  async function boots(vault: ReturnType<typeof localVault>): Promise<void> {
    const db = openDatabase(connection, { committers: 1, readers: 1 }, () => undefined)
    try {
      await prepareInstance(db, vault, false)
    } finally {
      await db.close()
    }
  }

  it('is changed under load; until all is sealed anew both are needed, and afterwards the new one is enough', async () => {
    const before = await startApp(connection, 'postgres', { masterKey: OLD })
    const { adminKey: key, orgId } = before
    const second = await before.newOrg()
    const agent = await before.newAgent()
    const secretly = { agent_id: agent, action: 'read_file', arguments: { kept: 'from before' } }
    const first = await before.must<Answer>('/v1/gate', { body: secretly })
    const gone = { agent_id: agent, action: 'read_file', arguments: { kept: 'not at all' } }
    const { receipt } = await before.must<Answer>('/v1/check', { body: gone })
    const erasing = { paths: ['action.arguments'], reason: 'it was asked for' }
    await before.must(`/v1/receipts/${receipt.id}/erase`, { body: erasing })
    await assert.rejects(boots(localVault(NEW)), /the master key does not fit/)

    const both = await startApp(connection, 'postgres', { masterKey: NEW, previousMasterKey: OLD })
    const made = await both.newOrg()
    // As if it had been cut short: one org is sealed under the new key, and the check still is the old one's.
    await assert.rejects(
      rewrapAll(both.db, {
        ...localVault(NEW, OLD),
        unwrap: (purpose, wrapped) => {
          if (purpose === 'instance/pepper') throw new Error('cut short')
          return localVault(NEW, OLD).unwrap(purpose, wrapped)
        },
      }),
      (error: Error) => (error.cause as Error).message === 'cut short',
    )
    await boots(localVault(NEW, OLD))
    await assert.rejects(boots(localVault(NEW)), /the master key does not fit/)
    const answers = await during([before, both], key, agent, () => both.rewrap())
    assert.equal(await both.rewrap(), 3)
    await before.close()
    await both.close()

    await assert.rejects(boots(localVault(OLD)), /the master key does not fit/)
    const after = await startApp(connection, 'postgres', { masterKey: NEW })
    try {
      const text = await bundleOf(after, key)
      assert.ok(text.includes('from before'), 'what was sealed before is read')
      assert.ok(text.includes('data.erased') && !text.includes('not at all'))
      for (const { receipt } of [first, ...answers]) assert.ok(text.includes(receipt.id))
      const keys = parseKeySet(suite, await after.must(`/v1/logs/${orgId}/keys`, { key }))
      assert.equal(verifyBundle(suite, text, { trust: { keys } }).verdict, 'valid')
      for (const { adminKey } of [second, made]) await after.newAgent(adminKey)
    } finally {
      await after.close()
    }
  })
})
