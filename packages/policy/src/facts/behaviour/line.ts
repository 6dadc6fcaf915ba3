// Splits a command line into its commands as every shell does: by quotes, separators and redirections.

/** One command with its words, and what of it is not only words. */
export type Command = {
  readonly words: string[]
  /** Where output is written to. */
  readonly writesTo: string[]
  /** Whether its input is what the command before it put out. */
  readonly isPiped: boolean
}

type Line = {
  readonly commands: Command[]
  /** What stands in substitutions. */
  readonly inner: string[]
  /** Whether it is one command, without comments and control characters, that every shell reads alike. */
  isSimple: boolean
}

function commandOf(isPiped: boolean): Command {
  return { words: [], writesTo: [], isPiped }
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
  if (/`|\$[({]/.test(text)) reader.line.isSimple = false
  for (const [found] of text.matchAll(/\$\([^()]*\)|`[^`]*`|\$\w+/g)) expand(reader, found)
}

/** A backslash is a part of a path on some systems, and takes the meaning of a sign on others. */
function appendEscaped(reader: Reader, sign: string): void {
  const isOption = reader.word?.startsWith('-') === true
  if (isOption) reader.line.isSimple = false
  append(reader, /[\w.]/.test(sign) && !isOption ? `\\${sign}` : sign)
}

function endSimple({ line }: Reader): void {
  line.isSimple = false
}

/** A quote or a backslash that nothing follows or closes is an error for some shells, and a sign for others. */
function appendSign(reader: Reader, text: string): void {
  append(reader, text)
  if (/^['"`\\$]$/.test(text)) reader.line.isSimple = false
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
  appendSign,
]

function readPart(reader: Reader, groups: readonly (string | undefined)[]): void {
  const at = groups.findIndex((group) => group !== undefined)
  READERS[at]?.(reader, groups[at] ?? '')
}

/** The commands of a line, as a shell splits it. */
export function lineOf(text: string): Line {
  const line: Line = { commands: [commandOf(false)], inner: [], isSimple: /^[\x20-\x7e]*$/.test(text) }
  const reader: Reader = { line, word: undefined, isTarget: false }
  const part = new RegExp(PART)
  for (let match = part.exec(text); match !== null && match[0] !== ''; match = part.exec(text)) {
    // Within a word it begins no comment.
    if (reader.word !== undefined && match[0].startsWith('#')) {
      append(reader, '#')
      part.lastIndex = match.index + 1
    } else readPart(reader, match.slice(1))
  }
  endWord(reader)
  const commands = line.commands.filter(({ words, writesTo }) => words.length + writesTo.length > 0)
  return { ...line, commands }
}
