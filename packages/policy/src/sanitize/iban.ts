import type { Span } from './digits.ts'

const START = /(?<![A-Z0-9])[A-Z]{2}\d{2}/gi
const LENGTH_MIN = 15
const LENGTH_MAX = 34

const isAlphanumeric = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)

// Letters count as two digits, A as 10 to Z as 35.
const append = (rest: number, code: number): number =>
  code <= 57 ? (rest * 10 + code - 48) % 97 : (rest * 100 + (code & 0xdf) - 55) % 97

const appendAll = (rest: number, text: string): number =>
  [...text].reduce((kept, one) => append(kept, one.charCodeAt(0)), rest)

/** The end of the longest IBAN that begins here; undefined when none does. */
const ibanFrom = (text: string, from: number): number | undefined => {
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

/** The IBANs in a text, in groups or not, whose check digits are right. */
export const ibansIn = (text: string): Span[] => {
  const spans: Span[] = []
  let after = 0
  for (const { index } of text.matchAll(START)) {
    const to = index < after ? undefined : ibanFrom(text, index)
    if (to === undefined) continue
    spans.push([index, to])
    after = to
  }
  return spans
}
