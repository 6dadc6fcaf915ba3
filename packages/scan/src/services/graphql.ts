// A request of GraphQL: whether it changes anything, and what its fields are called.
import { type GraphqlCall, stricterAccess } from './model.ts'

const LENGTH_MAX = 100_000
const POWER =
  /(?:role|permission|member|user|team|token|key|secret|webhook|hook|invite|owner|admin|policy|rule|protection|integration|oauth|sso|delete(?:repository|organization|workspace|project))/i

const UNKNOWN: GraphqlCall = { operation: 'graphql.unknown', access: 'admin' }
const CHANGE = 'graphql.mutation'

/** Reads the `query` of a body; one that cannot be read counts as a change of rights. */
export function graphqlCall(body: unknown): GraphqlCall {
  const texts = textsOf(body)
  if (texts === undefined || texts.reduce((sum, text) => sum + text.length, 0) > LENGTH_MAX) return UNKNOWN
  // Each of a batch for itself, as its server reads them: what one leaves open must not hide the next.
  const [first = UNKNOWN, ...others] = texts.map(callOfText)
  return others.reduce(together, first)
}

function together(a: GraphqlCall, b: GraphqlCall): GraphqlCall {
  const access = stricterAccess(a.access, b.access)
  if (a.operation === b.operation || b.access === 'read') return { ...a, access }
  return a.access === 'read' ? { ...b, access } : { operation: CHANGE, access }
}

function textsOf(body: unknown): string[] | undefined {
  if (Array.isArray(body)) {
    const texts = body.map(textsOf)
    return texts.every((text) => text !== undefined) ? texts.flat() : undefined
  }
  if (typeof body !== 'object' || body === null || !('query' in body)) return undefined
  return typeof body.query === 'string' ? [body.query] : undefined
}

// A comment sign within a string begins no comment, and a brace within one opens nothing. What is never closed is
// taken at once, too: looking for its end again at each quote would take for ever.
const STRING_OR_COMMENT = /"""(?:\\"""|\\(?!""")|[^"\\]|"(?!""))*("""|)|"(?:\\.|[^"\\\n\r])*("|)|#[^\n\r]*/g

function withoutTexts(text: string): string | undefined {
  let isOpen = false
  const plain = text.replace(STRING_OR_COMMENT, (_, block?: string, line?: string) => {
    isOpen ||= block === '' || line === ''
    return ' '
  })
  return isOpen ? undefined : plain
}

function callOfText(text: string): GraphqlCall {
  const plain = withoutTexts(text)
  if (plain === undefined) return UNKNOWN
  if (!/\b(?:mutation|subscription)\b/.test(plain)) return { operation: 'graphql.query', access: 'read' }
  const fields = changedBy(definitionsIn(plain))
  if (fields.size > FIELDS_MAX) return { operation: CHANGE, access: 'admin' }
  const [only = ''] = fields
  return {
    // Only one that is all that the request does may name it.
    operation: fields.size === 1 && only.length <= NAME_MAX ? `graphql.${only}` : CHANGE,
    access: [...fields].some((field) => POWER.test(field)) ? 'admin' : 'write',
  }
}

const FIELDS_MAX = 50
const NAME_MAX = 64

/** An operation or a fragment: its keyword and name, its outermost fields, and the fragments among them. */
type Definition = { kind: string; name: string; fields: string[]; spreads: string[] }

// White space and commas are nothing to GraphQL, so either may stand between a name and its colon.
const TOKEN = /\.\.\.|[{}()]|@[\s,\ufeff]*[A-Za-z_]\w*|([A-Za-z_]\w*)([\s,\ufeff]*:)?/g

type Reading = {
  found: Definition[]
  /** For each open brace, whether it is that of an inline fragment. */
  braces: boolean[]
  /** What stood before the brace of a definition. */
  words: string[]
  /** Of braces that are not those of inline fragments. */
  depth: number
  round: number
  behind: 'spread' | 'on' | 'type' | undefined
}

/** The definitions of a text without strings and comments; an inline fragment is part of what it stands in. */
function definitionsIn(text: string): Definition[] {
  const reading: Reading = { found: [], braces: [], words: [], depth: 0, round: 0, behind: undefined }
  for (const { 0: token, 1: word, 2: colon } of text.matchAll(TOKEN)) {
    if (word === undefined) readSign(reading, token)
    else if (colon === undefined && reading.round === 0) readName(reading, word)
  }
  return reading.found
}

function readSign(reading: Reading, sign: string): void {
  if (sign === '(') reading.round += 1
  else if (sign === ')') reading.round -= 1
  else if (reading.round > 0) return
  else if (sign === '...') reading.behind = 'spread'
  else if (sign === '{') openBrace(reading)
  else if (sign === '}' && reading.braces.pop() === false) reading.depth -= 1
}

function openBrace(reading: Reading): void {
  const { found, braces, words, behind } = reading
  if (braces.length === 0) {
    found.push({ kind: words[0] ?? 'query', name: words[1] ?? '', fields: [], spreads: [] })
    reading.words = []
  }
  braces.push(behind !== undefined)
  if (behind === undefined) reading.depth += 1
  reading.behind = undefined
}

function readName(reading: Reading, word: string): void {
  const { found, braces, words, behind, depth } = reading
  if (braces.length === 0) words.push(word)
  else if (behind === 'spread' && word === 'on') reading.behind = 'on'
  else if (behind === 'on') reading.behind = 'type'
  else {
    const definition = depth === 1 ? found.at(-1) : undefined
    if (behind === 'spread') definition?.spreads.push(word)
    else definition?.fields.push(word)
    reading.behind = undefined
  }
}

/** The outermost fields of every other operation than a query, also those in its fragments. */
function changedBy(definitions: readonly Definition[]): ReadonlySet<string> {
  const fragments = new Map<string, Definition[]>()
  for (const one of definitions)
    if (one.kind === 'fragment') fragments.set(one.name, [...(fragments.get(one.name) ?? []), one])
  const fields = new Set<string>()
  const open = definitions.filter(({ kind }) => kind !== 'query' && kind !== 'fragment')
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const field of next.fields) fields.add(field)
    for (const name of next.spreads) {
      open.push(...(fragments.get(name) ?? []))
      fragments.delete(name)
    }
  }
  return fields
}
