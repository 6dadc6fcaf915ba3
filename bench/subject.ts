// What a measurement runs on: a fresh database, the API on it, and orgs with an agent each.

import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { API_KEY_RANDOM_BYTES, formatApiKey, newId } from '@countersign/terms'
import { openDatabase } from '../apps/api/src/store/pool.ts'
import { startApp } from '../apps/api/test/harness.ts'
import { startPostgres } from '../apps/api/test/postgres.ts'
import type { RequestSpec } from './background.ts'
import type { Caller } from './load.ts'
import { benchmarkText } from './policy-text.ts'
import { type Running, startApi } from './processes.ts'

export type Org = { id: string; key: string; agentId: string }

export type Subject = {
  api: Running
  orgs: Org[]
  callers: Caller[]
  /** Receipts in the logs of all orgs, as their signed heads say. */
  treeSizes(): Promise<number>
  /** Undefined where the API process holds the database, or the server is not ours. */
  databasePid: number | undefined
  /** Runs SQL as the owner of the database; undefined on the embedded one, which has a single session. */
  sql: ((text: string) => Promise<Record<string, string>[]>) | undefined
  stop(): Promise<void>
}

const POLICIES = 100
const MASTER_KEY = new Uint8Array(32).fill(7)
const masterKeyHex = Buffer.from(MASTER_KEY).toString('hex')

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export function newAdminKey(): { orgId: string; key: string } {
  const orgId = newId('org', Date.now(), randomBytes(10))
  return { orgId, key: formatApiKey('live', orgId, randomBytes(API_KEY_RANDOM_BYTES)) }
}

/** The API on a PostgreSQL of its own, with fsync on. */
export async function onPostgres(
  options: { orgs?: number; profiles?: string | undefined; env?: Record<string, string> } = {},
): Promise<Subject> {
  const server = await startPostgres({ fsync: true })
  const made = options.orgs === undefined ? [] : await createOrgs(server.url, options.orgs)
  const first = newAdminKey()
  const env = {
    DATABASE_URL: server.url,
    COUNTERSIGN_INIT_ADMIN_KEY: first.key,
    COUNTERSIGN_MASTER_KEY: masterKeyHex,
    ...options.env,
  }
  const api = await startApi(env, options.profiles)
  const orgs = made.length > 0 ? made : [await withAgent(api.url, first)]
  const database = openOwner(server.url)
  return {
    ...subject(api, orgs),
    databasePid: server.process?.pid(),
    sql: async (text) => database.query(text),
    async stop() {
      await api.stop()
      await database.close()
      await server.stop()
    },
  }
}

type Owner = { query(text: string): Promise<Record<string, string>[]>; close(): Promise<void> }

/** Outside row security, because it owns the tables. */
export function openOwner(connectionString: string): Owner {
  const { readers, close } = openDatabase(
    { connectionString },
    { committers: 1, readers: 1 },
    () => undefined,
  )
  return { query: async (text) => (await readers.query<Record<string, string>>(text)).rows, close }
}

/** The API on an embedded database in a new folder. */
export async function onEmbedded(options: { profiles?: string | undefined } = {}): Promise<Subject> {
  const folder = temporaryFolder()
  const first = newAdminKey()
  const env = {
    COUNTERSIGN_DATA_DIR: folder.path,
    COUNTERSIGN_INIT_ADMIN_KEY: first.key,
    COUNTERSIGN_MASTER_KEY: masterKeyHex,
  }
  const api = await startApi(env, options.profiles)
  return {
    ...subject(api, [await withAgent(api.url, first)]),
    databasePid: undefined,
    sql: undefined,
    async stop() {
      await api.stop()
      folder.remove()
    },
  }
}

/** Through the store, in this process, before the API starts: the API itself cannot make a second org. */
async function createOrgs(connectionString: string, count: number): Promise<Org[]> {
  const app = await startApp({ connectionString }, 'postgres', { masterKey: MASTER_KEY })
  const orgs: Org[] = []
  for (let n = 0; n < count; n++) {
    const { orgId, adminKey } = await app.newOrg(`org ${n}`)
    await app.must('/v1/policies/publish', { key: adminKey, body: { text: benchmarkText(POLICIES) } })
    orgs.push({ id: orgId, key: adminKey, agentId: await app.newAgent(adminKey) })
  }
  await app.close()
  return orgs
}

function subject(api: Running, orgs: Org[]): Pick<Subject, 'api' | 'orgs' | 'callers' | 'treeSizes'> {
  return {
    api,
    orgs,
    callers: orgs.map(gateCaller),
    async treeSizes() {
      let sum = 0
      for (const org of orgs) {
        sum += (await call<{ tree_size: number }>(api.url, `/v1/logs/${org.id}/checkpoint`, org.key))
          .tree_size
      }
      return sum
    },
  }
}

async function withAgent(url: string, { orgId, key }: { orgId: string; key: string }): Promise<Org> {
  await call(url, '/v1/policies/publish', key, { text: benchmarkText(POLICIES) })
  const agent = await call<{ id: string }>(url, '/v1/agents', key, { name: 'bench' })
  return { id: orgId, key, agentId: agent.id }
}

/** A request as agents make it: an ordinary change with about 300 bytes of arguments. */
function gateCaller({ key, agentId }: Org): Caller {
  const body = {
    agent_id: agentId,
    action: 'update_record',
    tool: 'crm:update_record',
    arguments: {
      record: 'customer/4711',
      fields: { segment: 'enterprise', owner: 'team-north', renewal: '2027-03-31', seats: 250 },
      note: 'Renewal was agreed on the phone; the contract follows by mail. Please keep the discount of the last term.',
      idempotent: true,
      source: { system: 'mail', thread: 'b1946ac92492d2347c6235b4d2611184' },
    },
    session_id: 'session-1',
  }
  return {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}

const WORDS =
  'renewal agreed phone contract follows mail keep discount last term customer asked invoice address moved new office please update record before friday delivery late order refund partial shipped twice account manager prefers weekly report summary attached legal review pending signature quote expired price list changed seats added region north team onboarding training scheduled call back tomorrow'.split(
    ' ',
  )

/** The same with about 200 bytes of arguments that no other request has. */
export function differingBody({ agentId }: Org, n: number): string {
  const digest = createHash('sha512').update(`${n}`).digest()
  const note = Array.from({ length: 18 }, (_, word) => WORDS[(digest[word] ?? 0) % WORDS.length]).join(' ')
  return JSON.stringify({
    agent_id: agentId,
    action: 'update_record',
    tool: 'crm:update_record',
    arguments: {
      record: `customer/${digest.readUInt32BE(20)}`,
      note,
      seats: digest[30],
      source: { system: 'mail', thread: digest.toString('hex', 40, 56) },
    },
    session_id: `session-${digest[31]}`,
  })
}

/** A gate as agents ask for it, of one org. */
export function gateOf({ api, callers }: Pick<Subject, 'api' | 'callers'>, n: number): RequestSpec {
  const caller = callers[n]
  if (caller === undefined) throw new Error(`there is no org ${n}`)
  const key = (caller.headers.authorization ?? '').replace('Bearer ', '')
  return { url: `${api.url}/v1/gate`, method: 'POST', key, body: caller.body }
}

/** One request; throws unless the answer is 2xx. A body makes it a POST. */
export async function call<T>(url: string, path: string, key: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
