// The routes with handlers that only remember what reached them.
import { PassThrough } from 'node:stream'
import {
  type Operation,
  type OperationName,
  operationList,
  placeInput,
  type Scope,
} from '@countersign/contract'
import { formatApiKey } from '@countersign/terms'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { createLogger } from '../src/http/log.ts'
import { buildServer, type HttpConfig, type People } from '../src/http/server.ts'
import type { Addresses } from '../src/identity/addresses.ts'
import type { Devices } from '../src/identity/devices.ts'
import type { Entrances } from '../src/identity/entrances.ts'
import type { Leaving } from '../src/identity/leaving.ts'
import type { Passkeys } from '../src/identity/passkeys.ts'
import type { Resets } from '../src/identity/resets.ts'
import type { SlackLinks } from '../src/identity/slack-links.ts'
import type { Substitutes } from '../src/identity/substitutes.ts'
import type { Call, Handlers } from '../src/operations/call.ts'
import { createPace } from '../src/pace.ts'
import type { AccountStore, Accounts } from '../src/ports/accounts.ts'
import type { Limits } from '../src/ports/limits.ts'
import type { Pace } from '../src/ports/services.ts'

export const orgId = 'org_01hzy3v7q8p4k2m6n9rstw5xbc'

/** An API key whose secret part repeats one byte. */
export function keyOf(byte: number): string {
  return formatApiKey('test', orgId, new Uint8Array(30).fill(byte))
}

export const adminKey = keyOf(1)
export const unknownKey = keyOf(2)

/** What the contract shows of an operation: a request that it accepts, and its answer as a handler gives it. */
function exampleOf(operation: Operation): { request: object; answer: unknown } {
  const { request, answer } = operation.examples[0]
  const isJson = operation.produces === 'json'
  return { request: request as object, answer: isJson ? z.decode(operation.output, answer) : answer }
}

/** Answers every operation as the contract's first example does. */
export const answers = Object.fromEntries(
  operationList.map((operation) => [operation.name, exampleOf(operation).answer]),
) as { [Name in OperationName]: unknown }

export type Seen = {
  name: string
  call: Call<'optional'>
  input: Record<string, unknown>
}

export type Harness = {
  app: FastifyInstance
  /** What every turn waits for, when it is set, and how many wait for one. */
  turn?: Promise<void> | undefined
  waiting: number
  seen: Seen[]
  log: ReturnType<typeof createLogger>
  /** Everything the server logged. */
  logged(): string
  /** Scopes by key; the admin's key is there from the start. */
  keys: Map<string, readonly Scope[]>
  authenticated: { secret: string; fresh: boolean }[]
  /** What every handler throws, when it is set. */
  fail?: unknown
  /** What every handler answers instead, when it is set. */
  answer?: unknown
  isReady: boolean
  /** What isolated work says that it took. */
  threadMs: number
  /** The clock of the quotas. */
  now: number
  /** What every handler waits for, when it is set. */
  hold?: Promise<void> | undefined
}

async function* linesOf(lines: readonly string[]) {
  yield* lines
}

/** With a member that the contract does not declare. */
function padded(answer: unknown): unknown {
  return answer instanceof Uint8Array ? answer : { ...(answer as object), internal_note: 'must not leave' }
}

const roomy: HttpConfig = {
  trustProxy: false,
  rateLimit: { perKey: 1e6, perAddress: 1e6 },
  bodiesBytesMax: 64 * 1024 * 1024,
  quotas: { keyBytes: 1e12, orgBytes: 1e12 },
  verification: { strangersMs: 250, orgMs: 250 },
}

/** Nobody signs in here. */
const nobody: People = {
  sessions: {
    signedIn: async () => undefined,
    memberOf: async () => undefined,
    caller: async () => undefined,
    memberships: async () => [],
  },
  accounts: {} as Accounts,
  addresses: {} as Addresses,
  limits: {} as Limits,
  accountStore: {} as AccountStore,
  leaving: {} as Leaving,
  slackLinks: {} as SlackLinks,
  substitutes: {} as Substitutes,
  passkeys: {} as Passkeys,
  resets: { canMail: false } as Resets,
  devices: {} as Devices,
  entrances: { signup: 'closed' } as Entrances,
  store: { config: async () => undefined },
  formSecret: new Uint8Array(32),
  publicUrl: () => 'http://127.0.0.1',
  origin: undefined,
}

/** The HTTP layer over handlers that only remember what reached them. */
export async function createHarness(config: Partial<HttpConfig> = {}): Promise<Harness> {
  const seen: Seen[] = []
  const chunks: string[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  const keys = new Map<string, readonly Scope[]>([[adminKey, ['admin']]])
  const authenticated: { secret: string; fresh: boolean }[] = []
  const harness = {
    waiting: 0,
    seen,
    logged: () => chunks.join(''),
    keys,
    authenticated,
    isReady: true,
    threadMs: 0,
    now: 0,
  } as Harness
  const handlers = Object.fromEntries(
    operationList.map(({ name, isolated, produces }) => [
      name,
      async (call: unknown, input: unknown): Promise<unknown> => {
        seen.push({ name, call, input } as Seen)
        await harness.hold
        if (harness.fail !== undefined) throw harness.fail
        if (harness.answer !== undefined) return harness.answer
        const answer = answers[name as OperationName]
        if (produces === 'ndjson') return linesOf(answer as string[])
        return isolated ? { threadMs: harness.threadMs, output: padded(answer) } : padded(answer)
      },
    ]),
  )
  const log = createLogger('debug', stream)
  const app = await buildServer({
    handlers: handlers as unknown as Handlers,
    authenticate: async ({ secret }, { fresh }) => {
      authenticated.push({ secret, fresh })
      const held = keys.get(secret)
      if (held === undefined) return undefined
      const id: `key_${string}` = `key_${secret.slice(-26)}`
      return { kind: 'key', orgId, actor: id, keyId: id, scopes: new Set(held) }
    },
    people: nobody,
    config: { ...roomy, ...config },
    clock: () => harness.now,
    pace: heldPace(harness),
    log,
    interact: async () => undefined,
    probes: { ready: async () => harness.isReady },
  })
  await app.ready()
  harness.app = app
  harness.log = log
  return harness
}

function heldPace(harness: Harness): Pace {
  const pace = createPace()
  return {
    ...pace,
    async run(owner, work) {
      harness.waiting += 1
      await harness.turn
      harness.waiting -= 1
      return pace.run(owner, work)
    },
  }
}

/** The path of an operation with its example's ids. */
export function urlOf(operation: Operation): string {
  return placeInput(operation, exampleOf(operation).request).path
}

/** A request to an operation that it accepts. */
export function requestOf(operation: Operation, secret = adminKey) {
  const { path, body } = placeInput(operation, exampleOf(operation).request)
  const hasBody = body !== undefined && Object.keys(body).length > 0
  return {
    method: operation.method,
    url: path,
    headers: { authorization: `Bearer ${secret}` } as Record<string, string>,
    ...(hasBody && { payload: body }),
  }
}

export const bearer = { authorization: `Bearer ${adminKey}` }
export const json = { ...bearer, 'content-type': 'application/json' }

/** Asks for a gate, and says whether that reached the operation. */
export async function sendGate(
  { app, seen }: Harness,
  payload: string | Buffer,
  headers: Record<string, string> = json,
) {
  const seenBefore = seen.length
  const response = await app.inject({ method: 'POST', url: '/v1/gate', headers, payload })
  return { status: response.statusCode, problem: response.json(), reached: seen.length > seenBefore }
}
