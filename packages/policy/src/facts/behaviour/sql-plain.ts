// Whether a select only looks, as far as every server reads it.
import { FUNCTIONS } from './sql-names.ts'
import { type Token, words } from './sql-tokens.ts'

const STATEMENTS = words(`
  insert update delete merge replace upsert truncate drop alter create grant revoke deny exec execute call kill shutdown backup
  restore lock unlock declare set use begin commit rollback savepoint waitfor bulk dbcc load copy do handler attach detach
  install import export vacuum analyze go if while print raiserror throw goto return open close receive send checkpoint
  reconfigure dump enable disable deallocate prepare reindex cluster refresh comment security notify listen unlisten discard
  reset import optimize repair flush purge rename move add writetext updatetext readtext into outfile dumpfile pragma
  setuser revert trigger conversation nextval setval share sleep benchmark undrop unload put get remove`)

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
  // Nothing but the name of a column may stand between a value and what comes after it.
  const isAlias = next !== undefined && (next.text === ',' || next.text === 'from')
  return (
    CLAUSES.has(text) ||
    isMember ||
    select.isInFrom ||
    isAlias ||
    before?.text === 'as' ||
    !isValueEnd(before)
  )
}

/** Whether a select of these tokens only looks at rows, as far as every server reads it. */
export function isPlain(tokens: readonly Token[]): boolean {
  const select: Select = { cases: 0, isInFrom: false }
  return tokens.every((token, at) => {
    const before = tokens[at - 1]
    return token.kind === 'word'
      ? isPlainWord(select, token, before, tokens[at + 1])
      : isPlainSign(token, before)
  })
}
