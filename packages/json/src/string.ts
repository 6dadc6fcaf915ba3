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
      throw unexpected(reader)
    }
    wide |= code
    at++
  }
  reader.at = at + 1
  const string = text.slice(start, at)
  if (wide > 0xff && !string.isWellFormed()) throw loneSurrogate(reader, start)
  return string
}

function loneSurrogate(reader: Reader, start: number): JsonError {
  return refusal(reader, 'json.lone_surrogate', 'lone surrogate in the string', start)
}

const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const PLAIN = /[^"\\\u0000-\u001f]*/y
const HEX4 = /^[0-9A-Fa-f]{4}$/

function readEscaped(reader: Reader, start: number, firstBackslash: number): string {
  const { text } = reader
  let string = text.slice(start, firstBackslash)
  reader.at = firstBackslash
  for (;;) {
    const code = text.charCodeAt(reader.at)
    if (code === QUOTE) break
    if (code !== BACKSLASH) throw unexpected(reader)
    string += readEscape(reader)
    PLAIN.lastIndex = reader.at
    const run = PLAIN.exec(text)?.[0] ?? ''
    string += run
    reader.at += run.length
  }
  reader.at++
  if (!string.isWellFormed()) throw loneSurrogate(reader, start)
  if (reader.refuseNul && string.includes('\0')) {
    throw refusal(reader, 'json.nul', 'U+0000 in the string', start)
  }
  return string
}

function readEscape(reader: Reader): string {
  const { text } = reader
  const letter = text.charAt(reader.at + 1)
  if (letter === 'u') {
    const hex = text.slice(reader.at + 2, reader.at + 6)
    if (!HEX4.test(hex)) throw unexpected(reader)
    reader.at += 6
    return String.fromCharCode(Number.parseInt(hex, 16))
  }
  const character = ESCAPES[letter]
  if (character === undefined) throw unexpected(reader)
  reader.at += 2
  return character
}
