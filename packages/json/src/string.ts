// Reads JSON strings, with and without escapes.
import type { JsonError } from './error.ts'
import { QUOTE, type Reader, refusal, unexpected } from './reader.ts'

const BACKSLASH = 0x5c

export function readString(reader: Reader): string {
  const { text } = reader
  const start = reader.at + 1
  let at = start
  let wide = 0
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) break
    if (code === BACKSLASH) return readEscaped(reader, start, at)
    // The end of the text is NaN, which is not above 0x1f either.
    if (!(code > 0x1f)) {
      reader.at = at
      throw unexpected(reader, wantedFor(code))
    }
    wide |= code
    at++
  }
  reader.at = at + 1
  const string = text.slice(start, at)
  if (wide > 0xff && !string.isWellFormed()) throw loneSurrogate(reader, start)
  return string
}

/** At the end of the text the code is NaN; a control character, or what no escape begins with, is not one of a string. */
function wantedFor(code: number): string {
  return Number.isNaN(code) ? 'a closing quote' : 'an escape such as `\\n` or `\\u0009`'
}

function loneSurrogate(reader: Reader, start: number): JsonError {
  return refusal(reader, 'json.lone_surrogate', 'lone surrogate in the string', { at: start })
}

const ESCAPED = new Set('"\\/bfnrtu')
const HEX4 = /^[0-9A-Fa-f]{4}$/

/** Where a string with escapes ends; throws at what is wrong with it. */
function endOf(reader: Reader, firstBackslash: number): number {
  const { text } = reader
  let at = firstBackslash
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    const length = code === BACKSLASH ? escapeLength(text, at) : 1
    if (length === 0 || !(code > 0x1f)) {
      reader.at = at
      throw unexpected(reader, wantedFor(code))
    }
    at += length
  }
}

/** None where no escape begins. */
function escapeLength(text: string, at: number): number {
  const letter = text.charAt(at + 1)
  if (letter === 'u') return HEX4.test(text.slice(at + 2, at + 6)) ? 6 : 0
  return ESCAPED.has(letter) ? 2 : 0
}

function readEscaped(reader: Reader, start: number, firstBackslash: number): string {
  const end = endOf(reader, firstBackslash)
  reader.at = end + 1
  // It is valid, and the language's own parser takes escapes off far faster.
  const string: string = JSON.parse(reader.text.slice(start - 1, end + 1))
  if (!string.isWellFormed()) throw loneSurrogate(reader, start)
  if (reader.refuseNul && string.includes('\0')) {
    throw refusal(reader, 'json.nul', 'U+0000 in the string', { at: start })
  }
  return string
}
