// How much memory a parsed value holds, so that what waits is bounded by what it really takes.

const OBJECT = 96
/** A slot with a name that no other object shares, and its place in a table. */
const MEMBER = 64
const ARRAY = 48
/** Of an array that is not empty: the engine makes room for more than it holds. */
const ROOM = 16 * 8
const ELEMENT = 12
const NUMBER = 16
const TEXT = 24
const PER_CHARACTER = 2

/** An upper bound in bytes for values as the parser makes them; nothing is nested deeper than a body may be. */
export function heldBytes(value: unknown): number {
  if (typeof value === 'string') return TEXT + PER_CHARACTER * value.length
  if (typeof value === 'number') return NUMBER
  if (typeof value !== 'object' || value === null) return 0
  let sum = 0
  if (Array.isArray(value)) {
    for (const element of value) sum += ELEMENT + heldBytes(element)
    return ARRAY + (value.length === 0 ? 0 : ROOM) + sum
  }
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name]
    sum += MEMBER + TEXT + PER_CHARACTER * name.length + heldBytes(member)
  }
  return OBJECT + sum
}
