// Refuses a text that is too large, too deep or deceptive, before Cedar parses it.
import { LIMITS } from './limits.ts'
import { utf8Bytes } from './place.ts'
import { type Token, tokensOf } from './tokens.ts'

/** Why a text is refused before it is parsed. */
export type Refusal = {
  code: 'text.too_large' | 'text.characters' | 'policy.syntax' | 'policy.too_deep' | 'policy.too_many'
  /** UTF-16 offset. */
  at: number
  message: string
}

// A lone surrogate, U+0000, and what makes a text look other than it is: direction controls and invisible characters.
const DECEPTIVE =
  /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\0\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/

const OPENING = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
])
const CLOSING = new Set(OPENING.values())
const OPERATORS = new Set(['&&', '||', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '!'])
const OPERATOR_WORDS = new Set(['like', 'has', 'in', 'is', 'when', 'unless'])

/** One open bracket, and what stands in it since the last comma. */
type Group = {
  closing: string
  operators: number
  /** Accesses in a row: `.a.b.c`. */
  accesses: number
  /** How deep the deepest operand is. */
  operand: number
}

function groupOf(closing: string): Group {
  return { closing, operators: 0, accesses: 0, operand: 0 }
}

function heightOf(group: Group): number {
  return group.operators + Math.max(group.operand, group.accesses)
}

function restart(group: Group): void {
  group.operators = 0
  group.accesses = 0
  group.operand = 0
}

function weightOf({ kind, text }: Token): number {
  if (kind === 'sign') return OPERATORS.has(text) ? 1 : 0
  if (kind !== 'word') return 0
  if (text === 'if') return 2
  return OPERATOR_WORDS.has(text) ? 1 : 0
}

function count(group: Group, token: Token): void {
  if (token.text === '.' || token.text === '[') {
    group.accesses += 1
    group.operand = Math.max(group.operand, group.accesses)
    return
  }
  const weight = weightOf(token)
  if (weight === 0) return
  group.operators += weight
  group.accesses = 0
}

function tooDeep(at: number, message: string): Refusal {
  return { code: 'policy.too_deep', at, message }
}

/** Follows the brackets of one text. */
function bracketsOf() {
  const open: Group[] = [groupOf('')]
  function close(token: Token): Refusal | undefined {
    const group = open.pop()
    const outer = open.at(-1)
    if (group === undefined || outer === undefined || group.closing !== token.text)
      return {
        code: 'policy.syntax',
        at: token.at,
        message: `\`${token.text}\` has no matching opening bracket`,
      }
    outer.operand = Math.max(outer.operand, heightOf(group) + outer.accesses + 1)
    return undefined
  }
  function step(token: Token, group: Group): Refusal | undefined {
    const mark = token.kind === 'sign' ? token.text : ''
    if (CLOSING.has(mark)) return close(token)
    if (mark === ',' || mark === ';') restart(group)
    count(group, token)
    const closing = OPENING.get(mark)
    if (closing !== undefined) open.push(groupOf(closing))
    return open.length - 1 > LIMITS.nesting
      ? tooDeep(token.at, `more than ${LIMITS.nesting} brackets are open here; split the policy into several`)
      : undefined
  }
  return (token: Token): Refusal | undefined => {
    const inner = open.at(-1)
    const refusal = inner === undefined ? undefined : step(token, inner)
    const group = open.at(-1)
    if (refusal === undefined && group !== undefined && heightOf(group) > LIMITS.operators)
      return tooDeep(
        token.at,
        `more than ${LIMITS.operators} operators are chained here; use a set, or split the policy into several`,
      )
    return refusal
  }
}

function isPolicy({ kind, text }: Token, before: Token | undefined): boolean {
  return kind === 'word' && (text === 'permit' || text === 'forbid') && before?.text !== '@'
}

function scanTokens(tokens: readonly Token[]): Refusal | undefined {
  const step = bracketsOf()
  let policies = 0
  for (const [index, token] of tokens.entries()) {
    const refusal = step(token)
    if (refusal !== undefined) return refusal
    if (isPolicy(token, tokens[index - 1])) policies += 1
    if (policies > LIMITS.policies)
      return {
        code: 'policy.too_many',
        at: token.at,
        message: `there are more than ${LIMITS.policies} policies; merge those that differ only in a name by using a set`,
      }
  }
  return undefined
}

/** Why a text must not reach the parser; undefined when it may. Takes time in proportion to the text. */
export function scanText(text: string): Refusal | undefined {
  // Counting units first keeps the rest from reading a text of any length.
  if (text.length > LIMITS.textBytes || utf8Bytes(text) > LIMITS.textBytes)
    return { code: 'text.too_large', at: 0, message: 'the text is larger than 256 KiB; shorten or split it' }
  const deceptive = DECEPTIVE.exec(text)
  if (deceptive !== null) {
    const name = `U+${(text.charCodeAt(deceptive.index) || 0).toString(16).toUpperCase().padStart(4, '0')}`
    const message = `the character ${name} makes the text look other than it is; remove it`
    return { code: 'text.characters', at: deceptive.index, message }
  }
  const { tokens, fault } = tokensOf(text)
  const refusal = scanTokens(tokens)
  if (refusal !== undefined) return refusal
  return fault === undefined ? undefined : { code: 'policy.syntax', ...fault }
}
