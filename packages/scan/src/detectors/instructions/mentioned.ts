// Whether an instruction is only spoken about: quoted, in a sentence about attacks or examples.
import { main } from './lexicon.ts'
import type { Told } from './rules/rule.ts'
import { meantWithin, type Sentence } from './sentence.ts'

const OPENING = /["'`\u201c\u2018\u00ab\u300c\u300e\u201e\u2039(]/
const CLOSING = /["'`\u201d\u2019\u00bb\u300d\u300f\u201c\u203a)]/
const QUOTE_BEFORE = 60
const QUOTE_AFTER = 160

/** Whether what was told is a mention and not an instruction. */
export function isMentioned(text: string, sentence: Sentence, { from, to }: Told): boolean {
  const first = sentence.tokens[from]
  const last = sentence.tokens[to]
  if (first === undefined || last === undefined) return false
  const about = main('META')
  const before = countOf(sentence, about, 0, from - 1)
  const after = countOf(sentence, about, to + 1, sentence.tokens.length - 1)
  if (before + after === 0) return false
  if (isQuoted(text, first.start, last.end)) return true
  // Unquoted, it takes more to tell a description, and it must come first: an instruction is not excused by what follows.
  return before >= 2 && (meantWithin(sentence.main, 0, from - 1) & main('YOURS')) === 0
}

function countOf({ main: mains }: Sentence, bits: number, from: number, to: number): number {
  let count = 0
  for (let at = from; at <= to; at += 1) if (((mains[at] ?? 0) & bits) !== 0) count += 1
  return count
}

function isQuoted(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - QUOTE_BEFORE), start)
  const after = text.slice(end, end + QUOTE_AFTER)
  const opens = [...before].findLastIndex(
    (character, at) => OPENING.test(character) && !isApostrophe(before, at),
  )
  return opens >= 0 && !before.slice(opens + 1).includes('\n') && CLOSING.test(after.split('\n')[0] ?? '')
}

function isApostrophe(text: string, at: number): boolean {
  return (
    text.charAt(at) === "'" && /[A-Za-z]/.test(text.charAt(at - 1)) && /[A-Za-z]/.test(text.charAt(at + 1))
  )
}
