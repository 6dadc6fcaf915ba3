// What a text of GraphQL changes: the fields of its mutations.
import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql/language/index.js'
import { type Budget, spend } from '../../model/budget.ts'

const BLANK = /(?:[\s,]|#[^\n\r]*[\n\r])*/y
const OTHERS = /(?:fragment|query)\b|[{"]/y
const CHANGES = /(?:mutation|subscription)\b/y
// Behind another operation or a description, what closes it stands right before, or a comment that ends with its line.
const LATER = /(?:[}"][\s,]*|[\n\r][ \t,]*)(?:mutation|subscription)\b/g
const LONGEST = 20_000

function isAt(pattern: RegExp, text: string, from: number): boolean {
  pattern.lastIndex = from
  return pattern.test(text)
}

/** Whether a text is, or holds, a mutation. */
export function isMutation(text: string): boolean {
  if (!/mutation|subscription/.test(text)) return false
  const from = new RegExp(BLANK).exec(text)?.[0].length ?? 0
  const last = text.lastIndexOf('{')
  if (isAt(new RegExp(CHANGES), text, from)) return last > from
  if (!isAt(new RegExp(OTHERS), text, from)) return false
  return [...text.matchAll(LATER)].some(({ index }) => index > from && index < last)
}

const TOKENS = 2000

function documentOf(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true, maxTokens: TOKENS })
  } catch {
    return undefined
  }
}

type Fragments = ReadonlyMap<string, SelectionSetNode>

/** The names of fields, also of those in fragments; each fragment is looked into once. */
function addFields(
  { selections }: SelectionSetNode,
  fragments: Map<string, SelectionSetNode>,
  names: string[],
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) names.push(selection.name.value)
    else if (selection.kind === Kind.INLINE_FRAGMENT) addFields(selection.selectionSet, fragments, names)
    else {
      const fragment = fragments.get(selection.name.value)
      fragments.delete(selection.name.value)
      if (fragment !== undefined) addFields(fragment, fragments, names)
    }
  }
}

function fragmentsOf({ definitions }: DocumentNode): Fragments {
  return new Map(
    definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one.selectionSet] as const] : [],
    ),
  )
}

const TOKEN = /"(?:[^"\\]|\\.)*"|#[^\n]*|([_A-Za-z]\w*)(\s*:)?|([{}()])/g

/** The same of a text that is not a document, as far as its braces show. */
function fieldsByBraces(text: string): readonly string[] {
  const fields: string[] = []
  let braces = 0
  let parens = 0
  for (const [, word, alias, sign] of text.matchAll(TOKEN)) {
    if (sign === '{') braces += 1
    else if (sign === '}') braces -= 1
    else if (sign === '(') parens += 1
    else if (sign === ')') parens -= 1
    else if (word !== undefined && alias === undefined && braces === 1 && parens === 0) fields.push(word)
  }
  return fields
}

const PER_CHARACTER = 12
/** What nobody has read may be anything. */
const UNREAD: readonly string[] = ['delete']

/** The fields that mutations ask for, without their aliases. */
export function fieldsOfMutation(text: string, budget: Budget): readonly string[] {
  if (text.length > LONGEST || !spend(budget, text.length * PER_CHARACTER)) return UNREAD
  const document = documentOf(text)
  // What may have been too long for the parser may be well-formed to its server.
  if (document === undefined) return text.length > TOKENS ? UNREAD : fieldsByBraces(text)
  const fields: string[] = []
  const fragments = fragmentsOf(document)
  for (const one of document.definitions)
    if (one.kind === Kind.OPERATION_DEFINITION && one.operation !== 'query')
      addFields(one.selectionSet, new Map(fragments), fields)
  return fields
}
