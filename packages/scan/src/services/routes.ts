// The table of a service, compiled: which call a method and a path are.
import type { Service, ServiceAccess } from './model.ts'

/** A call of a service as its table has it. */
export type Route = {
  /** Undefined for every method. */
  readonly methods: ReadonlySet<string> | undefined
  readonly segments: readonly Segment[]
  readonly operation: string
  readonly access: ServiceAccess
}

/** A part of a path between slashes: what it begins with, and whether more may follow. */
type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'value'; readonly before: string; readonly isResource: boolean }
  | { readonly kind: 'version' }
  | { readonly kind: 'rest' }

/** A service ready to be asked. */
export type CompiledService = {
  readonly service: Service
  readonly bases: readonly (readonly Segment[])[]
  readonly routes: readonly Route[]
  readonly graphql: readonly Segment[] | undefined
  /** Beginnings of paths that end with a part of the resource, the longest first. */
  readonly places: readonly (readonly Segment[])[]
}

/** What of a path a route matched. */
export type Matched = { readonly route: Route; readonly resource: string | undefined }

/** Compiles the table of a service; a line that is not one is an error at the start. */
export function compileService(service: Service): CompiledService {
  const lines = service.calls.trim().split('\n')
  const routes = lines.map((line) => routeOf(line.trim()))
  return {
    service,
    bases: (service.bases ?? ['']).map(segmentsOf),
    routes,
    graphql: service.graphql === undefined ? undefined : segmentsOf(service.graphql),
    places: placesOf(routes),
  }
}

function placesOf(routes: readonly Route[]): (readonly Segment[])[] {
  const places = new Map<string, readonly Segment[]>()
  for (const { segments } of routes)
    for (const [at, segment] of segments.entries()) {
      const place = segments.slice(0, at + 1)
      if (at > 0 && segment.kind === 'value' && segment.isResource) places.set(JSON.stringify(place), place)
    }
  return [...places.values()].sort((a, b) => b.length - a.length)
}

const LINE = /^([A-Z|]+) (\/\S*) (\S+) (read|write|admin)$/

function routeOf(line: string): Route {
  const [, methods = '', path = '', operation = '', access] = LINE.exec(line) ?? []
  if (access === undefined) throw new Error(`not a call of a service: ${line}`)
  return {
    methods: methods === 'ANY' ? undefined : new Set(methods.split('|')),
    segments: segmentsOf(path),
    operation,
    access: access as ServiceAccess,
  }
}

function segmentsOf(path: string): Segment[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part): Segment => {
      if (part === '**') return { kind: 'rest' }
      if (part === '{v}') return { kind: 'version' }
      const [, before = '', name] = /^([^{]*)\{(\w+)\}$/.exec(part) ?? []
      if (name === undefined) return { kind: 'literal', text: part.toLowerCase() }
      return { kind: 'value', before: before.toLowerCase(), isResource: name !== '_' }
    })
}

/** What stands behind a base of the service, for each base that the path begins with. */
export function behindBases({ bases }: CompiledService, path: readonly string[]): (readonly string[])[] {
  return bases.flatMap((base) => (begins(base, path) ? [path.slice(base.length)] : []))
}

function begins(segments: readonly Segment[], path: readonly string[]): boolean {
  return segments.length <= path.length && segments.every((segment, at) => fits(segment, path[at] ?? ''))
}

/** Whether a path is all of a row of segments. */
export function isExactly(segments: readonly Segment[], path: readonly string[]): boolean {
  return segments.length === path.length && begins(segments, path)
}

const VERSION = /^v\d+(?:\.\d+)?(?:(?:alpha|beta|p)\d*)?$|^\d{1,2}(?:\.\d+)?$|^(?:beta|latest)$/i

function fits(segment: Segment, part: string): boolean {
  if (segment.kind === 'literal') return part.toLowerCase() === segment.text
  if (segment.kind === 'version') return VERSION.test(part)
  return (
    segment.kind === 'rest' ||
    (part.length > segment.before.length && part.toLowerCase().startsWith(segment.before))
  )
}

/** The first call of the table that a method and a path are. */
export function routeIn(
  compiled: CompiledService,
  method: string,
  path: readonly string[],
): Matched | undefined {
  for (const route of compiled.routes) {
    if (route.methods !== undefined && !route.methods.has(method)) continue
    if (!matches(route.segments, path)) continue
    const named = resourceOf(compiled.service, route.segments, path)
    return { route, resource: named ?? resourceBehind(compiled, route, path) }
  }
  return undefined
}

function matches(segments: readonly Segment[], path: readonly string[]): boolean {
  const isOpen = segments.at(-1)?.kind === 'rest'
  const fixed = isOpen ? segments.length - 1 : segments.length
  if (isOpen ? path.length < fixed : path.length !== fixed) return false
  return begins(segments.slice(0, fixed), path)
}

const RESOURCE_MAX = 200

/** What a path is about where no call of the table says it: `/repos/a/b/anything` is about `a/b`. */
export function resourceAt(
  { places, service }: CompiledService,
  path: readonly string[],
): string | undefined {
  const place = places.find((segments) => begins(segments, path))
  return place && resourceOf(service, place, path)
}

/** The same in what a call leaves open at its end; elsewhere its words do not name anything. */
function resourceBehind(compiled: CompiledService, { segments }: Route, path: readonly string[]) {
  if (segments.at(-1)?.kind !== 'rest') return undefined
  const places = compiled.places.filter((place) => place.length >= segments.length)
  return resourceAt({ ...compiled, places }, path)
}

function resourceOf(
  { ending = '' }: Service,
  segments: readonly Segment[],
  path: readonly string[],
): string | undefined {
  const values = segments.flatMap((segment, at) => {
    const part = path[at] ?? ''
    if (segment.kind !== 'value' || !segment.isResource) return []
    return ending !== '' && part.endsWith(ending) ? part.slice(0, -ending.length) : part
  })
  return values.length === 0 ? undefined : values.join('/').slice(0, RESOURCE_MAX).toWellFormed()
}
