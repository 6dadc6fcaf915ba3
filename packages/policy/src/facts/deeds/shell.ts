// What a command line would do, read by its words: what is not plainly a look is not taken for one.
import { type Budget, spend } from '../../model/budget.ts'
import type { Run } from '../../model/cedar.ts'
import { effectsOfCommand, isLook, isShell, UNPACKERS } from './commands.ts'
import { isSql, runsOfSql } from './sql.ts'

/** One command with its words, and what of it is not only words. */
export type Command = {
  readonly words: string[]
  /** Where output is written to. */
  readonly writesTo: string[]
  /** Whether its input is what the command before it put out. */
  readonly isPiped: boolean
  /** Whether a word of it is only known when it runs. */
  isExpanded: boolean
}

type Line = {
  readonly commands: Command[]
  /** What stands in substitutions. */
  readonly inner: string[]
  /** Whether it is one command, without comments and control characters, that every shell reads alike. */
  isSimple: boolean
}

function commandOf(isPiped: boolean): Command {
  return { words: [], writesTo: [], isPiped, isExpanded: false }
}

const PART =
  /([ \t]*(?:&&|\|\||[;&\n\r]|\|&?)\s*)|([ \t]+)|(#[^\n]*)|([0-9]*(?:>>?|<<?<?)(?!\()&?[ \t]*)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|(\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`|[<>]\([^()]*\))|(\$\{?\w+\}?)|([(){}])|([^\s'"\\$`;&|<>#(){}]+|[\s\S])/y

type Reader = { readonly line: Line; word: string | undefined; isTarget: boolean }

function endWord(reader: Reader): void {
  const { line, word } = reader
  const command = line.commands.at(-1)
  if (word === undefined || command === undefined) return
  if (reader.isTarget) command.writesTo.push(word)
  else command.words.push(word)
  reader.word = undefined
  reader.isTarget = false
}

function append(reader: Reader, text: string): void {
  reader.word = (reader.word ?? '') + text
}

function expand(reader: Reader, text: string): void {
  const { line } = reader
  append(reader, text)
  const command = line.commands.at(-1)
  if (command !== undefined) command.isExpanded = true
  line.isSimple = false
  const inner = /^(?:[$<>]\(([\s\S]*)\)|`([\s\S]*)`)$/.exec(text)
  if (inner !== null) line.inner.push(inner[1] ?? inner[2] ?? '')
}

function separate(reader: Reader, text: string): void {
  endWord(reader)
  reader.line.isSimple = false
  reader.line.commands.push(commandOf(text.includes('|') && !text.includes('||')))
}

function redirect(reader: Reader, sign: string): void {
  endWord(reader)
  reader.line.isSimple = false
  reader.isTarget = sign.includes('>')
}

function appendQuoted(reader: Reader, text: string): void {
  append(reader, text)
  for (const [found] of text.matchAll(/\$\([^()]*\)|`[^`]*`|\$\w+/g)) expand(reader, found)
}

/** A backslash is a part of a path on some systems, and takes the meaning of a sign on others. */
function appendEscaped(reader: Reader, sign: string): void {
  append(reader, /[\w.]/.test(sign) ? `\\${sign}` : sign)
}

function endSimple({ line, word }: Reader, text: string): void {
  if (word === undefined || !text.startsWith('#')) line.isSimple = false
}

// In the order of the groups of `PART`.
const READERS: readonly ((reader: Reader, text: string) => void)[] = [
  separate,
  endWord,
  endSimple,
  redirect,
  append,
  appendQuoted,
  appendEscaped,
  expand,
  expand,
  endSimple,
  append,
]

function readPart(reader: Reader, groups: readonly (string | undefined)[]): void {
  const at = groups.findIndex((group) => group !== undefined)
  READERS[at]?.(reader, groups[at] ?? '')
}

/** The commands of a line, as a shell splits it. */
function lineOf(text: string): Line {
  const line: Line = { commands: [commandOf(false)], inner: [], isSimple: /^[\x20-\x7e]*$/.test(text) }
  const reader: Reader = { line, word: undefined, isTarget: false }
  const part = new RegExp(PART)
  for (let match = part.exec(text); match !== null && match[0] !== ''; match = part.exec(text))
    readPart(reader, match.slice(1))
  endWord(reader)
  const commands = line.commands.filter(({ words, writesTo }) => words.length + writesTo.length > 0)
  return { ...line, commands }
}

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

function runsOf(text: string, depth: number, budget: Budget): readonly Run[] {
  if (depth > DEPTH || !spend(budget, text.length * PER_CHARACTER)) return ['unknown']
  const { commands, inner, isSimple } = lineOf(text)
  const runs: Run[] = []
  const fed = fedFromAfar(commands)
  commands.forEach((command, at) => {
    runs.push(...runsOfCommand(command, fed[at] === true, depth, budget))
  })
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
