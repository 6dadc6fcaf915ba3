// A request of GraphQL: whether it changes anything, and what its first field is called.
import type { GraphqlCall } from './model.ts'

const LENGTH_MAX = 100_000
const POWER =
  /(?:role|permission|member|user|team|token|key|secret|webhook|hook|invite|owner|admin|policy|rule|protection|integration|oauth|sso|delete(?:repository|organization|workspace|project))/i

/** Reads the `query` of a body; one that cannot be read counts as a change of rights. */
export function graphqlCall(body: unknown): GraphqlCall {
  const text = textOf(body)
  if (text === undefined || text.length > LENGTH_MAX) return { operation: 'graphql.unknown', access: 'admin' }
  const plain = text.replace(/#[^\n\r]*/g, ' ')
  if (!/\b(?:mutation|subscription)\b/.test(plain)) return { operation: 'graphql.query', access: 'read' }
  const fields = fieldsOf(plain)
  const access = fields.some((field) => POWER.test(field)) ? 'admin' : 'write'
  return { operation: `graphql.${fields[0] ?? 'mutation'}`, access }
}

function textOf(body: unknown): string | undefined {
  if (Array.isArray(body)) {
    const texts = body.map(textOf)
    return texts.every((text) => text !== undefined) ? texts.join('\n') : undefined
  }
  if (typeof body !== 'object' || body === null || !('query' in body)) return undefined
  return typeof body.query === 'string' ? body.query : undefined
}

const FIELDS_MAX = 50
const NAME_MAX = 64

/** The names right within the outermost braces, aliases included. */
function fieldsOf(text: string): string[] {
  const fields: string[] = []
  let depth = 0
  let round = 0
  for (const { 0: token } of text.matchAll(/[{}()]|[A-Za-z_]\w*/g)) {
    if (token === '{') depth += 1
    else if (token === '}') depth -= 1
    else if (token === '(') round += 1
    else if (token === ')') round -= 1
    else if (depth === 1 && round === 0 && fields.length < FIELDS_MAX) fields.push(token.slice(0, NAME_MAX))
  }
  return fields
}
