// The commands of a line as a grammar of Bash reads it: in loops, branches, functions and substitutions.
import { forEachChild, parse } from 'unbash'
import type { Command } from './line.ts'

// What the parser gives, as far as it is looked at here.
type Node = Parameters<typeof forEachChild>[0]
type Program = Extract<Node, { type: 'Command' }>
type Pipe = Extract<Node, { type: 'Pipeline' }>

/** Commands in the order of the line; those of one pipe follow one another. */
type Walk = { readonly found: Command[]; readonly piped: Set<Node> }

const WRITES = /^(?:>|>>|<>|>&|>\||&>|&>>)$/

function textOf(part: { readonly type: string; readonly value?: unknown; readonly text?: string }): string {
  return typeof part.value === 'string' ? part.value : (part.text ?? '')
}

const BRACES = /^\{([^{}]*,[^{}]*)\}$/

/** `{rm,-rf,a}` is three words. */
function wordsOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) => BRACES.exec(text)?.[1]?.split(',') ?? [text])
}

function commandOf({ name, args, redirects }: Program, isPiped: boolean): Command {
  const given = name === undefined ? args : [name, ...args]
  const writesTo = redirects.flatMap((one) =>
    one.type === 'Redirect' && WRITES.test(one.operator) && one.target !== undefined
      ? [one.target.value]
      : [],
  )
  return { words: wordsOf(given.map(textOf)), writesTo, isPiped }
}

function visit(walk: Walk, node: Node): void {
  if (node.type === 'Pipeline') markPiped(walk, node)
  if (node.type === 'Command') {
    const command = commandOf(node, walk.piped.has(node))
    if (command.words.length + command.writesTo.length > 0) walk.found.push(command)
  }
  forEachChild(node, (child) => visit(walk, child))
}

function markPiped({ piped }: Walk, { commands }: Pipe): void {
  for (const command of commands.slice(1)) piped.add(command)
}

/** A longer line is judged by its words alone, and never counts as one that only reads. */
const LONGEST = 2000
const HERE_DOCS = 16

/** Every command of a line, also within others; undefined when there is too much to read. */
export function commandsOfBash(text: string): readonly Command[] | undefined {
  if (text.length > LONGEST || text.split('<<').length > HERE_DOCS) return undefined
  const walk: Walk = { found: [], piped: new Set() }
  visit(walk, parse(text))
  return walk.found
}
