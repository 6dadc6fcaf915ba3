// Integers of a Cedar text that JSON would round, written as sums and products that are exact.

// Texts, comments and names are matched so that no digits in them are taken for an integer. A minus may be parted from
// its integer by spaces and comments.
const TOKEN =
  /"(?:[^"\\]|\\[\s\S])*"|\/\/[^\n\r]*|[A-Za-z_][A-Za-z0-9_]*|-(?:\s|\/\/[^\n\r]*[\n\r])*0*9223372036854775808(?![0-9])|[0-9]+/g

const HALF = 2n ** 32n
const DIGIT = /^[0-9]/

function replaced(token: string): string {
  if (token.startsWith('-')) return `(-${HALF / 2n} * ${HALF})`
  if (!DIGIT.test(token) || Number.isSafeInteger(Number(token))) return token
  const value = BigInt(token)
  return `(${value / HALF} * ${HALF} + ${value % HALF})`
}

/**
 * Writes every integer beyond 2^53 - 1 of a Cedar text, which must be valid, as a sum of products that is exactly it:
 * JSON as JavaScript reads it would round the integer.
 */
export function exactLongs(text: string): string {
  return text.replace(TOKEN, replaced)
}
