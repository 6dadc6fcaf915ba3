// Two barriers keep orgs apart, the filter in every query and row security; each must hold alone.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { membersOf, operationList } from '@countersign/contract'
import pg from 'pg'
import { unpackPayloads } from '../src/store/segments/blocks.ts'
import { beginFor } from './begin.ts'
import { startAlone, startApp, type TestApp } from './harness.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'
import {
  isProbed,
  leaksIn,
  makeTenant,
  type Pair,
  pairsOf,
  repeatsOf,
  send,
  shapeOf,
  type Tenant,
} from './tenant-probes.ts'

const APPEND_ONLY = ['segments', 'segment_agents', 'mentions', 'tiles', 'policies']

type Url = { connectionString: string }
type Tenants = { victim: Tenant; prober: Tenant }
type Probed = Tenants & { app: TestApp }
type World = Probed & { connection: Url }
type Findings = { probes: number; differing: string[]; leaks: string[]; failed: string[] }

const TEMPLATE = 'world'

let server: TestPostgres
let tenants: Tenants
before(async () => {
  server = await startPostgres({ fsync: false })
  await server.createTemplate(TEMPLATE, async (connectionString) => {
    // The open gates of the victim stay open in every copy.
    const env = { COUNTERSIGN_GATE_TTL_SECONDS: '86400' }
    const app = await startApp({ connectionString }, 'postgres', { env })
    tenants = await makeTenants(app)
    await app.close()
  })
})
after(() => server?.stop())

async function makeTenants(app: TestApp): Promise<Tenants> {
  const victim = await makeTenant(app, 'canary-victim-7f3a')
  return { victim, prober: await makeTenant(app, 'canary-prober-51cc') }
}

/** The same two orgs in a database that no other test touches. */
async function world(): Promise<World> {
  const connection = { connectionString: await server.createDatabase(TEMPLATE) }
  return { app: await startApp(connection, 'postgres'), connection, ...tenants }
}

async function inWorld(body: (it: World) => Promise<void>): Promise<void> {
  const it = await world()
  try {
    await body(it)
  } finally {
    await it.app.close()
  }
}

async function explore({ app, victim, prober }: Probed): Promise<Findings> {
  const found: Findings = { probes: 0, differing: [], leaks: [], failed: [] }
  async function look(probe: Pair['foreign']) {
    const answer = await send(app, probe)
    found.probes += 1
    if (answer.status >= 500) found.failed.push(`${probe.name} ${probe.path}: ${answer.text}`)
    for (const leak of leaksIn(answer, probe, victim))
      found.leaks.push(`${probe.name} ${probe.path}: ${leak}`)
    return answer
  }
  // First what the prober's own receipts could show, before they name what it probed for.
  for (const probe of repeatsOf(prober, victim)) await look(probe)
  for (const { foreign, unknown } of pairsOf(prober, victim)) {
    const [got, wanted] = [shapeOf(await look(foreign), foreign), shapeOf(await look(unknown), unknown)]
    if (got !== wanted)
      found.differing.push(
        `${foreign.name} ${foreign.path} ${JSON.stringify(foreign.body)}\n${got}\n${wanted}`,
      )
  }
  return found
}

/** Everything the victim can read of itself. */
async function everything({ app, victim }: Probed): Promise<string> {
  const paths = [
    '/v1/org',
    '/v1/agents',
    '/v1/keys',
    '/v1/bundle?disclosures=true',
    `/v1/logs/${victim.orgId}/checkpoint`,
  ]
  const texts = await Promise.all(paths.map((path) => app.call(path, { key: victim.admin })))
  return texts.map(({ status, text }) => `${status} ${text}`).join('\n')
}

async function holds(it: Probed): Promise<void> {
  const untouched = await everything(it)
  assert.ok(untouched.includes(it.victim.canary))
  const found = await explore(it)
  assert.ok(found.probes >= 300, `only ${found.probes} probes`)
  assert.deepEqual(found.failed, [])
  assert.deepEqual(found.leaks, [])
  assert.deepEqual(found.differing, [])
  assert.equal(await everything(it), untouched)
}

async function sql<T extends pg.QueryResultRow>(
  connection: Url,
  text: string,
  values?: unknown[],
): Promise<T[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const answers = await client.query<T>(text, values)
    return (Array.isArray(answers) ? answers.at(-1) : answers).rows
  } finally {
    await client.end()
  }
}

async function countAs(connection: Url, orgId: string | undefined, where = ''): Promise<number> {
  const rows = await sql<{ n: number }>(
    connection,
    `${beginFor(orgId)}; SELECT count(*)::int AS n FROM segments ${where}`,
  )
  return rows[0]?.n ?? -1
}

/** Tables outside row security by design: processes read them across orgs, and they hold nothing but ids and times. */
const OUTSIDE = ['decided', 'due', 'outbox', 'retention_due']

/** Every table whose rows belong to orgs. */
async function tenantTables(connection: Url): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    connection,
    `select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'org_id' and table_name <> all($1) order by 1`,
    [OUTSIDE],
  )
  assert.ok(rows.length > 15, `only ${rows.length} tables`)
  return rows.map(({ name }) => name)
}

async function disableRowSecurity(connection: Url): Promise<void> {
  for (const table of await tenantTables(connection)) {
    await sql(
      connection,
      `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
    )
  }
}

/** Every comparison of an org's id with a parameter or a literal becomes true. `due` has no row security, by design. */
function withoutFilter(text: string): string {
  if (/^(update|delete from) (due|outbox)\b/.test(text)) return text
  return text
    .replaceAll(/(?:"?\w+"?\.)?"?\borg_id"? = \$(\d+)/g, '($$$1::text is not null)')
    .replaceAll(/\borg_id = 'org_[0-9a-z]{26}'/g, 'true')
}

function everyStatement() {
  return true
}

/** With another org's key or head in hand nothing would work at all, and nothing could leak. */
function allButTheHead(text: string) {
  return !/data_key|FOR NO KEY UPDATE/.test(text)
}

type Query = (this: pg.Client, query: unknown, ...rest: unknown[]) => unknown

/** Removes the filter from every statement of this process until the answer is called. */
function removeFilter(from: (text: string) => boolean): { restore: () => void; rewritten: () => number } {
  const original = pg.Client.prototype.query as unknown as Query
  let count = 0
  function rewrite(text: string) {
    const without = from(text) ? withoutFilter(text) : text
    if (without !== text) count += 1
    return without
  }
  const patched: Query = function (query, ...rest) {
    if (typeof query === 'string') return original.call(this, rewrite(query), ...rest)
    const { text } = query as { text?: unknown }
    if (typeof text !== 'string') return original.call(this, query, ...rest)
    return original.call(this, { ...(query as object), text: rewrite(text) }, ...rest)
  }
  pg.Client.prototype.query = patched as unknown as typeof pg.Client.prototype.query
  return {
    rewritten: () => count,
    restore: () => {
      pg.Client.prototype.query = original as unknown as typeof pg.Client.prototype.query
    },
  }
}

/** Runs `body` on a service whose every statement lacks the filter; prepared ones too, so on new connections. */
async function unfiltered(
  it: World,
  from: (text: string) => boolean,
  body: (it: World) => Promise<void>,
): Promise<void> {
  const patch = removeFilter(from)
  const app = await startApp(it.connection, 'postgres')
  try {
    await body({ ...it, app })
    assert.ok(patch.rewritten() > 300, `only ${patch.rewritten()} statements were rewritten`)
  } finally {
    await app.close()
    patch.restore()
  }
}

describe('another org', () => {
  it('is probed by whatever a path names, but for numbers of versions', () => {
    const inPaths = new Set(operationList.flatMap(({ input }) => membersOf(input.params)))
    assert.deepEqual(
      [...inPaths].filter((member) => !isProbed(member)),
      ['version'],
    )
  })

  it('looks the same as none at every operation, and nothing of it is in any answer', () => inWorld(holds))

  it('stays invisible with row security off: the filter holds alone', () =>
    inWorld(async (it) => {
      const own = await countAs(it.connection, it.prober.orgId)
      await disableRowSecurity(it.connection)
      assert.ok((await countAs(it.connection, it.prober.orgId)) > own, 'row security is still on')
      await holds(it)
    }))

  it('stays invisible with the filter removed: row security holds alone, under a superuser', () =>
    inWorld((it) =>
      unfiltered(it, everyStatement, async (unguarded) => {
        const [all] = await sql<{ n: number }>(
          it.connection,
          'select count(distinct org_id)::int as n from segments where org_id = $1',
          [it.prober.orgId],
        )
        assert.ok((all?.n ?? 0) >= 2, 'the filter is still there')
        await holds(unguarded)
      }),
    ))

  it('would be found by these probes if both barriers were gone', () =>
    inWorld(async (it) => {
      await disableRowSecurity(it.connection)
      await unfiltered(it, allButTheHead, async (unguarded) => {
        const found = await explore(unguarded)
        assert.ok(found.leaks.length > 20, `only ${found.leaks.length} leaks were noticed`)
        assert.ok(found.differing.length > 5, `only ${found.differing.length} differences were noticed`)
      })
    }))
})

describe('another org on the embedded database', () => {
  it('looks the same as none at every operation, and nothing of it is in any answer', async () => {
    await using app = await startAlone('embedded')
    await holds({ app, ...(await makeTenants(app)) })
  })
})

describe('the database', () => {
  let it_: World
  before(async () => {
    it_ = await world()
  })
  after(() => it_?.app.close())

  it('shows no row to a transaction that has not named its org', async () => {
    for (const table of await tenantTables(it_.connection)) {
      async function counted(orgId?: string) {
        const begin = beginFor(orgId)
        const [row] = await sql<{ n: number }>(
          it_.connection,
          `${begin}; SELECT count(*)::int AS n FROM ${table}`,
        )
        return row?.n
      }
      assert.equal(await counted(), 0, table)
      if (table !== 'tiles') assert.notEqual(await counted(it_.victim.orgId), 0, table)
    }
  })

  it('has row security forced on every table with an org, but those outside by design', async () => {
    const rows = await sql<{ name: string; forced: boolean }>(
      it_.connection,
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`,
    )
    assert.deepEqual(
      rows.filter((row) => row.forced).map((row) => row.name),
      await tenantTables(it_.connection),
    )
    assert.deepEqual(
      rows.filter((row) => !row.forced).map((row) => row.name),
      OUTSIDE,
    )
  })

  it('refuses a row for another org', async () => {
    const begin = beginFor(it_.prober.orgId)
    const insert = `insert into mentions (org_id, id, seq) values ('${it_.victim.orgId}', 'x', 99999)`
    await assert.rejects(sql(it_.connection, `${begin}; ${insert}`), /row-level security/)
  })

  for (const table of APPEND_ONLY) {
    for (const statement of [
      `update ${table} set org_id = org_id || 'x'`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]) {
      it(`refuses \`${statement}\` to the service and to the owner`, async () => {
        const begin = beginFor(it_.victim.orgId)
        await assert.rejects(sql(it_.connection, `${begin}; ${statement}`), /permission denied|append-only/)
        await assert.rejects(sql(it_.connection, statement), /append-only|foreign key/)
      })
    }
  }

  it('lets the service rewrite what a segment discloses, and nobody anything else of it', async () => {
    const begin = beginFor(it_.victim.orgId)
    const columns = await sql<{ name: string; type: string }>(
      it_.connection,
      `select column_name as name, data_type as type from information_schema.columns where table_name = 'segments'`,
    )
    assert.ok(columns.length > 10)
    for (const { name, type } of columns) {
      const value = type === 'bytea' ? "'\\x00'" : type === 'text' ? "'x'" : '7'
      const statement = `update segments set ${name} = ${value}`
      if (name.startsWith('disclosure')) {
        await sql(it_.connection, `${begin}; ${statement}; ROLLBACK`)
        continue
      }
      await assert.rejects(sql(it_.connection, `${begin}; ${statement}`), /permission denied/)
      await assert.rejects(sql(it_.connection, statement), /append-only/)
    }
  })

  it('keeps nothing but ids, times and sealed keys outside row security', async () => {
    const columns = await sql<{ name: string }>(
      it_.connection,
      `select table_name || '.' || column_name as name from information_schema.columns
        where table_name = any($1) order by 1`,
      [[...OUTSIDE, 'instance']],
    )
    assert.deepEqual(
      columns.map(({ name }) => name),
      [
        'decided.approval_id',
        'decided.at',
        'decided.org_id',
        'due.at',
        'due.org_id',
        'instance.first_org_id',
        'instance.id',
        'instance.master_check',
        'instance.pepper',
        'outbox.at',
        'outbox.attempts',
        'outbox.channel',
        'outbox.org_id',
        'outbox.seq',
        'retention_due.at',
        'retention_due.behind_since',
        'retention_due.org_id',
      ],
    )
    await assert.rejects(
      sql(it_.connection, `${beginFor(it_.victim.orgId)}; select * from instance`),
      /permission denied/,
    )
  })

  it('holds no text of a caller in the clear where it is to be erasable', async () => {
    const rows = await sql<{ payloads: Buffer; count: number }>(
      it_.connection,
      'select payloads, count from segments',
    )
    const text = rows.flatMap(({ payloads, count }) => unpackPayloads(payloads, count)).join(' ')
    assert.ok(text.includes('action.completed'))
    for (const word of ['goal', 'secret', '.example']) assert.ok(!text.includes(word), word)
  })
})
