// What a text of GraphQL changes: the fields of its mutations.
import { type Budget, spend } from '../../model/budget.ts'

const BLANK = /(?:[\s,]|#[^\n]*\n)*/y
const OTHERS = /(?:fragment|query)\b/y
const CHANGES = /(?:mutation|subscription)\b/y
// Behind another operation, what closes it stands right before.
const LATER = /\}\s*(?:mutation|subscription)\b/g
const LONGEST = 20_000

function isAt(pattern: RegExp, text: string, from: number): boolean {
  pattern.lastIndex = from
  return pattern.test(text)
}

/** Whether a text is, or holds, a mutation. */
export function isMutation(text: string): boolean {
  if (text.length > LONGEST || !/mutation|subscription/.test(text)) return false
  const from = new RegExp(BLANK).exec(text)?.[0].length ?? 0
  const last = text.lastIndexOf('{')
  if (isAt(new RegExp(CHANGES), text, from)) return last > from
  if (!isAt(new RegExp(OTHERS), text, from)) return false
  return [...text.matchAll(LATER)].some(({ index }) => index > from && index < last)
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
