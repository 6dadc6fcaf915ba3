// Wiring, top to bottom: database → store → operations → HTTP.
import type { AddressInfo } from 'node:net'
import type { PayloadType } from '@countersign/receipt'
import type { Logger } from 'pino'
import { createOutbound } from './adapters/outbound.ts'
import { readAllowed } from './adapters/outbound-allow.ts'
import { documentDigest, policySets, starterVersion } from './adapters/policy.ts'
import { createPolicyChecker } from './adapters/policy-check/checker.ts'
import { logSigner } from './adapters/signer.ts'
import { suite } from './adapters/suite.ts'
import { createVerifier } from './adapters/verify/verifier.ts'
import type { Config } from './config.ts'
import { type Created, firstOrg } from './first-org.ts'
import { buildServer } from './http/server.ts'
import { keyAuthentication } from './identity/key.ts'
import type { KeptHeads } from './kept-heads.ts'
import { createMailLimits } from './mail-limit.ts'
import type { Context } from './operations/context.ts'
import { createHandlers } from './operations/handlers.ts'
import { createInteract } from './operations/slack/interact.ts'
import { createOutage, type Outage } from './outage.ts'
import { createPace } from './pace.ts'
import { peopleOf } from './people.ts'
import type { AccountStore } from './ports/accounts.ts'
import type { Limits } from './ports/limits.ts'
import type { Mailer } from './ports/mail.ts'
import type { Metrics } from './ports/metrics.ts'
import type { MakePolicySet, PolicyChecker, Vault } from './ports/services.ts'
import type { Store } from './ports/store.ts'
import type { Tracing } from './ports/tracing.ts'
import {
  deriveSecret,
  earlierRepeatId,
  fingerprint,
  linkSecrets,
  random,
  randomFill,
  repeatDigest,
  repeatId,
} from './sealing.ts'
import { startJobs } from './start-jobs.ts'
import { createAccountStore } from './store/accounts.ts'
import { type Instance, prepareInstance } from './store/instance.ts'
import { createLimits } from './store/limits.ts'
import { type Database, patient } from './store/pool.ts'
import { rewrapAll } from './store/rewrap.ts'
import { createStore, type StoreParts } from './store/store.ts'
import { createWaiters } from './waiters.ts'
import { isLost, type Watch } from './watch.ts'

export type AppParts = {
  config: Config
  db: Database
  vault: Vault
  log: Logger
  clock?: () => number
  /** False for a database that need not survive a power cut. */
  requireDurable: boolean
  /** Where it is shared with what opened the database. */
  outage?: Outage
  /** What earlier starts saw of the logs. */
  heads?: KeptHeads
  /** Hears that values were erased, where the files of the database must be rewritten for it. */
  onErased?: () => void
  /** Where it is not the one with threads of its own. */
  checker?: PolicyChecker
}

export type App = {
  http: Awaited<ReturnType<typeof buildServer>>
  store: Store
  context: Context
  people: ReturnType<typeof peopleOf>
  /** The admin key of the org that this start created; shown once, never logged. */
  firstOrgId: string
  created: Created
  /** Makes the link for the first owner; undefined where the org has one, or settings gave its key to a machine. */
  ownerLink(): Promise<string | undefined>
  /** Seals everything that the master key seals under the present one. */
  rewrap(): Promise<number>
  /** Readiness goes false, requests in flight finish, the queue drains, connections close. */
  close(): Promise<void>
}

export async function createApp(parts: AppParts): Promise<App> {
  const { config, db, vault, log } = parts
  const instance = await prepareInstance(db, vault, parts.requireDurable)
  const policySet = policySets()
  const services = await servicesOf(parts)
  const metrics = await metricsOf(config)
  const { pace, checker, verifier, waiters } = services
  const tracing = await tracingOf(config)
  const watch: Watch = { log, metrics, tracing, outage: parts.outage ?? createOutage(log) }
  const store = storeOf(parts, instance, { makePolicySet: policySet, pace }, watch)
  // What a start does by itself is not bound by the limits of a request.
  const starting = storeOf({ ...parts, db: patient(db) }, instance, { makePolicySet: policySet, pace }, watch)
  // Before anything is made of a database that is not the one of before.
  await parts.heads?.compare(starting)
  const address = addressOf(config)
  const accountStore = createAccountStore(db, deriveSecret(instance.pepper, 'tickets'))
  const limits = createLimits(db, deriveSecret(instance.pepper, 'limits'))
  const context = contextOf(parts, instance, { services, store, accountStore, limits, policySet, address })
  const people = peopleOf({ config, db, log, accountStore, limits }, instance, context)
  const first = await firstOrg({ ...context, store: starting }, instance, config.init)
  let closing = false
  const handlers = createHandlers(context)
  const http = await buildServer({
    handlers,
    interact: createInteract(context, handlers),
    authenticate: keyAuthentication(store),
    config,
    pace,
    clock: context.clock,
    log,
    onLost: watch.outage.lost,
    tracing,
    people,
    metrics,
    scrape: scrapeOf(config, metrics, context),
    probes: { ready: async () => !closing && (await store.ping()) },
  })
  http.addHook('onListen', async () => {
    address.learn(http.server.address())
    people.accounts.prepare().catch((error) => log.error({ err: error }, 'signing in is not ready'))
  })
  const jobs = startJobs(context, people.accountStore, watch)
  return {
    http,
    store,
    context,
    people,
    firstOrgId: first.orgId,
    created: first.created,
    ownerLink: () => people.entrances.ownerLink(first.orgId, config.init.adminKey === undefined),
    rewrap: () => rewrapAll(db, vault),
    async close() {
      closing = true
      waiters.close()
      await http.close()
      await jobs.stop()
      await Promise.all([checker.close(), verifier.close()])
      await store.close()
      parts.heads?.close()
      await tracing?.close()
    },
  }
}

type Made = {
  services: Awaited<ReturnType<typeof servicesOf>>
  store: Store
  accountStore: AccountStore
  limits: Limits
  policySet: MakePolicySet
  address: ReturnType<typeof addressOf>
}

function contextOf({ config, clock }: AppParts, { pepper }: Pick<Instance, 'pepper'>, made: Made): Context {
  return {
    ...made.services,
    ...createMailLimits(made.limits),
    provenAddresses: made.accountStore.provenAddresses,
    access: made.accountStore,
    store: made.store,
    suite,
    clock: clock ?? Date.now,
    random,
    randomFill,
    repeatIds: (...names) => ({ id: repeatId(pepper, ...names), earlierId: earlierRepeatId(...names) }),
    repeatDigest: (digest) => repeatDigest(pepper, digest),
    fingerprint: (texts) => fingerprint(pepper, texts),
    linkSecret: linkSecrets(pepper),
    digestOf: documentDigest,
    policySet: made.policySet,
    starter: starterVersion(),
    ttl: config.ttl,
    waitingMax: config.waitingMax,
    publicUrl: made.address.url,
  }
}

/** What operations use besides the store. */
async function servicesOf({ config, checker }: AppParts) {
  const pace = createPace()
  return {
    pace,
    waiters: createWaiters(config.waiters),
    checker: checker ?? createPolicyChecker({ ...pace, timeoutMs: config.policyCheckMs }),
    verifier: createVerifier({ timeoutMs: config.verification.requestMs }),
    outbound: createOutbound({ allowed: readAllowed(config.webhookAllow) }),
    mailer: await mailerOf(config),
  }
}

/** Receipts whose commits also erase values. */
const ERASING: ReadonlySet<PayloadType> = new Set(['data.erased', 'member.removed'])

function storeOf(
  { config, db, vault, heads, onErased }: AppParts,
  { pepper }: Pick<Instance, 'pepper'>,
  services: Pick<StoreParts, 'makePolicySet' | 'pace'>,
  watch: Watch,
): Store {
  const store = createStore({
    db,
    vault,
    makeSigner: logSigner,
    pepper,
    ...services,
    limits: config.ledger,
    onFault(orgId, error) {
      watch.metrics?.failed()
      if (!isLost(watch, error)) watch.log.error({ org: orgId, err: error }, 'a commit failed')
    },
    onCommit(commit, signed) {
      heads?.keep(signed)
      if (commit.payloads.some(({ type }) => ERASING.has(type))) onErased?.()
      watch.outage.back('writes')
      watch.metrics?.committed(commit)
    },
  })
  return traced(store, watch.tracing)
}

/** Work belongs to the request that records it. */
function traced(store: Store, tracing: Tracing | undefined): Store {
  if (tracing === undefined) return store
  return {
    ...store,
    record(orgId, work) {
      const trace = tracing.current()
      return store.record(orgId, trace === undefined ? work : { ...work, trace })
    },
  }
}

// What sends mail, counts and traces is loaded only where it is wanted.

async function mailerOf({ mail }: Config): Promise<Mailer | undefined> {
  if (mail === undefined) return undefined
  const { smtpMailer } = await import('./adapters/mail.ts')
  return smtpMailer(mail)
}

async function metricsOf({ metricsToken }: Config): Promise<Metrics | undefined> {
  if (metricsToken === undefined) return undefined
  const { createMetrics } = await import('./adapters/metrics.ts')
  return createMetrics()
}

async function tracingOf({ tracesTo }: Config): Promise<Tracing | undefined> {
  if (tracesTo === undefined) return undefined
  const { otlpTracing } = await import('./adapters/tracing.ts')
  return otlpTracing(tracesTo)
}

function scrapeOf(
  { metricsToken: token }: Config,
  metrics: Metrics | undefined,
  { store, waiters }: Pick<Context, 'store' | 'waiters'>,
) {
  if (metrics === undefined || token === undefined) return undefined
  const gauges = { load: store.load, backlog: store.backlog, waiters: waiters.count }
  return { token, text: () => metrics.text(gauges) }
}

/** Where people reach the service; where the settings do not say, its own port, which the system may have chosen. */
function addressOf({ publicUrl, host, port }: Config) {
  function at(bound: number): string {
    return `http://${nameOf(host)}:${bound}`
  }
  let url = publicUrl ?? at(port)
  return {
    url: () => url,
    learn(bound: AddressInfo | string | null) {
      if (publicUrl === undefined && typeof bound === 'object' && bound !== null) url = at(bound.port)
    },
  }
}

/** What listens on every address is reached by this name from the machine that it runs on; passkeys need one. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
