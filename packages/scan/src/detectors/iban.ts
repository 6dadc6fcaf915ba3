// International bank account numbers in a text (ISO 13616).
import { type Budget, spend } from '../budget.ts'
import type { Span } from './digits.ts'

const START = /(?<![A-Z0-9])[A-Z]{2}\d{2}/gi
const ANY_START = new RegExp(START.source, 'i')
/** No IBAN is shorter. */
export const LENGTH_MIN = 15
const LENGTH_MAX = 34

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

// Letters count as two digits, A as 10 to Z as 35.
function append(rest: number, code: number): number {
  return code <= 57 ? (rest * 10 + code - 48) % 97 : (rest * 100 + (code & 0xdf) - 55) % 97
}

function appendAll(rest: number, text: string): number {
  let kept = rest
  for (let at = 0; at < text.length; at += 1) kept = append(kept, text.charCodeAt(at))
  return kept
}

/** The end of the longest IBAN that begins here; undefined when none does. */
function ibanFrom(text: string, from: number): number | undefined {
  const head = text.slice(from, from + 4)
  let rest = 0
  let found: number | undefined
  let length = 4
  for (let at = from + 4; at < text.length && length < LENGTH_MAX; at += 1) {
    let code = text.charCodeAt(at)
    if (code === 32 || code === 45) code = text.charCodeAt(++at)
    if (!isAlphanumeric(code)) break
    rest = append(rest, code)
    length += 1
    const isEnd = !isAlphanumeric(text.charCodeAt(at + 1))
    if (length >= LENGTH_MIN && isEnd && appendAll(rest, head) === 1) found = at + 1
  }
  return found
}

const PER_START = 60

/** The IBANs in a text, in groups or not, whose check digits are right. */
export function ibansIn(text: string, budget: Budget): Span[] {
  const spans: Span[] = []
  if (!ANY_START.test(text)) return spans
  let after = 0
  for (const { index } of text.matchAll(START)) {
    if (!spend(budget, PER_START)) break
    const to = index < after ? undefined : ibanFrom(text, index)
    if (to === undefined) continue
    spans.push([index, to])
    after = to
  }
  return spans
}
