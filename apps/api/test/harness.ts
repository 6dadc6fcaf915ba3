// The whole service on a real database, in this process, called over HTTP without a socket.
import './wasm.ts'

import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { after } from 'node:test'
import { newId } from '@countersign/terms'
import { localVault } from '../src/adapters/vault.ts'
import { type App, createApp } from '../src/app.ts'
import { type Config, readConfig } from '../src/config.ts'
import { createLogger } from '../src/http/log.ts'
import type { KeptHeads } from '../src/kept-heads.ts'
import { newKey } from '../src/operations/keys/make.ts'
import { createOrg } from '../src/operations/org/create.ts'
import { type Connection, type Database, openDatabase, timeoutsOf } from '../src/store/pool.ts'
import { checkerInProcess, checkerInThread } from './checker.ts'
import { type DatabaseKind, testDatabase } from './database.ts'
import { patientSettings } from './until.ts'

export { type DatabaseKind, type TestDatabase, testDatabase } from './database.ts'

export type Answer = { status: number; headers: Record<string, unknown>; body: never; text: string }

export type TestApp = App & {
  db: Database
  orgId: string
  adminKey: string
  logged(): string
  /** One request; a body makes it a POST. Answers the parsed body, whatever its status. */
  call(path: string, options?: CallOptions): Promise<Answer>
  /** The same, and throws unless the status is 2xx. */
  must<T = Record<string, never>>(path: string, options?: CallOptions): Promise<T>
  newOrg(name?: string): Promise<{ orgId: string; adminKey: string }>
  newAgent(key?: string): Promise<string>
  newKey(scopes: string[], more?: Record<string, unknown>, key?: string): Promise<string>
}

export type CallOptions = {
  key?: string | null
  method?: 'GET' | 'POST' | 'PATCH'
  body?: unknown
  headers?: Record<string, string>
}

export type AppOptions = {
  env?: Record<string, string>
  masterKey?: Uint8Array
  previousMasterKey?: Uint8Array
  heads?: KeptHeads
  onErased?: () => void
  onDatabase?: (db: Database) => void
  /** Where policies are checked; the service itself takes a fresh thread for each. */
  checks?: 'here' | 'in a thread'
}

export function testConfig(env: Record<string, string> = {}): Config {
  return readConfig({
    NODE_ENV: 'test',
    COUNTERSIGN_LOG_LEVEL: 'info',
    COUNTERSIGN_PORT: '0',
    ...patientSettings,
    ...env,
  })
}

/** Starts the service on `connection`. Its first org has an admin key. */
export async function startApp(
  connection: Connection,
  kind: DatabaseKind,
  options: AppOptions = {},
): Promise<TestApp> {
  const config = testConfig(options.env)
  const lines: string[] = []
  const output = new PassThrough()
  output.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
  const db = openDatabase(
    connection,
    kind === 'embedded' ? 'single' : config.ledger,
    () => undefined,
    timeoutsOf(config.statementMs),
  )
  options.onDatabase?.(db)
  const app = await createApp({
    config,
    db,
    vault: localVault(options.masterKey ?? new Uint8Array(32).fill(7), options.previousMasterKey),
    log: createLogger(config.logLevel, output),
    requireDurable: false,
    ...(options.heads && { heads: options.heads }),
    checker: options.checks === 'in a thread' ? checkerInThread() : checkerInProcess,
    ...(options.onErased && { onErased: options.onErased }),
  })
  const adminKey = app.created?.adminKey ?? config.init.adminKey ?? ''
  const call = caller(app, adminKey)
  const must: TestApp['must'] = async (path, callOptions) => {
    const answer = await call(path, callOptions)
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
    return answer.body
  }
  return {
    ...app,
    db,
    adminKey,
    orgId: app.created?.orgId ?? '',
    logged: () => lines.join(''),
    call,
    must,
    newOrg: (name) => newOrg(app, name),
    async newAgent(key = adminKey) {
      return (await must<{ id: string }>('/v1/agents', { key, body: { name: 'an agent' } })).id
    },
    async newKey(scopes, more = {}, key = adminKey) {
      return (await must<{ secret: string }>('/v1/keys', { key, body: { name: 'a key', scopes, ...more } }))
        .secret
    },
  }
}

/** The service on a database of its own, which ends with it. */
export async function startAlone(
  kind: DatabaseKind,
  options: AppOptions = {},
): Promise<TestApp & AsyncDisposable> {
  const database = await testDatabase(kind)
  try {
    const app = await startApp(await database.connection(), kind, options)
    async function close() {
      await app.close()
      await database.stop()
    }
    return { ...app, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await database.stop()
    throw error
  }
}

/** The same, for as long as the tests of a file run. */
export async function appOfFile(kind: DatabaseKind, options: AppOptions = {}): Promise<TestApp> {
  const app = await startAlone(kind, options)
  after(app.close)
  return app
}

export type TestOrg = { key: string; agent: string }

/** A new org with an agent, so that a test shares nothing with the others of its file. */
export async function orgWithAgent(app: TestApp): Promise<TestOrg> {
  const { adminKey: key } = await app.newOrg()
  return { key, agent: await app.newAgent(key) }
}

function caller(app: App, adminKey: string): TestApp['call'] {
  return async (
    path,
    { key = adminKey, body, headers, method = body === undefined ? 'GET' : 'POST' } = {},
  ) => {
    const answer = await app.http.inject({
      method,
      url: path,
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const isJson = String(answer.headers['content-type']).includes('json')
    const isLines = String(answer.headers['content-type']).includes('ndjson')
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.payload,
      body: (isJson && !isLines ? JSON.parse(answer.payload) : undefined) as never,
    }
  }
}

async function newOrg(app: App, name = 'another org'): Promise<{ orgId: string; adminKey: string }> {
  const orgId = newId('org', Date.now(), randomBytes(10))
  const { key, secret } = newKey(app.context, orgId, { name: 'admin', scopes: ['admin'] })
  await createOrg(app.context, { id: orgId, name, createdAt: key.createdAt }, { key, secret })
  return { orgId, adminKey: secret }
}
