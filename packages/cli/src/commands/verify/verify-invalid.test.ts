// Exit code 1: every kind of tampering with a bundle or evidence is found and named.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bundleOf, checkpointOf, createLog, evidenceOf, OTHER_ORG } from '../../../test/log.ts'
import { countersign, files } from '../../../test/run.ts'
import { type Axis, bundle, evidence, gate, keys, log, size, verifyJson } from '../../../test/verify.ts'

function changed(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1)
}

describe('exit code 1', () => {
  test('one changed character is found, wherever it is in a bundle', async (t) => {
    const at = await files(t, { bundle, keys })
    const step = Math.floor(bundle.length / 60)
    const axes = new Set<string>()
    let tried = 0
    for (let place = 7; place < bundle.length; place += step) {
      const { exitCode, out } = await countersign(['verify', '-', '--trust', at.keys, '--json'], {
        stdin: [changed(bundle, place)],
      })
      const failed = JSON.parse(out).axes.filter(({ status }: Axis) => status === 'failed')
      assert.equal(exitCode, 1, `character ${place}`)
      assert.equal(failed.length, 1)
      axes.add(failed[0].name)
      tried++
    }
    assert.ok(tried >= 60 && axes.size >= 4, `${tried} places on the axes ${[...axes]}`)
  })

  test('a dropped, a repeated and a swapped line are found, with their place', async (t) => {
    const lines = bundle.split('\n')
    const [fifth = '', sixth = ''] = lines.slice(5, 7)
    const at = await files(t, {
      keys,
      dropped: lines.toSpliced(5, 1).join('\n'),
      repeated: lines.toSpliced(5, 0, fifth).join('\n'),
      swapped: lines.toSpliced(5, 2, sixth, fifth).join('\n'),
    })
    for (const file of [at.dropped, at.repeated, at.swapped]) {
      const { exitCode, report, axis } = await verifyJson([file, '--trust', at.keys])
      assert.equal(exitCode, 1)
      assert.equal(axis('completeness').code, 'completeness.gap')
      assert.ok(report.where.line === 6 || report.where.line === 7, `line ${report.where.line}`)
    }
    const { out } = await countersign(['verify', at.dropped, '--trust', at.keys])
    assert.match(out, /^INVALID /)
    assert.match(out, /Failed on completeness at seq 4, line 6\.\nWhat it means: receipts are missing/)
  })

  test('a file that was cut is found, at a line and inside one', async (t) => {
    const lines = bundle.split('\n')
    const at = await files(t, {
      keys,
      atLine: `${lines.slice(0, -3).join('\n')}\n`,
      inLine: bundle.slice(0, -20),
      empty: '',
    })
    const missing = await verifyJson([at.atLine, '--trust', at.keys])
    assert.equal(missing.axis('completeness').code, 'completeness.missing')
    const cut = await verifyJson([at.inLine, '--trust', at.keys])
    assert.equal(cut.axis('structure').code, 'bundle.truncated')
    const empty = await verifyJson([at.empty, '--trust', at.keys])
    assert.deepEqual([missing.exitCode, cut.exitCode, empty.exitCode], [1, 1, 1])
    const { out } = await countersign(['verify', at.atLine, '--trust', at.keys])
    assert.match(out, /which shows at the end of the file\.\nWhat it means: receipts at the end are missing/)
  })

  test('a truncated log, a rewritten one and one of another org do not pass a kept checkpoint', async (t) => {
    const short = bundleOf(log, { size: 25, to: 25, handovers: true })
    const at = await files(t, {
      keys,
      bundle,
      short,
      kept: checkpointOf(log, size),
      fork: { ...checkpointOf(log, 12), root: '0'.repeat(64) },
      other: { ...checkpointOf(log, 12), origin: `countersign/${OTHER_ORG}` },
    })
    assert.equal((await verifyJson([at.short, '--trust', at.keys])).exitCode, 0, 'alone it looks whole')
    const rollback = await verifyJson([at.short, '--trust', at.keys, '--since', at.kept])
    assert.equal(rollback.axis('since').code, 'since.rollback')
    const fork = await verifyJson([at.bundle, '--trust', at.keys, '--since', at.fork])
    assert.equal(fork.axis('since').code, 'since.fork')
    const other = await verifyJson([at.bundle, '--trust', at.keys, '--since', at.other])
    assert.equal(other.axis('since').code, 'since.origin')
    assert.deepEqual([rollback.exitCode, fork.exitCode, other.exitCode], [1, 1, 1])
    const { out } = await countersign(['verify', at.short, '--trust', at.keys, '--since', at.kept])
    assert.match(out, /the log is shorter than it once was/)
  })

  test('every axis of evidence fails under its own name', async (t) => {
    const [first = '', ...rest] = evidence.inclusion_path
    const foreign = evidenceOf(createLog(OTHER_ORG, 9), 0)
    const salt = evidence.disclosures.map((each) => ({ ...each, value: { rows: 2 } }))
    const cases: Record<string, object> = {
      structure: { ...evidence, extra: 1 },
      payload: { ...evidence, id: evidenceOf(log, 0).id },
      leaf: { ...evidence, leaf_hash: '0'.repeat(64) },
      inclusion: { ...evidence, inclusion_path: [first, ...rest, first] },
      cose: { ...evidence, cose: foreign.cose },
      signature: { ...evidence, cose: signatureChanged(evidence.cose) },
      disclosures: { ...evidence, disclosures: salt },
    }
    const at: Record<string, string> = await files(t, { ...cases, keys })
    for (const name of Object.keys(cases)) {
      const { exitCode, failed } = await verifyJson([at[name] ?? '', '--trust', at.keys ?? ''])
      assert.deepEqual([exitCode, failed.map((axis: Axis) => axis.name)], [1, [name]])
      const { out } = await countersign(['verify', at[name] ?? '', '--trust', at.keys ?? ''])
      assert.match(out, new RegExp(`✗ ${name} [^]*Failed on ${name}[^]*What it means: .{20}`))
    }
    assert.equal(Object.keys(cases).length, 7)
  })

  test('a key that was retired before is refused, even when only one of two key sets knows', async (t) => {
    const late = { ...evidence, kid: evidence.kid }
    const retired = keys.keys.map((key) => (key.kid === late.kid ? { ...key, until_size: 1 } : key))
    const at = await files(t, { late, keys, retired: { keys: retired } })
    for (const trust of [
      ['--trust', at.retired],
      ['--trust', at.keys, '--trust', at.retired],
      ['--trust', at.retired, '--trust', at.keys],
    ]) {
      const { exitCode, axis } = await verifyJson([at.late, ...trust])
      assert.equal(axis('key').code, 'key.retired')
      assert.equal(exitCode, 1)
    }
  })

  test('an output or arguments other than expected are reported', async (t) => {
    const at = await files(t, { evidence, keys, other: '{"rows":2}', gate: evidenceOf(log, gate) })
    const output = await verifyJson([at.evidence, '--trust', at.keys, '--expected-output', at.other])
    assert.equal(output.axis('output').code, 'output.mismatch')
    const given = await verifyJson([at.gate, '--trust', at.keys, '--expected-arguments', at.other])
    assert.equal(given.axis('arguments').code, 'arguments.mismatch')
    assert.deepEqual([output.exitCode, given.exitCode], [1, 1])
  })

  test('text that is not UTF-8 fails, in evidence and at its line in a bundle', async (t) => {
    const bytes = Buffer.from(bundle)
    bytes[bundle.split('\n', 4).join('\n').length + 30] = 0xff
    const at = await files(t, {
      bytes,
      keys,
      latin1: Buffer.from('{"id":"\xe9"}', 'latin1'),
      first: Buffer.of(0xff),
    })
    const inside = await verifyJson([at.bytes, '--trust', at.keys])
    assert.equal(inside.axis('structure').code, 'structure.utf8')
    assert.deepEqual(inside.report.where, { line: 5, seq: 3 })
    for (const file of [at.latin1, at.first]) {
      const { exitCode, axis } = await verifyJson([file, '--trust', at.keys])
      assert.deepEqual([exitCode, axis('structure').code], [1, 'structure.utf8'])
    }
  })

  test('an endless line is refused and not held in memory', async (t) => {
    const at = await files(t, { keys })
    const start = bundle.slice(0, bundle.indexOf('\n') + 1)
    let sent = 0
    function* endless() {
      yield Buffer.from(start)
      for (; sent < 200; sent++) yield Buffer.alloc(256 * 1024, 'x')
    }
    const before = process.memoryUsage().heapUsed
    const { exitCode, out } = await countersign(['verify', '-', '--trust', at.keys], { stdin: endless() })
    assert.equal(exitCode, 1)
    assert.match(out, /Failed on structure at line 2\./)
    assert.ok(process.memoryUsage().heapUsed - before < 50e6)
  })
})

function signatureChanged(cose: string): string {
  const bytes = Buffer.from(cose, 'base64url')
  const last = bytes.length - 1
  bytes[last] = (bytes[last] ?? 0) ^ 1
  return bytes.toString('base64url')
}
