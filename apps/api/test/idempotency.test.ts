// One effect per Idempotency-Key, whatever is repeated, raced or changed.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { digestOf } from '../src/http/body.ts'
import { earlierRepeatId } from '../src/sealing.ts'
import type { Connection } from '../src/store/pool.ts'
import { type Answer, startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'
import { until } from './until.ts'

type Decided = {
  verdict: string
  receipt: { id: string; seq: number }
  gate: { id: string; status: string }
  reasons: { code: string }[]
}

type Made = { id: string; status: string; secret?: string; receipt: { id: string } }

let counter = 0
function freshKey() {
  return `key-${counter++}`
}

function bodyOf<T = Decided>(answer: Answer): T {
  return answer.body as T
}

function withKey(key: string) {
  return { headers: { 'idempotency-key': key } }
}

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`an Idempotency-Key on ${kind}`, () => {
    let database: TestDatabase
    let connection: Connection
    let app: TestApp
    let agent: string
    let read: { agent_id: string; action: string; arguments: object }

    before(async () => {
      database = await testDatabase(kind)
      connection = await database.connection()
      app = await startApp(connection, kind)
      agent = await app.newAgent()
      read = { agent_id: agent, action: 'read_file', arguments: { path: 'a', n: 1 } }
    })
    after(async () => {
      await app?.close()
      await database?.stop()
    })

    async function sizeOfLog() {
      return (await app.must<{ tree_size: number }>(`/v1/logs/${app.orgId}/checkpoint`)).tree_size
    }

    /** All answers alike, one receipt more in the log than before. */
    async function oneEffect(send: (n: number) => Promise<Answer>, count = 50): Promise<Answer[]> {
      const size = await sizeOfLog()
      const answers = await Promise.all(Array.from({ length: count }, (_, n) => send(n)))
      assert.equal(await sizeOfLog(), size + 1)
      for (const answer of answers) assert.equal(answer.status, answers[0]?.status, answer.text)
      return answers
    }

    function unlike(answer: Answer) {
      const { request_id: _, ...rest } = answer.body as Record<string, unknown>
      return rest
    }

    for (const path of ['/v1/gate', '/v1/check']) {
      it(`makes 50 parallel calls of ${path} one receipt and one answer`, async () => {
        const key = freshKey()
        const answers = await oneEffect(() => app.call(path, { body: read, ...withKey(key) }))
        for (const answer of answers) assert.deepEqual(unlike(answer), unlike(answers[0] as Answer))
        assert.equal(bodyOf(answers[0] as Answer).verdict, 'allow')
      })
    }

    it('keeps of the body what shows nobody which it was, and knows again what was kept before that', async () => {
      const key = freshKey()
      const first = await app.call('/v1/gate', { body: read, ...withKey(key) })
      const plain = Buffer.from(digestOf({}, read))
      const client = await app.db.ledger.connect()
      try {
        const kept = await client.query('select 1 from repeats where digest = $1', [plain])
        assert.equal(kept.rows.length, 0)
        const seq = bodyOf(first).receipt.seq
        const { rowCount } = await client.query(
          'update repeats set digest = $1 where org_id = $2 and seq = $3',
          [plain, app.orgId, seq],
        )
        assert.equal(rowCount, 1)
      } finally {
        client.release()
      }
      const again = await app.call('/v1/gate', { body: read, ...withKey(key) })
      assert.equal(bodyOf(again).receipt.id, bodyOf(first).receipt.id)
      const other = await app.call('/v1/gate', { body: { ...read, arguments: {} }, ...withKey(key) })
      assert.equal(other.status, 422)
    })

    it('keeps of itself what shows nobody which it was, and is known again where it was kept before that', async () => {
      const key = freshKey()
      const first = await app.call('/v1/gate', { body: read, ...withKey(key) })
      const { id, seq } = bodyOf(first).receipt
      const { receipt } = await app.must<{ receipt: { actor: string } }>(`/v1/receipts/${id}`)
      const plain = Buffer.from(earlierRepeatId(receipt.actor, 'gate', key))
      const client = await app.db.ledger.connect()
      try {
        assert.equal((await client.query('select 1 from repeats where id = $1', [plain])).rows.length, 0)
        const { rowCount } = await client.query('update repeats set id = $1 where org_id = $2 and seq = $3', [
          plain,
          app.orgId,
          seq,
        ])
        assert.equal(rowCount, 1)
      } finally {
        client.release()
      }
      const again = await app.call('/v1/gate', { body: read, ...withKey(key) })
      assert.equal(bodyOf(again).receipt.id, id)
      assert.equal(
        (await app.call('/v1/gate', { body: { ...read, arguments: {} }, ...withKey(key) })).status,
        422,
      )
    })

    it('makes 50 parallel completions one receipt and one answer', async () => {
      const gated = await app.must<Decided>('/v1/gate', { body: read })
      const body = { gate_id: gated.gate.id, outcome: 'succeeded', output: { a: 1 } }
      const key = freshKey()
      const answers = await oneEffect(() => app.call('/v1/complete', { body, ...withKey(key) }))
      for (const answer of answers) assert.deepEqual(answer.body, answers[0]?.body)
    })

    it('lets one of 50 completions without a key win, and refuses the others', async () => {
      const gated = await app.must<Decided>('/v1/gate', { body: read })
      const body = { gate_id: gated.gate.id, outcome: 'succeeded' }
      const answers = await Promise.all(Array.from({ length: 50 }, () => app.call('/v1/complete', { body })))
      assert.deepEqual(
        [200, 409].map((status) => answers.filter((answer) => answer.status === status).length),
        [1, 49],
      )
    })

    it('is refused with another body, on every operation that records', async () => {
      const gates = await Promise.all([1, 2].map(() => app.must<Decided>('/v1/gate', { body: read })))
      const agents = await Promise.all([app.newAgent(), app.newAgent()])
      const changed: [string, object, string, object][] = [
        ['/v1/gate', read, '/v1/gate', { ...read, arguments: { path: 'b', n: 1 } }],
        ['/v1/check', read, '/v1/check', { ...read, session_id: 's' }],
        [
          '/v1/complete',
          { gate_id: gates[0]?.gate.id, outcome: 'succeeded' },
          '/v1/complete',
          { gate_id: gates[1]?.gate.id, outcome: 'succeeded' },
        ],
        ['/v1/agents', { name: 'a' }, '/v1/agents', { name: 'b' }],
        ['/v1/keys', { name: 'a', scopes: ['check'] }, '/v1/keys', { name: 'a', scopes: ['gate'] }],
        [`/v1/agents/${agents[0]}/suspend`, {}, `/v1/agents/${agents[1]}/suspend`, {}],
      ]
      for (const [path, body, path2, body2] of changed) {
        const key = freshKey()
        assert.ok((await app.call(path, { body, ...withKey(key) })).status < 300, path)
        const size = await sizeOfLog()
        const refused = await app.call(path2, { body: body2, ...withKey(key) })
        assert.equal(refused.status, 422, `${path2}: ${refused.text}`)
        assert.equal(bodyOf<{ code: string }>(refused).code, 'idempotency.reused')
        assert.equal(await sizeOfLog(), size)
      }
    })

    it('is refused with another body in the same batch, whichever came first', async () => {
      const key = freshKey()
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          app.call('/v1/gate', { body: { ...read, arguments: { n: n % 2 } }, ...withKey(key) }),
        ),
      )
      const receipts = new Set(
        answers.flatMap((answer) => (answer.status === 200 ? [bodyOf(answer).receipt.id] : [])),
      )
      assert.equal(receipts.size, 1)
      assert.equal(answers.filter(({ status }) => status === 422).length, 10)
    })

    it('is the same for the same JSON in another order and spacing', async () => {
      const key = freshKey()
      const first = await app.must<Decided>('/v1/gate', { body: read, ...withKey(key) })
      const text = `{ "arguments" : {"n":1.0,\n"path":"\\u0061"}, "action":"read_file","agent_id":"${agent}" }`
      const second = await app.must<Decided>('/v1/gate', { body: text, ...withKey(key) })
      assert.equal(second.receipt.id, first.receipt.id)
    })

    it('is the same for every spelling of a number, and another float is another body', async () => {
      const spellings = ['0.1', '1e-1', '0.10', '10E-2', '0.1000000000000000055']
      const floats = [String(Math.fround(0.1)), '0.10000000000000002', '0.09999999999999999', '0.2']
      const { gate } = await app.must<Decided>('/v1/gate', { body: read })
      const bodies: [string, (number: string) => string][] = [
        [
          '/v1/gate',
          (number) => `{"agent_id":"${agent}","action":"read_file","arguments":{"n":[${number}]}}`,
        ],
        [
          '/v1/complete',
          (number) => `{"gate_id":"${gate.id}","outcome":"succeeded","output":{"n":${number}}}`,
        ],
      ]
      for (const [path, body] of bodies) {
        const key = freshKey()
        const first = await app.must<Decided>(path, { body: body('0.1'), ...withKey(key) })
        const size = await sizeOfLog()
        for (const number of spellings) {
          const again = await app.must<Decided>(path, { body: body(number), ...withKey(key) })
          assert.equal(again.receipt.id, first.receipt.id, number)
        }
        for (const number of floats) {
          const refused = await app.call(path, { body: body(number), ...withKey(key) })
          assert.equal(refused.status, 422, `${number}: ${refused.text}`)
          assert.equal(bodyOf<{ code: string }>(refused).code, 'idempotency.reused')
        }
        assert.equal(await sizeOfLog(), size)
      }
    })

    it('of another operation or another API key is another key', async () => {
      const key = freshKey()
      const other = await app.newKey(['check', 'gate'])
      const ids = [
        await app.must<Decided>('/v1/gate', { body: read, ...withKey(key) }),
        await app.must<Decided>('/v1/check', { body: read, ...withKey(key) }),
        await app.must<Decided>('/v1/gate', { key: other, body: read, ...withKey(key) }),
        await app.must<Decided>('/v1/agents', { body: { name: 'a' }, ...withKey(key) }),
      ].map(({ receipt }) => receipt.id)
      assert.equal(new Set(ids).size, 4)
    })

    it('answers an allow again only while its gate is open', async () => {
      const key = freshKey()
      const first = await app.must<Decided>('/v1/gate', { body: read, ...withKey(key) })
      const open = await app.must<Decided>('/v1/gate', { body: read, ...withKey(key) })
      assert.deepEqual([open.verdict, open.gate.status], ['allow', 'open'])
      await app.must('/v1/complete', { body: { gate_id: first.gate.id, outcome: 'failed' } })
      const late = await app.must<Decided>('/v1/gate', { body: read, ...withKey(key) })
      assert.deepEqual(
        [late.verdict, late.reasons.map(({ code }) => code), late.gate.status, late.receipt.id],
        ['deny', ['gate.not_open'], 'completed', first.receipt.id],
      )
    })

    it('answers no allow again while its agent is suspended or its org halted', async () => {
      const own = await app.newAgent()
      const body = { ...read, agent_id: own }
      for (const [stop, go] of [
        [`/v1/agents/${own}/suspend`, `/v1/agents/${own}/resume`],
        [`/v1/agents/${own}/quarantine`, `/v1/agents/${own}/resume`],
        ['/v1/org/halt', '/v1/org/resume'],
        [`/v1/agents/${own}/revoke`, undefined],
      ] as const) {
        const keys = { '/v1/gate': freshKey(), '/v1/check': freshKey() }
        for (const [path, key] of Object.entries(keys)) await app.must(path, { body, ...withKey(key) })
        await app.must(stop, { body: {} })
        for (const [path, key] of Object.entries(keys)) {
          const again = await app.must<Decided>(path, { body, ...withKey(key) })
          assert.deepEqual(
            [again.verdict, again.reasons[0]?.code],
            ['deny', 'gate.not_open'],
            `${path} ${stop}`,
          )
        }
        if (go === undefined) continue
        await app.must(go, { body: {} })
        for (const [path, key] of Object.entries(keys)) {
          assert.equal(
            (await app.must<Decided>(path, { body, ...withKey(key) })).verdict,
            'allow',
            `${path} ${go}`,
          )
        }
      }
    })

    it('repeats a denial as it was, also after what caused it is over', async () => {
      const own = await app.newAgent()
      await app.must(`/v1/agents/${own}/suspend`, { body: {} })
      const key = freshKey()
      const options = { body: { ...read, agent_id: own }, ...withKey(key) }
      const first = await app.must<Decided>('/v1/gate', options)
      await app.must(`/v1/agents/${own}/resume`, { body: {} })
      const again = await app.must<Decided>('/v1/gate', options)
      assert.deepEqual([again.verdict, again.reasons, again.receipt], ['deny', first.reasons, first.receipt])
    })

    it('makes one agent, and answers it again as it is now', async () => {
      const key = freshKey()
      const options = { body: { name: 'twin', labels: { a: 'b' } }, ...withKey(key) }
      const answers = await oneEffect(() => app.call('/v1/agents', options), 20)
      const ids = new Set(answers.map((answer) => bodyOf<Made>(answer).id))
      assert.equal(ids.size, 1)
      await app.must(`/v1/agents/${[...ids][0]}/suspend`, { body: {} })
      assert.equal((await app.must<Made>('/v1/agents', options)).status, 'suspended')
    })

    it('makes one API key and shows its secret to one caller only', async () => {
      const key = freshKey()
      const options = { body: { name: 'twin', scopes: ['check'] }, ...withKey(key) }
      const answers = await oneEffect(() => app.call('/v1/keys', options), 20)
      assert.equal(new Set(answers.map((answer) => bodyOf<Made>(answer).id)).size, 1)
      assert.equal(answers.filter((answer) => bodyOf<Made>(answer).secret !== undefined).length, 1)
      assert.equal((await app.must<Made>('/v1/keys', options)).secret, undefined)
    })

    it('suspends, resumes, revokes and halts once', async () => {
      const own = await app.newAgent()
      const made = await app.must<Made>('/v1/keys', { body: { name: 'k', scopes: ['check'] } })
      for (const path of [
        `/v1/agents/${own}/suspend`,
        `/v1/agents/${own}/resume`,
        `/v1/agents/${own}/revoke`,
        `/v1/keys/${made.id}/revoke`,
        '/v1/org/halt',
        '/v1/org/resume',
      ]) {
        const key = freshKey()
        const answers = await oneEffect(() => app.call(path, { body: { reason: 'x' }, ...withKey(key) }), 10)
        assert.equal(new Set(answers.map((answer) => bodyOf<Made>(answer).receipt.id)).size, 1)
      }
    })

    it('of a refused request is free for another one', async () => {
      const key = freshKey()
      const gated = await app.must<Decided>('/v1/gate', { body: read })
      await app.must('/v1/complete', { body: { gate_id: gated.gate.id, outcome: 'succeeded' } })
      const refused = await app.call('/v1/complete', {
        body: { gate_id: gated.gate.id, outcome: 'failed' },
        ...withKey(key),
      })
      assert.equal(refused.status, 409)
      const next = await app.must<Decided>('/v1/gate', { body: read })
      await app.must('/v1/complete', { body: { gate_id: next.gate.id, outcome: 'failed' }, ...withKey(key) })
    })

    it('that is malformed is refused', async () => {
      for (const key of ['', 'with space', 'x'.repeat(256), 'ümlaut']) {
        const answer = await app.call('/v1/gate', { body: read, ...withKey(key) })
        assert.equal(answer.status, 400, key)
      }
    })

    it('answers no allow again once its gate has expired, before and after the job saw it', async () => {
      const quick = await startApp(await database.connection(), kind, {
        env: { COUNTERSIGN_GATE_TTL_SECONDS: '1' },
      })
      try {
        const body = { ...read, agent_id: await quick.newAgent() }
        const options = { body, ...withKey(freshKey()) }
        await quick.must<Decided>('/v1/gate', options)
        function expired() {
          return quick.must<{ data: unknown[] }>('/v1/receipts?type=gate.expired')
        }
        const seen = new Set<string>()
        await until('the gate has expired', async () => {
          const { verdict, gate, reasons } = await quick.must<Decided>('/v1/gate', options)
          seen.add(`${verdict} ${gate.status} ${verdict === 'deny' ? reasons[0]?.code : ''}`)
          return (await expired()).data.length > 0
        })
        const { verdict, gate } = await quick.must<Decided>('/v1/gate', options)
        assert.deepEqual([verdict, gate.status], ['deny', 'expired'])
        for (const state of seen) assert.match(state, /^(allow open |deny expired gate\.not_open)$/)
      } finally {
        await quick.close()
      }
    })

    if (kind === 'postgres') {
      it('holds over two processes', async () => {
        const second = await startApp(connection, kind)
        try {
          const apps = [app, second]
          for (let round = 0; round < 5; round++) {
            const key = freshKey()
            const answers = await oneEffect((n) =>
              (apps[n % 2] as TestApp).call('/v1/gate', { key: app.adminKey, body: read, ...withKey(key) }),
            )
            for (const answer of answers) assert.deepEqual(unlike(answer), unlike(answers[0] as Answer))
          }
        } finally {
          await second.close()
        }
      })
    }
  })
}
