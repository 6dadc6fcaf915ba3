// What a statement of SQL does that does more than look, also within another.
import type { Run } from '../../model/cedar.ts'
import { type Token, words } from './sql-tokens.ts'

/** The tokens behind the `where` of a statement itself, not of one within it. */
function conditionOf(tokens: readonly Token[]): readonly Token[] | undefined {
  let depth = 0
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind === 'sign' && text === '(') depth += 1
    if (kind === 'sign' && text === ')') depth -= 1
    if (depth === 0 && kind === 'word' && text === 'where') return tokens.slice(at + 1)
  }
  return undefined
}

const COMPARED = /^(\d+) (<|>|=|< =|> =|< >|! =) (\d+)$/

function compare(left: number, sign: string, right: number): boolean {
  if (sign.includes('=') && sign !== '! =' && left === right) return true
  if (sign === '! =' || sign === '< >') return left !== right
  return sign.startsWith('<') ? left < right : sign.startsWith('>') && left > right
}

// `1`, `not false`, `exists (select 1)`, `name like '%'`, and whatever is compared with itself.
const ALWAYS =
  /^(?:true|[1-9]\d*|not (?:false|0)|exists \( select \d+ \)|\S+ (?:i?like) %+|(\S*) (?:=|< =|> =|is not distinct from|like) \1)$/

/** The parts of a condition between its own `or`; a part within brackets stands for itself. */
function partsOf(condition: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of condition) {
    if (token.kind === 'sign' && token.text === '(') depth += 1
    if (token.kind === 'sign' && token.text === ')') depth -= 1
    if (depth === 0 && token.kind === 'word' && token.text === 'or') parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts
}

const BRACKETS = 8

function isAlways(given: readonly Token[]): boolean {
  let tokens = given
  for (let at = 0; at < BRACKETS && tokens[0]?.text === '(' && tokens.at(-1)?.text === ')'; at += 1)
    tokens = tokens.slice(1, -1)
  const text = tokens.map((token) => token.text).join(' ')
  const [, left, sign, right] = COMPARED.exec(text) ?? []
  if (left !== undefined && sign !== undefined) return compare(Number(left), sign, Number(right))
  return ALWAYS.test(text)
}

const ENDS = words('returning order limit')

/** Whether a change reaches every row: it has no condition, or one that always holds. */
function isUnbounded(tokens: readonly Token[]): boolean {
  const condition = conditionOf(tokens)
  if (condition === undefined) return true
  const end = condition.findIndex(({ kind, text }) => kind === 'word' && ENDS.has(text))
  return partsOf(end < 0 ? condition : condition.slice(0, end)).some(isAlways)
}

const CHANGES = words('insert update delete merge replace upsert')
const KEYWORDS = words(
  'insert update delete merge replace upsert alter create truncate purge flush drop grant revoke deny comment set',
)
const POWERS = words('user role login trigger function procedure extension event job server subscription')
const BY_WORD: Readonly<Record<string, Run>> = {
  truncate: 'wipes',
  purge: 'wipes',
  flush: 'wipes',
  drop: 'wipes',
  grant: 'rights',
  revoke: 'rights',
  deny: 'rights',
  comment: 'writes',
  set: 'writes',
}

function dropsPart(bare: readonly Token[]): boolean {
  return bare.some(({ text }, at) => text === 'drop' && !/^(?:default|not)$/.test(bare[at + 1]?.text ?? ''))
}

/** What a statement does that begins with a word; undefined when it may only look. */
function runOfKeyword(keyword: string, tokens: readonly Token[], bare: readonly Token[]): Run | undefined {
  if (keyword === 'delete' || keyword === 'update')
    return isUnbounded(tokens.slice(tokens.findIndex(({ text }) => text === keyword))) ? 'wipes' : 'writes'
  if (CHANGES.has(keyword)) return 'writes'
  if (keyword === 'alter') return dropsPart(bare) ? 'wipes' : 'writes'
  if (keyword === 'create') return bare.some(({ text }) => POWERS.has(text)) ? 'rights' : 'writes'
  return Object.hasOwn(BY_WORD, keyword) ? BY_WORD[keyword] : undefined
}

/** Whether a word stands where a statement may begin: at the start, in brackets, or behind them. */
function isAtStart(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  return before === undefined || (before.kind === 'sign' && /^[()]$/.test(before.text))
}

/** What is done by the statements within one, as in `with x as (delete …)`. */
export function runsWithin(tokens: readonly Token[]): readonly Run[] {
  return tokens.flatMap(({ kind, text }, at) => {
    if (kind !== 'word' || !KEYWORDS.has(text) || !isAtStart(tokens, at)) return []
    const rest = partFrom(tokens, at)
    return (
      runOfKeyword(
        text,
        rest,
        rest.filter((token) => token.kind === 'word' || token.kind === 'sign'),
      ) ?? []
    )
  })
}

/** The tokens from one on, up to where the bracket closes that it stands in. */
function partFrom(tokens: readonly Token[], from: number): readonly Token[] {
  let depth = 0
  const end = tokens.findIndex(({ kind, text }, at) => {
    if (at < from || kind !== 'sign') return false
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
    return depth < 0
  })
  return tokens.slice(from, end < 0 ? undefined : end)
}

const WORD_RUNS: Readonly<Record<string, Run>> = {
  delete: 'wipes',
  update: 'wipes',
  alter: 'wipes',
  insert: 'writes',
  merge: 'writes',
  create: 'rights',
}

/** The strictest that words allow, where nobody knows how they belong together. */
export function runsByWords(tokens: readonly Pick<Token, 'text'>[]): readonly Run[] {
  return tokens.flatMap(({ text }) => {
    const run = Object.hasOwn(WORD_RUNS, text) ? WORD_RUNS[text] : undefined
    return run ?? (Object.hasOwn(BY_WORD, text) ? (BY_WORD[text] ?? []) : [])
  })
}

const LETTERS = /[a-z_]+/gi

/** Of a text that cannot be split into tokens. */
export function runsOfUnread(text: string): readonly Run[] {
  return [
    'unknown',
    ...runsByWords((text.toLowerCase().match(LETTERS) ?? []).map((word) => ({ text: word }))),
  ]
}
