// What a statement of SQL names: its kind, the tables that it touches, and the functions that it calls.
import { addName, type Code } from './code.ts'
import { type Token, words } from './sql-tokens.ts'

/** Functions that only compute. */
export const FUNCTIONS = words(`
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

const KINDS =
  words(`select insert update delete merge replace upsert truncate drop alter create grant revoke deny exec execute call
  copy do declare set use begin commit rollback show describe explain with values load bulk backup restore attach detach vacuum
  analyze lock kill import export install pragma comment prepare deallocate refresh reindex cluster optimize repair flush purge`)

// Behind these stands a table, but for words that may come first.
const BEFORE_TABLE = words('from join into update table truncate using')
const SKIPPED = words('only table if exists not lateral temporary temp as recursive')
// In these, `from` has no table behind it.
const OWN_FROM = words('extract substring substr trim overlay position')

const REACHES: readonly (readonly [string, RegExp])[] = [
  [
    'files',
    /^(?:pg_(?:read|ls|stat)_\w+|lo_(?:im|ex)port|load_file|load_extension|readfile|writefile|bfilename|utl_file|read_(?:csv|csv_auto|parquet|json|json_auto|text|blob|xlsx)|parquet_scan|glob|openrowset|xp_(?:cmdshell|fileexist|dirtree|subdirs|regread|regwrite)|sp_oacreate|sys_(?:exec|eval)|outfile|dumpfile|copy|bulk|infile|program|attach|file|fileio\w*|edit)$/,
  ],
  [
    'network',
    /^(?:dblink\w*|http\w*|url|remote|remotesecure|s3|s3cluster|gcs|hdfs|postgresql|mysql|mongodb|redis|jdbc|odbc|utl_(?:http|tcp|smtp|inaddr)|httpuritype|dbms_ldap|opendatasource|openquery|openrowset|xp_(?:cmdshell|dirtree|fileexist)|sp_oacreate|sys_(?:exec|eval)|pg_notify|aws_\w+|external_query|net|curl)$/,
  ],
  [
    'rights',
    /^(?:set_config|pg_(?:reload_conf|terminate_backend|cancel_backend|rotate_logfile|promote|switch_wal)|sp_(?:addrolemember|addsrvrolemember|configure|addlogin|grantdbaccess|password)|dbms_(?:java|scheduler|job|xmlquery)\w*|lo_unlink|setuser|sp_setapprole)$/,
  ],
]

function addReaches(word: string, { reaches }: Code): void {
  for (const [reach, pattern] of REACHES) if (pattern.test(word)) reaches.add(reach)
}

function isName(token: Token | undefined): token is Token {
  return token !== undefined && (token.kind === 'word' || token.kind === 'name')
}

/** The name from a place on, with its schema, and where it ends; undefined where none stands. */
function nameAt(tokens: readonly Token[], from: number): { name: string; end: number } | undefined {
  let at = from
  while (tokens[at]?.kind === 'word' && SKIPPED.has(tokens[at]?.text ?? '')) at += 1
  const first = tokens[at]
  if (!isName(first)) return undefined
  const parts = [first.text]
  at += 1
  while (tokens[at]?.text === '.' && isName(tokens[at + 1])) {
    parts.push(tokens[at + 1]?.text ?? '')
    at += 2
  }
  return { name: parts.slice(-2).join('.'), end: at }
}

/** The names of the queries that a `with` defines, which are not tables. */
function definedIn(tokens: readonly Token[]): ReadonlySet<string> {
  const defined = tokens.flatMap((token, at) => {
    const [next, after] = [tokens[at + 1], tokens[at + 2]]
    const isDefined =
      isName(token) && next?.text === 'as' && (after?.text === '(' || after?.text === 'materialized')
    return isDefined ? [token.text] : []
  })
  return new Set(tokens.some(({ text }) => text === 'with') ? defined : [])
}

/** Where in a list of tables the next one begins: behind a comma in the same bracket. */
function nextInList(tokens: readonly Token[], from: number): number | undefined {
  for (let at = from; at < tokens.length && at < from + 4; at += 1) {
    const { kind, text } = tokens[at] ?? { kind: 'sign', text: '' }
    if (kind === 'sign') return text === ',' ? at + 1 : undefined
    if (kind === 'word' && BEFORE_TABLE.has(text)) return undefined
  }
  return undefined
}

/** Whether a `from` is one of a function, as in `extract(year from a)`. */
function isOwnFrom(tokens: readonly Token[], at: number): boolean {
  let depth = 0
  for (let back = at - 1; back > 0 && back > at - 12; back -= 1) {
    const text = tokens[back]?.kind === 'sign' ? tokens[back]?.text : undefined
    if (text === ')') depth += 1
    if (text === '(' && depth === 0) return OWN_FROM.has(tokens[back - 1]?.text ?? '')
    if (text === '(') depth -= 1
  }
  return false
}

/** The tables that stand from a place on, one or a list of them. */
function tablesFrom(tokens: readonly Token[], from: number, isList: boolean, mayCall: boolean): string[] {
  const names: string[] = []
  for (let next: number | undefined = from; next !== undefined; ) {
    const found = nameAt(tokens, next)
    // A file or an address in the place of a table.
    if (found === undefined) return tokens[next]?.kind === 'string' ? [...names, '?'] : names
    if (!mayCall || tokens[found.end]?.text !== '(') names.push(found.name)
    next = isList ? nextInList(tokens, found.end) : undefined
  }
  return names
}

function addTables(tokens: readonly Token[], defined: ReadonlySet<string>, code: Code): void {
  tokens.forEach(({ kind, text }, at) => {
    if (kind !== 'word' || !BEFORE_TABLE.has(text) || (text === 'from' && isOwnFrom(tokens, at))) return
    const mayCall = text !== 'into' && text !== 'table'
    for (const name of tablesFrom(tokens, at + 1, text === 'from', mayCall))
      if (!defined.has(name)) addName(code.tables, name)
  })
}

// What stands before a bracket and calls nothing.
const NOT_CALLED =
  words(`in values as over exists and or not on using from join select where any all some into table union except
  intersect when then else by having limit returning set key unique check references primary index with is like between distinct`)

function addFunctions(tokens: readonly Token[], code: Code): void {
  tokens.forEach((token, at) => {
    if (!isName(token)) return
    if (token.kind === 'word') addReaches(token.text, code)
    if (tokens[at + 1]?.text !== '(' || NOT_CALLED.has(token.text) || FUNCTIONS.has(token.text)) return
    const before = tokens[at - 1]?.text ?? ''
    // `insert into t (a)`, `create table t (a int)` and `with x (a) as` name no function.
    if (/^(?:into|table|view|index|with|on)$/.test(before)) return
    addReaches(token.text, code)
    addName(code.functions, token.text)
  })
}

/** Adds what one statement names. */
export function addNames(tokens: readonly Token[], code: Code): void {
  const first = tokens.find(({ kind, text }) => kind === 'word' && KINDS.has(text))?.text
  addName(code.kinds, first ?? '')
  for (const [at, { kind, text }] of tokens.entries())
    if (at > 0 && kind === 'word' && /^(?:insert|update|delete|merge)$/.test(text) && isStart(tokens[at - 1]))
      addName(code.kinds, text)
  addTables(tokens, definedIn(tokens), code)
  addFunctions(tokens, code)
}

function isStart(before: Token | undefined): boolean {
  return before?.kind === 'sign' && /^[()]$/.test(before.text)
}
