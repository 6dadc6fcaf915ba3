// The parser's position in the text, and the errors that name it.
import { JsonError, type JsonErrorCode } from './error.ts'

export type Reader = {
  readonly text: string
  at: number
  depth: number
  /** How many more values may follow. */
  nodes: number
  readonly refuseNul: boolean
}

export const QUOTE = 0x22

/** `reason` says what is wrong and ends before the place; `remedy` goes on after it. */
export function refusal(
  reader: Reader,
  code: JsonErrorCode,
  reason: string,
  { at = reader.at, remedy = '' } = {},
): JsonError {
  return new JsonError(code, at, `${reason} at offset ${at}${remedy}`)
}

/** `wanted` is what a text that is JSON would have there. */
export function unexpected(reader: Reader, wanted: string): JsonError {
  const what = reader.at < reader.text.length ? 'unexpected character' : 'unexpected end'
  return refusal(reader, 'json.syntax', what, { remedy: `: ${wanted} belongs there` })
}

/** Moves to the next character that is not white space and returns its code, or NaN at the end. */
export function skipSpace(reader: Reader): number {
  const { text } = reader
  let code = text.charCodeAt(reader.at)
  while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++reader.at)
  return code
}
