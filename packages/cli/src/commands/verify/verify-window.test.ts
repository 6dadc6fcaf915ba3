// A bundle that shows a part of the log says so, and fails where the whole or another part was asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundleOf } from '../../../test/log.ts'
import { countersign, files } from '../../../test/run.ts'
import { bundle, evidence, keys, log, size, verifyJson } from '../../../test/verify.ts'

const window = bundleOf(log, { from: 20, to: 30, handovers: true })

test('a window says how many receipts it leaves out, in words and in JSON', async (t) => {
  const at = await files(t, { keys, bundle, window })
  const shown = await countersign(['verify', at.window, '--trust', at.keys])
  assert.equal(shown.exitCode, 0)
  assert.match(
    shown.out,
    new RegExp(`^20 receipts before and ${size - 30} after this window are not shown$`, 'm'),
  )
  const { report } = await verifyJson([at.window, '--trust', at.keys])
  assert.deepEqual(report.hidden, { before: 20, after: size - 30 })
  const whole = await verifyJson([at.bundle, '--trust', at.keys])
  assert.deepEqual(whole.report.hidden, { before: 0, after: 0 })
  assert.doesNotMatch((await countersign(['verify', at.bundle, '--trust', at.keys])).out, /not shown/)
})

test('--whole, --from and --to fail exactly where something asked for is left out', async (t) => {
  const at = await files(t, { keys, bundle, window })
  const cases: [string, string[], number, string | undefined][] = [
    [at.bundle, ['--whole'], 0, undefined],
    [at.window, ['--whole'], 1, 'window.before'],
    [at.window, ['--from', '20'], 0, undefined],
    [at.window, ['--from', '25'], 0, undefined],
    [at.window, ['--from', '29'], 0, undefined],
    [at.window, ['--from', '30'], 1, 'window.after'],
    [at.window, ['--from', String(Number.MAX_SAFE_INTEGER)], 1, 'window.after'],
    [at.window, ['--from', '19'], 1, 'window.before'],
    [at.window, ['--from', '35', '--to', '40'], 1, 'window.after'],
    [at.window, ['--from', '5', '--to', '10'], 1, 'window.before'],
    [at.window, ['--to', '21'], 0, undefined],
    [at.window, ['--to', '20'], 1, 'window.before'],
    [at.window, ['--to', '1'], 1, 'window.before'],
    [at.window, ['--to', '30'], 0, undefined],
    [at.window, ['--to', '29'], 0, undefined],
    [at.window, ['--to', '31'], 1, 'window.after'],
    [at.window, ['--from', '20', '--to', '30'], 0, undefined],
    [at.bundle, ['--to', String(size + 1)], 1, 'window.after'],
  ]
  for (const [file, more, exitCode, code] of cases) {
    const verified = await verifyJson([file, '--trust', at.keys, ...more])
    assert.deepEqual([verified.exitCode, verified.failed[0]?.code], [exitCode, code], more.join(' '))
    assert.equal(verified.axis('window').status, code === undefined ? 'passed' : 'failed')
  }
  const { out } = await countersign(['verify', at.window, '--whole', '--trust', at.keys])
  assert.match(out, /Failed on window, .*\nWhat it means: the bundle is a part of the log/)
})

test('impossible expectations of a window are refused with an explanation', async (t) => {
  const at = await files(t, { keys, bundle, evidence })
  const cases: [string[], RegExp][] = [
    [[at.bundle, '--whole', '--from', '0'], /--whole leaves nothing out/],
    [[at.bundle, '--from', '-1'], /--from must be a position/],
    [[at.bundle, '--to', '99999999999999999'], /--to must be a position/],
    [[at.bundle, '--to', '0'], /--to must be above 0/],
    [[at.bundle, '--from', '5', '--to', '5'], /above --from/],
    [[at.evidence, '--whole'], /are for a bundle/],
  ]
  for (const [argv, message] of cases) {
    const { exitCode, err, out } = await countersign(['verify', ...argv])
    assert.deepEqual([exitCode, out], [2, ''])
    assert.match(err, message)
  }
})

test('an unreadable file named by an option is exit code 2 with one sentence', async (t) => {
  const at = await files(t, { evidence, text: 'not JSON', binary: Buffer.from([0xff, 0xfe, 0x00]) })
  const options = ['--trust', '--keys', '--since', '--expected-output', '--expected-arguments']
  let tried = 0
  for (const option of options) {
    for (const file of [
      `${at.evidence}.none`,
      '.',
      at.binary,
      ...(option === '--expected-output' ? [] : [at.text]),
    ]) {
      const { exitCode, err, out } = await countersign(['verify', at.evidence, option, file])
      assert.deepEqual([exitCode, out], [2, ''], `${option} ${file}`)
      assert.match(err, /^countersign: .*\n$/)
      assert.doesNotMatch(err, /\bat .*\.ts:/)
      tried++
    }
  }
  assert.equal(tried, 19)
})
