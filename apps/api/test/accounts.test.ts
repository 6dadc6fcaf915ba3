// Where accounts lie: closed to the tenants, in cookies that no other host sets, and swept when they end.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import pg from 'pg'
import { beginFor } from './begin.ts'
import { appOfFile, startApp, type TestApp, testDatabase } from './harness.ts'
import { newBrowser, newPerson, PASSWORD } from './people.ts'
import { startPostgres } from './postgres.ts'

describe('the tables of accounts', () => {
  it('are closed to the tenants’ role, but for which members of the org are accounts', async () => {
    const server = await startPostgres({ fsync: false })
    const connectionString = await server.createDatabase()
    const app = await startApp({ connectionString }, 'postgres')
    const client = new pg.Client({ connectionString })
    await client.connect()
    try {
      const other = await app.newOrg()
      const [own, foreign] = [
        await newPerson(app, 'owner'),
        await newPerson(app, 'owner', { orgId: other.orgId }),
      ]
      const tables = await client.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'accounts' order by 1`,
      )
      assert.ok(tables.rows.length >= 8)
      async function asTenant(statement: string) {
        try {
          await client.query(beginFor(app.orgId))
          return await client.query(statement)
        } finally {
          await client.query('ROLLBACK')
        }
      }
      for (const { name } of tables.rows.filter((table) => table.name !== 'membership')) {
        for (const statement of [`select 1 from accounts."${name}"`, `delete from accounts."${name}"`]) {
          await assert.rejects(asTenant(statement), /permission denied/, statement)
        }
      }
      const seen = await asTenant('select account_id from accounts.membership')
      assert.deepEqual(seen.rows, [{ account_id: own.accountId }])
      await assert.rejects(asTenant(`update accounts.membership set member_id = 'x'`), /permission denied/)
      const planted = `insert into accounts.membership values ('${own.accountId}', '${other.orgId}', '${foreign.memberId}')`
      await assert.rejects(asTenant(planted), /row-level security/)
    } finally {
      await client.end()
      await app.close()
      await server.stop()
    }
  })
})

const run = promisify(execFile)

/** Imports the service, and prints what of the libraries for signing in was loaded with it. */
const LOADED = `
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({
  load(url, context, next) {
    if (/node_modules\\/(@?better-auth|kysely|@simplewebauthn)\\//.test(url)) loaded.push(url)
    return next(url, context)
  },
})
await import(process.argv[1])
console.log(JSON.stringify(loaded))
process.exit(0)`

describe('a start', () => {
  it('loads nothing of what only signing in needs', async () => {
    const app = new URL('../src/app.ts', import.meta.url).href
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', LOADED, app])
    assert.deepEqual(JSON.parse(stdout), [])
    const auth = new URL('../node_modules/better-auth/dist/index.mjs', import.meta.url).href
    const found = await run(process.execPath, ['--input-type=module', '-e', LOADED, auth])
    assert.ok(JSON.parse(found.stdout).length > 10, 'what is loaded would be seen')
  })
})

describe('over HTTPS', async () => {
  const app: TestApp = await appOfFile('postgres', {
    env: { COUNTERSIGN_PUBLIC_URL: 'https://countersign.example' },
  })

  it('cookies are for this host alone, and a post comes from the public URL', async () => {
    const person = await newPerson(app, 'owner', { origin: 'https://countersign.example' })
    for (const [name] of person.browser.cookies) assert.match(name, /^__Host-countersign\./)
    const browser = newBrowser(app)
    await browser.get('/sign-in')
    const elsewhere = await browser.post('/sign-in', { email: person.email, password: PASSWORD })
    assert.equal(elsewhere.status, 403, 'the address of the machine is not the public URL')
    const entered = await browser.post(
      '/sign-in',
      { email: person.email, password: PASSWORD },
      { origin: 'https://countersign.example' },
    )
    assert.equal(entered.status, 303)
    const cookies = [entered.headers['set-cookie']].flat().map(String)
    assert.ok(cookies.length > 0)
    for (const cookie of cookies) {
      assert.match(cookie, /; Path=\//)
      assert.match(cookie, /; HttpOnly/)
      assert.match(cookie, /; Secure/)
      assert.match(cookie, /; SameSite=Lax/)
      assert.doesNotMatch(cookie, /Domain/i)
    }
  })
})

describe('what is past its time', () => {
  it('is removed', async () => {
    const database = await testDatabase('postgres')
    const app = await startApp(await database.connection(), 'postgres')
    try {
      await newPerson(app, 'member')
      await app.people.accountStore.issue('x', { kind: 'reset', content: {}, expiresAt: Date.now() - 1 })
      async function count(table: string) {
        const client = await app.db.readers.connect()
        try {
          return (await client.query(`select 1 from accounts.${table}`)).rows.length
        } finally {
          client.release()
        }
      }
      await app.people.accountStore.sweep()
      assert.deepEqual([await count('ticket'), await count('session')], [0, 1])
    } finally {
      await app.close()
      await database.stop()
    }
  })
})
