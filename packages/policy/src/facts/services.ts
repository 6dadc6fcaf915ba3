// The fact `service`: which known services a request reaches by its URLs, and what it does there.

import {
  graphqlCall,
  type HttpCall,
  SERVICE_NAMES,
  type ServiceAccess,
  type ServiceCall,
  serviceCall,
  stricterAccess,
} from '@countersign/scan'
import { once } from '@countersign/terms'
import { readOnce } from '../evaluate/data.ts'
import { type Budget, spend } from '../model/budget.ts'
import type { EffectWord } from '../model/effect.ts'
import type { Facts } from '../model/facts.ts'
import type { FoundHosts, FoundUrl } from './hosts/hosts.ts'
import { urlOf } from './hosts/url.ts'
import type { Leaves } from './leaves.ts'
import { effectsOfName, withImplied } from './names/effect-of-name.ts'

/** What a request is to the services that it reaches. */
export type ServiceFact = {
  readonly names: readonly string[]
  readonly operations: readonly string[]
  readonly resources: readonly string[]
  readonly access: 'none' | ServiceAccess
  readonly unclear: boolean
}

const NONE: ServiceFact = { names: [], operations: [], resources: [], access: 'none', unclear: false }

/** The fact `service` when no policy reads it, and of a request without a URL. */
export const NO_SERVICE: ServiceFact = Object.freeze(readOnce({ ...NONE }))

/** What nobody could read may be any call of any service. */
const UNTOLD: ServiceFact = Object.freeze(
  readOnce({ ...NONE, names: SERVICE_NAMES, access: 'admin' as const, unclear: true }),
)

/** What a request reaches, and which effects that has. */
export type Reached = {
  readonly fact: ServiceFact
  /** What the operations of known services do besides reading and changing. */
  readonly effects: readonly EffectWord[]
  /** Whether it only reads from known services, by methods that are given, and sends no body. */
  readonly onlyReads: boolean
}

const REACHES_NONE: Reached = { fact: NO_SERVICE, effects: [], onlyReads: false }
const REACHES_ANY: Reached = { fact: UNTOLD, effects: [], onlyReads: false }

const URLS_MAX = 32
const PER_CALL = 100

/** Reads which services a request reaches; `isReading` where its names say that it only reads. */
export function servicesOf(
  facts: Facts,
  { read }: FoundHosts,
  leaves: Leaves,
  isReading: boolean,
  budget: Budget,
): Reached {
  const reached = facts.hash_only === true ? targetOnly(facts, budget) : read
  const urls = reached?.filter(({ hosts, isUnclear }) => hosts.length > 0 || isUnclear)
  if (urls === undefined || urls.length > URLS_MAX || !spend(budget, PER_CALL * urls.length))
    return REACHES_ANY
  if (urls.length === 0) return REACHES_NONE
  const told = toldBeside(facts, leaves, isReading, budget)
  const calls = urls.flatMap((url) => callsOf(url, facts, told))
  const fact = factOf(calls)
  // Of a call whose method is not given, the strictest is assumed for the fact; it is not what the call does.
  const isKnown = told.isGiven && !fact.unclear
  return {
    fact,
    effects: isKnown ? effectsOfCalls(calls) : [],
    onlyReads: isKnown && facts.hash_only !== true && !hasBody(facts) && calls.every(isKnownRead),
  }
}

const GENERIC = 'generic'
/** What a method alone tells, or a body of GraphQL, is told elsewhere. */
const KEPT = new Set<EffectWord>(['outward', 'destructive', 'pay', 'rights', 'control', 'later', 'secrets'])

/** What the names of operations tell, as those of tools do; to change who may do what is to give rights. */
function effectsOfCalls(calls: readonly ServiceCall[]): EffectWord[] {
  const effects = new Set<EffectWord>()
  for (const { service, operation, access } of calls) {
    if (service === GENERIC || access === 'read') continue
    if (access === 'admin') effects.add('rights')
    for (const effect of effectsOfName(operation)) if (KEPT.has(effect)) effects.add(effect)
  }
  return [...withImplied(effects)]
}

function isKnownRead({ service, access }: ServiceCall): boolean {
  return service !== GENERIC && access === 'read'
}

function hasBody({ arguments: given = {} }: Facts): boolean {
  return BODIES.some((name) => Object.hasOwn(given, name))
}

/** Of a request whose arguments nobody sees. */
function targetOnly({ target }: Facts, budget: Budget): readonly FoundUrl[] | undefined {
  const text = target?.url
  return text === undefined ? undefined : [{ ...urlOf(text, 'url', budget), text }]
}

type Told = Pick<HttpCall, 'methods' | 'body' | 'graphql' | 'targets' | 'isBodyHidden'> & {
  /** Whether any method is given. */
  readonly isGiven: boolean
}

const METHOD = /^(?:http|request|x-http|x-http-)?[ _-]?(?:method|verb)(?:[ _-]?override)?$|^_method$/i
const WORD = /^[a-z]{3,12}$/i
/** A request without a method may use any. */
const ANY = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Texts by their names, also where both stand side by side: `{ name: "X-HTTP-Method-Override", value: "DELETE" }`. */
function* namedTexts({ leaves, objects }: Leaves): Generator<readonly [name: string, value: string]> {
  for (const { name, value } of leaves) if (typeof value === 'string') yield [name.text, value]
  for (const { value: inner } of objects) {
    const name = inner.name ?? inner.key ?? inner.header
    if (typeof name === 'string' && typeof inner.value === 'string') yield [name, inner.value]
  }
}

/** What stands beside a URL: methods and their overrides, the body, the target header of Amazon. */
function toldBeside(facts: Facts, leaves: Leaves, isReading: boolean, budget: Budget): Told {
  const methods = new Set<string>()
  const targets = new Set<string>()
  if (facts.target?.method !== undefined) methods.add(facts.target.method.toUpperCase())
  for (const [name, value] of namedTexts(leaves)) {
    if (METHOD.test(name) && WORD.test(value)) methods.add(value.toUpperCase())
    if (TARGET.test(name)) targets.add(value)
  }
  const usual = isReading && facts.hash_only !== true ? ['GET'] : ANY
  return {
    methods: methods.size === 0 ? usual : [...methods],
    isGiven: methods.size > 0,
    ...bodyOf(facts, budget),
    targets: [...targets],
  }
}

const TARGET = /^x-amz-target$/i

const BODIES = ['body', 'data', 'json', 'payload', 'form'] as const

/** The body by its usual names, else the arguments themselves; JSON in a text is read. Of several nobody knows which is sent. */
function bodyOf(
  { arguments: args, hash_only }: Facts,
  budget: Budget,
): Pick<Told, 'body' | 'graphql' | 'isBodyHidden'> {
  if (hash_only === true) return { isBodyHidden: true }
  if (args === undefined) return {}
  const [name, ...others] = BODIES.filter((one) => Object.hasOwn(args, one))
  if (others.length > 0) return { isBodyHidden: true }
  const given = name === undefined ? args : args[name]
  if (typeof given === 'string' && !spend(budget, given.length)) return { isBodyHidden: true }
  const body = typeof given === 'string' ? (parsed(given) ?? given) : given
  return { body, graphql: once(() => graphqlCall(spend(budget, lengthOf(body)) ? body : undefined)) }
}

function lengthOf(body: unknown): number {
  const { query } = Object(body) as { query?: unknown }
  return typeof query === 'string' ? query.length : 0
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const OVERRIDE = /(?:^|&)(?:_method|x-http-method(?:-override)?)=([a-z]{3,12})(?:&|$)/i

function callsOf({ text, hosts, isUnclear }: FoundUrl, { target }: Facts, told: Told): ServiceCall[] {
  const [, own = '', query] = PARTS.exec(text) ?? []
  const path = own.length > 1 || target?.path === undefined || text !== target.url ? own : target.path
  const override = query === undefined ? undefined : OVERRIDE.exec(query)?.[1]
  const methods = override === undefined ? told.methods : [...told.methods, override.toUpperCase()]
  const names = [...new Set(hosts.flatMap((host) => host.names))]
  const calls = names.map((host) =>
    serviceCall({ ...told, host, path, methods, ...(query !== undefined && { query }) }),
  )
  return isUnclear ? [...calls, UNREAD] : calls
}

/** With or without a scheme: what stands behind the host, and behind the question mark. */
const PARTS = /^\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]*[^/?#\\]*([^?#]*)(?:\?([^#]*))?/i

const UNREAD: ServiceCall = { service: 'generic', operation: 'unclear', access: 'admin' }

function factOf(calls: readonly ServiceCall[]): ServiceFact {
  if (calls.length === 0) return NO_SERVICE
  const [first, ...others] = calls.map(({ access }) => access)
  return {
    names: [...new Set(calls.map(({ service }) => service))].sort(),
    operations: [...new Set(calls.map(({ service, operation }) => `${service}:${operation}`))].sort(),
    resources: [...new Set(calls.flatMap(({ resource }) => resource ?? []))].sort(),
    access: others.reduce<ServiceAccess>(stricterAccess, first ?? 'admin'),
    unclear: calls.some(({ operation }) => operation === 'unclear'),
  }
}
