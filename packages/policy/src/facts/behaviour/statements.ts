// What runs: command lines, statements of SQL and GraphQL, options behind which a program stands.
import { spend } from '../../model/budget.ts'
import { type EffectWord, RUNS, type Run } from '../../model/cedar.ts'
import { MEANS, means, type Name } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { pathFormOf } from '../paths/path-form.ts'
import { hideCode } from './code.ts'
import { effectsOfGraph, isGraph } from './graph.ts'
import { fieldsOfMutation, isMutation } from './graphql.ts'
import { about, addEffects, addEnvironment, addRun, codeOf, list, PER_TEXT, type Reader } from './reader.ts'
import { runsOfShell } from './shell.ts'
import { isSql, runsOfSql } from './sql.ts'

export const COMMANDS = list(
  'command commands cmd cmds exec shell script entrypoint bash powershell cmdline commandline execute run',
)
const LINES = list('input text line stdin keys data')
const CONSOLES = list('console terminal shell tty repl pty prompt command cmd bash')
const STATEMENTS = list(
  'sql definition cypher gremlin sparql aql query statement stmt statements queries q ddl dml sqlquery rawsql sqlstatement expression search body data input text code',
)
const SURE_SQL = list('sql statement stmt statements ddl dml rawsql sqlstatement sqlquery')

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
  const { whole, words, last } = about(reader, name)
  if (whole === 'command' && isEdit(reader, value)) return
  const isLine = LINES.has(whole) && reader.words.some((word) => CONSOLES.has(word))
  const isNamed = COMMANDS.has(whole) || (RUN_WORDS.has(last) && RUN_BY.has(words.at(-2) ?? ''))
  if (isNamed || isLine) addRuns(reader, runsOfShell(value, reader.budget, codeOf(reader)), ['execute'])
  else if (means(name, MEANS.path) && INJECTED.test(value)) readInjected(reader, value)
}

const RUN_WORDS = list('command cmd cmdline commandline script')
const RUN_BY = list(
  'shell bash terminal system os ssh remote exec run start startup pre post init build install setup custom user hook on',
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

export function readStatement(reader: Reader, name: Name, value: string): void {
  const word = about(reader, name).whole
  if (BEHIND.test(value) && !means(name, MEANS.content | MEANS.search)) addEffects(reader, ['execute'])
  if (
    !STATEMENTS.has(word) ||
    (isSpoken(reader) && SPOKEN_MEMBERS.has(word)) ||
    !spend(reader.budget, PER_TEXT + Math.min(value.length, 2000))
  )
    return
  if (isMutation(value)) {
    addEffects(reader, ['outward'])
    for (const field of fieldsOfMutation(value, reader.budget))
      addEffects(reader, reader.effectsOfName(field))
  } else if (!SURE_SQL.has(word) && !isSql(value) && isGraph(value)) {
    addEffects(reader, effectsOfGraph(value))
  } else if (SURE_SQL.has(word) || isSql(value) || (word === 'query' && reader.words.includes('sql'))) {
    const runs = runsOfSql(value, reader.budget, codeOf(reader))
    addRuns(reader, runs, runs.every((run) => run === 'looks') ? [] : ['execute'])
  }
}

// A second statement behind what should be a name or a condition.
const BEHIND =
  /;\s*(?:drop\s+(?:table|database|schema|view|index|user)|delete\s+from|truncate\s+\w|update\s+\S{1,64}\s+set|insert\s+into|alter\s+(?:table|user|role)|exec(?:ute)?\s+\w|shutdown\b|grant\s+\w)/i

const SPOKEN = list(`
  comment issue note message task ticket doc docs document email mail reply review article memory todo reminder label
  thread chat wiki kb knowledge faq log logs answer draft`)
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

const TRANSPORT = /^(?:ext|fd)::/i

const FLAGGED = /^-{1,2}[a-z][\w-]*(?:=|$)/i
const RUNNING_OPTION =
  /^--?(?:output|exec|pre|upload-pack|receive-pack|ext-diff|open-files-in-pager|config|post-?\w*|hook|eval|command|to-command|checkpoint-action|use-compress-program|rsh|proxycommand|o)(?:[=/]|$)/i
const TEXT_QUERY = list('query q keyword keywords term terms phrase')
const PROGRAMS = list('grep ripgrep rg git find ag ack curl tar ssh')

// Options of git whose program or file stands right behind them.
const GIT_OPTION = /^-[Oou]./
export const OPTION_NAMES = list('args argv arguments flags options extraargs params parameters commandargs')

/** A value that the program behind the tool takes for an option, with a path or a program behind it. */
export function readOption(reader: Reader, name: Name, value: string): void {
  if (TRANSPORT.test(value)) addEffects(reader, ['execute'])
  if (!value.startsWith('-') || /\s/.test(value.trim()) || !spend(reader.budget, value.length)) return
  if (TEXT_QUERY.has(about(reader, name).whole) && !reader.words.some((word) => PROGRAMS.has(word))) return
  const isGit = reader.words[0] === 'git' && GIT_OPTION.test(value)
  if (isGit || RUNNING_OPTION.test(value)) addEffects(reader, ['execute'])
  if (OPTION_NAMES.has(about(reader, name).whole)) return
  const behind = FLAGGED.test(value) ? value.slice(value.indexOf('=') + 1) : value.slice(2)
  if (pathFormOf(behind) === 'rooted' || pathFormOf(behind) === 'file') addEffects(reader, ['execute'])
}

const WIPING = list('drop truncate wipe erase format shred obliterate nuke destroy delete purge flush zero')
const WHOLE = list('table database db schema disk drive partition keyspace warehouse filesystem volume')
const ROWS = list('drop truncate wipe erase')

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
  if (isWhole || isTurned) addRun(reader, 'wipes')
}

const HIDDEN = RUNS.filter((run) => run !== 'looks')

/** What nobody can see may be anything that a forbid asks for. */
export function hide(reader: Reader): void {
  for (const run of HIDDEN) addRun(reader, run)
  addEnvironment(reader, '?')
  hideCode(codeOf(reader))
}
