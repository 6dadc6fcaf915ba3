// Attacks on the header of a bundle: forged hashes and false claims.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BundleHeader } from '../src/index.ts'
import { check, edited, failureOf, joined, linesIn, log } from './attack.ts'
import * as make from './make.ts'

test('forged hashes outside the window, and other false claims in a header, do not verify', () => {
  const cut = { from: 5, to: 13, size: 19 }
  const hash = 'ab'.repeat(32)
  const cases: [string, (header: BundleHeader) => void][] = [
    [
      'chain.prev',
      (header) => {
        header.left[header.left.length - 1] = hash
      },
    ],
    [
      'root.mismatch',
      (header) => {
        header.left[0] = hash
      },
    ],
    [
      'root.mismatch',
      (header) => {
        header.right[0] = hash
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.right.push(hash)
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.left.pop()
      },
    ],
    [
      'root.mismatch',
      (header) => {
        header.checkpoint.root = hash
      },
    ],
    [
      'root.mismatch',
      (header) => {
        Object.assign(header.checkpoint, make.headerOf(log, { size: 12 }).checkpoint, { tree_size: 19 })
      },
    ],
    [
      'cose.size',
      (header) => {
        header.checkpoint.cose = make.signedCose({
          org: log.org,
          root: make.rootAt(log, 19),
          size: 19,
          claimedSize: 20,
          key: make.cachedKey(1),
        })
      },
    ],
    [
      'cose.proof',
      (header) => {
        header.checkpoint.cose = make.evidenceOf(log, 13, 19).cose
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.origin = `countersign/${make.OTHER_ORG}`
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.to = 20
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.from = 13
      },
    ],
    [
      'bundle.header',
      (header) => {
        Object.assign(header, { format: 'countersign-bundle/2' })
      },
    ],
    [
      'bundle.header',
      (header) => {
        Object.assign(header, { note: 'x' })
      },
    ],
    [
      'bundle.keys',
      (header) => {
        header.keys.keys.push(make.bundleKey(make.cachedKey(9)))
      },
    ],
    [
      'bundle.keys',
      (header) => {
        header.keys.keys = []
      },
    ],
    [
      'bundle.keys',
      (header) => {
        header.keys.keys = [{ ...make.bundleKey(make.cachedKey(9)), kid: header.checkpoint.kid }]
      },
    ],
    [
      'bundle.header',
      (header) => {
        header.consistency = { from_size: 19, path: [], root: hash }
      },
    ],
    [
      'root.consistency',
      (header) => {
        header.consistency = { from_size: 4, path: [hash], root: hash }
      },
    ],
    [
      'signature.invalid',
      (header) => {
        header.checkpoint.cose = make.signedCose({
          org: log.org,
          root: make.rootAt(log, 18),
          size: 18,
          claimedSize: 19,
          key: make.cachedKey(1),
        })
      },
    ],
  ]
  for (const [code, change] of cases) assert.equal(failureOf(check(edited(cut, change))), code)
  assert.equal(failureOf(check(make.bundleOf(log).replace('{', '{ '))), 'bundle.header')
  const copied = linesIn(make.bundleOf(log))
  copied[4] = (copied[4] ?? '').replace('{', '{"payload":"",')
  assert.equal(failureOf(check(joined(copied))), 'bundle.line')
})
