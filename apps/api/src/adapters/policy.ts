// The starter set, until orgs publish their own policies; cedar-wasm only parses it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import type { PolicySet } from '@countersign/policy'
import { type CedarWasm, compiledPolicySet } from '@countersign/policy/compiled'

export function starterPolicies(): PolicySet {
  const text = readFileSync(fileURLToPath(import.meta.resolve('@countersign/policy/starter.cedar')), 'utf8')
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`
  // The package's own types say less than what it answers.
  return compiledPolicySet({ wasm: wasm as unknown as CedarWasm, text, version: 1, digest })
}
