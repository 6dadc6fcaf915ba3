// What a text of SQL would do, read by its tokens: what is not plainly a look is not taken for one.
import { type Budget, spend } from '../../model/budget.ts'
import type { Run } from '../../model/cedar.ts'
import { addUnread, type Code } from './code.ts'
import { addNames } from './sql-names.ts'
import { isPlain } from './sql-plain.ts'
import { runsByWords, runsOfUnread, runsWithin } from './sql-runs.ts'
import { type Token, tokensOf, words } from './sql-tokens.ts'

const LOOKS = words('select with values table show describe desc explain')

/** A statement without an `explain` that only shows how it would run. */
function withoutExplain(tokens: readonly Token[]): { tokens: readonly Token[]; isShown: boolean } {
  if (tokens[0]?.text !== 'explain') return { tokens, isShown: false }
  const from = tokens.findIndex(
    ({ kind, text }) =>
      kind === 'word' &&
      !/^(?:explain|analyze|verbose|plan|for|costs|buffers|format|json|text|on|off|true|false)$/.test(text),
  )
  const isRun = tokens.slice(0, Math.max(from, 0)).some(({ text }) => text === 'analyze')
  return { tokens: from < 0 ? [] : tokens.slice(from), isShown: !isRun }
}

function runOf(given: readonly Token[]): readonly Run[] {
  const { tokens, isShown } = withoutExplain(given)
  const first = tokens.find(({ kind, text }) => kind !== 'sign' || text !== '(')
  if (first === undefined) return ['unknown']
  if (first.kind !== 'word') return ['unknown', ...runsByWords(tokens)]
  const runs = runsWithin(tokens)
  if (runs.length > 0) return isShown ? ['unknown'] : runs
  return LOOKS.has(first.text) && isPlain(tokens) ? ['looks'] : ['unknown']
}

/** The statements of tokens, split at semicolons. */
function statementsOf(tokens: readonly Token[]): Token[][] {
  const all: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'sign' && token.text === ';') all.push([])
    else all.at(-1)?.push(token)
  }
  return all.filter((statement) => statement.length > 0)
}

// Comments that some servers carry out, the second form by others than the first.
const CARRIED_OUT = /\/\*M?!\d*([\s\S]*?)\*\//gi
const COMMENT = /--|#|\/\*/
// Some servers end it at the first end, others at the last.
const NESTED = /\/\*(?:(?!\*\/)[\s\S]){0,20000}\/\*/
/** More comments than anyone writes, each of which might reach to the end. */
const COMMENTS = 64
const PER_CHARACTER = 12
const LONGEST = 20_000

/** What the statements of a text would do. */
export function runsOfSql(text: string, budget: Budget, code?: Code): readonly Run[] {
  const runs = readSql(text, budget, code)
  // What is not plainly read may name more than was found.
  if (code !== undefined && (runs.length === 0 || runs.includes('unknown') || COMMENT.test(text)))
    addUnread(code)
  return runs
}

function readSql(text: string, budget: Budget, code: Code | undefined): readonly Run[] {
  if (text.length > LONGEST || !spend(budget, text.length * PER_CHARACTER)) return ['unknown']
  if (text.split('/*').length > COMMENTS) return ['unknown']
  const tokens = tokensOf(text.replace(CARRIED_OUT, ' $1 '))
  if (tokens === undefined || NESTED.test(text)) return [...new Set(runsOfUnread(text))]
  const statements = statementsOf(tokens)
  if (code !== undefined) for (const statement of statements) addNames(statement, code)
  const runs = statements.flatMap(runOf)
  // Servers differ on where a comment begins and ends, so a person sees it.
  const isPlainly = runs.length > 0 && !COMMENT.test(text)
  return isPlainly ? runs : ['unknown', ...runs.filter((run) => run !== 'looks')]
}

const BEGINS =
  /^(?:\s|--[^\n]*\n|#[^\n]*\n|\/\*(?:(?!\*\/)[\s\S]){0,2000}\*\/|\()*(?:select\b[\s\S]+\bfrom\b|with\s+\w[\s\S]*\bas\s*\(|insert\s+(?:into|overwrite)\s+\S|update\s+(?:only\s+)?\S+\s+(?:\w+\s+)?set\b|delete\s+(?:from\s+\S|top\b)|merge\s+into\b|truncate\s+(?:table\s+)?[\w."`[\]]+\s*(?:;\s*)?$|drop\s+(?:table|database|schema|index|view|user|role|column|collection|keyspace|function|trigger|procedure|tablespace)\s+(?:if\s+exists\s+)?[\w."`[\]*-]+|alter\s+(?:table|database|schema|user|role|system|login)\s+\S|create\s+(?:or\s+replace\s+)?(?:table|database|schema|index|view|user|role|function|trigger|procedure|extension|event)\s+\S|grant\s[\s\S]+\s(?:to|on)\s|revoke\s[\s\S]+\s(?:from|on)\s|exec(?:ute)?\s+\w|call\s+[\w.]+\s*\(|pragma\s+\w+(?:\s*[=(;.]|\s*$)|attach\s+(?:database\s+)?['"]|copy\s+\S+\s+(?:to|from)\b|do\s+\$|set\s+(?:global|session|local|password|role|persist)\s+\S|load\s+data\s|unload\s*\(|export\s+data\s|lock\s+tables?\s|kill\s+(?:query\s+|connection\s+)?\d+\s*;?$|declare\s+@|optimize\s+table\s|rename\s+table\s|explain\s+(?:analyze\s+)?(?:select|insert|update|delete|with)\b)/i

/** A statement that means something only where one follows it: `select 1`, `begin`. */
const LEADS = /^[\s(]*(?:select|values|begin|start\s+transaction|use|show)\b/i

/** Whether a whole text begins as a statement of SQL does, or with one that says little and another behind it. */
export function isSql(text: string): boolean {
  if (text.length > LONGEST) return false
  if (BEGINS.test(text)) return true
  if (!text.includes(';') || !LEADS.test(text)) return false
  return text
    .split(';')
    .slice(1)
    .some((statement) => BEGINS.test(statement))
}
