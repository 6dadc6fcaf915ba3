// A public function that is called wrongly says so in its own words, never with an error of the runtime.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import * as json from '../packages/json/src/index.ts'
import * as merkle from '../packages/merkle/src/index.ts'
import { bestSuite } from '../packages/native/src/index.ts'
import * as receipt from '../packages/receipt/src/index.ts'
import * as terms from '../packages/terms/src/index.ts'

function vectors(name: string) {
  return JSON.parse(
    readFileSync(new URL(`../packages/receipt/vectors/${name}.json`, import.meta.url), 'utf8'),
  )
}

const suite = await bestSuite()
const { sha256 } = suite
const bytes = new Uint8Array(32).fill(7)
const leaves = [1, 2, 3].map((byte) => merkle.leafHash(sha256, Uint8Array.of(byte)))
const root = merkle.rootOf(sha256, leaves)
const path = merkle.inclusionPath(sha256, leaves, 1)
const leaf = { index: 1, leafHash: leaves[1], path, root }
const inclusion = { ...leaf, size: 3 }
const consistency = {
  path: merkle.consistencyPath(sha256, leaves, 2),
  root1: merkle.rootOf(sha256, leaves.slice(0, 2)),
  root2: root,
}
const range = merkle.appendLeaves(sha256, merkle.emptyRange(0), leaves)
const next = merkle.appendLeaves(sha256, merkle.emptyRange(3), leaves.slice(1))
const approvals = vectors('approvals')
const log = vectors('log')
const [{ evidence, options }] = vectors('evidence')
const [{ bundle }] = vectors('bundles')
const pub = json.decodeBase64url(log.keys[0].jwk.pub)
const cose = json.decodeBase64url(log.cose.receipt)
const decoded = receipt.decodeReceipt(cose)
const payload = JSON.parse(log.payloads[1].payload)
const pending = log.payloads.find(({ type }: { type: string }) => type === 'gate.pending')
const commitment = receipt.commit(suite, bytes, 'a.b', 1)
const passkey = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } as const
const [header = '', line = ''] = bundle.split('\n')

/** By package: each of its functions with arguments that it accepts. */
const CALLS: Record<string, { exports: object; calls: Record<string, readonly unknown[]> }> = {
  json: {
    exports: json,
    calls: {
      canonicalize: [{ a: [1, 'x'] }],
      decodeBase64url: ['AQID'],
      decodeHex: ['c0ff'],
      decodeUtf8: [bytes],
      differences: [{ a: 1 }, { a: 2 }],
      encodeBase64url: [bytes],
      encodeHex: [bytes],
      encodeUtf8: ['x'],
      encodeUtf8Into: ['x', new Uint8Array(3)],
      isJsonObject: [{}],
      parseJson: ['{"a":1}'],
      parseJsonBytes: [json.encodeUtf8('{}')],
    },
  },
  terms: {
    exports: terms,
    calls: {
      actorKind: ['system'],
      formatApiKey: ['live', 'org_01hzy3v7q8p4k2m6n9rstw5xbc', new Uint8Array(30)],
      formatTime: [0],
      gateId: [1, 1],
      isActor: ['system'],
      isApprover: ['approver'],
      isVisible: ['x'],
      nearest: ['limt', ['limit']],
      newId: ['agt', 1, new Uint8Array(10)],
      once: [() => 1],
      parseApiKey: ['cs_live_x'],
      parsePositionId: ['rcp', 'rcp_01m8bp7xwn0000000003'],
      parseTime: ['2026-11-21T10:00:00Z'],
      positionId: ['rcp', 1, 1],
      receiptId: [1, 1],
      seqOfId: ['rcp_01m8bp7xwn0000000003'],
      strictest: ['allow', 'deny'],
      strictness: ['allow'],
      timeFault: ['2026-11-21T10:00:00Z'],
      ulid: [1, new Uint8Array(10)],
    },
  },
  merkle: {
    exports: merkle,
    calls: {
      appendLeaf: [sha256, range, root],
      appendLeaves: [sha256, range, leaves],
      consistencyPath: [sha256, leaves, 2],
      emptyRange: [0],
      emptyRoot: [sha256],
      foldPath: [sha256, merkle.planInclusion(1, 3), () => root],
      inclusionPath: [sha256, leaves, 1],
      inclusionRoot: [sha256, inclusion],
      leafHash: [sha256, bytes],
      leafHashes: [sha256, [bytes]],
      mergeRanges: [sha256, range, next],
      nodeHash: [sha256, root, root],
      planConsistency: [2, 3],
      planInclusion: [1, 3],
      planRange: [0, 3],
      rangeRoot: [sha256, range],
      rangeSizes: [0, 3],
      rootOf: [sha256, leaves],
      verifyConsistency: [sha256, { ...consistency, size1: 2, size2: 3 }],
      verifyInclusion: [sha256, inclusion],
      verifySubtreeConsistency: [sha256, { ...consistency, start: 0, end: 2, size: 3 }],
      verifySubtreeInclusion: [sha256, { ...leaf, start: 0, end: 3 }],
    },
  },
  receipt: {
    exports: receipt,
    calls: {
      approvalBinding: [JSON.parse(pending.payload)],
      assertionFault: [suite, {}, { challenge: bytes }],
      bindingDigest: [suite, approvals.bindings[0].binding],
      bundleVerifier: [suite, options],
      checkDisclosure: [suite, commitment, { path: 'a.b', salt: json.encodeHex(bytes), value: 1 }],
      checkPayload: [payload],
      commit: [suite, bytes, 'a.b', 1],
      commitText: [suite, bytes, 'a.b', '1'],
      commitmentAt: [payload, 'action.arguments'],
      decisionChallenge: [suite, approvals.challenges[0].decision],
      decodeCbor: [receipt.encodeCbor([1])],
      decodeReceipt: [cose],
      encodeBundleHeader: [receipt.readBundleHeader(header)],
      encodeBundleLine: [receipt.readBundleLine(line).payload, []],
      encodeCbor: [[1, 'x']],
      encodePayload: [payload],
      encodeReceipt: [decoded],
      hasMlDsa65Lengths: [pub, new Uint8Array(3309)],
      hasVerdict: [payload],
      originOf: [payload.org],
      parseKeySet: [suite, { keys: [log.keys[0].jwk] }],
      passkeyThumbprint: [suite, passkey],
      protectedHeader: [decoded],
      publicKeyOf: [log.keys[0].jwk],
      readBundleHeader: [header],
      readBundleLine: [line],
      readEvidence: [evidence],
      readPasskeyKey: [passkey],
      sigStructure: [bytes, root],
      thumbprint: [suite, pub],
      toJwk: [suite, pub, {}],
      verifyBundle: [suite, bundle, options],
      verifyEvidence: [suite, evidence, options],
    },
  },
}

/** What JSON, or a caller without types, may have where something else belongs. */
const WRONG: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  1.5,
  Number.NaN,
  '',
  'x',
  [],
  [null],
  {},
  Uint8Array.of(1),
]

/** What V8 says of a value that it cannot work with. */
const OF_THE_RUNTIME =
  /^(?:Cannot |Invalid |Reduce of |Converting |First argument|Object prototype)|is not (?:a function|iterable|a constructor|defined|an object)|is read-only|must be of type|call stack/

/** The same arguments with one of them, or one member of one, wrong or missing. Functions and suites of them stay. */
function* wrongCalls(args: readonly unknown[]): Generator<readonly unknown[]> {
  for (const [at, argument] of args.entries()) {
    if (typeof argument === 'function' || argument === suite) continue
    yield args.slice(0, at)
    for (const wrong of WRONG) yield args.with(at, wrong)
    for (const changed of withWrongMember(argument)) yield args.with(at, changed)
  }
}

function* withWrongMember(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const [name, member] of Object.entries(value)) {
    for (const wrong of [...WRONG, ...withWrongMember(member)])
      yield Array.isArray(value) ? value.with(Number(name), wrong) : { ...value, [name]: wrong }
    const { [name]: _, ...others } = value as Record<string, unknown>
    if (!Array.isArray(value)) yield others
  }
}

/** What a call throws that nobody wrote for its caller. */
function runtimeError(
  call: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
): string | undefined {
  try {
    call(...args)
  } catch (error) {
    assert.ok(error instanceof Error)
    if (OF_THE_RUNTIME.test(error.message)) return `${error.name}: ${error.message}`
  }
  return undefined
}

describe('a proof with a wrong or missing member', () => {
  for (const [found, args] of Object.entries(CALLS.merkle?.calls ?? {})) {
    if (!found.startsWith('verify')) continue
    test(`is false for ${found}`, () => {
      const call = Object.entries(merkle).find(([name]) => name === found)?.[1] as (
        ...args: unknown[]
      ) => unknown
      assert.equal(call(...args), true)
      for (const wrong of wrongCalls(args)) assert.equal(call(...wrong), false)
    })
  }
})

for (const [name, { exports, calls }] of Object.entries(CALLS)) {
  describe(`@countersign/${name}`, () => {
    const functions = Object.entries(exports).filter(
      ([, value]) => typeof value === 'function' && !isClass(value),
    )

    test('has all of its functions here', () => {
      assert.deepEqual(functions.map(([found]) => found).sort(), Object.keys(calls).sort())
    })

    for (const [found, call] of functions) {
      test(`${found} reports a wrong or missing member in its own words`, () => {
        const args = calls[found] ?? []
        call(...args)
        const errors = [...wrongCalls(args)].map((wrong) => runtimeError(call, wrong))
        assert.deepEqual(
          [...new Set(errors)].filter((error) => error !== undefined),
          [],
        )
      })
    }
  })
}

function isClass(value: unknown): boolean {
  return /^class\b/.test(String(value))
}
