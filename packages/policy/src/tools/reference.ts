// References within a schema.
import { isJson, type Json, own } from './keywords.ts'

const CHARACTERS = 1024
const STEPS = 16

/** What a reference such as `#/$defs/amount` points at in a schema; undefined for any that leads nowhere or outside. */
export function schemaAt(root: Json, ref: string): unknown {
  if (ref === '#') return root
  if (!ref.startsWith('#/') || ref.length > CHARACTERS) return undefined
  return ref
    .slice(2)
    .split('/')
    .slice(0, STEPS)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (at, token) => (isJson(at) || Array.isArray(at) ? own(at as Json, token) : undefined),
      root,
    )
}
