// Citus can distribute the schema by org: the org is in every key of a tenant's table and every reference.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

/** Tables that stay on the first node: none of their rows belongs to one org alone, or a job reads them across all orgs. */
const LOCAL = [
  'accounts."twoFactor"',
  'accounts."user"',
  'accounts.account',
  'accounts.attempt',
  'accounts.membership',
  'accounts.passkey',
  'accounts.session',
  'accounts.ticket',
  'accounts.verification',
  'decided',
  'drizzle.__drizzle_migrations',
  'due',
  'instance',
  'outbox',
  'retention_due',
]

/** Each query lists what breaks one of the rules; `$1` are the tables that are not distributed. */
const RULES = {
  'has no org': `
    select t.name from tables t where not exists (
      select 1 from pg_attribute where attrelid = t.oid and attname = 'org_id' and attnotnull and atttypid = 'text'::regtype)`,
  'is not protected by row security': `
    select t.name from tables t join pg_class c using (oid) where not (c.relrowsecurity and c.relforcerowsecurity)`,
  'is unique without the org': `
    select i.indexrelid::regclass::text from tables t join pg_index i on i.indrelid = t.oid
    where (i.indisunique or i.indisexclusion) and not exists (
      select 1 from pg_attribute where attrelid = t.oid and attname = 'org_id' and attnum = any(i.indkey::int2[]))`,
  'refers to another table without the org': `
    select t.name || '.' || f.conname from tables t join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
    where not exists (
      select 1 from unnest(f.conkey, f.confkey) as pair(here, there)
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = here and a.attname = 'org_id'
      join pg_attribute b on b.attrelid = f.confrelid and b.attnum = there and b.attname = 'org_id')`,
  'refers to a table that is not distributed': `
    select t.name || '.' || f.conname from tables t join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
    where f.confrelid not in (select oid from tables)`,
  'is referred to by a table that is not distributed': `
    select t.name || '.' || f.conname from tables t join pg_constraint f on f.confrelid = t.oid and f.contype = 'f'
    where f.conrelid not in (select oid from tables)`,
  'numbers its rows by a sequence': `
    select t.name || '.' || a.attname from tables t join pg_attribute a on a.attrelid = t.oid
    left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
    where a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like '%nextval(%'`,
  'inherits, or is a part of another': `
    select t.name from tables t join pg_inherits i on t.oid in (i.inhrelid, i.inhparent)`,
}

let database: TestDatabase
let app: TestApp
let client: pg.Client
before(async () => {
  database = await testDatabase('postgres')
  const connection = await database.connection()
  app = await startApp(connection, 'postgres')
  client = new pg.Client(connection)
  await client.connect()
})
after(async () => {
  await client.end()
  await app.close()
  await database.stop()
})

async function listed(query: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `with every as (
       select oid, oid::regclass::text as name from pg_class
       where relkind in ('r', 'p') and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
     ), tables as (select * from every where name <> all($1))
     select found.name from (${query}) as found(name) order by 1`,
    [LOCAL],
  )
  return rows.map(({ name }) => name)
}

async function breaches(): Promise<string[]> {
  const found: string[] = []
  for (const [rule, query] of Object.entries(RULES))
    for (const name of await listed(query)) found.push(`${name} ${rule}`)
  return found
}

describe('the service', () => {
  it('names the org of a transaction in one file, as docs/operating.md says', () => {
    const src = fileURLToPath(new URL('../src', import.meta.url))
    const files = globSync('**/!(*.test).ts', { cwd: src }).filter((file) =>
      /set_config|app\.org\b/.test(readFileSync(join(src, file), 'utf8')),
    )
    assert.deepEqual(files, ['store/pool.ts'])
    const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8')
    assert.match(page, /does not run on Citus yet: .*`set_config`.*`apps\/api\/src\/store\/pool\.ts` alone/)
  })
})

describe('the schema', () => {
  it('breaks no rule by which Citus distributes tables by org', async () => {
    assert.ok((await listed('select name from tables')).length > 20)
    assert.deepEqual(await breaches(), [])
  })

  it('has every table that the list names', async () => {
    const gone = await listed(`select wanted from unnest($1::text[]) as wanted
      where wanted not in (select name from every)`)
    assert.deepEqual(gone, [])
  })

  it('would be reported by each rule', async () => {
    await client.query('begin')
    try {
      await client.query(`
        create table bare (id text primary key);
        create table loose (org_id text not null references orgs (org_id), id serial, name text unique,
          user_id text references accounts."user" (id), primary key (org_id, id));
        create table child (primary key (org_id, id)) inherits (loose);
        alter table instance add foreign key (first_org_id) references orgs (org_id)`)
      const found = (await breaches()).map((breach) => breach.replace(/^\S+ /, ''))
      assert.deepEqual([...new Set(found)].sort(), Object.keys(RULES).sort())
    } finally {
      await client.query('rollback')
    }
  })
})
