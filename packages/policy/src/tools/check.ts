// What a tool's input schema asks of arguments: the part that takes time linear in them is enforced, the rest is named.
import { type Budget, createBudget, spend } from '../model/budget.ts'
import { type Count, isJson, type Json, KEYWORDS, own, type Rule } from './keywords.ts'
import { schemaAt } from './reference.ts'

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
/** How often a schema may refer on without going into the value. */
const IN_PLACE = 16
/** The units of looking at one value for one of the schemas that speak of it. */
const PER_LOOK = 2

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
    // Which members are additional is told by patterns as well, and these are not enforced.
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

function shown(path: string): string {
  return path === '' ? 'the arguments' : `\`${path.slice(0, NAMED).toWellFormed()}\``
}

class TooMuch extends Error {
  override name = 'TooMuch'
}

function inMembers(node: Node, value: Json, path: string, count: Count): string | undefined {
  const { members, others } = node
  if (members.size === 0 && others === undefined) return undefined
  for (const name of Object.keys(value)) {
    count(1)
    const inner = members.get(name) ?? others
    const found = inner && problemIn(inner, value[name], path + step(name), 0, count)
    if (found !== undefined) return found
  }
  return undefined
}

function problemIn(
  node: Node,
  value: unknown,
  path: string,
  inPlace: number,
  count: Count,
): string | undefined {
  count(1)
  for (const [keyword, rule] of node.rules) {
    const wrong = rule(value, count)
    if (wrong !== undefined) return `${shown(path)} ${wrong} (\`${keyword}\`)`
  }
  if (inPlace < IN_PLACE)
    for (const same of node.same) {
      const found = problemIn(same, value, path, inPlace + 1, count)
      if (found !== undefined) return found
    }
  if (isJson(value)) return inMembers(node, value, path, count)
  if (!Array.isArray(value) || node.items === undefined) return undefined
  for (const [at, item] of value.entries()) {
    const found = problemIn(node.items, item, path + step(at), 0, count)
    if (found !== undefined) return found
  }
  return undefined
}

/** Counts for one call. */
function counter(budget: Budget): Count {
  return (looks) => {
    if (!spend(budget, looks * PER_LOOK)) throw new TooMuch()
  }
}

/** Of arguments that cannot be read to their end within the budget. */
export const TOO_LARGE = 'the arguments are too large to be held against the input schema'

/** Reads an input schema, however malformed. */
export function schemaCheckOf(schema: Json): SchemaCheck {
  const scope: Scope = { root: schema, known: new Map(), notEnforced: new Set(), left: NODES }
  const node = read(scope, schema, { path: '', depth: 0 }) ?? ANYTHING
  return {
    notEnforced: [...scope.notEnforced],
    problemOf(value, budget = createBudget()) {
      try {
        return problemIn(node, value, '', 0, counter(budget))
      } catch (error) {
        if (error instanceof TooMuch) return TOO_LARGE
        throw error
      }
    },
  }
}
