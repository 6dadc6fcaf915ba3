// The schemas of a definition: its parameters, and what makes a schema a danger to whoever uses it.
import type { DefinitionFinding } from './model.ts'
import { isDangerousPattern } from './patterns.ts'

/** A parameter at any depth. */
export type Parameter = {
  readonly name: string
  readonly path: string
  /** Whether a free text may be given: no number, no truth value, no choice of a list. */
  readonly isText: boolean
}

/** What schemas hold. */
export type SchemaReading = { readonly parameters: Parameter[]; readonly findings: DefinitionFinding[] }

const DEPTH_MAX = 24
const PARAMETERS_MAX = 400
const NODES_MAX = 4000
const CHOICES_MAX = 1000

type Walk = SchemaReading & { nodes: number; codes: Set<string>; isStopped: boolean }

type Members = Readonly<Record<string, unknown>>

/** Reads a schema: within a budget, and an exceeded one is a finding. */
export function readSchema(schema: unknown, path: string): SchemaReading {
  const walk: Walk = { parameters: [], findings: [], nodes: 0, codes: new Set(), isStopped: false }
  visit(walk, schema, path, 0)
  return walk
}

function report(
  walk: Walk,
  code: string,
  severity: DefinitionFinding['severity'],
  path: string,
  message: string,
): void {
  if (walk.codes.has(code)) return
  walk.codes.add(code)
  walk.findings.push({ code, category: 'schema', severity, path, message })
}

function visit(walk: Walk, schema: unknown, path: string, depth: number): void {
  if (walk.isStopped || typeof schema !== 'object' || schema === null) return
  walk.nodes += 1
  if (depth > DEPTH_MAX)
    report(walk, 'schema.deep', 'medium', path, `the schema nests more than ${DEPTH_MAX} levels`)
  if (walk.nodes > NODES_MAX || walk.parameters.length > PARAMETERS_MAX) {
    report(walk, 'schema.large', 'medium', path, 'the schema is larger than any honest one')
  }
  if (walk.codes.has('schema.deep') || walk.codes.has('schema.large')) {
    walk.isStopped = true
    return
  }
  if (Array.isArray(schema)) {
    schema.forEach((item, at) => {
      visit(walk, item, `${path}/${at}`, depth)
    })
    return
  }
  readKeywords(walk, schema as Members, path)
  for (const [key, value] of Object.entries(schema))
    visitMember(walk, key, value, `${path}/${escaped(key)}`, depth)
}

const NAMED = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])
const SCHEMAS = new Set(
  'items prefixItems additionalProperties unevaluatedProperties allOf anyOf oneOf not if then else contains propertyNames'.split(
    ' ',
  ),
)

function visitMember(walk: Walk, key: string, value: unknown, path: string, depth: number): void {
  if (SCHEMAS.has(key)) visit(walk, value, path, depth + 1)
  if (!NAMED.has(key) || typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const place = `${path}/${escaped(name)}`
    if (key === 'properties') walk.parameters.push({ name, path: place, isText: takesText(member) })
    if (key === 'patternProperties') readPattern(walk, name, place)
    visit(walk, member, place, depth + 1)
    if (walk.isStopped) return
  }
}

const NOT_TEXT = new Set(['number', 'integer', 'boolean', 'null'])

function takesText(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true
  const { type, enum: choices, const: only } = schema as Members
  if (choices !== undefined || only !== undefined) return false
  const types = Array.isArray(type) ? type : [type]
  return !types.every((one) => typeof one === 'string' && NOT_TEXT.has(one))
}

function readKeywords(walk: Walk, schema: Members, path: string): void {
  const { $ref: reference, $dynamicRef: dynamic, pattern, enum: choices, required, properties } = schema
  for (const ref of [reference, dynamic]) if (typeof ref === 'string') readReference(walk, ref, path)
  if (typeof pattern === 'string') readPattern(walk, pattern, path)
  if (Array.isArray(choices) && choices.length > CHOICES_MAX) {
    report(walk, 'schema.large', 'medium', path, 'the schema is larger than any honest one')
  }
  if (Array.isArray(required) && isMembers(properties) && schema.additionalProperties === false) {
    const isHidden = required.some((name) => typeof name === 'string' && !Object.hasOwn(properties, name))
    if (isHidden) {
      report(
        walk,
        'schema.unsatisfiable',
        'medium',
        path,
        'the schema requires a member that it does not allow',
      )
    }
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
  if (walk.codes.has('schema.pattern') || !isDangerousPattern(pattern)) return
  report(walk, 'schema.pattern', 'medium', path, 'a pattern that can keep a matcher busy for ever')
}

function escaped(name: string): string {
  return name.slice(0, 128).replaceAll('~', '~0').replaceAll('/', '~1')
}
