// Makes the implied types of Cedar JSON explicit, as a Cedar schema declares them.
import * as engine from '@cedar-policy/cedar-wasm/nodejs'

type Json = Readonly<Record<string, unknown>>

type Type = {
  type: string
  name?: string
  element?: Type
  attributes?: Record<string, Type>
}

type Namespace = {
  commonTypes?: Record<string, Type>
  entityTypes: Record<string, { shape?: Type; tags?: Type }>
  actions: Record<string, { memberOf?: { id: string; type?: string }[]; appliesTo?: { context?: Type } }>
}

/** What a schema says about the JSON of requests and entities. */
export type SchemaGuide = {
  /** The actions as entities: Cedar adds them to those of a request. */
  actions: unknown[]
  /** The context with every implied entity and extension value written out. */
  context(action: unknown, context: unknown): unknown
  /** An entity, likewise. */
  entity(entity: unknown): unknown
}

const FUNCTIONS: Record<string, string> = {
  ipaddr: 'ip',
  decimal: 'decimal',
  datetime: 'datetime',
  duration: 'duration',
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapped(json: Json, change: (value: unknown, name: string) => unknown): Json {
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, change(value, name)]))
}

type Named = (name: string) => Type | undefined

/** Writes `{ type, id }` as `__entity` and a bare text as `__extn` where the type asks for one. */
function explicit(value: unknown, type: Type | undefined, named: Named): unknown {
  if (type === undefined) return value
  const common = named(type.type) ?? named(type.name ?? '')
  if (common !== undefined) return explicit(value, common, named)
  if (Array.isArray(value)) return value.map((item) => explicit(item, type.element, named))
  if (type.type === 'Extension' && typeof value === 'string')
    return { __extn: { fn: FUNCTIONS[type.name ?? ''], arg: value } }
  if (!isJson(value)) return value
  if (type.type === 'Entity') return '__entity' in value ? value : { __entity: value }
  if (type.type !== 'Record') return value
  return mapped(value, (member, name) => explicit(member, type.attributes?.[name], named))
}

function qualified(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}::${name}`
}

function keyOf(uid: unknown): string {
  const { type, id } = uid as { type: string; id: string }
  return JSON.stringify([type, id])
}

/** Reads a schema in Cedar's own syntax. */
export function guideOf(schema: string): SchemaGuide {
  const answer = engine.schemaToJsonWithResolvedTypes(schema)
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors ?? answer))
  const namespaces = Object.entries(answer.json as unknown as Record<string, Namespace>)
  const commons = new Map<string, Type>()
  const kinds = new Map<string, Namespace['entityTypes'][string]>()
  const contexts = new Map<string, Type | undefined>()
  const actions: unknown[] = []
  for (const [namespace, parts] of namespaces) {
    for (const [name, type] of Object.entries(parts.commonTypes ?? {}))
      commons.set(qualified(namespace, name), type)
    for (const [name, kind] of Object.entries(parts.entityTypes)) kinds.set(qualified(namespace, name), kind)
    for (const [id, { memberOf = [], appliesTo }] of Object.entries(parts.actions)) {
      const uid = { type: qualified(namespace, 'Action'), id }
      const parents = memberOf.map((parent) => ({ type: parent.type ?? uid.type, id: parent.id }))
      actions.push({ uid, attrs: {}, parents })
      contexts.set(keyOf(uid), appliesTo?.context)
    }
  }
  const named: Named = (name) => commons.get(name)
  return {
    actions,
    context: (action, context) => explicit(context, contexts.get(keyOf(action)), named),
    entity: (entity) => {
      const { uid, attrs, tags } = entity as { uid: { type: string }; attrs: unknown; tags?: Json }
      const kind = kinds.get(uid.type)
      return {
        ...(entity as Json),
        attrs: explicit(attrs, kind?.shape, named),
        ...(tags !== undefined && { tags: mapped(tags, (tag) => explicit(tag, kind?.tags, named)) }),
      }
    },
  }
}
