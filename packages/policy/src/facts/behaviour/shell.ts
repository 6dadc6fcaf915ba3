// What a command line would do, read by its words: what is not plainly a look is not taken for one.
import { type Budget, spend } from '../../model/budget.ts'
import type { Run } from '../../model/cedar.ts'
import { commandsOfBash } from './bash.ts'
import { addName, type Code, noCode } from './code.ts'
import { effectsOfCommand, isLook, isShell, programsOf, UNPACKERS } from './commands.ts'
import { type Command, lineOf } from './line.ts'
import { isSql, runsOfSql } from './sql.ts'

const DEPTH = 4
const DEVICE = /^\/dev\/(?!null$|stdout$|stderr$|tty$|fd\/)/

/** Whether what each command reads was downloaded or unpacked by one before it in the same pipe. */
function fedFromAfar(commands: readonly Command[]): boolean[] {
  const fed: boolean[] = []
  commands.forEach(({ isPiped }, at) => {
    const isBefore = fed[at - 1] === true || UNPACKERS.test(nameOfProgram(commands[at - 1]?.words ?? []))
    fed.push(at > 0 && isPiped && isBefore)
  })
  return fed
}

/** What a program is asked to run in a text of its own. */
function innerTexts({ words }: Command): readonly string[] {
  return words.slice(1).filter((word) => /\s|^[a-z]+\(\)|;/.test(word) || word.includes('('))
}

// Programs without a database: a text that looks like SQL is the message of a commit, a title or a note.
const WITHOUT_SQL =
  /^(?:git|gh|glab|hg|svn|jj|logger|notify-send|wall|write|say|espeak|mail|mailx|figlet)(?:\.exe)?$/

// They run the text that they are given as a command line.
const STARTERS = /^(?:sudo|su|ssh|env|xargs|timeout|nohup|watch|cmd|cmd\.exe|eval|docker|kubectl|wsl)$/i

/** What a text of its own does that a program is given. */
function runsOfText({ words }: Command, text: string, where: Where): readonly Run[] {
  const name = nameOfProgram(words)
  if (isSql(text)) return WITHOUT_SQL.test(name) ? [] : runsOfSql(text, where.budget, where.code)
  const [program = ''] = words
  const isStarted = isShell([program]) || STARTERS.test(name)
  return isStarted ? runsOf(text, { ...where, depth: where.depth + 1 }) : []
}

function runsOfCommand(command: Command, isFed: boolean, where: Where): readonly Run[] {
  const runs: Run[] = [...effectsOfCommand(command.words)]
  if (command.writesTo.some((path) => DEVICE.test(path))) runs.push('wipes')
  if (command.writesTo.length > 0) runs.push('writes')
  if (isFed && isShell(command.words)) runs.push('downloads')
  if (isShell(command.words) || !isLook(command.words))
    for (const text of innerTexts(command)) runs.push(...runsOfText(command, text, where))
  return runs
}

/** The name of a program without its folder. */
function nameOfProgram([program = '']: readonly string[]): string {
  return (program.split(/[/\\]/).at(-1) ?? '').toLowerCase()
}

type Where = { readonly depth: number; readonly budget: Budget; readonly code: Code }

function addCommand({ words, writesTo }: Command, { programs, writesTo: files }: Code): void {
  for (const program of programsOf(words)) addName(programs, program)
  for (const file of writesTo) addName(files, file)
}

function runsOfCommands(commands: readonly Command[], where: Where): Run[] {
  const fed = fedFromAfar(commands)
  for (const command of commands) addCommand(command, where.code)
  return commands.flatMap((command, at) => runsOfCommand(command, fed[at] === true, where))
}

/** What stands in substitutions runs, too, and what it puts out is run where a shell takes it. */
function runsOfInner(inner: readonly string[], commands: readonly Command[], where: Where): Run[] {
  const isRun = commands.some(({ words }) => isShell(words) || words[0] === 'eval')
  return inner.flatMap((one) => {
    const own = runsOf(one, { ...where, depth: where.depth + 1 }).filter((run) => run !== 'looks')
    const isFetched = isRun && UNPACKERS.test(one.trim().split(/\s/, 1)[0] ?? '')
    return ['unknown' as const, ...own, ...(isFetched ? (['downloads'] as const) : [])]
  })
}

function runsOf(text: string, where: Where): readonly Run[] {
  const { depth, budget, code } = where
  if (depth > DEPTH || !spend(budget, text.length * PER_CHARACTER)) {
    code.programs.add('?')
    return ['unknown']
  }
  const { commands, inner, isSimple } = lineOf(text)
  const runs: Run[] = runsOfCommands(commands, where)
  if (!isSimple && spend(budget, text.length * PER_BASH_CHARACTER))
    runs.push(...runsOfCommands(commandsOfBash(text) ?? UNREAD, where))
  runs.push(...runsOfInner(inner, commands, where))
  if (inner.length > 0) code.substitutes = true
  if (/:\s*\(\s*\)\s*\{/.test(text)) runs.push('wipes')
  const [only] = commands
  if (runs.length > 0) return runs
  return isSimple && commands.length === 1 && only !== undefined && isLook(only.words)
    ? ['looks']
    : ['unknown']
}

/** In place of the commands of a line that is too long for its grammar. */
const UNREAD: readonly Command[] = [{ words: ['?'], writesTo: [], isPiped: false }]

const PER_CHARACTER = 15
const PER_BASH_CHARACTER = 60
const LONGEST = 10_000

/** What a command line would do. */
export function runsOfShell(text: string, budget: Budget, code = noCode()): readonly Run[] {
  if (text.length <= LONGEST) return runsOf(text, { depth: 0, budget, code })
  code.programs.add('?')
  return ['unknown']
}

/** The words of a command line, as far as they may be paths. */
export function wordsOfShell(text: string, budget: Budget): readonly string[] {
  if (text.length > LONGEST || !spend(budget, text.length * PER_CHARACTER)) return []
  return lineOf(text).commands.flatMap(({ words, writesTo }) => [...words.slice(1), ...writesTo])
}
