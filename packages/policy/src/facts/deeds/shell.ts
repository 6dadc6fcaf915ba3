// What a command line would do, read by its words: what is not plainly a look is not taken for one.
import { type Budget, spend } from '../../model/budget.ts'
import type { Run } from '../../model/cedar.ts'
import { commandsOfBash } from './bash.ts'
import { effectsOfCommand, isLook, isShell, UNPACKERS } from './commands.ts'
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

function runsOfCommand(command: Command, isFed: boolean, depth: number, budget: Budget): readonly Run[] {
  const runs: Run[] = [...effectsOfCommand(command.words)]
  if (command.writesTo.some((path) => DEVICE.test(path))) runs.push('wipes')
  if (command.writesTo.length > 0) runs.push('writes')
  const [program = ''] = command.words
  if (isFed && isShell(command.words)) runs.push('downloads')
  if (isShell(command.words) || !isLook(command.words))
    for (const text of innerTexts(command)) {
      if (isSql(text)) runs.push(...runsOfSql(text, budget))
      else if (
        isShell([program]) ||
        /^(?:sudo|su|ssh|env|xargs|timeout|nohup|watch|cmd|cmd\.exe|eval|docker|kubectl|wsl)$/i.test(
          nameOfProgram(command.words),
        )
      )
        runs.push(...runsOf(text, depth + 1, budget))
    }
  return runs
}

/** The name of a program without its folder. */
function nameOfProgram([program = '']: readonly string[]): string {
  return (program.split(/[/\\]/).at(-1) ?? '').toLowerCase()
}

function runsOfCommands(commands: readonly Command[], depth: number, budget: Budget): Run[] {
  const fed = fedFromAfar(commands)
  return commands.flatMap((command, at) => runsOfCommand(command, fed[at] === true, depth, budget))
}

function runsOf(text: string, depth: number, budget: Budget): readonly Run[] {
  if (depth > DEPTH || !spend(budget, text.length * PER_CHARACTER)) return ['unknown']
  const { commands, inner, isSimple } = lineOf(text)
  const runs: Run[] = runsOfCommands(commands, depth, budget)
  if (!isSimple && spend(budget, text.length * PER_BASH_CHARACTER))
    runs.push(...runsOfCommands(commandsOfBash(text) ?? [], depth, budget))
  const runsText = inner.length > 0 && commands.some(({ words }) => isShell(words) || words[0] === 'eval')
  for (const one of inner) {
    runs.push('unknown', ...runsOf(one, depth + 1, budget).filter((run) => run !== 'looks'))
    if (runsText && UNPACKERS.test(one.trim().split(/\s/, 1)[0] ?? '')) runs.push('downloads')
  }
  if (/:\s*\(\s*\)\s*\{/.test(text)) runs.push('wipes')
  const [only] = commands
  if (runs.length > 0) return runs
  return isSimple && commands.length === 1 && only !== undefined && isLook(only.words)
    ? ['looks']
    : ['unknown']
}

const PER_CHARACTER = 15
const PER_BASH_CHARACTER = 60
const LONGEST = 10_000

/** What a command line would do. */
export function runsOfShell(text: string, budget: Budget): readonly Run[] {
  return text.length > LONGEST ? ['unknown'] : runsOf(text, 0, budget)
}

/** The words of a command line, as far as they may be paths. */
export function wordsOfShell(text: string, budget: Budget): readonly string[] {
  if (text.length > LONGEST || !spend(budget, text.length * PER_CHARACTER)) return []
  return lineOf(text).commands.flatMap(({ words, writesTo }) => [...words.slice(1), ...writesTo])
}
