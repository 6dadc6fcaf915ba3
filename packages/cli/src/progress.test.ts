// The progress bar appears only on a terminal and only for long work, and cleans up after itself.
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { screen } from '../test/run.ts'
import { createProgress } from './progress.ts'

function io(isTTY: boolean) {
  return {
    stdin: Readable.from([]),
    stdout: screen(),
    stderr: screen(isTTY),
    env: {},
  }
}

test('a terminal sees percentage, count, rate and time left, and gets its line and cursor back', async () => {
  const world = io(true)
  const progress = createProgress(world, 'verifying')
  for (const done of [0, 2_000, 10_000]) {
    await progress.update(done, 20_000)
    await sleep(210)
  }
  progress.stop()
  const text = world.stderr.text()
  assert.match(text, /verifying \[.{24}\] 50% \| 10000\/20000 receipts \| [\d,]+\/s \| \d+ s left/)
  assert.ok(text.lastIndexOf('\u001b[?25h') > text.lastIndexOf('\u001b[?25l'))
  assert.match(text.slice(-12), /\u001b\[2K/)
  assert.equal(world.stdout.text(), '')
})

test('nothing is shown without a terminal, for short work, or when told to be quiet', async () => {
  for (const [isTTY, total, isWanted] of [
    [false, 20_000, true],
    [true, 4_999, true],
    [true, 20_000, false],
  ] as const) {
    const world = io(isTTY)
    const progress = createProgress(world, 'verifying', isWanted)
    await progress.update(100, total)
    await sleep(110)
    await progress.update(200, total)
    progress.stop()
    assert.equal(world.stderr.text(), '')
  }
})
