// The HTTP server: its limits and timeouts, every operation, health and documents.
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Addresses } from '../identity/addresses.ts'
import type { Devices } from '../identity/devices.ts'
import type { Entrances } from '../identity/entrances.ts'
import type { Authenticate } from '../identity/key.ts'
import type { Leaving } from '../identity/leaving.ts'
import type { Passkeys } from '../identity/passkeys.ts'
import type { Resets } from '../identity/resets.ts'
import type { Sessions } from '../identity/session.ts'
import type { SlackLinks } from '../identity/slack-links.ts'
import type { Substitutes } from '../identity/substitutes.ts'
import type { Handlers } from '../operations/call.ts'
import type { Interact } from '../operations/slack/interact.ts'
import type { AccountStore, Accounts } from '../ports/accounts.ts'
import type { Limits } from '../ports/limits.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Pace } from '../ports/services.ts'
import type { Store } from '../ports/store.ts'
import type { Tracing } from '../ports/tracing.ts'
import { createKnownKeys } from './admit.ts'
import { createBodies } from './bodies.ts'
import { device } from './device.ts'
import { docs } from './docs/docs.ts'
import { answerBrokenRequest, errorSender, faultReporter, refuseUnknown, stamp } from './failures.ts'
import { createForms } from './forms.ts'
import { health, type Probes } from './health.ts'
import { requestLog } from './log.ts'
import { metrics, type Scrape } from './metrics.ts'
import { mount } from './mount.ts'
import { observe } from './observe.ts'
import { pages } from './pages/pages.ts'
import { createQuota, type Quotas } from './quota.ts'
import { createRateLimiter, type RateLimits } from './rate-limit.ts'
import { requestIdOf } from './request.ts'
import type { Resources } from './reserve.ts'
import { slack } from './slack.ts'
import { createWorkQueue } from './work-queue.ts'

/** Settings of the HTTP layer. */
export type HttpConfig = {
  /** Whether `X-Forwarded-For` of the machine in front is believed. */
  readonly trustProxy: boolean
  readonly rateLimit: RateLimits
  /** Bytes of request bodies that the process holds at once. */
  readonly bodiesBytesMax: number
  readonly quotas: Quotas
  readonly verification: VerificationLimits
  /** How many callers may wait for a decision at once. */
  readonly waiters?: { readonly total: number }
  /** How long a connection may be idle, such as a stream that is not read; only tests change it. */
  readonly idleMs?: number
  /** How long a request may take to arrive; the defaults suit everything but a test. */
  readonly arrival?: ArrivalTimes
  /** How long clients in the middle of their work get to hear that their connection ends. */
  readonly letGoMs?: number
}

/** How long a request may take to arrive: its headers, all of it, and how often that is looked at. */
export type ArrivalTimes = {
  readonly headersMs: number
  readonly requestMs: number
  readonly checkEveryMs: number
}

/** The people who sign in, and what their pages need. */
export type People = {
  readonly sessions: Sessions
  readonly accounts: Accounts
  readonly addresses: Addresses
  readonly accountStore: AccountStore
  readonly limits: Limits
  readonly devices: Devices
  readonly entrances: Entrances
  readonly leaving: Leaving
  readonly slackLinks: SlackLinks
  readonly substitutes: Substitutes
  readonly passkeys: Passkeys
  readonly resets: Resets
  readonly store: Pick<Store, 'config'>
  /** Makes the tokens of forms. */
  readonly formSecret: Uint8Array
  readonly publicUrl: () => string
  /** The public URL's, where it is set. */
  readonly origin: string | undefined
}

/** What the HTTP layer is built from. */
export type ServerParts = {
  readonly people: People
  readonly handlers: Handlers
  readonly authenticate: Authenticate
  readonly config: HttpConfig
  readonly log: Logger
  /** Hears the driver's error of a database that cannot be reached, or that refuses to work. */
  readonly onLost?: (error: unknown) => void
  readonly probes: Probes
  /** Undefined where the settings have no token for them. */
  readonly metrics?: Metrics | undefined
  readonly scrape?: Scrape | undefined
  readonly tracing?: Tracing | undefined
  /** What somebody pressed in Slack. */
  readonly interact: Interact
  readonly pace: Pace
  /** Milliseconds since the epoch; only for the days of the quotas. */
  readonly clock: () => number
}

/** Milliseconds of verification a second: of all strangers together, and of each org. */
export type VerificationLimits = { readonly strangersMs: number; readonly orgMs: number }

const ARRIVAL: ArrivalTimes = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 2_000 }
const IDLE_TIMEOUT_MS = 120_000
const KEEP_ALIVE_MS = 72_000
const HEADER_BYTES_MAX = 16 * 1024
const CONNECTIONS_MAX = 10_000
// Verifications that wait for their thread, of all addresses or orgs and of one; their bytes are bounded with all other bodies.
const WORK_QUEUE = { queueMax: 64, perOwnerMax: 2 }
// How much time a queue that was idle has saved up.
const BURST_MS = 2000
const LET_GO_MS = 300

/** The HTTP server, ready to listen: limits and timeouts, then every operation, health and documents. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { config, log, people } = parts
  const resources = resourcesOf(parts)
  const { limiter, quota } = resources
  const forms = createForms(people.formSecret, people.origin)
  const arrival = config.arrival ?? ARRIVAL
  const report = faultReporter(parts)
  const sendError = errorSender(report)
  // Fastify gets no logger: what it would write per request costs more than the rest of its work, and `observe`
  // writes what is wanted.
  const app = Fastify({
    // One machine, not the whole header: what comes before the last entry was written by the sender of the request.
    trustProxy: config.trustProxy ? (_address: string, hop: number) => hop === 0 : false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    requestTimeout: arrival.requestMs,
    connectionTimeout: config.idleMs ?? IDLE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    http: {
      headersTimeout: arrival.headersMs,
      connectionsCheckingInterval: arrival.checkEveryMs,
      maxHeaderSize: HEADER_BYTES_MAX,
      insecureHTTPParser: false,
    },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      stamp(request, reply)
      sendError(error, request, reply)
    },
  }) as unknown as FastifyInstance
  // Those that wait for a decision must not keep others from being heard.
  app.server.maxConnections = CONNECTIONS_MAX + (config.waiters?.total ?? 0)
  takeBodies(app)
  app.setErrorHandler(sendError)
  refuseUnknown(app)
  observe(app, { log: requestLog(log), metrics: parts.metrics, tracing: parts.tracing })
  app.addHook('preClose', () => letGo(app.server, config.letGoMs ?? LET_GO_MS))
  await app.register(async (scope) => {
    scope.addHook('onRequest', (request, reply, done) => {
      stamp(request, reply)
      done()
    })
    mount(scope, {
      handlers: parts.handlers,
      authenticate: parts.authenticate,
      sessions: people.sessions,
      forms,
      publicUrl: people.publicUrl,
      known: createKnownKeys(),
      ...resources,
    })
    health(scope, parts.probes)
    metrics(scope, parts.scrape, limiter)
    await scope.register(slack({ interact: parts.interact, limiter }))
  })
  await app.register(docs)
  await app.register(device({ ...people, limiter, onFault: report }))
  await app.register(
    pages({
      ...people,
      forms,
      pace: parts.pace,
      clock: parts.clock,
      handlers: parts.handlers,
      limiter,
      quota,
      onFault: report,
    }),
  )
  return app
}

/** Bodies stay bytes until the caller is known and has room for them. */
function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  // Fastify parses a type again for each request when only `*` matches it, so the usual one is listed as well.
  for (const type of ['application/json', '*'])
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

function resourcesOf({ config, clock, pace }: ServerParts): Resources {
  function now() {
    return performance.now()
  }
  function queue(msPerSecond: number, payerOf: (owner: string) => string) {
    return createWorkQueue({ limits: WORK_QUEUE, budget: { msPerSecond, msMax: BURST_MS }, payerOf }, now)
  }
  return {
    pace,
    limiter: createRateLimiter(config.rateLimit, now),
    bodies: createBodies(config.bodiesBytesMax),
    quota: createQuota(config.quotas, clock),
    queues: {
      strangers: queue(config.verification.strangersMs, () => 'strangers'),
      callers: queue(config.verification.orgMs, (orgId) => orgId),
    },
  }
}

/** Once closing, Fastify answers with `Connection: close`; connections that ask nothing more are closed here. */
async function letGo(server: Server, forMs: number): Promise<void> {
  const until = performance.now() + forMs
  while (server.listening && performance.now() < until && (await openConnections(server)) > 0) await sleep(20)
  // A request that was in flight when the close began leaves its connection open, which would hold up the close.
  const closing = setInterval(() => server.closeIdleConnections(), 50)
  server.once('close', () => clearInterval(closing))
  if (!server.listening) clearInterval(closing)
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)))
}
