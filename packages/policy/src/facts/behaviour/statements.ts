// What runs: command lines, statements of SQL and GraphQL, options behind which a program stands.
import { spend } from '../../model/budget.ts'
import { type EffectWord, RUNS, type Run } from '../../model/cedar.ts'
import { aboutOf, MEANS, means, type Name } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { hideCode } from './code.ts'
import { effectsOfGraph, isGraph } from './graph.ts'
import { fieldsOfMutation, isMutation } from './graphql.ts'
import { addEffects, addEnvironment, addRun, codeOf, PER_TEXT, type Reader } from './reader.ts'
import { runsOfShell } from './shell.ts'
import { isSql, runsOfSql } from './sql.ts'

export const COMMANDS = list(
  'command commands cmd cmds exec shell script entrypoint bash powershell cmdline commandline execute run',
)
// What is put there is typed, whatever the tool is called.
const TYPED = list('stdin keystrokes sendkeys keypresses')
const LINES = list('input text line keys data')
const CONSOLES = list(
  'console terminal shell tty repl pty prompt command cmd bash tmux pane subprocess ssh telnet serial',
)
const STATEMENTS = list(
  'sql definition cypher gremlin sparql aql query statement stmt statements queries q ddl dml sqlquery rawsql sqlstatement expression search body data input text code',
)
// Beside statements, a text of GraphQL stands here.
const DOCUMENTS = list('document documents mutation mutations operation operations gql graphql')
const GRAPHS = list('graphql gql graph api http request hasura apollo')
export const SURE_SQL = list('sql statement stmt statements ddl dml rawsql sqlstatement sqlquery')

const OF_RUN: Readonly<Record<Run, readonly EffectWord[]>> = {
  looks: [],
  writes: ['change'],
  unknown: [],
  downloads: ['execute', 'later'],
  rights: ['rights'],
  history: ['destructive'],
  wipes: ['destructive'],
}

export function addRuns(reader: Reader, runs: readonly Run[], least: readonly EffectWord[]): void {
  addEffects(reader, least)
  for (const run of runs) {
    addRun(reader, run)
    addEffects(reader, OF_RUN[run])
  }
}

export function readCommand(reader: Reader, name: Name, value: string): void {
  if (value.trim() === '') return
  const { whole, words, last } = aboutOf(name)
  if (whole === 'command' && isEdit(reader, value)) return
  const isLine =
    TYPED.has(whole) ||
    last === 'stdin' ||
    (LINES.has(whole) && reader.words.some((word) => CONSOLES.has(word)))
  const isNamed =
    COMMANDS.has(whole) || AT_START.has(whole) || (RUN_WORDS.has(last) && RUN_BY.has(words.at(-2) ?? ''))
  if (isNamed || isLine) addRuns(reader, runsOfShell(value, reader.budget, codeOf(reader)), ['execute'])
  else if (STARTED_AS.has(whole) && STARTED.test(value)) readStarted(reader, value)
  else if (means(name, MEANS.path) && INJECTED.test(value)) readInjected(reader, value)
}

// How a service is started: a program alone is its place, and one with options or a text is a command line.
const STARTED_AS = list(
  'binpath binarypath binpathname binarypathname exepath execpath execstart execstartpre execreload servicepath programpath',
)
const STARTED =
  /\S\s+["']?(?:--?|\/)\w|\b(?:sh|bash|zsh|cmd|powershell|pwsh|python[0-9.]*|perl|node|wscript|cscript|mshta|rundll32|regsvr32)(?:\.exe)?["']?(?:\s|$)/i

function readStarted(reader: Reader, value: string): void {
  if (reader.isReading) return
  addRuns(reader, runsOfShell(value, reader.budget, codeOf(reader)), ['execute', 'later'])
}

// What a machine runs when it first starts.
const AT_START = list('userdata customdata cloudinit cloudconfig')
const RUN_WORDS = list('command cmd cmdline commandline script')
const RUN_BY = list(
  `shell bash terminal system os ssh remote exec run start startup pre post init build install setup custom user hook on create
  attach stop deploy commit push merge release test lint watch healthcheck`,
)

const EDITORS = list('editor edit')
const EDITS = list('view create str_replace insert undo_edit')

/** The commands of an editor are what it does with a file, and not command lines. */
function isEdit({ words }: Reader, value: string): boolean {
  return EDITS.has(value) && words.some((word) => EDITORS.has(word))
}

const INJECTED = /[;&|`\n]|\$\(/
const SUBSTITUTED = /\$\([^)]|`[^`]+`/

/** A path behind which a command stands, for a tool that hands it to a shell. */
function readInjected(reader: Reader, value: string): void {
  const runs = runsOfShell(value, reader.budget)
  const isDoing = runs.some((run) => run !== 'looks' && run !== 'unknown' && run !== 'writes')
  if (isDoing || SUBSTITUTED.test(value)) addEffects(reader, ['execute'])
}

// A program in one of these languages, which is kept to run when something happens.
const PROGRAM_TEXTS = list(`
  javascript js python lua groovy powershell vbscript php ruby jscode pythoncode customcode inlinecode functioncode handlercode
  userscript scripttext onclick onload onevent callbackcode`)
const PROGRAM_ENDS = new Set([...PROGRAM_TEXTS, 'code', 'html', 'script', 'source', 'text'])
const WRITTEN_TEXTS = list(
  'snippet note gist comment page document block cell message file lesson article post answer example issue doc docs',
)

const ACTING = list(
  'action function trigger rule udf procedure automation bot macro transform step worker event button dag flow job operator',
)
const SHOWN_TO_ALL = list('theme header footer head site storefront tag widget banner layout')
const CODE_FORM = /\w\(.*\)|=>|;\s*$|\n|^\s*(?:import|from|def|class|const|let|var|function|require)\s/
const CODE_OF = list(
  'dag job function handler hook plugin lambda worker task step transform udf module model event action trigger',
)
const PAGE_CODE = /<script[\s>]|javascript:/i

/** Code of something that happens, and what runs in the pages that others see. */
function readPageText(reader: Reader, last: string, value: string): void {
  const isActing = last !== 'html' && CODE_FORM.test(value) && reader.words.some((word) => ACTING.has(word))
  const isShown = PAGE_CODE.test(value) && reader.words.some((word) => SHOWN_TO_ALL.has(word))
  if (isActing || isShown) addEffects(reader, ['execute', 'later'])
}

/** A program in a member of its own, for a tool that is about something other than texts. */
export function readProgramText(reader: Reader, name: Name, value: string): void {
  if (reader.isReading) return
  const { whole, words, last } = aboutOf(name)
  if (!PROGRAM_ENDS.has(last) || value.trim() === '') return
  if (last === 'code' || last === 'html' || last === 'source') readPageText(reader, last, value)
  if (last === 'code' && CODE_OF.has(words.at(-2) ?? '') && CODE_FORM.test(value))
    addEffects(reader, ['execute', 'later'])
  if (!PROGRAM_TEXTS.has(whole) && !PROGRAM_TEXTS.has(last)) return
  if (!reader.words.some((word) => WRITTEN_TEXTS.has(singularOf(word))))
    addEffects(reader, ['execute', 'later'])
}

export function readStatement(reader: Reader, name: Name, value: string): void {
  const word = aboutOf(name).whole
  if (DOCUMENTS.has(word)) readDocument(reader, value)
  if (BEHIND.test(value) && !isSaid(name, word, value)) addEffects(reader, ['execute'])
  if (
    !STATEMENTS.has(word) ||
    (isSpoken(reader) && SPOKEN_MEMBERS.has(word)) ||
    !spend(reader.budget, PER_TEXT + Math.min(value.length, 2000))
  )
    return
  readClientCommand(reader, word, value)
  if (isMutation(value)) {
    readMutation(reader, value)
  } else if (!SURE_SQL.has(word) && !isSql(value) && isGraph(value)) {
    addEffects(reader, effectsOfGraph(value))
  } else if (SURE_SQL.has(word) || isSql(value) || isAsked(reader, word, value)) {
    readSql(reader, value)
  }
}

function readMutation(reader: Reader, value: string): void {
  addEffects(reader, ['outward'])
  for (const field of fieldsOfMutation(value, reader.budget)) addEffects(reader, reader.effectsOfName(field))
}

/** A mutation that stands under a name for documents, unless documents are what the tool writes. */
function readDocument(reader: Reader, value: string): void {
  if (!reader.isReading && !reader.words.some((word) => GRAPHS.has(word))) return
  if (spend(reader.budget, PER_TEXT + Math.min(value.length, 2000)) && isMutation(value))
    readMutation(reader, value)
}

function readSql(reader: Reader, value: string): void {
  const code = codeOf(reader)
  const runs = runsOfSql(value, reader.budget, code)
  const isLook = runs.every((run) => run === 'looks') && code.reaches.size === 0
  addRuns(reader, runs, isLook ? [] : ['execute'])
}

/** Whether a text is what is written or searched for; a schema is one of a database unless it is an object. */
function isSaid(name: Name, word: string, value: string): boolean {
  return means(name, MEANS.content | MEANS.search) && (word !== 'schema' || value.startsWith('{'))
}

// What the client of a database does itself: it runs programs, loads libraries, reads and writes files.
const CLIENT_COMMAND =
  /(?:^|\n)\s*(?:\\(?:!|(?:copy|o|w|i|ir|g|gexec|setenv|lo_\w+)\b)|\.(?:shell|system|load|open|output|once|read|import|backup|save|restore|clone|excel|log)\b)/

const DATABASES = list(
  'sql db database query queries statement mysql postgres postgresql psql sqlite duckdb clickhouse snowflake bigquery',
)
const BEGINS_STATEMENT =
  /^[\s(]*(?:select|with|insert|update|delete|merge|replace|truncate|drop|create|alter|rename|grant|revoke|call|do|exec|execute|vacuum|reindex|cluster|explain|attach|detach|pragma|copy|load|lock|kill|flush|optimize|prepare|declare|discard|shutdown|dbcc|bulk|waitfor)\b/i

/** Whether a query of a tool for databases is a statement, however short it is. */
function isAsked({ words }: Reader, word: string, value: string): boolean {
  if (word !== 'query' && word !== 'queries') return false
  if (words.includes('sql')) return true
  return (
    BEGINS_STATEMENT.test(value.slice(0, 200).normalize('NFKC')) &&
    words.some((one) => DATABASES.has(one)) &&
    !words.some((one) => SPOKEN.has(one))
  )
}

function readClientCommand(reader: Reader, word: string, value: string): void {
  if ((!value.includes('\\') && !value.includes('.')) || !CLIENT_COMMAND.test(value)) return
  if (SURE_SQL.has(word) || reader.words.some((one) => STORED.has(one))) addEffects(reader, ['execute'])
}

// A second statement behind what should be a name or a condition.
const BEHIND =
  /;\s*(?:drop\s+(?:table|database|schema|view|index|user)|delete\s+from|truncate\s+\w|update\s+\S{1,64}\s+set|insert\s+into|alter\s+(?:table|user|role)|exec(?:ute)?\s+\w|shutdown\b|grant\s+\w)/i

const SPOKEN = list(`
  comment issue note message task ticket doc docs document email mail reply review article memory todo reminder label
  thread chat wiki kb knowledge faq log logs answer draft code codebase repo repository web internet symbol symbols`)
const SPOKEN_MEMBERS = list('expression search body data input text code query q')
const STORED = list(
  'sql db database table row rows record records query statement graphql api http request execute run',
)

/** Whether a tool is about what people write, in which a statement is only spoken about. */
function isSpoken({ words }: Reader): boolean {
  return (
    words.some((word) => SPOKEN.has(word)) && !words.some((word) => STORED.has(word) || CONSOLES.has(word))
  )
}

const WIPING = list('drop truncate wipe erase format shred obliterate nuke destroy delete purge flush zero')
const WHOLE = list('table database db schema disk drive partition keyspace warehouse filesystem volume')
const ROWS = list('drop truncate wipe erase')
// The same in one word: `dropdatabase`.
const JOINED =
  /^(?:(?:drop|truncate|wipe|erase|shred|obliterate|nuke|destroy|delete|purge|flush)(?:all|the|entire|whole)?(?:table|database|db|schema|disk|drive|partition|keyspace|warehouse|filesystem|volume)s?|format(?:disk|drive|partition|volume)s?)$/

/** A name that says that a whole table, database or disk is destroyed. */
export function readName(reader: Reader): void {
  if (reader.isReading) return
  const words = reader.words.map(singularOf)
  const isWhole = words.some(
    (word, at) => WHOLE.has(word) && words.slice(0, at).some((one) => WIPING.has(one)),
  )
  const isTurned = words.some(
    (word, at) => ROWS.has(word) && words.slice(0, at).some((one) => WHOLE.has(one)),
  )
  const isJoined = words.some((word) => JOINED.test(word))
  if (isWhole || isTurned || isJoined) addRun(reader, 'wipes')
}

const HIDDEN = RUNS.filter((run) => run !== 'looks')

/** What nobody can see may be anything that a forbid asks for. */
export function hide(reader: Reader): void {
  for (const run of HIDDEN) addRun(reader, run)
  addEnvironment(reader, '?')
  hideCode(codeOf(reader))
}
