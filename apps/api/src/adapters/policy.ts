// The starter set on cedar-wasm, until orgs publish their own policies.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import type { PolicySet } from '@countersign/policy'
import { type CedarWasm, cedarPolicySet } from '@countersign/policy/cedar'

export function starterPolicies(memoEntries?: number): PolicySet {
  const text = readFileSync(fileURLToPath(import.meta.resolve('@countersign/policy/starter.cedar')), 'utf8')
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`
  // The package's own types say less than what it answers.
  const engine = wasm as unknown as CedarWasm
  return cedarPolicySet({
    wasm: engine,
    text,
    version: 1,
    digest,
    ...(memoEntries !== undefined && { memoEntries }),
  })
}
