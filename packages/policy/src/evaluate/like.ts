// Compiles the pattern of `like`, which is matched without backtracking.
import { isObject } from './data.ts'
import { CompileError } from './failure.ts'
import { countCharacters, type Work } from './work.ts'

/** Whether a text matches a pattern. */
export type Pattern = (text: string, work: Work) => boolean

function literalOf(element: unknown): string {
  if (!isObject(element) || typeof element.Literal !== 'string') throw new CompileError('malformed pattern')
  return element.Literal
}

/** The literal texts between the wildcards, of which there is one fewer. */
function piecesOf(elements: readonly unknown[]): string[] {
  const pieces = ['']
  for (const element of elements) {
    if (element === 'Wildcard') pieces.push('')
    else pieces.push((pieces.pop() ?? '') + literalOf(element))
  }
  return pieces
}

type Middle = { readonly from: number; readonly to: number }

function matchesMiddle(text: string, middle: readonly string[], { from, to }: Middle, work: Work): boolean {
  let at = from
  for (const piece of middle) {
    const found = text.indexOf(piece, at)
    countCharacters(work, (found < 0 ? text.length : found) - at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at <= to
}

/** Compiles the pattern of `like`; matching never goes back, so it takes at most text times pattern. */
export function patternOf(elements: readonly unknown[]): Pattern {
  const pieces = piecesOf(elements)
  const first = pieces[0] ?? ''
  if (pieces.length === 1) return (text) => text === first
  const last = pieces.at(-1) ?? ''
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '')
  return remembering(
    (text, work) =>
      text.startsWith(first) &&
      text.endsWith(last) &&
      matchesMiddle(text, middle, { from: first.length, to: text.length - last.length }, work),
  )
}

/** From this length on, looking costs more than remembering. */
const LONG = 1024

/** One decision asks its policies up to four times about the same text. */
function remembering(matches: Pattern): Pattern {
  const answered = new WeakMap<Work, { readonly text: string; readonly answer: boolean }>()
  return (text, work) => {
    if (text.length < LONG) return matches(text, work)
    const before = answered.get(work)
    if (before?.text === text) return before.answer
    const answer = matches(text, work)
    answered.set(work, { text, answer })
    return answer
  }
}
