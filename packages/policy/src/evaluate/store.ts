// The entities of one request: their attributes, tags and parents, and who is below whom.
import { isObject, nameOnce, readBefore, toEntity, toMembers } from './data.ts'
import { RequestError } from './failure.ts'
import { type EntityValue, entityKey, equal, recordOf, sameEntity, type Value } from './value.ts'
import type { Work } from './work.ts'

/** What is known of one entity. */
export type EntityData = {
  readonly entity: EntityValue
  readonly attributes: ReadonlyMap<string, Value>
  readonly tags: ReadonlyMap<string, Value>
  readonly parents: readonly EntityValue[]
  /** The keys of all ancestors, once they were asked for. */
  ancestors: ReadonlySet<string> | undefined
}

/** The entities of one request: a list while they are few, and by type and id beyond that. */
export type Store = {
  readonly all: readonly EntityData[]
  readonly index: ReadonlyMap<string, ReadonlyMap<string, EntityData>> | undefined
}

const LISTED = 8

const NONE: ReadonlyMap<string, Value> = new Map()

/** The data of an entity; undefined when the request does not bring it. */
export function find({ all, index }: Store, name: EntityValue): EntityData | undefined {
  if (index !== undefined) return index.get(name.type)?.get(name.id)
  for (const data of all) if (sameEntity(data.entity, name)) return data
  return undefined
}

function isAction({ type }: EntityValue): boolean {
  return type === 'Action' || type.endsWith('::Action')
}

function membersOf(json: Readonly<Record<string, unknown>> | undefined): ReadonlyMap<string, Value> {
  if (json === undefined) return NONE
  const names = Object.keys(json)
  return names.length === 0 ? NONE : toMembers(json, 0, names)
}

const READ = Symbol('read')

type ReadBefore = { readonly [READ]?: EntityData }

/**
 * Reads an entity without parents once and for all: evaluating a request that brings it does not read it again. It must not
 * be altered afterwards. Throws `RequestError` as an evaluation does.
 */
export function entityOnce<T extends { readonly uid: { type: string; id: string } }>(json: T): T {
  nameOnce(json.uid)
  const data = dataOf(json)
  if (data.parents.length === 0) Object.defineProperty(json, READ, { value: data })
  return json
}

/** As if it were read anew: what looking into its sets takes is counted by each evaluation. */
function anew(data: EntityData): EntityData {
  for (const value of data.attributes.values()) forget(value)
  for (const value of data.tags.values()) forget(value)
  return data
}

function forget(value: Value): void {
  if (typeof value !== 'object') return
  if (value.kind === 'record') {
    value.key = undefined
    for (const member of value.members.values()) forget(member)
  }
  if (value.kind !== 'set') return
  value.key = undefined
  value.index = undefined
  for (const item of value.items) forget(item)
}

const NO_PARENTS: readonly EntityValue[] = []

/** Attributes that many entities share were read once and for all. */
function attributesOf(json: Readonly<Record<string, unknown>>): ReadonlyMap<string, Value> {
  const kept = readBefore(json)
  return typeof kept === 'object' && kept.kind === 'record' ? kept.members : toMembers(json)
}

function dataOf(json: unknown): EntityData {
  const kept = isObject(json) ? (json as ReadBefore)[READ] : undefined
  if (kept !== undefined) return anew(kept)
  if (!isObject(json) || !isObject(json.attrs) || !Array.isArray(json.parents))
    throw new RequestError('an entity has a uid, attrs and parents')
  if (json.tags !== undefined && !isObject(json.tags)) throw new RequestError('the tags are not an object')
  const entity = toEntity(json.uid)
  const parents = json.parents.length === 0 ? NO_PARENTS : json.parents.map(toEntity)
  if (isAction(entity) && !parents.every(isAction))
    throw new RequestError('an action has a parent that is none')
  return {
    entity,
    attributes: attributesOf(json.attrs),
    tags: membersOf(json.tags),
    parents,
    ancestors: undefined,
  }
}

function sameParents(a: EntityData, b: EntityData): boolean {
  const one = new Set(a.parents.map(entityKey))
  const other = new Set(b.parents.map(entityKey))
  return one.size === other.size && [...one].every((key) => other.has(key))
}

function sameData(a: EntityData, b: EntityData, work: Work): boolean {
  return (
    equal(recordOf(a.attributes), recordOf(b.attributes), work) &&
    equal(recordOf(a.tags), recordOf(b.tags), work) &&
    sameParents(a, b)
  )
}

function known(store: Store, names: readonly EntityValue[]): EntityData[] {
  return names.map((name) => find(store, name)).filter((data) => data !== undefined)
}

/** Takes away, one after the other, whatever has no children left; a cycle is what then remains. */
function refuseCycles(store: Store, all: readonly EntityData[]): void {
  const children = new Map<EntityData, number>()
  for (const data of all)
    for (const parent of known(store, data.parents)) children.set(parent, (children.get(parent) ?? 0) + 1)
  const free = all.filter((data) => !children.has(data))
  for (const data of free)
    for (const parent of known(store, data.parents)) {
      const left = (children.get(parent) ?? 0) - 1
      children.set(parent, left)
      if (left === 0) free.push(parent)
    }
  if (free.length < all.length) throw new RequestError('the entities have a cycle')
}

/** Reads entities in Cedar's JSON form; throws `RequestError` on whatever cedar-wasm refuses. */
export function storeOf(entities: readonly unknown[], work: Work): Store {
  const store = entities.length > LISTED ? indexed(entities, work) : listed(entities, work)
  if (store.all.some(hasParents)) refuseCycles(store, store.all)
  return store
}

function hasParents({ parents }: EntityData): boolean {
  return parents.length > 0
}

function requireSame(twin: EntityData, data: EntityData, work: Work): void {
  if (!sameData(twin, data, work)) throw new RequestError('two entities of one name')
}

function listed(entities: readonly unknown[], work: Work): Store {
  const store: Store = { all: entities.map((json) => dataOf(json)), index: undefined }
  let twins = 0
  for (const data of store.all) {
    const first = find(store, data.entity)
    if (first === undefined || first === data) continue
    requireSame(first, data, work)
    twins += 1
  }
  return twins === 0
    ? store
    : { all: store.all.filter((data) => find(store, data.entity) === data), index: undefined }
}

function indexed(entities: readonly unknown[], work: Work): Store {
  const index = new Map<string, Map<string, EntityData>>()
  const all: EntityData[] = []
  for (const json of entities) {
    const data = dataOf(json)
    const { type, id } = data.entity
    const ofType = index.get(type) ?? new Map<string, EntityData>()
    const twin = ofType.get(id)
    if (twin !== undefined) requireSame(twin, data, work)
    else {
      all.push(data)
      index.set(type, ofType.set(id, data))
    }
  }
  return { all, index }
}

/** The keys of all entities that one is in, without its own. */
export function ancestorsOf(store: Store, data: EntityData): ReadonlySet<string> {
  if (data.ancestors !== undefined) return data.ancestors
  const keys = new Set<string>()
  const found = [data]
  for (const { parents } of found)
    for (const parent of parents) {
      const key = entityKey(parent)
      if (keys.has(key)) continue
      keys.add(key)
      const next = find(store, parent)
      if (next !== undefined) found.push(next)
    }
  data.ancestors = keys
  return keys
}

/** Cedar's `in` for one entity: whether it is the other or below it. */
export function isIn(store: Store, entity: EntityValue, other: EntityValue): boolean {
  if (sameEntity(entity, other)) return true
  const data = find(store, entity)
  return data !== undefined && data.parents.length > 0 && ancestorsOf(store, data).has(entityKey(other))
}
