// What a tool's input schema asks of arguments: what takes linear time is enforced, the rest is named.
import { type Budget, createBudget, spend } from '../model/budget.ts'
import { type Count, isJson, type Json, KEYWORDS, own, type Rule } from './keywords.ts'
import { schemaAt } from './reference.ts'
import { TOO_LARGE } from './value.ts'

/** A schema, ready to be held against arguments. */
export type SchemaCheck = {
  /**
   * Where arguments break the schema and by which keyword, without their values; undefined when they do not. Beyond the
   * budget that is a problem as well.
   */
  readonly problemOf: (value: unknown, budget?: Budget) => string | undefined
  /** Keywords that are not enforced, as `pattern at /properties/name`; of more than 100 the first. */
  readonly notEnforced: readonly string[]
}

// A schema comes from a stranger's tool: no more than this is looked at, the rest is not enforced.
const NODES = 10_000
const DEPTH = 32
const NAMED = 100
const PLACE = 200
/** The units of comparing one value with one of its schemas, and with each keyword in it. */
const PER_VALUE = 6
const PER_RULE = 4
/** The units of finding the schemas of one member, and of following `allOf` or `$ref` to one more schema. */
const PER_MEMBER = 12
const PER_SAME = 12

type Node = {
  readonly rules: (readonly [keyword: string, rule: Rule])[]
  /** Those that hold for the same value: of `allOf` and `$ref`. */
  readonly same: Node[]
  readonly members: Map<string, Node>
  others: Node | undefined
  items: Node | undefined
}

function nodeOf(rules: Node['rules'] = []): Node {
  return { rules, same: [], members: new Map(), others: undefined, items: undefined }
}

const NEVER = nodeOf([['false', () => 'must not be there']])
const NOT_LISTED = nodeOf([
  ['additionalProperties', () => 'must not be there, since the schema does not list it'],
])
const ANYTHING = nodeOf()

const ANNOTATIONS = new Set([
  '$anchor',
  '$comment',
  '$defs',
  '$id',
  '$schema',
  'default',
  'definitions',
  'deprecated',
  'description',
  'example',
  'examples',
  'id',
  'readOnly',
  'title',
  'writeOnly',
])

type Scope = {
  readonly root: Json
  readonly known: Map<Json, Node>
  readonly notEnforced: Set<string>
  left: number
}

type Place = { readonly path: string; readonly depth: number }

function step(name: string | number): string {
  return `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function below({ path, depth }: Place, ...names: (string | number)[]): Place {
  return { path: path + names.map(step).join(''), depth: depth + 1 }
}

function tell({ notEnforced }: Scope, keyword: string, { path }: Place): void {
  if (notEnforced.size >= NAMED) return
  notEnforced.add(`${keyword.slice(0, PLACE)} at ${(path || '/').slice(0, PLACE)}`.toWellFormed())
}

/** Keywords that lead to further schemas; true when this one can be enforced. */
type Lead = (scope: Scope, node: Node, schema: Json, place: Place) => boolean

const LEADS: Readonly<Record<string, Lead>> = {
  $ref(scope, node, { $ref }, place) {
    const target = typeof $ref === 'string' ? schemaAt(scope.root, $ref) : undefined
    if (target === undefined) return false
    const found = read(scope, target, { ...place, depth: place.depth + 1 })
    if (found !== undefined) node.same.push(found)
    return true
  },
  allOf(scope, node, { allOf }, place) {
    if (!Array.isArray(allOf)) return false
    for (const [at, inner] of allOf.entries()) {
      const found = read(scope, inner, below(place, 'allOf', at))
      if (found !== undefined) node.same.push(found)
    }
    return true
  },
  properties(scope, node, { properties }, place) {
    if (!isJson(properties)) return false
    for (const name of Object.keys(properties)) {
      const found = read(scope, properties[name], below(place, 'properties', name))
      node.members.set(name, found ?? ANYTHING)
    }
    return true
  },
  additionalProperties(scope, node, schema, place) {
    // Which members are additional depends on patterns as well, and these are not enforced.
    if (own(schema, 'patternProperties') !== undefined) return false
    const others = schema.additionalProperties
    node.others = others === false ? NOT_LISTED : read(scope, others, below(place, 'additionalProperties'))
    return true
  },
  items(scope, node, schema, place) {
    if (Array.isArray(schema.items) || own(schema, 'prefixItems') !== undefined) return false
    node.items = read(scope, schema.items, below(place, 'items'))
    return true
  },
}

function readKeyword(scope: Scope, node: Node, schema: Json, keyword: string, place: Place): void {
  if (ANNOTATIONS.has(keyword) || keyword.startsWith('x-')) return
  const lead = Object.hasOwn(LEADS, keyword) ? LEADS[keyword] : undefined
  if (lead !== undefined) {
    if (!lead(scope, node, schema, place)) tell(scope, keyword, place)
    return
  }
  const make = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
  const rule = make?.(schema[keyword], schema)
  if (rule === undefined) tell(scope, keyword, place)
  else node.rules.push([keyword, rule])
}

/** Undefined where everything is allowed. */
function read(scope: Scope, schema: unknown, place: Place): Node | undefined {
  if (schema === true) return undefined
  if (schema === false) return NEVER
  scope.left -= 1
  if (!isJson(schema) || scope.left < 0 || place.depth > DEPTH) {
    tell(scope, 'what is nested', place)
    return undefined
  }
  const known = scope.known.get(schema)
  if (known !== undefined) return known
  const node = nodeOf()
  scope.known.set(schema, node)
  for (const keyword of Object.keys(schema)) readKeyword(scope, node, schema, keyword, place)
  return node
}

class TooMuch extends Error {
  override name = 'TooMuch'
}

/** One reading of arguments. */
type Run = {
  readonly count: Count
  /** The way to the value that is looked at: written down only when something is wrong with it. */
  readonly steps: (string | number)[]
}

function shown(steps: Run['steps']): string {
  const path = steps.map(step).join('')
  return path === '' ? 'the arguments' : `\`${path.slice(0, NAMED).toWellFormed()}\``
}

/** What is wrong with a member or item. */
function problemAt(run: Run, node: Node, value: unknown, at: string | number): string | undefined {
  run.steps.push(at)
  const found = problemIn(run, node, value)
  run.steps.pop()
  return found
}

function inMembers(run: Run, { members, others }: Node, value: Json): string | undefined {
  if (members.size === 0 && others === undefined) return undefined
  for (const name of Object.keys(value)) {
    run.count(PER_MEMBER)
    const inner = members.get(name) ?? others
    const found = inner && problemAt(run, inner, value[name], name)
    if (found !== undefined) return found
  }
  return undefined
}

function inItems(run: Run, items: Node, value: readonly unknown[]): string | undefined {
  for (let at = 0; at < value.length; at += 1) {
    const found = problemAt(run, items, value[at], at)
    if (found !== undefined) return found
  }
  return undefined
}

/** The schemas that hold for the same value as this one, each once, however they refer to each other. */
function inPlace({ count }: Run, node: Node): Iterable<Node> {
  if (node.same.length === 0) return [node]
  const all = new Set([node])
  // A set is visited to its end, with what is added on the way.
  for (const { same } of all) {
    count(same.length * PER_SAME)
    for (const one of same) all.add(one)
  }
  return all
}

function problemIn(run: Run, node: Node, value: unknown): string | undefined {
  for (const one of inPlace(run, node)) {
    const found = problemOfOne(run, one, value)
    if (found !== undefined) return found
  }
  return undefined
}

function problemOfOne(run: Run, node: Node, value: unknown): string | undefined {
  run.count(PER_VALUE + node.rules.length * PER_RULE)
  for (const [keyword, rule] of node.rules) {
    const wrong = rule(value, run.count)
    if (wrong !== undefined) return `${shown(run.steps)} ${wrong} (\`${keyword}\`)`
  }
  if (isJson(value)) return inMembers(run, node, value)
  return Array.isArray(value) && node.items !== undefined ? inItems(run, node.items, value) : undefined
}

/** Counts for one call. */
function counter(budget: Budget): Count {
  return (units) => {
    if (!spend(budget, units)) throw new TooMuch()
  }
}

/** Reads an input schema, however malformed. */
export function schemaCheckOf(schema: Json): SchemaCheck {
  const scope: Scope = { root: schema, known: new Map(), notEnforced: new Set(), left: NODES }
  const node = read(scope, schema, { path: '', depth: 0 }) ?? ANYTHING
  return {
    notEnforced: [...scope.notEnforced],
    problemOf(value, budget = createBudget()) {
      try {
        return problemIn({ count: counter(budget), steps: [] }, node, value)
      } catch (error) {
        if (error instanceof TooMuch) return TOO_LARGE
        throw error
      }
    },
  }
}
