// A thread that waits for a core is not mistaken for one that computes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { limitThread, type Over } from './thread-limit.ts'

function over(worker: Worker, ms: number): Promise<Over> {
  return new Promise((resolve) => limitThread(worker, ms, resolve))
}

async function startThread(code: string): Promise<Worker> {
  const worker = new Worker(`const { parentPort } = require('node:worker_threads')\n${code}`, { eval: true })
  await once(worker, 'online')
  return worker
}

describe('the limit of a thread', () => {
  it('ends what computes without a pause, and counts what it computed', async () => {
    const worker = await startThread('for (;;);')
    const { why, computedMs } = await over(worker, 100)
    assert.ok(computedMs > 0)
    // On a machine that lets it compute for less than a quarter of the time it is the machine that is busy.
    assert.equal(why, computedMs >= 100 ? 'time' : 'busy')
    await worker.terminate()
  })

  it('does not take waiting for computing', async () => {
    const worker = await startThread('setInterval(() => undefined, 1000)')
    const { why, computedMs } = await over(worker, 300)
    assert.equal(why, 'busy')
    assert.ok(computedMs < 300)
    await worker.terminate()
  })

  it('counts from where the watch began', async () => {
    const worker = await startThread(
      'const until = Date.now() + 300; while (Date.now() < until); parentPort.postMessage(1); setInterval(() => undefined, 1000)',
    )
    await once(worker, 'message')
    const { why } = await over(worker, 50)
    assert.equal(why, 'busy')
    await worker.terminate()
  })

  it('says nothing once the watch has ended', async () => {
    const worker = await startThread('setInterval(() => undefined, 1000)')
    const calls: Over[] = []
    limitThread(worker, 20, (over) => calls.push(over))()
    await over(worker, 40)
    assert.deepEqual(calls, [])
    await worker.terminate()
  })
})
