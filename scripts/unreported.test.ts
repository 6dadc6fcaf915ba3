// A file of tests whose process ends early, or never, counts as failed, whatever its exit code says.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { root } from './checks.ts'

/** Runs a file of this text as `npm test` runs files. */
function ran(text: string, settings: Record<string, string> = {}): { code: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-unreported-'))
  try {
    const path = join(folder, 'made.test.mjs')
    writeFileSync(path, `import { it } from 'node:test'\n${text}\n`)
    // What a test process tells its own children would make this one report to it.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/test.ts'), path], {
      env: { ...env, ...settings },
    })
    return { code: status, output: stdout.toString() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('is said to have no result, and fails the run', () => {
  const { code, output } = ran(`it('passes', () => {})\nit('ends all', () => process.exit(0))`)
  assert.equal(code, 1, output)
  assert.match(output, /no result of .*made\.test\.mjs: its process ended early/)
})

it('is not said of one that reports', () => {
  const { code, output } = ran(`it('passes', () => {})`)
  assert.equal(code, 0, output)
  assert.match(output, /1 tests in .* 1 passed/)
  assert.doesNotMatch(output, /no result/)
})

it('is said of one that never ends, with what it leaves open', () => {
  const leaves = `import { createServer } from 'node:net'\nit('passes', () => { createServer().listen(0) })`
  const { code, output } = ran(leaves, { COUNTERSIGN_TEST_END_MS: '500' })
  assert.equal(code, 1, output)
  assert.match(output, /made\.test\.mjs did not end 0\.5 s after its tests; still open: .*1 TCPServerWrap/)
})
