// The verifiers accept or refuse every public proof vector as published.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type Hash,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './index.ts'

const folder = fileURLToPath(new URL('../../../../shared/vectors/merkle/testdata', import.meta.url))
const options = existsSync(folder) ? {} : { skip: '../shared/vectors is not there' }

const sha256: Hash = (bytes) => createHash('sha256').update(bytes).digest()
function bytes(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64')
}

type Vector = {
  desc: string
  wantErr: boolean
  proof: string[] | null
  root: string
  leafHash: string
  root1: string
  root2: string
  leafIdx: number
  treeSize: number
  start: number
  end: number
  size: number
  size1: number
  size2: number
}

function path(vector: Vector): Uint8Array[] {
  return (vector.proof ?? []).map(bytes)
}

/** Runs every vector of one kind and returns how many there were, and how many of them hold. */
function run(kind: string, holds: (vector: Vector) => boolean): { cases: number; valid: number } {
  const names = readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
  let cases = 0
  let valid = 0
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const vector: Vector = JSON.parse(readFileSync(join(folder, kind, name), 'utf8'))
    assert.equal(holds(vector), !vector.wantErr, `${kind}/${name}: ${vector.desc}`)
    cases += 1
    if (!vector.wantErr) valid += 1
  }
  return { cases, valid }
}

// Size 0: an inclusion in a tree of no leaves is an error for any index, and so is every consistency proof
// from size 0, even to size 0 with equal roots. Only an empty *subtree* is fine, if its root is the empty
// root and its path empty; the root of the tree is then ignored.

test('all public inclusion vectors are accepted or refused as published', options, () => {
  const counted = run('inclusion', (v) =>
    verifyInclusion(sha256, {
      index: v.leafIdx,
      size: v.treeSize,
      leafHash: bytes(v.leafHash),
      path: path(v),
      root: bytes(v.root),
    }),
  )
  assert.deepEqual(counted, { cases: 98, valid: 6 })
})

test('all public consistency vectors are accepted or refused as published', options, () => {
  const counted = run('consistency', (v) =>
    verifyConsistency(sha256, {
      size1: v.size1,
      size2: v.size2,
      root1: bytes(v.root1),
      root2: bytes(v.root2),
      path: path(v),
    }),
  )
  assert.deepEqual(counted, { cases: 98, valid: 6 })
})

test('all public subtree inclusion vectors are accepted or refused as published', options, () => {
  const counted = run('subtreeinclusion', (v) =>
    verifySubtreeInclusion(sha256, {
      index: v.leafIdx,
      start: v.start,
      end: v.end,
      leafHash: bytes(v.leafHash),
      path: path(v),
      root: bytes(v.root),
    }),
  )
  assert.deepEqual(counted, { cases: 204, valid: 12 })
})

test('all public subtree consistency vectors are accepted or refused as published', options, () => {
  const counted = run('subtreeconsistency', (v) =>
    verifySubtreeConsistency(sha256, {
      start: v.start,
      end: v.end,
      size: v.size,
      root1: bytes(v.root1),
      root2: bytes(v.root2),
      path: path(v),
    }),
  )
  assert.deepEqual(counted, { cases: 118, valid: 12 })
})
