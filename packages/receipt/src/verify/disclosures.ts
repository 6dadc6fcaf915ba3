// Checks that disclosed values open the commitments of their payload.
import { canonicalize, decodeHex, encodeHex, encodeUtf8, isJsonObject } from '@countersign/json'
import { type Commitment, commit, type Disclosure } from '../commitment.ts'
import type { Payload } from '../payload/types.ts'
import type { Suite } from '../suite.ts'
import { AxisFailure, onAxis } from './report.ts'

/** The commitment at a dotted path of the payload, such as `action.arguments`; undefined where there is none. */
export function commitmentAt(payload: Payload, path: string): Commitment | undefined {
  if (typeof path !== 'string') return undefined
  let value: unknown = payload
  for (const name of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return isJsonObject(value) && value.alg === 'hmac-sha256' ? (value as unknown as Commitment) : undefined
}

/** Opens every disclosure that has a value; returns how many did, and throws on the first that does not fit. */
export function checkDisclosures(
  suite: Suite,
  payload: Payload,
  disclosures: readonly Disclosure[],
): { opened: number; withoutValue: number } {
  const seen = new Set<string>()
  let opened = 0
  for (const disclosure of disclosures) {
    const { path } = disclosure
    const commitment = commitmentAt(payload, path)
    if (commitment === undefined || seen.has(path)) {
      throw failure(
        'disclosure.path',
        `seq ${payload.seq} has no such commitment, or two for it: \`${path}\``,
      )
    }
    seen.add(path)
    const { value } = disclosure
    if (value === undefined) continue
    // A value of a program may be one that JSON cannot carry.
    if (!onAxis('disclosures', 'disclosure.mismatch', () => opens(suite, commitment, disclosure, value))) {
      throw failure('disclosure.mismatch', `seq ${payload.seq} did not commit to this \`${path}\``)
    }
    opened++
  }
  return { opened, withoutValue: disclosures.length - opened }
}

function failure(code: string, detail: string): AxisFailure {
  return new AxisFailure('disclosures', code, detail)
}

export function opens(suite: Suite, commitment: Commitment, disclosure: Disclosure, value: unknown): boolean {
  return commit(suite, decodeHex(disclosure.salt), disclosure.path, value).c === commitment.c
}

/** `sha256:` and hex over the UTF-8 of a string, or over the canonical form of any other value. */
export function digestOf(suite: Suite, value: unknown): string {
  const text = typeof value === 'string' ? value : canonicalize(value)
  return `sha256:${encodeHex(suite.sha256(encodeUtf8(text)))}`
}
