// Tests our readers of SQL and command lines against kept parsers: what these find, ours never miss.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadModule, parseSync } from 'libpg-query'
import { forEachChild, parse as parseBash } from 'unbash'
import { lineOf } from '../src/facts/behaviour/line.ts'
import { runsOfShell } from '../src/facts/behaviour/shell.ts'
import { runsOfSql } from '../src/facts/behaviour/sql.ts'
import { createBudget } from '../src/model/budget.ts'
import type { Run } from '../src/model/cedar.ts'

await loadModule()

type Json = Readonly<Record<string, unknown>>

/** What PostgreSQL's own grammar takes a statement for, by the kind of its tree. */
const BY_KIND: Readonly<Record<string, Run>> = {
  InsertStmt: 'writes',
  MergeStmt: 'writes',
  UpdateStmt: 'writes',
  DeleteStmt: 'writes',
  TruncateStmt: 'wipes',
  DropStmt: 'wipes',
  DropdbStmt: 'wipes',
  DropRoleStmt: 'wipes',
  GrantStmt: 'rights',
  GrantRoleStmt: 'rights',
  CreateRoleStmt: 'rights',
  CreateFunctionStmt: 'rights',
  CreateTrigStmt: 'rights',
  CreateExtensionStmt: 'rights',
}

const OWN_FUNCTIONS =
  /^(?:count|sum|avg|min|max|lower|upper|length|coalesce|round|abs|now|date_trunc|substring|concat|trim|replace|row_number|rank)$/

function isFunctionOfNoNote({ funcname }: Json): boolean {
  const names = Array.isArray(funcname)
    ? funcname.map((part) => String(Object(Object(part).String).sval))
    : []
  return OWN_FUNCTIONS.test(names.at(-1) ?? '')
}

function isAnalyzing({ options }: Json): boolean {
  return JSON.stringify(options ?? []).includes('"analyze"')
}

/** Every kind of tree within one, with what is in it; what is only explained is not run. */
function* kindsIn(value: unknown): Generator<readonly [string, Json]> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (/^[A-Z]/.test(name)) yield [name, Object(inner)]
    if (name !== 'ExplainStmt' || isAnalyzing(Object(inner))) yield* kindsIn(inner)
  }
}

function runOfTree(kind: string, tree: Json): Run | undefined {
  if ((kind === 'DeleteStmt' || kind === 'UpdateStmt') && tree.whereClause === undefined) return 'wipes'
  if (Object.hasOwn(BY_KIND, kind)) return BY_KIND[kind]
  if (kind === 'FuncCall') return isFunctionOfNoNote(tree) ? undefined : 'unknown'
  if (kind === 'IntoClause' || kind === 'LockingClause') return 'unknown'
  return kind.endsWith('Stmt') && !/^(?:Select|Explain|Raw)Stmt$/.test(kind) ? 'unknown' : undefined
}

function treesOf(text: string): unknown {
  try {
    return parseSync(text).stmts
  } catch {
    return undefined
  }
}

/** What the grammar finds in a text; undefined when PostgreSQL would refuse it. */
function runsByGrammar(text: string): ReadonlySet<Run> | undefined {
  const statements = treesOf(text)
  if (statements === undefined) return undefined
  const runs = new Set<Run>()
  for (const [kind, tree] of kindsIn(statements)) {
    const run = runOfTree(kind, tree)
    if (run !== undefined) runs.add(run)
  }
  return runs
}

const WORDS =
  `select insert update delete truncate drop grant create alter copy with explain analyze from where and or into set values
  table database role user function on to as a b t users x 1 2 'x' 'drop table t' "t" * = <> ( ) , ; -- /* */ \n returning for
  limit 1 order by count(*) max(a) pg_read_file('a') pg_sleep(1) set_config('a','b',false) dblink('a') true 1=1 a=1 id=4 join using
  (select 1) union all do $$begin$$ call p() lock in execute prepare refresh materialized view if exists cascade default null not`.split(
    / +|(?<=\S)\n +/,
  )
const STATEMENTS = [
  'select a from t where a = 1',
  'select count(*) from t',
  'delete from t',
  'delete from t where a = 1',
  'update t set a = 1',
  'update t set a = 1 where id = 4',
  'truncate t',
  'drop table t',
  'drop role a',
  'insert into t values (1)',
  'grant all on t to a',
  'create role a',
  'with d as (delete from t returning *) select * from d',
  'select a into b from t',
  'select * from t for update',
  "copy t from program 'id'",
  "select pg_read_file('/etc/passwd')",
  "select * from dblink('host=a', 'select 1') as x(a int)",
  'explain analyze delete from t',
  'create extension dblink',
  'do $$ begin perform 1; end $$',
  'call p(1)',
  'with x as (select 1) select * from x',
  'select (select max(a) from t) from b union all select 1',
]

const dressed = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { minLength: 2, maxLength: 12 }).map((words) => words.join(' ')),
  fc
    .tuple(
      fc.array(fc.constantFrom(...STATEMENTS), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('; ', ';\n', ' ;', ';/* */'),
      fc.constantFrom('', ' ', '\n\t', '/* a */ ', '-- a\n', '(', 'explain ', 'explain (analyze) '),
      fc.constantFrom<(text: string) => string>(
        (text) => text,
        (text) => text.toUpperCase(),
        (text) => text.replaceAll(' ', '/**/'),
        (text) => text.replaceAll(' ', '\n'),
        (text) => text.replace(/\bt\b/g, 'public."T"'),
      ),
    )
    .map(
      ([texts, between, before, dress]) => before + dress(texts.join(between)) + (before === '(' ? ')' : ''),
    ),
)

const ORDER: readonly Run[] = ['wipes', 'rights', 'writes', 'unknown']

/** What the grammar finds and our reader does not, nor anything stricter. */
function missedIn(text: string): string[] {
  const found = runsByGrammar(text)
  if (found === undefined) return []
  const own = new Set(runsOfSql(text, createBudget()))
  return [...found].filter((run) => {
    if (run === 'wipes' || run === 'rights') return !own.has(run) && !own.has('wipes')
    return !ORDER.some((other) => own.has(other))
  })
}

test('no statement is laxer for our reader than for the grammar of PostgreSQL', () => {
  let parsed = 0
  const seen = new Set<Run>()
  fc.assert(
    fc.property(dressed, (text) => {
      const found = runsByGrammar(text)
      if (found !== undefined) parsed += 1
      for (const run of found ?? []) seen.add(run)
      assert.deepEqual(missedIn(text), [], text)
    }),
    { numRuns: 5000 },
  )
  assert.ok(parsed > 1000, `${parsed} statements were parsed`)
  assert.deepEqual([...seen].toSorted(), [...ORDER].toSorted())
})

/** The words of each command that the grammar of Bash finds, and whether it finds more than words. */
function commandsByGrammar(text: string): { words: string[][]; isPlain: boolean } {
  const words: string[][] = []
  let isPlain = true
  function visit(node: Parameters<typeof forEachChild>[0]): void {
    if (node.type === 'Command') {
      words.push([node.name, ...node.args].flatMap((word) => (word?.type === 'Word' ? [word.value] : [])))
      if (node.redirects.length + node.prefix.length > 0) isPlain = false
    } else if (
      /Expansion|Substitution|Pipeline|AndOr|If|For|While|Group|Subshell|Function|Case/.test(node.type)
    )
      isPlain = false
    forEachChild(node, visit)
  }
  visit(parseBash(text))
  return { words, isPlain }
}

function withoutBackslashes(word: string): string {
  return word.replaceAll('\\', '')
}

const PIECES = [
  ...[
    'ls',
    'cat',
    'rm',
    '-rf',
    'git',
    'status',
    'push',
    '-f',
    'echo',
    'a',
    '/',
    'sh',
    '-c',
    'curl',
    'if',
    'do',
    'done',
    'then',
    'fi',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    ';',
    '|',
    '&',
    '&&',
    '>',
    '<',
    '<<',
    '$(',
    ')',
    '`',
    '"',
    "'",
    '\\',
    '$a',
    '{',
    '}',
    '#',
    '*',
    '=',
    "$'\\x72m'",
  ],
]
const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''))

test('what our reader takes for a look is one plain command for the grammar of Bash, of the same words', () => {
  let looks = 0
  fc.assert(
    fc.property(
      fc.oneof(
        line,
        line.map((rest) => `ls ${rest}`),
        line.map((rest) => `cat a${rest}`),
      ),
      (text) => {
        if (!runsOfShell(text, createBudget()).includes('looks')) return
        looks += 1
        const { words, isPlain } = commandsByGrammar(text)
        assert.ok(isPlain, text)
        // A backslash within a word may be one of a path.
        const own = lineOf(text).commands.map((command) => command.words.map(withoutBackslashes))
        assert.deepEqual(
          words.map((command) => command.map(withoutBackslashes)),
          own,
          text,
        )
      },
    ),
    { numRuns: 20_000 },
  )
  assert.ok(looks > 300, `${looks} lines look`)
})

test('a command that destroys is found within whatever Bash runs it', () => {
  for (const text of [
    'for f in *; do rm -rf "$f"; done',
    'if true; then { rm -rf a; }; fi',
    'f() { rm -rf a; }; f',
    'case a in a) rm -rf b;; esac',
    'while read -r f; do (cd a && rm -rf "$f"); done < b',
    "$'\\x72m' -rf a",
    'echo "$(echo "$(rm -rf a)")"',
    '{rm,-rf,a}',
    'bash <<EOF\nrm -rf a\nEOF',
    'bash <<< "rm -rf a"',
    'coproc rm -rf a',
    '! rm -rf a',
    'time rm -rf a',
    'a=1 b=2 rm -rf c',
    'ls | while read f; do rm -r "$f"; done',
    'select x in a; do git push --force; done; rm -rf b',
  ])
    assert.ok(runsOfShell(text, createBudget()).includes('wipes'), text)
})
