// Verification loads nothing that can reach a network, and runs where the network is forbidden.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { command } from '../../../test/child.ts'
import { bundleOf, evidenceOf, keySetOf, sampleLog } from '../../../test/log.ts'
import { files } from '../../../test/run.ts'

const watch = ['--import', fileURLToPath(new URL('../../../test/modules.ts', import.meta.url))]
// Without --allow-net and --allow-child-process it can open no socket and start nothing, whatever it loads.
const sandbox = [...watch, '--permission', '--allow-fs-read=*']
const [major = 0] = process.versions.node.split('.').map(Number)
const skip = major < 25 ? 'this Node cannot forbid the network' : false

const FORBIDDEN =
  /@countersign\/(client|contract)|packages\/(client|contract)\/|apps\/|^(node:)?(net|tls|http|https|http2|dns|dgram|undici|worker_threads)(\/.*)?$/

function modulesOf(err: string): string[] {
  return JSON.parse(/^modules: (.*)$/m.exec(err)?.[1] ?? '[]')
}

test('verify loads neither client, contract nor anything that can reach a network', { skip }, async (t) => {
  const log = sampleLog()
  const at = await files(t, {
    bundle: bundleOf(log, { handovers: true }),
    evidence: evidenceOf(log, 8),
    keys: keySetOf(log),
  })
  for (const file of [at.bundle, at.evidence]) {
    for (const more of [[], ['--pure']]) {
      const { code, out, err } = await command(['verify', file, '--trust', at.keys, ...more], {
        node: sandbox,
      })
      assert.equal(code, 0, err)
      assert.match(out, /^VALID/)
      const modules = modulesOf(err)
      assert.ok(modules.some((name) => name.endsWith('packages/receipt/src/verify/bundle.ts')))
      assert.deepEqual(
        modules.filter((name) => FORBIDDEN.test(name)),
        [],
      )
    }
  }
})

test('the same sandbox stops an export, which shows that it works', { skip }, async () => {
  const { out } = await command(['keygen'])
  const { code, err } = await command(['export'], {
    node: sandbox,
    env: { COUNTERSIGN_API_URL: 'http://127.0.0.1:9', COUNTERSIGN_API_KEY: out.trim() },
  })
  assert.equal(code, 2)
  assert.match(err, /cannot be reached/)
  assert.ok(modulesOf(err).some((name) => FORBIDDEN.test(name)))
})
