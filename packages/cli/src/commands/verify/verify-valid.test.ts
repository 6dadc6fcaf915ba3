// Exit code 0: bundles and evidence of a trusted log are valid in every way they can be given.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consistencyPath } from '@countersign/merkle'
import { nobleSuite } from '@countersign/receipt/noble'
import { bundleOf, checkpointOf, evidenceOf, leaves, ORG } from '../../../test/log.ts'
import { countersign, files } from '../../../test/run.ts'
import { bundle, evidence, gate, keys, log, size, verifyJson } from '../../../test/verify.ts'

describe('exit code 0', () => {
  test('a bundle of a trusted log is valid, from a file and from standard input', async (t) => {
    const at = await files(t, { bundle, keys })
    const { exitCode, out, err } = await countersign(['verify', at.bundle, '--trust', at.keys])
    assert.equal(exitCode, 0)
    assert.ok(out.startsWith(`VALID  bundle: receipts 0 to ${size - 1} of the log of org_`), out)
    assert.equal(out.match(/^ {2}✓ /gm)?.length, 11)
    assert.equal(err, '')
    const bytes = Buffer.from(bundle)
    const pieces = Array.from({ length: Math.ceil(bytes.length / 777) }, (_, part) =>
      bytes.subarray(part * 777, (part + 1) * 777),
    )
    const piped = await countersign(['verify', '-', '--trust', at.keys], { stdin: pieces })
    assert.deepEqual(piped, { exitCode, out, err })
  })

  test('evidence is valid with the key set, with a thumbprint and keys, with one key, and in pure JavaScript', async (t) => {
    const at = await files(t, { evidence, keys, one: keys.keys.find(({ kid }) => kid === evidence.kid) })
    for (const more of [
      ['--trust', at.keys],
      ['--trust', evidence.kid, '--keys', at.keys],
      ['--trust', at.one],
      ['--trust', at.keys, '--trust', at.one, '--pure'],
    ]) {
      const { exitCode, report } = await verifyJson([at.evidence, ...more])
      assert.equal(report.verdict, 'valid', more.join(' '))
      assert.equal(exitCode, 0)
    }
  })

  test('an expected output, as JSON or as text, and expected arguments are confirmed', async (t) => {
    const disclosed = evidenceOf(log, gate).disclosures.find(({ path }) => path === 'action.arguments')
    const text = log.entries.findIndex(({ payload }) => payload.type === 'observation')
    const at = await files(t, {
      evidence,
      keys,
      output: '{ "rows": 1 }\n',
      gate: evidenceOf(log, gate),
      arguments: disclosed?.value,
      observation: evidenceOf(log, text),
      text: 'plain text',
    })
    const trust = ['--trust', at.keys]
    const output = await verifyJson([at.evidence, ...trust, '--expected-output', at.output])
    assert.equal(output.axis('output').status, 'passed')
    const plain = await verifyJson([at.observation, ...trust, '--expected-output', at.text])
    assert.equal(plain.axis('output').status, 'passed')
    const given = await verifyJson([at.gate, ...trust, '--expected-arguments', at.arguments])
    assert.equal(given.axis('arguments').status, 'passed')
    assert.deepEqual([output.exitCode, plain.exitCode, given.exitCode], [0, 0, 0])
  })

  test('a log that grew since a kept checkpoint is valid', async (t) => {
    const at = await files(t, {
      bundle,
      keys,
      kept: { org: ORG, ...checkpointOf(log, 12), kid: 'x', cose: 'x' },
      window: bundleOf(log, { from: 25, handovers: true }),
      proof: { from: 12, to: size, path: consistencyPath(nobleSuite.sha256, leaves(log), 12).map(hex) },
    })
    assert.equal((await verifyJson([at.bundle, '--trust', at.keys, '--since', at.kept])).exitCode, 0)
    const proven = await verifyJson([
      ...[at.window, '--trust', at.keys],
      ...['--since', at.kept, '--since-proof', at.proof],
    ])
    assert.equal(proven.axis('since').status, 'passed')
    assert.equal(proven.exitCode, 0)
  })

  test('--quiet prints nothing', async (t) => {
    const at = await files(t, { bundle, keys })
    const answer = await countersign(['verify', at.bundle, '--trust', at.keys, '--quiet'])
    assert.deepEqual(answer, { exitCode: 0, out: '', err: '' })
  })
})

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
