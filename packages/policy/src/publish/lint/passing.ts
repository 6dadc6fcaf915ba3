// Finds the parts of a policy that let something through where they hold, and those that keep it from that.
import { type Expression, type FullPolicy, operand, operatorOf } from '../expression.ts'

/** A part of a condition, and whether something is let through where it holds. */
type Part = { readonly expression: Expression; readonly isPassing: boolean }

const JOINED: Readonly<Record<string, readonly string[]>> = {
  '&&': ['left', 'right'],
  '||': ['left', 'right'],
  'if-then-else': ['if', 'then', 'else'],
}

function piecesOf({ expression, isPassing }: Part): Part[] {
  const { name } = operatorOf(expression)
  const inner = name === '!' ? operand(expression, 'arg') : undefined
  if (inner !== undefined) return [{ expression: inner, isPassing: !isPassing }]
  const names = Object.hasOwn(JOINED, name) ? (JOINED[name] ?? []) : []
  const pieces: Part[] = []
  for (const one of names) {
    const piece = operand(expression, one)
    if (piece !== undefined) pieces.push({ expression: piece, isPassing })
  }
  return pieces
}

/** The comparisons of a policy, with what comes of each: a permit's `when` lets through, a forbid's keeps from it. */
export function partsOf({ effect, conditions }: FullPolicy): Part[] {
  const found: Part[] = []
  const waiting = conditions.map(
    ({ kind, body }): Part => ({
      expression: body,
      isPassing: (effect === 'permit') === (kind === 'when'),
    }),
  )
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const pieces = piecesOf(part)
    waiting.push(...pieces)
    const isTurned = Object.hasOwn(part.expression, '!=')
    if (pieces.length === 0) found.push(isTurned ? { ...part, isPassing: !part.isPassing } : part)
  }
  return found
}

/** What lets something through where it holds. */
export function passingParts(policy: FullPolicy): Expression[] {
  return partsOf(policy).flatMap(({ expression, isPassing }) => (isPassing ? [expression] : []))
}
