// What runs: command lines, statements of SQL and GraphQL, options behind which a program stands.
import { spend } from '../../model/budget.ts'
import { type EffectWord, RUNS, type Run } from '../../model/cedar.ts'
import type { Name } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { pathFormOf } from '../paths/path-form.ts'
import { hideCode } from './code.ts'
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
  'sql query statement stmt statements queries q ddl dml sqlquery rawsql sqlstatement expression search body data input text code',
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
  const { whole } = about(reader, name)
  const isLine = LINES.has(whole) && reader.words.some((word) => CONSOLES.has(word))
  if (COMMANDS.has(whole) || isLine)
    addRuns(reader, runsOfShell(value, reader.budget, codeOf(reader)), ['execute'])
}

export function readStatement(reader: Reader, name: Name, value: string): void {
  const word = about(reader, name).whole
  if (!STATEMENTS.has(word) || !spend(reader.budget, PER_TEXT + Math.min(value.length, 2000))) return
  if (isMutation(value)) {
    addEffects(reader, ['outward'])
    for (const field of fieldsOfMutation(value, reader.budget))
      addEffects(reader, reader.effectsOfName(field))
  } else if (SURE_SQL.has(word) || isSql(value) || (word === 'query' && reader.words.includes('sql'))) {
    const runs = runsOfSql(value, reader.budget, codeOf(reader))
    addRuns(reader, runs, runs.every((run) => run === 'looks') ? [] : ['execute'])
  }
}

const FLAGGED = /^-{1,2}[a-z][\w-]*(?:=|$)/i
const RUNNING_OPTION =
  /^--?(?:output|exec|pre|upload-pack|receive-pack|ext-diff|open-files-in-pager|config|post-?\w*|hook|eval|command|to-command|checkpoint-action|use-compress-program|rsh|proxycommand|o)(?:[=/]|$)/i
const OPTION_NAMES = list('args argv arguments flags options extraargs params parameters commandargs')

/** A value that the program behind the tool takes for an option, with a path or a program behind it. */
export function readOption(reader: Reader, name: Name, value: string): void {
  if (!value.startsWith('-') || /\s/.test(value.trim()) || !spend(reader.budget, value.length)) return
  if (RUNNING_OPTION.test(value)) addEffects(reader, ['execute'])
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
