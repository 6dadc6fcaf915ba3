// The schemas of a definition: its parameters, and what makes a schema a danger to whoever uses it.
import { type DefinitionFinding, higher } from './model.ts'
import { type Danger, dangerOf } from './patterns.ts'

/** A parameter at any depth. */
export type Parameter = {
  readonly name: string
  readonly path: string
  /** Whether a free text may be given: no number, no truth value, no choice of a list. */
  readonly isText: boolean
  /** The parameters that it is a part of, from the outermost. */
  readonly around: readonly string[]
  /** Whether it is a part of what there may be many of in a list. */
  readonly isListed: boolean
}

/** What schemas hold. */
export type SchemaReading = { readonly parameters: Parameter[]; readonly findings: DefinitionFinding[] }

const DEPTH_MAX = 24
const PARAMETERS_MAX = 2000
const NODES_MAX = 20_000
const CHOICES_MAX = 1000

/** What following the patterns of a schema may take. */
const PATTERN_WORK_MAX = 300_000

type Walk = SchemaReading & {
  readonly dangers: Map<string, Danger>
  readonly patternWork: { left: number }
  nodes: number
  isStopped: boolean
}

/** Where a schema stands. */
type Place = Pick<Parameter, 'path' | 'around' | 'isListed'> & {
  readonly depth: number
  /** Whether a value can be given without anything that fits this schema. */
  readonly isOptional: boolean
}

type Members = Readonly<Record<string, unknown>>

/** Reads a schema: within a budget, and an exceeded one is a finding. */
export function readSchema(schema: unknown, path: string): SchemaReading {
  const walk: Walk = {
    parameters: [],
    findings: [],
    dangers: new Map(),
    patternWork: { left: PATTERN_WORK_MAX },
    nodes: 0,
    isStopped: false,
  }
  if (schema === false) report(walk, 'schema.unsatisfiable', 'medium', path, 'the schema excludes everything')
  visit(walk, schema, { path, around: [], isListed: false, depth: 0, isOptional: false })
  if (!walk.isStopped && turnsInCircles(schema)) {
    report(walk, 'schema.circle', 'medium', path, 'references that lead to each other and never to a schema')
  }
  return walk
}

const HOPS_MAX = 64

/** Whether a reference leads back to itself by nothing but references, so that following it never ends. */
function turnsInCircles(root: unknown): boolean {
  if (!isMembers(root)) return false
  const starts: Members[] = [root]
  for (const name of ['$defs', 'definitions', 'properties']) {
    const held = root[name]
    if (isMembers(held)) starts.push(...Object.values(held).filter(isMembers))
  }
  return starts.some((start) => {
    const passed = new Set<Members>()
    for (
      let at: unknown = start;
      isMembers(at) && typeof at.$ref === 'string';
      at = pointedAt(root, at.$ref)
    ) {
      if (passed.has(at) || passed.size > HOPS_MAX) return true
      passed.add(at)
    }
    return false
  })
}

/** What a reference within a schema points at: `#` and `#/$defs/a`. */
function pointedAt(root: Members, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined
  const names = reference.slice(1).split('/').slice(1)
  return names.reduce<unknown>((at, name) => {
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~')
    return isMembers(at) && Object.hasOwn(at, key) ? at[key] : undefined
  }, root)
}

function report(
  walk: Walk,
  code: string,
  severity: DefinitionFinding['severity'],
  path: string,
  message: string,
): void {
  const before = walk.findings.findIndex((finding) => finding.code === code)
  const finding = { code, category: 'schema', severity, path, message } as const
  if (before === -1) walk.findings.push(finding)
  else if (higher(walk.findings[before]?.severity ?? 'low', severity) !== walk.findings[before]?.severity)
    walk.findings[before] = finding
}

function visit(walk: Walk, schema: unknown, place: Place): void {
  if (walk.isStopped || typeof schema !== 'object' || schema === null) return
  const { path, depth } = place
  walk.nodes += 1
  const isDeep = depth > DEPTH_MAX
  if (isDeep) report(walk, 'schema.deep', 'medium', path, `the schema nests more than ${DEPTH_MAX} levels`)
  const isLarge = walk.nodes > NODES_MAX || walk.parameters.length > PARAMETERS_MAX
  if (isLarge) report(walk, 'schema.large', 'medium', path, 'the schema is larger than any honest one')
  if (isDeep || isLarge) {
    walk.isStopped = true
    return
  }
  if (Array.isArray(schema)) {
    schema.forEach((item, at) => {
      visit(walk, item, { ...place, path: `${path}/${at}` })
    })
    return
  }
  readKeywords(walk, schema as Members, place)
  for (const [key, value] of Object.entries(schema)) visitMember(walk, schema as Members, key, value, place)
}

const NAMED = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])
const SCHEMAS = new Set(
  'items prefixItems additionalProperties unevaluatedProperties allOf anyOf oneOf not if then else contains propertyNames'.split(
    ' ',
  ),
)
const LISTS = new Set(['items', 'prefixItems'])
/** What may be referred to from anywhere. */
const DEFINITIONS = new Set(['$defs', 'definitions'])

function visitMember(walk: Walk, schema: Members, key: string, value: unknown, around: Place): void {
  const place = { ...around, path: `${around.path}/${escaped(key)}`, depth: around.depth + 1 }
  if (SCHEMAS.has(key)) {
    const isOptional = around.isOptional || key !== 'allOf'
    visit(walk, value, { ...place, isOptional, isListed: around.isListed || LISTS.has(key) })
  }
  if (!NAMED.has(key) || typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const path = `${place.path}/${escaped(name)}`
    if (key === 'properties') visitProperty(walk, member, name, { ...place, path }, requires(schema, name))
    else visitNamed(walk, member, name, { ...place, path }, key)
    if (walk.isStopped) return
  }
}

function visitProperty(walk: Walk, schema: unknown, name: string, place: Place, isRequired: boolean): void {
  const { path, around, isListed } = place
  walk.parameters.push({ name, path, isText: takesText(schema), around, isListed })
  visit(walk, schema, {
    ...place,
    around: [...around, name],
    isOptional: place.isOptional || !isRequired,
  })
}

function visitNamed(walk: Walk, schema: unknown, name: string, place: Place, key: string): void {
  if (key === 'patternProperties') readPattern(walk, name, place.path)
  visit(walk, schema, { ...place, isOptional: place.isOptional || !DEFINITIONS.has(key) })
}

function requires({ required }: Members, name: string): boolean {
  return Array.isArray(required) && required.includes(name)
}

const NOT_TEXT = new Set(['number', 'integer', 'boolean', 'null'])

function takesText(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true
  const { type, enum: choices, const: only } = schema as Members
  if (choices !== undefined || only !== undefined) return false
  const types = Array.isArray(type) ? type : [type]
  return !types.every((one) => typeof one === 'string' && NOT_TEXT.has(one))
}

function readKeywords(walk: Walk, schema: Members, { path, isOptional }: Place): void {
  const { $ref: reference, $dynamicRef: dynamic, $schema: dialect, pattern, enum: choices } = schema
  for (const ref of [reference, dynamic]) if (typeof ref === 'string') readReference(walk, ref, path)
  if (typeof dialect === 'string' && !DIALECT.test(dialect)) readReference(walk, dialect, path)
  if (typeof pattern === 'string') readPattern(walk, pattern, path)
  const isLarge = Array.isArray(choices) && choices.length > CHOICES_MAX
  if (isLarge || asksForMuch(schema)) {
    report(walk, 'schema.large', 'medium', path, 'the schema is larger than any honest one')
  }
  const why = unsatisfiable(schema)
  // What may be left out can be called: so a tool says that a parameter is not for this case.
  if (why !== undefined) report(walk, 'schema.unsatisfiable', isOptional ? 'low' : 'medium', path, why)
}

/** Where the schemas of schemas are. */
const DIALECT = /^https?:\/\/json-schema\.org\//i

/** Nobody can give so much, and a model that tries to fills its context. */
const LEAST_MAX = 100_000

function asksForMuch({ minItems, minLength, minProperties }: Members): boolean {
  return [minItems, minLength, minProperties].some((least) => typeof least === 'number' && least > LEAST_MAX)
}

/** The least and the most of something. */
const BOUNDS = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const

/** Why nothing can ever fit a schema, as far as its own keywords tell. */
function unsatisfiable(schema: Members): string | undefined {
  const { required, properties, enum: choices, not, type } = schema
  if (Array.isArray(required) && isMembers(properties) && schema.additionalProperties === false) {
    if (required.some((name) => typeof name === 'string' && !Object.hasOwn(properties, name)))
      return 'the schema requires a member that it does not allow'
  }
  const isCrossed = BOUNDS.some(([least, most]) => {
    const [low, high] = [schema[least], schema[most]]
    return typeof low === 'number' && typeof high === 'number' && low > high
  })
  if (isCrossed) return 'the schema asks for more than it allows'
  const isEmpty = not === true || (isMembers(not) && Object.keys(not).length === 0)
  if (isEmpty) return 'the schema excludes everything'
  if (!Array.isArray(choices)) return undefined
  const types = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string')
  if (choices.length === 0 || (types.length > 0 && !choices.some((choice) => types.some(isOf(choice)))))
    return 'the schema has choices of which none fits'
  return undefined
}

function isOf(value: unknown): (type: string) => boolean {
  return (type) => {
    if (type === 'array') return Array.isArray(value)
    if (type === 'null') return value === null
    if (type === 'object') return isMembers(value)
    if (type === 'integer') return Number.isInteger(value)
    return typeof value === type
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readReference(walk: Walk, reference: string, path: string): void {
  if (reference.startsWith('#')) return
  const isLocal = /^(?:file:|\/|\.\.?\/|~|[a-z]:\\)/i.test(reference)
  report(
    walk,
    'schema.reference',
    isLocal || /^[a-z][a-z0-9+.-]*:/i.test(reference) ? 'high' : 'medium',
    path,
    'the schema refers to something outside of itself',
  )
}

function readPattern(walk: Walk, pattern: string, path: string): void {
  const danger = walk.dangers.get(pattern) ?? dangerOf(pattern, walk.patternWork)
  walk.dangers.set(pattern, danger)
  if (danger === 'certain')
    report(walk, 'schema.pattern', 'medium', path, 'a pattern that can keep a matcher busy for ever')
  if (danger === 'unsure')
    report(walk, 'schema.pattern', 'low', path, 'a pattern that may keep a matcher busy for long')
}

function escaped(name: string): string {
  return name.slice(0, 128).replaceAll('~', '~0').replaceAll('/', '~1')
}
