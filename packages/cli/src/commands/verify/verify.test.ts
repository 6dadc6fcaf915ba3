// A verification report is safe to print, and coloured only on terminals that want it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerOf } from '../../../test/log.ts'
import { countersign, files } from '../../../test/run.ts'
import { bundle, evidence, keys, log } from '../../../test/verify.ts'

test('escape sequences and control characters of a file never reach the terminal', async (t) => {
  const hostile = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egpj.exe\u200b\r\n'
  const first = JSON.stringify({ ...headerOf(log), [`a${hostile}`]: 1 })
  const at = await files(t, {
    bundle: `${first}\n`,
    evidence: { ...evidence, [hostile]: 1 },
    disclosed: { ...evidence, disclosures: [{ path: hostile, salt: '0'.repeat(64) }] },
  })
  for (const file of [at.bundle, at.evidence, at.disclosed]) {
    for (const more of [[], ['--json']]) {
      const { exitCode, out, err } = await countersign(['verify', file, ...more])
      assert.equal(exitCode, 1)
      assert.doesNotMatch(out.replaceAll('\n', '') + err, /[\p{Cc}\p{Cf}]/u)
    }
  }
  const { err } = await countersign(['verify', `no-such-file${hostile}`])
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
