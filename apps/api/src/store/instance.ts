// Before the first request: migrations, the server's settings, and secrets that fit this data.
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Vault } from '../ports/services.ts'
import { type Client, type Database, patient } from './pool.ts'

const migrationsFolder = fileURLToPath(new URL('../../../../migrations', import.meta.url))

/** A migration of a large database is one statement; only here may an answer take so long, ms. */
const MIGRATION_MS = 24 * 3_600_000

/** Serialises boots of several processes on one database; any fixed number will do. */
const BOOT_LOCK = 7_306_512_001

export class BootError extends Error {}

export type Instance = {
  pepper: Uint8Array
  /** The id of the installation's first org: this one, unless another start was earlier. */
  claimFirstOrg(id: string): Promise<string>
}

/** Migrates and opens this installation, one starting process at a time. */
export function prepareInstance(db: Database, vault: Vault, requireDurable: boolean): Promise<Instance> {
  return alone(db, async (client) => {
    if (requireDurable) await refuseUnsafeServer(client)
    await refuseNewerDatabase(client)
    await refuseOtherKey(client, vault)
    await requireAppRole(client)
    await migrate(client)
    const pepper = await openPepper(client, vault)
    return { pepper, claimFirstOrg: (id) => claimFirstOrg(db, id) }
  })
}

/** Migrates and does nothing else, which needs no key. Returns the names of the migrations that were missing. */
export function migrateDatabase(db: Database): Promise<string[]> {
  return alone(db, async (client) => {
    await refuseNewerDatabase(client)
    await requireAppRole(client)
    return migrate(client)
  })
}

/** Makes the tables that an installation is moved into. */
export function prepareEmpty(db: Database): Promise<void> {
  return alone(db, async (client) => {
    await refuseUnsafeServer(client)
    await refuseNewerDatabase(client)
    await requireAppRole(client)
    await migrate(client)
  })
}

/** No other process prepares this database meanwhile. All of it is one transaction, so a pooler may share the connection. */
async function alone<T>(db: Database, work: (client: Client) => Promise<T>): Promise<T> {
  return onConnection(patient(db, MIGRATION_MS), async (client) => {
    // Each statement must see what the process before it has committed.
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
    try {
      // The server may have limits of its own for whoever connects; a migration takes as long as the tables are large.
      await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
      await waitForBootLock(client)
      const done = await work(client)
      await client.query('COMMIT')
      return done
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw error
    }
  })
}

async function onConnection<T>({ readers }: Database, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await readers.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}

/** Before anything is written: what is stored was sealed under one key, and no other opens it. */
async function refuseOtherKey(client: Client, vault: Vault): Promise<void> {
  const check = await masterCheck(client)
  if (check === undefined || vault.fits(check)) return
  throw new BootError('the master key does not fit this database: use the key it was first started with')
}

/** Throws where this database was sealed under a master key, for a start that has none. */
export async function refuseLostKey(db: Database, dataDir: string): Promise<void> {
  if ((await onConnection(patient(db), masterCheck)) === undefined) return
  throw new BootError(
    `the master key of this database is gone: put \`${dataDir}/master.key\` back from its backup, or set COUNTERSIGN_MASTER_KEY_FILE; a new key would open nothing that is stored`,
  )
}

async function masterCheck(client: Client): Promise<Uint8Array | undefined> {
  const exists = await client.query(`select to_regclass('instance') is not null as yes`)
  if (!exists.rows[0]?.yes) return undefined
  const found = await client.query<{ master_check: Buffer }>('select master_check from instance')
  return found.rows[0]?.master_check
}

const BOOT_LOCK_WAIT_MS = 60_000

/** Another process may be migrating a large database: asked again and again, since one long statement would time out. */
async function waitForBootLock(client: Client): Promise<void> {
  const until = Date.now() + BOOT_LOCK_WAIT_MS
  for (;;) {
    const tried = await client.query<{ held: boolean }>(
      `select pg_try_advisory_xact_lock(${BOOT_LOCK}) as held`,
    )
    if (tried.rows[0]?.held) return
    if (Date.now() > until) {
      throw new BootError(
        'another process has been preparing this database for a minute: wait for it or end it',
      )
    }
    await setTimeout(100)
  }
}

async function claimFirstOrg(db: Database, id: string): Promise<string> {
  const claimed = await onConnection(patient(db), (client) =>
    client.query<{ first_org_id: string }>(
      'update instance set first_org_id = coalesce(first_org_id, $1) returning first_org_id',
      [id],
    ),
  )
  return claimed.rows[0]?.first_org_id ?? id
}

/** Keeps the books that drizzle's own migrator keeps, without loading the rest of it, 130 MB and a second, or installing it. */
async function migrate(client: Client): Promise<string[]> {
  await client.query(
    `create schema if not exists drizzle;
     create table if not exists drizzle.__drizzle_migrations
       (id serial primary key, hash text not null, created_at bigint)`,
  )
  const last = await client.query<{ at: number }>(
    'select coalesce(max(created_at), 0)::float8 as at from drizzle.__drizzle_migrations',
  )
  const known = last.rows[0]?.at ?? 0
  const fresh = readJournal().entries.filter(({ when }) => when > known)
  for (const { tag, when } of fresh) {
    const text = readFileSync(`${migrationsFolder}/${tag}.sql`, 'utf8')
    for (const statement of text.split('--> statement-breakpoint')) await client.query(statement)
    await client.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', [
      createHash('sha256').update(text).digest('hex'),
      when,
    ])
  }
  return fresh.map(({ tag }) => tag)
}

type Journal = { entries: { tag: string; when: number }[] }

function readJournal(): Journal {
  return JSON.parse(readFileSync(`${migrationsFolder}/meta/_journal.json`, 'utf8')) as Journal
}

/** A database that knows migrations this code does not was written by newer code. */
async function refuseNewerDatabase(client: Client): Promise<void> {
  const exists = await client.query(`select to_regclass('drizzle.__drizzle_migrations') is not null as yes`)
  if (!exists.rows[0]?.yes) return
  const known = new Set(readJournal().entries.map((entry) => String(entry.when)))
  const applied = await client.query<{ created_at: string }>(
    'select created_at from drizzle.__drizzle_migrations',
  )
  if (applied.rows.some((row) => !known.has(row.created_at))) {
    throw new BootError(
      'the database has migrations that this version does not know: start the newer version',
    )
  }
}

/** Roles belong to the whole server, so the first start on another database of it may make this one meanwhile. */
const MAKE_ROLE = `do $$ begin create role countersign_app nologin nobypassrls;
  exception when duplicate_object or unique_violation then null; end $$`

/** Every transaction acts as `countersign_app`: without the right to make that role, it must exist and be granted. */
async function requireAppRole(client: Client): Promise<void> {
  const found = await client.query<{ me: string; ready: boolean; missing: boolean; may: boolean }>(
    `select quote_ident(current_user) as me, app.oid is null as missing,
            coalesce(pg_has_role(me.oid, app.oid,
              case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end), false) as ready,
            me.rolsuper or (me.rolcreaterole and (app.oid is null or current_setting('server_version_num')::int < 160000))
              or coalesce(pg_has_role(me.oid, app.oid, 'MEMBER WITH ADMIN OPTION'), false) as may
       from pg_roles me left join pg_roles app on app.rolname = 'countersign_app'
      where me.rolname = current_user`,
  )
  const role = found.rows[0]
  if (role === undefined || role.ready) return
  if (role.may) {
    // What a new database does in its migrations; one that was restored has them behind it.
    if (role.missing) await client.query(MAKE_ROLE)
    // A start on another database of the server may have granted it since this one looked.
    await client.query(
      `do $grant$ begin grant countersign_app to ${role.me}; exception when unique_violation then null; end $grant$`,
    )
    return
  }
  const make = role.missing ? 'CREATE ROLE countersign_app NOLOGIN; ' : ''
  throw new BootError(
    `the role ${role.me} may not act as \`countersign_app\`: run \`${make}GRANT countersign_app TO ${role.me};\` as a superuser of the database, and start again`,
  )
}

/** A receipt that is acknowledged must be on the disk. */
async function refuseUnsafeServer(client: Client): Promise<void> {
  const found = await client.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`,
  )
  const off = found.rows.filter((row) => row.setting === 'off').map((row) => row.name)
  if (off.length > 0) {
    throw new BootError(
      `the database server has ${off.join(', ')} off: receipts would not survive a crash; turn it on`,
    )
  }
}

async function openPepper(client: Client, vault: Vault): Promise<Uint8Array> {
  const pepper = Buffer.from(vault.wrap('instance/pepper', randomBytes(32)))
  await client.query(
    'insert into instance (master_check, pepper) values ($1, $2) on conflict (id) do nothing',
    [Buffer.from(vault.check()), pepper],
  )
  await refuseOtherKey(client, vault)
  const found = await client.query<{ pepper: Buffer }>('select pepper from instance')
  const [row] = found.rows
  if (row === undefined) throw new BootError('the table `instance` lost its row while this process started')
  return vault.unwrap('instance/pepper', row.pepper)
}
