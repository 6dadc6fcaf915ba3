// Generates the names, ids and texts that random policies and requests share.
import fc from 'fast-check'

// Few names, so that most things that can meet do meet.

export const TYPES = ['U', 'G', 'N::T', 'Action'] as const
export const IDS = ['a', 'b', 'c', 'x"y\\'] as const
export const NAMES = [
  'b',
  'n',
  's',
  'e',
  'l',
  'r',
  'd',
  'i',
  't',
  'u',
  'a b',
  '__proto__',
  'constructor',
] as const
export const TEXTS = ['', 'a', 'ab', 'ba', 'a*b', '*', 'é😀', 'a\nb', '__entity'] as const
/** The name of an entity. */
export const uid = fc.record({ type: fc.constantFrom(...TYPES), id: fc.constantFrom(...IDS) })

/** The name of an attribute. */
export const name = fc.constantFrom(...NAMES)

/** A text as a Cedar literal. */
export function quoted(text: string): string {
  return `"${text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/[^ -~]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`)}"`
}
