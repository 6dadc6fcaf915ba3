// Policy sets ready to be asked, and the starter set of a new org, which is kept as cedar-wasm parses it.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { canonicalize } from '@countersign/json'
import type { PolicySet, UncheckedDocument } from '@countersign/policy'
import { policySetOf, type StoredPolicy } from '@countersign/policy/compiled'
import { LRUCache } from 'lru-cache'
import type { StoredVersion } from '../ports/nouns.ts'
import type { MakePolicySet } from '../ports/services.ts'

/** Characters of policies and tools; compiled, each takes some fifty bytes. */
const CHARACTERS_MAX = 2 * 1024 * 1024

/** Compiles a version with the tools' settings once, for all orgs that have the same. */
export function policySets(): MakePolicySet {
  const made = new LRUCache<string, PolicySet>({ maxSize: CHARACTERS_MAX })
  return ({ version, digest, document, parsed }, tools) => {
    const settings = JSON.stringify(tools)
    const key = `${version} ${digest} ${createHash('sha256').update(settings).digest('hex')}`
    const kept = made.get(key)
    if (kept !== undefined) return kept
    const set = policySetOf({
      version,
      digest,
      text: document.text,
      policies: parsed,
      ...(document.settings && { settings: document.settings }),
      tools,
    })
    made.set(key, set, { size: Math.min(document.text.length + settings.length, CHARACTERS_MAX) })
    return set
  }
}

/** `sha256:` and hex over the RFC 8785 form of a document. */
export function documentDigest(document: UncheckedDocument): string {
  return `sha256:${createHash('sha256').update(canonicalize(document)).digest('hex')}`
}

export function starterVersion(): Pick<StoredVersion, 'digest' | 'document' | 'parsed'> {
  const document = { text: fileOf('starter.cedar') }
  const parsed = JSON.parse(fileOf('starter.json')) as StoredPolicy[]
  return { digest: documentDigest(document), document, parsed }
}

function fileOf(name: 'starter.cedar' | 'starter.json'): string {
  return readFileSync(fileURLToPath(import.meta.resolve(`@countersign/policy/${name}`)), 'utf8')
}
