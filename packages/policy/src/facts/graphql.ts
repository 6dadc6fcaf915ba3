// What a text of GraphQL changes: the fields of its mutations.
import { type Budget, spend } from '../model/budget.ts'

const BEGINS = /^(?:\s|#[^\n]*\n|,)*(?:(?:fragment|query)\b[\s\S]*\})?\s*(?:mutation|subscription)\b[^{]*\{/
const LONGEST = 20_000

/** Whether a text is, or holds, a mutation. */
export function isMutation(text: string): boolean {
  return text.length <= LONGEST && BEGINS.test(text)
}

const TOKEN = /"(?:[^"\\]|\\.)*"|#[^\n]*|([_A-Za-z]\w*)(\s*:)?|([{}()])/g
const PER_CHARACTER = 4

/** The fields that mutations ask for, without their aliases. */
export function fieldsOfMutation(text: string, budget: Budget): readonly string[] {
  if (!spend(budget, text.length * PER_CHARACTER)) return ['delete']
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
