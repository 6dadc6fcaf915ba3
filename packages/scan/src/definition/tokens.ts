// Cuts a text at its blanks, with a look at each character: a pattern takes four times as long.
import { heldOf, type Kept } from '../text/kept.ts'

const BLANK = 1
const SMALL = 2
/** What stays at the beginning of a word, and what stays at its end. */
const FIRST = 4
const LAST = 8

/** What each ASCII character can be. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return (
    (/\s/.test(character) ? BLANK : 0) |
    (/[a-z]/.test(character) ? SMALL : 0) |
    (/[A-Za-z0-9~/.$@<[#+]/.test(character) ? FIRST : 0) |
    (/[A-Za-z0-9/$>\])]/.test(character) ? LAST : 0)
  )
})

const OTHER_BLANK = /\s/
const otherBlanks: ReadonlySet<number> = new Set(
  Array.from({ length: 0x10000 }, (_, code) => code).filter(
    (code) => code >= 128 && OTHER_BLANK.test(String.fromCharCode(code)),
  ),
)

function isBlank(code: number): boolean {
  return code < 128 ? kinds[code] === BLANK : otherBlanks.has(code)
}

/** What is longer than any word is read in parts. */
const TOKEN_MAX = 200
const NEW_LINE = 0x0a
/** Stands for an empty line. */
export const EMPTY_LINE = '\n'

/** What stands between blanks, in its order, each as what is kept of it. */
export function tokensOf<Held>(text: string, kept: Kept<Held>): Held[] {
  const tokens: Held[] = []
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === NEW_LINE && isEmptyLine(text, at + 1)) tokens.push(heldOf(kept, EMPTY_LINE, 0, 1))
    if (isBlank(code)) {
      at += 1
      continue
    }
    const to = endOf(text, at)
    tokens.push(heldOf(kept, text, at, to))
    at = to
  }
  return tokens
}

function endOf(text: string, from: number): number {
  const most = Math.min(text.length, from + TOKEN_MAX)
  let to = from + 1
  while (to < most && !isBlank(text.charCodeAt(to))) to += 1
  return to
}

/** Whether only blanks stand between the end of a line and the next one. */
function isEmptyLine(text: string, from: number): boolean {
  let at = from
  for (let code = text.charCodeAt(at); code === 0x20 || code === 0x09 || code === 0x0d; ) {
    at += 1
    code = text.charCodeAt(at)
  }
  return text.charCodeAt(at) === NEW_LINE
}

/** Whether a token is nothing but small ASCII letters. */
export function isPlain(token: string): boolean {
  for (let at = 0; at < token.length; at += 1) {
    const code = token.charCodeAt(at)
    if (code >= 128 || ((kinds[code] ?? 0) & SMALL) === 0) return false
  }
  return true
}

const TRIM = /^[^\p{L}\p{N}~/.$@<[#+]+|[^\p{L}\p{N}/$>\])]+$/gu

/** A token without the signs before and behind its word. */
export function trimmed(token: string): string {
  let [from, to] = [0, token.length]
  while (from < to && isCut(token, from, FIRST)) from += 1
  while (to > from && isCut(token, to - 1, LAST)) to -= 1
  const isLeftToTell = from < to && (isHalf(token.charCodeAt(from)) || isHalf(token.charCodeAt(to - 1)))
  return isLeftToTell ? token.replace(TRIM, '') : token.slice(from, to)
}

/** Whether a sign is cut off at an end of a token, as far as one unit tells. */
function isCut(token: string, at: number, kept: number): boolean {
  const code = token.charCodeAt(at)
  if (code >= 128) return !isHalf(code) && !isWritten(code)
  return ((kinds[code] ?? 0) & kept) === 0
}

/** Whether a unit is half of a character. */
function isHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff
}

const WRITTEN = /^[\p{L}\p{N}]$/u
/** What each unit outside ASCII is, filled in as units are met. */
const known = new Uint8Array(0x10000)
const IS_SIGN = 1
const IS_WRITTEN = 2

/** Whether a character of one unit is a letter or a number. */
function isWritten(code: number): boolean {
  if (known[code] === 0) known[code] = WRITTEN.test(String.fromCharCode(code)) ? IS_WRITTEN : IS_SIGN
  return known[code] === IS_WRITTEN
}
