// What a commit keeps together: refused writes, repeats, the log's clock, and a batch that ends early.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import type { Work } from '../src/ports/ledger.ts'
import type { ApiKey } from '../src/ports/nouns.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { entry, noting, startStore, type TestStore } from './store-harness.ts'

function keyOf(id: string): ApiKey {
  return {
    id,
    name: 'a key',
    hint: 'abcd',
    scopes: ['gate'],
    agentId: null,
    environment: null,
    createdAt: 1,
    revokedAt: null,
  }
}

let made = 0
function freshKey() {
  return keyOf(`key_${String(made++).padStart(26, '0')}`)
}

function storing(key: ApiKey): Work<number> {
  const change = { kind: 'key.create', key, hash: Buffer.from(key.id) } as const
  return noting({}, { changes: [change] })
}

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`the ledger on ${kind}`, () => {
    let database: TestDatabase
    let store: TestStore
    before(async () => {
      database = await testDatabase(kind)
      store = await startStore(await database.connection(), { single: kind === 'embedded' })
    })
    after(async () => {
      await store?.close()
      await database?.stop()
    })

    async function head() {
      return (await store.log.checkpoint(store.orgId))?.treeSize ?? 0
    }

    it('a refused write takes nothing else of its batch down and leaves no receipt', async () => {
      const before = await head()
      const [twice, other] = [freshKey(), freshKey()]
      const settled = await Promise.allSettled(
        [twice, twice, other].map((key) => store.record(store.orgId, storing(key))),
      )
      assert.deepEqual(
        settled.map((outcome) => outcome.status),
        ['fulfilled', 'rejected', 'fulfilled'],
      )
      assert.equal(await head(), before + 2)
    })

    it('a refused write leaves its connection fit for the next commit', async () => {
      const key = freshKey()
      const first = await store.record(store.orgId, storing(key))
      await assert.rejects(store.record(store.orgId, storing(key)), { code: 'internal' })
      assert.equal(await store.record(store.orgId, storing(freshKey())), first + 1)
    })

    it('what an item throws refuses it alone, in `prepare` as in `decide`', async () => {
      function fails(): never {
        throw new Error('mine')
      }
      const before = await head()
      const settled = await Promise.allSettled([
        store.record(store.orgId, noting()),
        store.record(store.orgId, noting({ prepare: fails })),
        store.record(store.orgId, noting({ decide: fails })),
        store.record(store.orgId, noting()),
      ])
      assert.deepEqual(
        settled.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message)),
        [before, 'mine', 'mine', before + 1],
      )
    })

    it('a repeat answers what was done first, in the same batch and later; another body is refused', async () => {
      const id = randomBytes(32)
      function repeating(digest: Buffer): Work<number> {
        return noting({
          repeat: {
            id,
            digest,
            again: (_, first) => first.payload.seq,
            reused: () => new Error('another body'),
          },
        })
      }
      const [body, other] = [randomBytes(32), randomBytes(32)]
      const [first, again] = await Promise.all([
        store.record(store.orgId, repeating(body)),
        store.record(store.orgId, repeating(body)),
      ])
      assert.equal(again, first)
      assert.equal(await store.record(store.orgId, repeating(body)), first)
      await assert.rejects(store.record(store.orgId, repeating(other)), { message: 'another body' })
      assert.equal(await head(), first + 1)
    })

    it('a batch that takes long to decide goes on in the next one, in order and with every receipt once', async () => {
      const before = await head()
      function slow(): Work<number> {
        const work = noting()
        return {
          ...work,
          decide(view) {
            const until = performance.now() + 8
            while (performance.now() < until);
            return work.decide(view)
          },
        }
      }
      const seqs = await Promise.all(Array.from({ length: 12 }, () => store.record(store.orgId, slow())))
      assert.deepEqual(
        seqs,
        seqs.map((_, n) => before + n),
      )
      const sizes = new Set(
        await Promise.all(seqs.map(async (seq) => (await store.log.checkpoint(store.orgId, seq))?.treeSize)),
      )
      assert.ok(sizes.size >= 4, `only ${sizes.size} commits`)
    })

    it('a counter is stored when it is new, known, past its time and pruned while it was remembered', async () => {
      const orgId = await store.newOrg()
      const [later, past] = [Date.now() + 3_600_000, 1]
      const [first, second] = ['0a', '0b'].map((byte) => byte.repeat(16)) as [string, string]
      async function put(...counters: [id: string, n: number, until: number][]) {
        const change = {
          kind: 'counters.put',
          counters: counters.map(([id, n, until]) => ({ id, state: { n }, until })),
        } as const
        const needs = { counters: [first, second] }
        await store.record(orgId, noting({ needs }, { changes: [change] }))
      }
      async function stored() {
        return (await store.moment(orgId, [first, second])).counters.map((state) => state?.n)
      }
      // The first commit of an org prunes.
      await put([first, 1, past], [second, 1, later])
      assert.deepEqual(await stored(), [undefined, 1])
      await put([first, 2, later], [second, 2, later])
      assert.deepEqual(await stored(), [2, 2])
      await put([second, 3, past])
      await put([first, 3, later], [second, 4, later])
      assert.deepEqual(await stored(), [3, 4])
      const works = [5, 6, 7].map((n) => put([first, n, later], [second, n, later]))
      await Promise.all(works)
      assert.deepEqual(await stored(), [7, 7])
    })

    it('an org that does not exist is said to be unknown', async () => {
      await assert.rejects(store.record(`org_${'0'.repeat(26)}`, noting()), { code: 'org_unknown' })
    })
  })
}

describe('the clock of a log', () => {
  let database: TestDatabase
  let store: TestStore
  let sql: pg.Client
  before(async () => {
    database = await testDatabase('postgres')
    const connection = await database.connection()
    store = await startStore(connection)
    sql = new pg.Client(connection)
    await sql.connect()
  })
  after(async () => {
    await sql?.end()
    await store?.close()
    await database?.stop()
  })

  /** As if the database's clock had been an hour ahead until now. */
  async function setAhead(): Promise<number> {
    const ahead = Date.now() + 3_600_000
    await sql.query('update logs set issued_at = $2 where org_id = $1', [store.orgId, ahead])
    return ahead
  }

  it('does not go back with the database, and what expires goes by it', async () => {
    const ahead = await setAhead()
    const opening: Work<{ now: number; issuedAt: number; seq: number }> = {
      needs: {},
      bytes: 0,
      decide: ({ now }) => ({
        entries: [
          entry(
            {
              type: 'gate.expired',
              actor: 'system',
              gate: {
                id: `gte_${'0'.repeat(20)}`,
                receipt: `rcp_${'0'.repeat(20)}`,
                seq: 0,
                leaf_hash: '0'.repeat(64),
              },
            },
            { changes: [{ kind: 'gate.open', status: 'open', expiresAt: now + 50, approvalId: null }] },
          ),
        ],
        answer: ([made]) => ({ now, issuedAt: made?.payload.issued_at ?? 0, seq: made?.payload.seq ?? 0 }),
      }),
    }
    const { now, issuedAt, seq } = await store.record(store.orgId, opening)
    assert.equal(now, ahead)
    assert.equal(issuedAt, now)
    assert.ok((await store.moment(store.orgId, [])).now >= ahead)
    function expired(at: number) {
      return sql.query('update logs set issued_at = $2 where org_id = $1', [store.orgId, at]).then(() =>
        store.record(store.orgId, {
          needs: { expired: true },
          bytes: 0,
          decide: ({ gates }) => ({
            entries: [],
            answer: () => gates.expired.map((gate) => gate.seq),
          }),
        } satisfies Work<number[]>),
      )
    }
    assert.deepEqual(await expired(ahead + 49), [])
    assert.deepEqual(await expired(ahead + 50), [seq])
  })
})
