// Finds where an expression compares members of the vocabulary with literals or patterns.
import { allOf, type Expression, literalsOf, operand, operatorOf, pathOf } from '../expression.ts'

/** A member of the vocabulary compared with literals. */
export type Comparison = {
  path: string
  op: string
  values: readonly (string | number)[]
}

const TWO_SIDED = new Set(['==', '!=', '<', '<=', '>', '>=', 'contains', 'containsAny', 'containsAll'])
const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** The comparison that an expression makes, if it is one of a member with literals. */
export function comparisonOf(expression: Expression): Comparison | undefined {
  const { name } = operatorOf(expression)
  if (!TWO_SIDED.has(name)) return undefined
  const left = operand(expression, 'left')
  const right = operand(expression, 'right')
  const path = pathOf(left)
  const values = literalsOf(path === undefined ? left : right)
  const other = path ?? pathOf(right)
  if (other === undefined || values === undefined) return undefined
  return { path: other, op: path === undefined ? (MIRRORED[name] ?? name) : name, values }
}

/** Every comparison of a member with literals inside an expression. */
export function comparisonsIn(expression: Expression): Comparison[] {
  return allOf(expression).flatMap((part) => comparisonOf(part) ?? [])
}

/** A text pattern and what it is held against. */
export type LikePattern = {
  path: string
  /** The literal pieces, with the wildcards between them. */
  pieces: readonly (string | undefined)[]
}

function pieceOf(element: unknown): string | undefined {
  return element === 'Wildcard' ? undefined : String(Object(element).Literal)
}

/** Every `like` inside an expression; neighbouring letters are put together. */
export function patternsIn(expression: Expression): LikePattern[] {
  return allOf(expression).flatMap((part) => {
    if (!Object.hasOwn(part, 'like')) return []
    const elements: unknown = Object(part.like).pattern
    const pieces: (string | undefined)[] = []
    for (const element of Array.isArray(elements) ? elements : []) {
      const piece = pieceOf(element)
      const last = pieces.at(-1)
      if (piece !== undefined && last !== undefined) pieces[pieces.length - 1] = last + piece
      else pieces.push(piece)
    }
    return [{ path: pathOf(operand(part, 'left')) ?? '', pieces }]
  })
}
