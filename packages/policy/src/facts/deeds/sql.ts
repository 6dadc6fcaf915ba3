// What a text of SQL would do, read by its tokens: what is not plainly a look is not taken for one.
import { type Budget, spend } from '../../model/budget.ts'
import type { Run } from '../../model/cedar.ts'

type Token = {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'sign'
  /** In lower case; a name without its quotes. */
  readonly text: string
}

const TOKEN =
  /\s+|--[^\n]*|#[^\n]*|\/\*(?!!)[\s\S]*?\*\/|('(?:[^']|'')*')|("(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]']{0,128}\])|(\$\w*\$)|([\p{L}_][\p{L}\p{N}_$]*)|([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)|([\s\S])/giuy

/** The tokens of a text; undefined when its quotes do not close, or hide something. */
function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  for (const [, string, name, dollar, word, number, sign] of text.matchAll(TOKEN)) {
    if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1) })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.slice(1, -1).toLowerCase() })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase() })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (
      dollar !== undefined ||
      sign === "'" ||
      sign === '"' ||
      sign === '`' ||
      sign === '\\' ||
      sign === '\0'
    )
      return undefined
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

const LOOKS = words('select with values table show describe desc explain')

// What begins a statement of its own on some server, also without a semicolon before it.
const STATEMENTS = words(`
  insert update delete merge replace upsert truncate drop alter create grant revoke deny exec execute call kill shutdown backup
  restore lock unlock declare set use begin commit rollback savepoint waitfor bulk dbcc load copy do handler attach detach
  install import export vacuum analyze go if while print raiserror throw goto return open close receive send checkpoint
  reconfigure dump enable disable deallocate prepare reindex cluster refresh comment security notify listen unlisten discard
  reset import optimize repair flush purge rename move add writetext updatetext readtext into outfile dumpfile pragma
  setuser revert trigger conversation nextval setval share sleep benchmark undrop unload put get remove`)

const FUNCTIONS = words(`
  count sum avg min max lower upper length len char_length coalesce nullif ifnull isnull nvl round abs ceil ceiling floor mod
  power sqrt sign trim ltrim rtrim substr substring left right concat concat_ws replace position instr strpos split_part cast
  convert try_cast extract date_trunc date_part datepart datediff dateadd date_add date_sub date time timestamp now
  current_date current_timestamp getdate curdate curtime year month day hour minute second strftime to_char to_date
  to_timestamp to_number age interval greatest least in exists any all some values over partition row_number rank dense_rank
  ntile lag lead first_value last_value string_agg group_concat array_agg json_agg jsonb_agg listagg array unnest
  json_extract json_value jsonb_extract_path_text percentile_cont percentile_disc within filter stddev variance corr
  median mode distinct on and or not as case when then else between like from where join using union intersect except by
  having limit offset is nullif initcap reverse lpad rpad repeat regexp_like similarity uuid decimal numeric varchar char
  grouping sets rollup cube approx_count_distinct format iif if bool_and bool_or every count_if sumif generate_series`)

const SECRET_TABLES =
  /^(?:pg_shadow|pg_authid|pg_user_mappings?|pg_hba_file_rules|sql_logins|syslogins|sysxlogins|dba_users|user\$|all_users|mysql_native_password|authentication_string|dbms_crypto|v\$session)$/
const SECRET_COLUMNS =
  /passw(?:or)?d|pwd|passphrase|secret|credential|api_?key|private_?key|access_?key|authentication_string|password_hash|(?:^|_)(?:salt|otp|mfa|pin|cvv|ssn)(?:$|_)/

/** Where an implicit second statement could hide: a word behind a value that is neither an operator nor a clause. */
const CLAUSES = words(`
  from where group order having limit offset union intersect except join inner left right full outer cross natural on using
  and or not in is null like ilike between as asc desc nulls first last fetch next rows row only window over partition by
  case when then else end distinct all any some exists true false escape similar to with recursive lateral select values
  current_date current_timestamp current_time interval collate at zone ties percent top unbounded preceding following
  describe desc show explain table tables columns databases schemas indexes current filter within of qualify sample tablesample pivot unpivot`)

function isValueEnd(token: Token | undefined): boolean {
  if (token === undefined) return false
  if (token.kind === 'sign') return token.text === ')'
  return token.kind !== 'word' || !CLAUSES.has(token.text) || token.text === 'end' || token.text === 'null'
}

type Select = { cases: number; isInFrom: boolean }

const SIGNS = /^[(),.*=<>+\-/%|!?:@&^~]$/

/** Whether a token that is not a word may stand in a plain select. */
function isPlainSign({ kind, text }: Token, before: Token | undefined): boolean {
  if (kind === 'sign') return SIGNS.test(text)
  // Some servers read a file or an address where others have a table.
  if (kind === 'string') return !(before?.kind === 'word' && /^(?:from|join)$/.test(before.text))
  return kind === 'number' || !/[/\\:.]/.test(text)
}

/** Whether a word is one that begins another statement somewhere. */
function beginsStatement(text: string, next: Token | undefined): boolean {
  if (text === 'left' || !STATEMENTS.has(text)) return false
  return !(FUNCTIONS.has(text) && next?.text === '(')
}

function isCalled(text: string, before: Token | undefined): boolean {
  return FUNCTIONS.has(text) || CLAUSES.has(text) || before?.text === 'as' || before?.text === 'with'
}

function countCases(select: Select, text: string): boolean {
  if (text === 'case') select.cases += 1
  if (text === 'end') select.cases -= 1
  return select.cases >= 0
}

/** Whether a word may stand where it does; behind a value only an alias in `from` may, and what begins a clause. */
function isPlainWord(
  select: Select,
  { text }: Token,
  before: Token | undefined,
  next: Token | undefined,
): boolean {
  if (SECRET_TABLES.test(text) || SECRET_COLUMNS.test(text) || !countCases(select, text)) return false
  if (next?.text === '(' && !isCalled(text, before)) return false
  if (next?.text === '.' && /^(?:mysql|pg_catalog|sys|master)$/.test(text)) return false
  const isMember = before?.text === '.' || next?.text === '.'
  if (beginsStatement(text, next)) return isMember && text !== 'nextval'
  if (text === 'from' || text === 'join') select.isInFrom = true
  if (/^(?:where|select|group|order|having)$/.test(text)) select.isInFrom = false
  return CLAUSES.has(text) || isMember || select.isInFrom || before?.text === 'as' || !isValueEnd(before)
}

/** Whether a select of these tokens only looks at rows, as far as every server reads it. */
function isPlain(tokens: readonly Token[]): boolean {
  const select: Select = { cases: 0, isInFrom: false }
  return tokens.every((token, at) => {
    const before = tokens[at - 1]
    return token.kind === 'word'
      ? isPlainWord(select, token, before, tokens[at + 1])
      : isPlainSign(token, before)
  })
}

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

const ALWAYS = /^\(* ?(?:true|1|'?(\w+)'? = '?\1'?|1 < 2|2 > 1|not false)(?: \)|$)/

/** Whether a change reaches every row: it has no condition, or one that always holds. */
function isUnbounded(tokens: readonly Token[]): boolean {
  const condition = conditionOf(tokens)
    ?.map(({ text }) => text)
    .join(' ')
  return condition === undefined || (ALWAYS.test(condition) && !condition.includes(' and '))
}

const CHANGES = words('insert update delete merge replace upsert')
const DEED = words(
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
function runOfDeed(deed: string, tokens: readonly Token[], bare: readonly Token[]): Run | undefined {
  if (deed === 'delete' || deed === 'update')
    return isUnbounded(tokens.slice(tokens.findIndex(({ text }) => text === deed))) ? 'wipes' : 'writes'
  if (CHANGES.has(deed)) return 'writes'
  if (deed === 'alter') return dropsPart(bare) ? 'wipes' : 'writes'
  if (deed === 'create') return bare.some(({ text }) => POWERS.has(text)) ? 'rights' : 'writes'
  return Object.hasOwn(BY_WORD, deed) ? BY_WORD[deed] : undefined
}

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

/** Whether a word stands where a statement may begin: at the start, in brackets, or behind them. */
function isAtStart(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  return before === undefined || (before.kind === 'sign' && /^[()]$/.test(before.text))
}

/** What is done by the statements within one, as in `with x as (delete …)`. */
function runsWithin(tokens: readonly Token[]): readonly Run[] {
  return tokens.flatMap(({ kind, text }, at) => {
    if (kind !== 'word' || !DEED.has(text) || !isAtStart(tokens, at)) return []
    const rest = partFrom(tokens, at)
    return (
      runOfDeed(
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

function runOf(given: readonly Token[]): readonly Run[] {
  const { tokens, isShown } = withoutExplain(given)
  const first = tokens.find(({ kind, text }) => kind !== 'sign' || text !== '(')
  if (first === undefined) return ['unknown']
  if (first.kind !== 'word') return ['unknown', ...runsByWords(tokens)]
  const runs = runsWithin(tokens)
  if (runs.length > 0) return isShown ? ['unknown'] : runs
  return LOOKS.has(first.text) && isPlain(tokens) ? ['looks'] : ['unknown']
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
function runsByWords(tokens: readonly Pick<Token, 'text'>[]): readonly Run[] {
  return tokens.flatMap(({ text }) => {
    const run = Object.hasOwn(WORD_RUNS, text) ? WORD_RUNS[text] : undefined
    return run ?? (Object.hasOwn(BY_WORD, text) ? (BY_WORD[text] ?? []) : [])
  })
}

const LETTERS = /[a-z_]+/gi

function runsOfUnread(text: string): readonly Run[] {
  return [
    'unknown',
    ...runsByWords((text.toLowerCase().match(LETTERS) ?? []).map((word) => ({ text: word }))),
  ]
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

const COMMENT = /--|#|\/\*/
// Some servers end it at the first end, others at the last.
const NESTED = /\/\*(?:(?!\*\/)[\s\S]){0,20000}\/\*/
/** More comments than anyone writes, each of which might reach to the end. */
const COMMENTS = 64
const PER_CHARACTER = 12
const LONGEST = 20_000

/** What the statements of a text would do. */
export function runsOfSql(text: string, budget: Budget): readonly Run[] {
  if (text.length > LONGEST || !spend(budget, text.length * PER_CHARACTER)) return ['unknown']
  if (text.split('/*').length > COMMENTS) return ['unknown']
  const tokens = tokensOf(text.replace(/\/\*!\d*([\s\S]*?)\*\//g, ' $1 '))
  if (tokens === undefined || NESTED.test(text)) return [...new Set(runsOfUnread(text))]
  const runs = statementsOf(tokens).flatMap(runOf)
  // Servers differ on where a comment begins and ends, so a person sees it.
  const isPlainly = runs.length > 0 && !COMMENT.test(text)
  return isPlainly ? runs : ['unknown', ...runs.filter((run) => run !== 'looks')]
}

const BEGINS =
  /^(?:\s|--[^\n]*\n|#[^\n]*\n|\/\*(?:(?!\*\/)[\s\S]){0,2000}\*\/|\()*(?:select\b[\s\S]+\bfrom\b|with\s+\w[\s\S]*\bas\s*\(|insert\s+(?:into|overwrite)\s+\S|update\s+(?:only\s+)?\S+\s+(?:\w+\s+)?set\b|delete\s+(?:from\s+\S|top\b)|merge\s+into\b|truncate\s+(?:table\s+)?[\w."`[\]]+\s*(?:;\s*)?$|drop\s+(?:table|database|schema|index|view|user|role|column|collection|keyspace|function|trigger|procedure|tablespace)\s+(?:if\s+exists\s+)?[\w."`[\]*-]+|alter\s+(?:table|database|schema|user|role|system|login)\s+\S|create\s+(?:or\s+replace\s+)?(?:table|database|schema|index|view|user|role|function|trigger|procedure|extension|event)\s+\S|grant\s[\s\S]+\s(?:to|on)\s|revoke\s[\s\S]+\s(?:from|on)\s|exec(?:ute)?\s+\w|call\s+\w+\s*\(|explain\s+(?:analyze\s+)?(?:select|insert|update|delete|with)\b)/i

/** Whether a whole text begins as a statement of SQL does. */
export function isSql(text: string): boolean {
  return text.length <= LONGEST && BEGINS.test(text)
}
