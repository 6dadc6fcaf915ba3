// Exit code 2: what cannot be proven is indeterminate, and the report says what would help.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { bundleOf, checkpointOf, createLog, keySetOf, ORG, OTHER_ORG } from '../../../test/log.ts'
import { countersign, files, folder } from '../../../test/run.ts'
import { bundle, evidence, keys, log, verifyJson } from '../../../test/verify.ts'

describe('exit code 2', () => {
  test('without trust nothing is proven, and the report says how to get it', async (t) => {
    const at = await files(t, { bundle, evidence })
    for (const file of [at.bundle, at.evidence]) {
      const { exitCode, out } = await countersign(['verify', file])
      assert.equal(exitCode, 2)
      assert.match(out, /^INDETERMINATE /)
      assert.match(out, new RegExp(`curl <api>/v1/logs/${ORG}/keys > keys.json`))
      assert.match(out, /compare the thumbprint/)
    }
    const unsigned = await verifyJson([at.bundle])
    assert.equal(unsigned.axis('signature').status, 'passed', 'with the key that the bundle carries')
    assert.equal(unsigned.axis('key').code, 'key.untrusted')
  })

  test('an untrusted key, and a thumbprint without the key itself, prove nothing', async (t) => {
    const at = await files(t, { bundle, evidence, other: keySetOf(createLog(OTHER_ORG, 9)) })
    const unknown = await verifyJson([at.bundle, '--trust', at.other])
    assert.equal(unknown.axis('key').code, 'key.unknown')
    const bare = await verifyJson([at.evidence, '--trust', evidence.kid])
    assert.deepEqual([bare.axis('key').status, bare.axis('signature').code], ['passed', 'signature.no_key'])
    const foreignBytes = await verifyJson([at.evidence, '--trust', evidence.kid, '--keys', at.other])
    assert.equal(foreignBytes.axis('signature').code, 'signature.no_key')
    assert.deepEqual([unknown.exitCode, bare.exitCode, foreignBytes.exitCode], [2, 2, 2])
  })

  test('--keys alone trusts nothing', async (t) => {
    const at = await files(t, { bundle, evidence, keys })
    assert.equal((await verifyJson([at.evidence, '--keys', at.keys])).exitCode, 2)
    assert.equal((await verifyJson([at.bundle, '--keys', at.keys])).axis('key').code, 'key.untrusted')
  })

  test('a kept checkpoint that the file does not cover is indeterminate, and the report says what helps', async (t) => {
    const at = await files(t, {
      window: bundleOf(log, { from: 25, handovers: true }),
      keys,
      kept: checkpointOf(log, 12),
    })
    const { exitCode, out } = await countersign(['verify', at.window, '--trust', at.keys, '--since', at.kept])
    assert.equal(exitCode, 2)
    assert.match(out, /\? since .*\[since\.no_proof\]/)
    assert.match(out, /--since-size/)
  })

  test('an unreadable file and a file of another kind are distinguished from an invalid one', async (t) => {
    const path = await folder(t)
    await mkdir(join(path, 'inner'))
    const at = await files(t, {
      bundle,
      keys,
      checkpoint: checkpointOf(log, 12),
      problem: { type: '/e', title: 'no', status: 401, code: 'auth.missing', request_id: 'x' },
      text: 'hello',
    })
    const cases: [string[], RegExp][] = [
      [[join(path, 'none')], /there is no such file/],
      [[join(path, 'inner')], /it is a folder/],
      [[at.keys], /this is a key set/],
      [[at.checkpoint], /this is a checkpoint/],
      [[at.problem], /an error of the API/],
      [[at.bundle, '--trust', join(path, 'none')], /cannot read .*none/],
      [[at.bundle, '--trust', at.text], /is not JSON/],
      [[at.bundle, '--trust', at.checkpoint], /is not a key set/],
      [[at.bundle, '--keys', at.problem], /is not a key set/],
      [[at.bundle, '--since', at.keys], /is not a checkpoint/],
      [[at.bundle, '--since-proof', at.keys], /needs --since/],
      [[at.bundle, '--since', at.checkpoint, '--since-proof', at.keys], /is not a consistency proof/],
      [[at.bundle, '--expected-output', at.text], /are for the evidence of one receipt/],
    ]
    for (const [argv, message] of cases) {
      const { exitCode, err, out } = await countersign(['verify', ...argv])
      assert.equal(exitCode, 2, argv.join(' '))
      assert.match(err, message)
      assert.equal(out, '')
      const { report } = await verifyJson(argv)
      assert.deepEqual([report.verdict, typeof report.error.code], ['indeterminate', 'string'])
    }
    assert.equal(cases.length, 13)
  })

  test('an interrupted verification decides nothing', async (t) => {
    const at = await files(t, { bundle, keys })
    const { exitCode, err } = await countersign(['verify', at.bundle, '--trust', at.keys], {
      signal: AbortSignal.abort(),
    })
    assert.equal(exitCode, 2)
    assert.match(err, /interrupted; nothing was decided/)
  })
})
