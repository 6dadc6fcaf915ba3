// What an HTTP call is to the service that it reaches: service, operation, access and resource.
import { SERVICES } from './all.ts'
import { awsCall } from './aws.ts'
import { graphqlCall } from './graphql.ts'
import { type HttpCall, type ServiceAccess, type ServiceCall, stricterAccess } from './model.ts'
import { partsOfPath } from './path.ts'
import { holdsSecrets, meansPower, namesPower } from './power.ts'
import {
  behindBases,
  type CompiledService,
  compileService,
  isExactly,
  resourceAt,
  routeIn,
} from './routes.ts'

const COMPILED: readonly CompiledService[] = SERVICES.map(compileService)

const EXACT: ReadonlyMap<string, readonly CompiledService[]> = byHost(false)
const BELOW: ReadonlyMap<string, readonly CompiledService[]> = byHost(true)

/** The services by their hosts; those below a host by what stands behind the star. */
function byHost(isBelow: boolean): ReadonlyMap<string, readonly CompiledService[]> {
  const found = new Map<string, CompiledService[]>()
  for (const compiled of COMPILED)
    for (const host of compiled.service.hosts) {
      if (host.startsWith('*.') !== isBelow) continue
      const name = isBelow ? host.slice(2) : host
      found.set(name, [...(found.get(name) ?? []), compiled])
    }
  return found
}

const GENERIC = 'generic'

/** What a call can be of. */
export const SERVICE_NAMES: readonly string[] = [...SERVICES.map(({ name }) => name), 'aws', GENERIC].sort()

/** What a call is; of several methods the strictest. A host that only looks like one of a service is generic. */
export function serviceCall(call: HttpCall): ServiceCall {
  const host = call.host.replace(/\.$/, '')
  const { parts, isUnclear } = partsOfPath(call.path)
  const readings = readingsOf(parts)
  const found = call.methods.flatMap((method) =>
    readings.map((reading) => callBy({ ...call, host }, method.toUpperCase(), reading)),
  )
  const [first = { service: GENERIC, operation: 'unknown', access: 'admin' as const }, ...others] = found
  const strictest = others.reduce(
    (kept, next) => (stricterAccess(kept.access, next.access) === kept.access ? kept : next),
    first,
  )
  if (!isUnclear) return strictest
  return { service: strictest.service, operation: 'unclear', access: 'admin' }
}

/** A slash that was encoded is part of a name to one server, and parts two names to another. */
function readingsOf(parts: readonly string[]): (readonly string[])[] {
  if (!parts.some((part) => part.includes('/'))) return [parts]
  return [parts, parts.flatMap((part) => part.split('/').filter((name) => name !== ''))]
}

const AWS = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws)$/

function callBy(call: HttpCall, method: string, parts: readonly string[]): ServiceCall {
  for (const compiled of servicesAt(call.host)) {
    for (const path of behindBases(compiled, parts)) {
      const found = callOf(compiled, call, method, path, parts)
      if (found !== undefined) return found
    }
  }
  if (AWS.test(call.host)) return awsCall(call, method)
  const cluster = clusterCall(call, method, parts)
  if (cluster !== undefined) return cluster
  return { service: GENERIC, operation: method.toLowerCase(), access: byMethod(method) }
}

const KUBERNETES = COMPILED.find(({ service }) => service.name === 'kubernetes')

/** A cluster has any host: what is admin there counts by its path alone, and nothing else is excused by it. */
function clusterCall(call: HttpCall, method: string, parts: readonly string[]): ServiceCall | undefined {
  const isCluster = (parts[0] === 'api' && parts[1] === 'v1') || parts[0] === 'apis'
  if (KUBERNETES === undefined || !isCluster) return undefined
  const found = callOf(KUBERNETES, call, method, parts, parts)
  return found?.access === 'admin' && !found.operation.startsWith('other.') ? found : undefined
}

function servicesAt(host: string): readonly CompiledService[] {
  const exact = EXACT.get(host)
  if (exact !== undefined) return exact
  for (let at = host.indexOf('.'); at !== -1; at = host.indexOf('.', at + 1)) {
    const below = BELOW.get(host.slice(at + 1))
    if (below !== undefined) return below
  }
  return []
}

/** Undefined where another service may have the same host and this path. */
function callOf(
  compiled: CompiledService,
  { body, graphql: ask, isBodyHidden }: HttpCall,
  method: string,
  path: readonly string[],
  whole: readonly string[],
): ServiceCall | undefined {
  const { service, graphql } = compiled
  if (graphql !== undefined && isExactly(graphql, whole) && method !== 'GET') {
    const asked = isBodyHidden === true ? graphqlCall(undefined) : (ask?.() ?? graphqlCall(body))
    return { service: service.name, ...asked }
  }
  const matched = routeIn(compiled, method === 'HEAD' ? 'GET' : method, path)
  if (matched !== undefined) {
    const { route, resource } = matched
    return {
      service: service.name,
      operation: route.operation,
      access: route.access,
      ...(resource !== undefined && { resource }),
    }
  }
  return service.isByName === true ? byName(service.name, path) : byPath(compiled, method, path)
}

function byMethod(method: string): ServiceAccess {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'read' : 'write'
}

function byPath(compiled: CompiledService, method: string, path: readonly string[]): ServiceCall {
  const access = byMethod(method)
  const isPower = path.some(access === 'read' ? holdsSecrets : meansPower)
  const resource = resourceAt(compiled, path)
  return {
    service: compiled.service.name,
    operation: `other.${method.toLowerCase()}`,
    access: isPower ? 'admin' : access,
    ...(resource !== undefined && { resource }),
  }
}

const READS = /(?:^|\.)(?:list|info|get|history|replies|members|test|search|lookup|count|profile)[A-Za-z]*$/

function byName(service: string, path: readonly string[]): ServiceCall {
  const name = (path[0] ?? '').slice(0, 64)
  const isKnownForm = /^[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)+$/.test(name)
  if (!isKnownForm || name.toLowerCase().startsWith('admin.'))
    return { service, operation: 'other', access: 'admin' }
  if (READS.test(name)) return { service, operation: name, access: 'read' }
  return { service, operation: name, access: namesPower(name) ? 'admin' : 'write' }
}
