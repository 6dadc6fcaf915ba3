// docs/erasing.md is true: its commands print what is shown, and its table names columns that there are.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { documented } from './documented.ts'
import { startAlone } from './harness.ts'
import { placesOf } from './whole-database.ts'

it('docs/erasing.md does what it shows', async () => {
  await using app = await startAlone('postgres')
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  await using doc = await documented('docs/erasing.md', app)
  assert.ok(doc.steps.length >= 5)
  for (const step of doc.steps) await doc.walk(step)
  assert.deepEqual(await placesOf(app, 'Ada Lovelace'), [])
  const [, table = ''] = /^\| where [^\n]*\n\|[-|]+\n([\s\S]*?)\n\n/m.exec(doc.page) ?? []
  const places = table.split('\n').map((row) => row.split('|')[1] ?? '')
  const columns = [...places.join(' ').matchAll(/`([a-z_]+)\.([a-z_]+)`/g)]
  assert.ok(columns.length >= 6)
  const client = await app.db.ledger.connect()
  try {
    for (const [, name, column] of columns) {
      const { rows } = await client.query(
        'select 1 from information_schema.columns where table_name = $1 and column_name = $2',
        [name, column],
      )
      assert.equal(rows.length, 1, `${name}.${column}`)
    }
  } finally {
    client.release()
  }
})
