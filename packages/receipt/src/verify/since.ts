// Reads the checkpoint that a verifier kept, and compares its origin and root with those of the log.
import { decodeHex, encodeHex } from '@countersign/json'
import { SHA256_PATTERN } from '@countersign/terms'
import { originOf } from '../cose.ts'
import { ReceiptError } from '../payload/error.ts'
import type { Checkpoint } from './options.ts'
import { AxisFailure } from './report.ts'

/** A kept checkpoint, decoded. */
export type CallerCheckpoint = {
  size: number
  root: Uint8Array
  origin?: string
}

/** Reads the caller's own checkpoint; throws `ReceiptError`, since a wrong one is not the bundle's fault. */
export function readCheckpoint(checkpoint: Checkpoint): CallerCheckpoint {
  const { tree_size: size, root, origin } = checkpoint
  if (!Number.isSafeInteger(size) || size < 1 || typeof root !== 'string' || !SHA256_PATTERN.test(root)) {
    throw new ReceiptError('since.malformed', 'since', 'a checkpoint has a `tree_size` and a `root` in hex')
  }
  return { size, root: decodeHex(root), ...(origin !== undefined && { origin }) }
}

/** Compares the kept origin with the org's and, when the root at its size is known, the roots. */
export function compareRoots(kept: CallerCheckpoint, org: string, root?: Uint8Array): void {
  if (kept.origin !== undefined && kept.origin !== originOf(org)) {
    throw new AxisFailure('since', 'since.origin', `the kept checkpoint is of ${kept.origin}`)
  }
  if (root !== undefined && encodeHex(root) !== encodeHex(kept.root)) {
    throw new AxisFailure(
      'since',
      'since.fork',
      `the root at size ${kept.size} differs from the kept checkpoint`,
    )
  }
}
