// What the caller of a verifier trusts and expects.
import { isJsonObject } from '@countersign/json'
import { nearest } from '@countersign/terms'
import type { KeySet } from '../jwk.ts'
import { ReceiptError } from '../payload/error.ts'

/** A checkpoint kept from before: what is compared is its size, its root (hex) and, if present, its origin. */
export type Checkpoint = {
  tree_size: number
  root: string
  origin?: string
}

/** What the caller trusts; what arrives with evidence is never trusted. */
export type Trust = {
  /** RFC 7638 thumbprints in base64url. */
  thumbprints?: readonly string[]
  /** A key set from `parseKeySet`; its `from_size` and `until_size` bound the tree sizes each key may sign. */
  keys?: KeySet
}

/** What to verify against. An expectation that is given must be met for `valid`. */
export type VerifyOptions = {
  trust?: Trust
  /** The org whose log this must be. */
  org?: string
  /** The log must contain the history of this checkpoint unchanged. */
  since?: Checkpoint
  /** Consistency path (hex) between the checkpoint's size and the evidence's or bundle's, smaller to larger. */
  sinceProof?: readonly string[]
  /** The bundle must show the whole log up to its checkpoint (bundle only). */
  whole?: boolean
  /** The bundle must hold this position, and may begin before it (bundle only). */
  from?: number
  /** The bundle must leave out no receipt before this position at its end (bundle only). */
  to?: number
  /** The value that `outcome.output` must commit to (evidence only). */
  expectedOutput?: unknown
  /** The value that `action.arguments` must commit to (evidence only). */
  expectedArguments?: unknown
}

type Rule = readonly [isRight: (value: unknown) => boolean, must: string]

const position: Rule = [(value) => Number.isSafeInteger(value) && Number(value) >= 0, 'a position of the log']
const texts: Rule = [isTexts, 'a list of strings']

const RULES: { readonly [Name in keyof Required<VerifyOptions>]: Rule } = {
  trust: [isTrust, 'an object with `thumbprints`, `keys` from `parseKeySet`, or both'],
  org: [(value) => typeof value === 'string', 'the id of an org'],
  since: [isJsonObject, 'a checkpoint'],
  sinceProof: texts,
  whole: [(value) => typeof value === 'boolean', 'true or false'],
  from: position,
  to: position,
  expectedOutput: [() => true, ''],
  expectedArguments: [() => true, ''],
}

/** Throws `ReceiptError` `options.malformed`: an expectation that cannot be read must not pass for one that is met. */
export function requireOptions(options: VerifyOptions): void {
  if (!isJsonObject(options)) throw malformed('the options must be an object')
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof VerifyOptions] : undefined
    if (rule === undefined) {
      const meant = nearest(name, Object.keys(RULES))
      throw malformed(
        `\`${name}\` is not an option${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`,
      )
    }
    const [isRight, must] = rule
    if (value !== undefined && !isRight(value)) throw malformed(`\`${name}\` must be ${must}`)
  }
}

function isTrust(value: unknown): boolean {
  if (!isJsonObject(value)) return false
  const { thumbprints = [], keys, ...others } = value
  if (Object.keys(others).length > 0 || !isTexts(thumbprints)) return false
  return (
    keys === undefined || (isJsonObject(keys) && Array.isArray(keys.keys) && keys.keys.every(isJsonObject))
  )
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function malformed(message: string): ReceiptError {
  return new ReceiptError('options.malformed', 'options', message)
}
