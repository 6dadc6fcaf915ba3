// A cursor goes on in the list that gave it, and is refused by every other.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isPage, membersOf, operationList } from '@countersign/contract'
import { appOfFile } from './harness.ts'

type Page = { data: object[]; has_more: boolean; next_cursor?: string }
type Refused = { status: number; body: { code: string; errors?: { parameter?: string; message: string }[] } }

const app = await appOfFile('postgres')
const lists = operationList.filter(
  ({ input, output }) => isPage(output) && membersOf(input.query).includes('cursor'),
)

/** Where the list of a webhook lies that has been tried twice. */
async function hookPath(orgId: string, key: string): Promise<(path: string) => string> {
  const body = { url: 'https://hooks.invalid/', events: ['org.halted'] }
  const { id } = await app.must<{ id: string }>('/v1/webhooks', { key, body })
  for (const n of [1, 2]) {
    await app.store.outbox.note(orgId, {
      id: `att_${String(n).padStart(26, '0')}`,
      webhookId: id,
      seq: 1,
      receiptId: `rcp_${'0'.repeat(20)}`,
      event: 'org.halted',
      attempt: n,
      status: 'failed',
      responseStatus: 500,
      error: null,
      durationMs: 1,
      at: n,
      nextAt: null,
    })
  }
  return (path) => path.replace('{webhook_id}', id)
}

/** Two of everything that has a list, in a new org. */
async function filled(): Promise<{ key: string; lists: { path: string }[] }> {
  const { adminKey: key, orgId } = await app.newOrg()
  const placed = await hookPath(orgId, key)
  for (const name of ['a', 'b']) {
    await app.newAgent(key)
    await app.newKey(['check'], {}, key)
    await app.must('/v1/tools', { key, body: { name } })
    const text = `@id("${name}") permit (principal, action, resource);`
    await app.must('/v1/policies/publish', { key, body: { text } })
  }
  return { key, lists: lists.map(({ path }) => ({ path: placed(path) })) }
}

describe('a cursor', () => {
  it('leads through its own list, and is refused by the others with what to do', async () => {
    const { key, lists } = await filled()
    const given = new Map<string, string>()
    for (const { path } of lists) {
      const whole = await app.must<Page>(`${path}?limit=200`, { key })
      const {
        data,
        has_more: hasMore,
        next_cursor: cursor,
      } = await app.must<Page>(`${path}?limit=1`, { key })
      assert.deepEqual([whole.has_more, hasMore], [false, cursor !== undefined], path)
      if (cursor === undefined) continue
      given.set(path, cursor)
      const rest = await app.must<Page>(`${path}?limit=200&cursor=${cursor}`, { key })
      assert.deepEqual([...data, ...rest.data], whole.data, path)
    }
    assert.ok(given.size >= 5, [...given.keys()].join())
    for (const [from, cursor] of given) {
      for (const { path } of lists) {
        if (path === from) continue
        const { status, body }: Refused = await app.call(`${path}?cursor=${cursor}`, { key })
        const about = `${from} to ${path}`
        assert.deepEqual([status, body.code], [400, 'request.invalid'], about)
        assert.deepEqual(
          body.errors?.map(({ parameter }) => parameter),
          ['cursor'],
          about,
        )
        assert.match(body.errors?.[0]?.message ?? '', /leave it out to start again/)
      }
    }
  })

  it('that no page gave is refused in the same way', async () => {
    const { key, lists } = await filled()
    for (const { path } of lists) {
      for (const text of [
        '',
        ' ',
        '\u0000',
        '1',
        'x',
        "' or true --",
        'tools:',
        'receipts:-1',
        'policies:0',
      ]) {
        const cursor = Buffer.from(text).toString('base64url')
        const { status, body }: Refused = await app.call(`${path}?cursor=${cursor}`, { key })
        const item = body.errors?.[0]
        assert.deepEqual([status, item?.parameter], [400, 'cursor'], `${path} ${text}`)
        assert.match(item?.message ?? '', /leave it out to start again/)
      }
    }
  })
})
