// Whether an instruction is only spoken about: quoted, in a sentence about attacks or examples.
import { main } from './lexicon.ts'
import type { Told } from './rules/rule.ts'
import { endOf, meantWithin, type Sentence, startOf } from './sentence.ts'

const OPENING = /["'`\u201c\u2018\u00ab\u300c\u300e\u201e\u2039(]/
const CLOSING = /["'`\u201d\u2019\u00bb\u300d\u300f\u201c\u203a)]/
const QUOTE_BEFORE = 60
const QUOTE_AFTER = 160

/** Whether what was told is a mention and not an instruction. */
export function isMentioned(text: string, sentence: Sentence, { from, to }: Told): boolean {
  if ((sentence.allMain & META) === 0 || from < 0 || to >= sentence.length) return false
  const [first, last] = [startOf(sentence, from), endOf(sentence, to)]
  const about = placesOf(sentence, META)
  // What stands within the quotes is said by whoever is quoted, and excuses nothing.
  const quote = quoteAround(text, first, last)
  if (
    quote !== undefined &&
    about.some((at) => endOf(sentence, at) <= quote.from || startOf(sentence, at) >= quote.to)
  )
    return true
  // Unquoted, it takes more to tell a description, and it must come first: an instruction is not excused by what follows.
  const before = about.filter((at) => startOf(sentence, at) < first).length
  return before >= 2 && (meantWithin(sentence.main, 0, from - 1) & YOURS) === 0
}

const META = main('META')
const YOURS = main('YOURS')

function placesOf({ main: mains }: Sentence, bits: number): number[] {
  return mains.flatMap((meant, at) => ((meant & bits) === 0 ? [] : [at]))
}

type Quote = { readonly from: number; readonly to: number }

function quoteAround(text: string, start: number, end: number): Quote | undefined {
  const before = text.slice(Math.max(0, start - QUOTE_BEFORE), start)
  const [after = ''] = text.slice(end, end + QUOTE_AFTER).split('\n')
  const opens = [...before].findLastIndex(
    (character, at) => OPENING.test(character) && !isApostrophe(before, at),
  )
  const closes = after.search(CLOSING)
  if (opens < 0 || closes < 0 || before.slice(opens + 1).includes('\n')) return undefined
  return { from: start - before.length + opens, to: end + closes }
}

function isApostrophe(text: string, at: number): boolean {
  return (
    text.charAt(at) === "'" && /[A-Za-z]/.test(text.charAt(at - 1)) && /[A-Za-z]/.test(text.charAt(at + 1))
  )
}
