// Commitments to values that the log must not hold.
import { canonicalize, encodeHex } from '@countersign/json'
import { type Commitment, commitText, type Disclosure } from '@countersign/receipt'
import type { Context } from './context.ts'

export type Committed = { commitment: Commitment; disclosure: Disclosure }

/** Commits to each value once: asked for before the lock, nothing is canonicalized or hashed under it. */
export type CommitOnce = (value: object) => Committed

export function commitOnce(context: Pick<Context, 'suite' | 'random'>, path: string): CommitOnce {
  let made: Map<object, Committed> | undefined
  return (value) => {
    made ??= new Map()
    const known = made.get(value) ?? committed(context, path, value)
    made.set(value, known)
    return known
  }
}

/** Commits to a value under a fresh salt; `text` is its RFC 8785 form, if the caller has it. */
export function committed(
  { suite, random }: Pick<Context, 'suite' | 'random'>,
  path: string,
  value: unknown,
  text = canonicalize(value),
): Committed {
  const salt = random(32)
  return {
    commitment: commitText(suite, salt, path, text),
    disclosure: { path, salt: encodeHex(salt), value },
  }
}
