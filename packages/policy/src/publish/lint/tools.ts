// Lint rules on the tools that a policy names: in its head, in sets, in comparisons and in patterns.
import { nearest } from '@countersign/terms'
import { allOf, type Expression, operatorOf } from '../expression.ts'
import { comparisonOf, patternsIn } from './comparisons.ts'
import { partsOf } from './passing.ts'
import { type Finding, type Linted, quoted, type Rule } from './rule.ts'

/** Two short names often differ in one letter only. */
const SHORTEST = 5

function meantBy(name: string, known: readonly string[]): string | undefined {
  return name.length < SHORTEST ? undefined : nearest(name, known)
}

function unknown(name: string, meant: string | undefined): Finding {
  const advice = meant === undefined ? 'correct the name, or register the tool' : `is ${quoted(meant)} meant?`
  return {
    code: 'lint.unknown_tool',
    message: `no tool ${quoted(name)} is registered; ${advice}`,
    near: quoted(name),
  }
}

function headNames({ json: { resource } }: Linted): string[] {
  const { entity, entities = [] } = resource
  return [...(entity === undefined ? [] : [entity]), ...entities]
    .filter(({ type }) => type === 'Tool')
    .map(({ id }) => id)
}

/** The tool that an expression is, written as an entity. */
function toolOf(expression: Expression): string[] {
  const { __entity: entity } = Object(expression.Value)
  const { type, id } = Object(entity)
  return type === 'Tool' && typeof id === 'string' ? [id] : []
}

/** The tools that an expression names, as entities or as texts that are compared with the tool's name. */
function namesIn(expression: Expression): string[] {
  const comparison = comparisonOf(expression)
  const texts = comparison?.path === 'context.tool' ? comparison.values.map(String) : []
  return [...new Set([...texts, ...allOf(expression).flatMap(toolOf)])]
}

function isOfMany(expression: Expression): boolean {
  return operatorOf(expression).name.startsWith('contains')
}

/** What is compared with the action is any name, so only what was probably meant to be a tool is reported. */
function actionsIn(expression: Expression): string[] {
  const comparison = comparisonOf(expression)
  return comparison?.path === 'context.action' ? comparison.values.map(String) : []
}

/** The literal that a pattern begins with, up to the last separator: the names of a server's tools begin so. */
function prefixesIn(expression: Expression): string[] {
  return patternsIn(expression).flatMap(({ path, pieces: [first] }) => {
    const isName = path === 'context.tool' || path === 'context.action'
    return isName && first !== undefined && /[:./_-]$/.test(first) ? [first] : []
  })
}

function prefixesOf(tools: readonly string[]): readonly string[] {
  const all = tools.flatMap((name) =>
    [...name.matchAll(/[:./_-]/g)].map(({ index }) => name.slice(0, index + 1)),
  )
  return [...new Set(all)]
}

/** A name of a tool that is not registered, while others are: a policy about it never decides. */
export const unknownTool: Rule = (policy, { tools }) => {
  if (tools === undefined) return []
  const known = tools
  const names = [...known]
  const prefixes = prefixesOf(names)
  function told(name: string, isOnlyNear: boolean): Finding[] {
    if (known.has(name)) return []
    const meant = meantBy(name, names)
    return meant === undefined && isOnlyNear ? [] : [unknown(name, meant)]
  }
  const inside = partsOf(policy.json).flatMap(({ expression, isPassing }) => [
    // A list of tools that may pass may name some that are not there; one that must not may not.
    ...namesIn(expression).flatMap((name) => told(name, isPassing && isOfMany(expression))),
    ...actionsIn(expression).flatMap((name) => told(name, true)),
    ...prefixesIn(expression).flatMap((prefix) => {
      const meant = meantBy(prefix, prefixes)
      return meant === undefined ? [] : [unknown(`${prefix}*`, `${meant}*`)]
    }),
  ])
  return [...headNames(policy).flatMap((name) => told(name, false)), ...inside]
}

/** Names are never empty. */
export const emptyName: Rule = ({ json }) =>
  json.conditions.flatMap(({ body }) =>
    allOf(body).flatMap((part) => {
      const { path = '', op, values } = comparisonOf(part) ?? { values: [] }
      const isName = path === 'context.action' || path === 'context.tool'
      return isName && op === '==' && values[0] === ''
        ? [
            {
              code: 'lint.unknown_word',
              message: `${path} is never empty; use \`has\` to test whether it is present`,
              near: '""',
            },
          ]
        : []
    }),
  )
