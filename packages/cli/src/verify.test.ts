import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { consistencyPath } from '@countersign/merkle'
import { nobleSuite } from '@countersign/receipt/noble'
import {
  bundleOf,
  checkpointOf,
  createLog,
  evidenceOf,
  headerOf,
  keySetOf,
  leaves,
  ORG,
  OTHER_ORG,
  sampleLog,
} from '../test/log.ts'
import { countersign, files, folder } from '../test/world.ts'

const log = sampleLog()
const keys = keySetOf(log)
const bundle = bundleOf(log, { handovers: true })
const gate = log.entries.findIndex(({ payload }) => payload.type === 'gate.allowed')
const completion = log.entries.findIndex(({ payload }) => payload.type === 'action.completed')
const evidence = evidenceOf(log, completion)
const size = log.entries.length

interface Axis {
  name: string
  status: string
  code?: string
}

async function judge(argv: readonly string[]) {
  const { exitCode, out } = await countersign(['verify', ...argv, '--json'])
  const report = JSON.parse(out)
  const axis = (name: string): Axis => report.axes.find((each: Axis) => each.name === name)
  return { exitCode, report, axis, failed: report.axes?.filter((each: Axis) => each.status === 'failed') }
}

const changed = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1)

describe('exit code 0', () => {
  test('a bundle of a trusted log is valid, from a file and from standard input', async (t) => {
    const at = await files(t, { bundle, keys })
    const { exitCode, out, err } = await countersign(['verify', at.bundle, '--trust', at.keys])
    assert.equal(exitCode, 0)
    assert.match(out, /^VALID {2}bundle: receipts 0 to 37 of the log of org_/)
    assert.equal(out.match(/^ {2}✓ /gm)?.length, 10)
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
      const { exitCode, report } = await judge([at.evidence, ...more])
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
    const output = await judge([at.evidence, ...trust, '--expected-output', at.output])
    assert.equal(output.axis('output').status, 'passed')
    const plain = await judge([at.observation, ...trust, '--expected-output', at.text])
    assert.equal(plain.axis('output').status, 'passed')
    const given = await judge([at.gate, ...trust, '--expected-arguments', at.arguments])
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
    assert.equal((await judge([at.bundle, '--trust', at.keys, '--since', at.kept])).exitCode, 0)
    const proven = await judge([
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

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('exit code 1', () => {
  test('one changed character is found, wherever it stands in a bundle', async (t) => {
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
      const { exitCode, report, axis } = await judge([file, '--trust', at.keys])
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
    const missing = await judge([at.atLine, '--trust', at.keys])
    assert.equal(missing.axis('completeness').code, 'completeness.missing')
    const cut = await judge([at.inLine, '--trust', at.keys])
    assert.equal(cut.axis('structure').code, 'bundle.truncated')
    const empty = await judge([at.empty, '--trust', at.keys])
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
    assert.equal((await judge([at.short, '--trust', at.keys])).exitCode, 0, 'alone it looks whole')
    const rollback = await judge([at.short, '--trust', at.keys, '--since', at.kept])
    assert.equal(rollback.axis('since').code, 'since.rollback')
    const fork = await judge([at.bundle, '--trust', at.keys, '--since', at.fork])
    assert.equal(fork.axis('since').code, 'since.fork')
    const other = await judge([at.bundle, '--trust', at.keys, '--since', at.other])
    assert.equal(other.axis('since').code, 'since.origin')
    assert.deepEqual([rollback.exitCode, fork.exitCode, other.exitCode], [1, 1, 1])
    const { out } = await countersign(['verify', at.short, '--trust', at.keys, '--since', at.kept])
    assert.match(out, /the log is shorter than it once was/)
  })

  test('every axis of evidence fails by its own name', async (t) => {
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
      const { exitCode, failed } = await judge([at[name] ?? '', '--trust', at.keys ?? ''])
      assert.deepEqual([exitCode, failed.map((axis: Axis) => axis.name)], [1, [name]])
      const { out } = await countersign(['verify', at[name] ?? '', '--trust', at.keys ?? ''])
      assert.match(out, new RegExp(`✗ ${name} [^]*Failed on ${name}[^]*What it means: .{20}`))
    }
    assert.equal(Object.keys(cases).length, 7)
  })

  test('a key that was retired before is refused, also when only one of two key sets knows', async (t) => {
    const late = { ...evidence, kid: evidence.kid }
    const retired = keys.keys.map((key) => (key.kid === late.kid ? { ...key, until_size: 1 } : key))
    const at = await files(t, { late, keys, retired: { keys: retired } })
    for (const trust of [
      ['--trust', at.retired],
      ['--trust', at.keys, '--trust', at.retired],
      ['--trust', at.retired, '--trust', at.keys],
    ]) {
      const { exitCode, axis } = await judge([at.late, ...trust])
      assert.equal(axis('key').code, 'key.retired')
      assert.equal(exitCode, 1)
    }
  })

  test('another output and other arguments than expected are told', async (t) => {
    const at = await files(t, { evidence, keys, other: '{"rows":2}', gate: evidenceOf(log, gate) })
    const output = await judge([at.evidence, '--trust', at.keys, '--expected-output', at.other])
    assert.equal(output.axis('output').code, 'output.mismatch')
    const given = await judge([at.gate, '--trust', at.keys, '--expected-arguments', at.other])
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
    const inside = await judge([at.bytes, '--trust', at.keys])
    assert.equal(inside.axis('structure').code, 'structure.utf8')
    assert.deepEqual(inside.report.where, { line: 5, seq: 3 })
    for (const file of [at.latin1, at.first]) {
      const { exitCode, axis } = await judge([file, '--trust', at.keys])
      assert.deepEqual([exitCode, axis('structure').code], [1, 'structure.utf8'])
    }
  })

  test('a line without end is refused and not held in memory', async (t) => {
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
    const unsigned = await judge([at.bundle])
    assert.equal(unsigned.axis('signature').status, 'passed', 'with the key that the bundle carries')
    assert.equal(unsigned.axis('key').code, 'key.untrusted')
  })

  test('a key among none of the trusted ones, and a thumbprint without bytes, prove nothing', async (t) => {
    const at = await files(t, { bundle, evidence, other: keySetOf(createLog(OTHER_ORG, 9)) })
    const unknown = await judge([at.bundle, '--trust', at.other])
    assert.equal(unknown.axis('key').code, 'key.unknown')
    const bare = await judge([at.evidence, '--trust', evidence.kid])
    assert.deepEqual([bare.axis('key').status, bare.axis('signature').code], ['passed', 'signature.no_key'])
    const foreignBytes = await judge([at.evidence, '--trust', evidence.kid, '--keys', at.other])
    assert.equal(foreignBytes.axis('signature').code, 'signature.no_key')
    assert.deepEqual([unknown.exitCode, bare.exitCode, foreignBytes.exitCode], [2, 2, 2])
  })

  test('--keys alone trusts nothing', async (t) => {
    const at = await files(t, { bundle, evidence, keys })
    assert.equal((await judge([at.evidence, '--keys', at.keys])).exitCode, 2)
    assert.equal((await judge([at.bundle, '--keys', at.keys])).axis('key').code, 'key.untrusted')
  })

  test('a kept checkpoint that the file does not prove leaves it open, and the report says what helps', async (t) => {
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

  test('what cannot be read, and what is another file, is told apart from what is invalid', async (t) => {
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
      [[at.problem], /an error that the API answered/],
      [[at.bundle, '--trust', join(path, 'none')], /cannot read .*none/],
      [[at.bundle, '--trust', at.text], /is not JSON/],
      [[at.bundle, '--trust', at.checkpoint], /is not a key set/],
      [[at.bundle, '--keys', at.problem], /is not a key set/],
      [[at.bundle, '--since', at.keys], /is not a checkpoint/],
      [[at.bundle, '--since-proof', at.keys], /needs --since/],
      [[at.bundle, '--since', at.checkpoint, '--since-proof', at.keys], /is not a consistency proof/],
      [[at.bundle, '--expected-output', at.text], /goes with the evidence of one receipt/],
    ]
    for (const [argv, message] of cases) {
      const { exitCode, err, out } = await countersign(['verify', ...argv])
      assert.equal(exitCode, 2, argv.join(' '))
      assert.match(err, message)
      assert.equal(out, '')
      const { report } = await judge(argv)
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

test('escape sequences and control characters of a file never reach the terminal', async (t) => {
  const nasty = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egpj.exe\u200b\r\n'
  const first = JSON.stringify({ ...headerOf(log), [`a${nasty}`]: 1 })
  const at = await files(t, {
    bundle: `${first}\n`,
    evidence: { ...evidence, [nasty]: 1 },
    disclosed: { ...evidence, disclosures: [{ path: nasty, salt: '0'.repeat(64) }] },
  })
  for (const file of [at.bundle, at.evidence, at.disclosed]) {
    for (const more of [[], ['--json']]) {
      const { exitCode, out, err } = await countersign(['verify', file, ...more])
      assert.equal(exitCode, 1)
      assert.doesNotMatch(out.replaceAll('\n', '') + err, /[\p{Cc}\p{Cf}]/u)
    }
  }
  const { err } = await countersign(['verify', `no-such-file${nasty}`])
  assert.doesNotMatch(err.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u)
})

test('colours are for terminals that want them', async (t) => {
  const at = await files(t, { bundle, keys })
  const argv = ['verify', at.bundle, '--trust', at.keys]
  assert.match((await countersign(argv, { tty: 'stdout' })).out, /\u001b\[32mVALID/)
  for (const setting of [
    {},
    { tty: 'stdout', env: { NO_COLOR: '1' } },
    { tty: 'stdout', env: { TERM: 'dumb' } },
  ] as const) {
    assert.doesNotMatch((await countersign(argv, setting)).out, /\u001b/)
  }
})
