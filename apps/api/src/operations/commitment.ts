// Commitments to values that the log must not hold.
import { canonicalize, encodeHex } from '@countersign/json'
import { type Commitment, commitText, type Disclosure } from '@countersign/receipt'
import { withOne } from '../lists.ts'
import type { Context } from './context.ts'

export type Committed = { commitment: Commitment; disclosure: Disclosure }

type Committing = Pick<Context, 'suite' | 'randomFill'>

/** Commits to each value once: asked for before the lock, nothing is canonicalized or hashed under it. */
export type CommitOnce = (value: object) => Committed

export function commitOnce(context: Committing, path: string): CommitOnce {
  let made: Map<object, Committed> | undefined
  return (value) => {
    made ??= new Map()
    const known = made.get(value) ?? committed(context, path, value)
    made.set(value, known)
    return known
  }
}

/** The disclosures with one more, where something was committed to. */
export function withDisclosure(
  disclosures: readonly Disclosure[],
  made: Committed | undefined,
): readonly Disclosure[] {
  return made === undefined ? disclosures : withOne(disclosures, made.disclosure)
}

/** The salt of one commitment at a time, which leaves with its disclosure. */
const salt = new Uint8Array(32)

/** Commits to a value under a fresh salt; `text` is its RFC 8785 form, if the caller has it. */
export function committed(
  { suite, randomFill }: Committing,
  path: string,
  value: unknown,
  text = canonicalize(value),
): Committed {
  randomFill(salt)
  return {
    commitment: commitText(suite, salt, path, text),
    disclosure: { path, salt: encodeHex(salt), value },
  }
}
