// A thread that may wait lowers its own priority, and nobody else's.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { getPriority } from 'node:os'
import { it } from 'node:test'
import { Worker } from 'node:worker_threads'

const THREAD = `
  import { readlinkSync } from 'node:fs'
  import { getPriority } from 'node:os'
  import { basename } from 'node:path'
  import { parentPort } from 'node:worker_threads'
  await import(${JSON.stringify(import.meta.resolve('./background.ts'))})
  parentPort.postMessage(getPriority(Number(basename(readlinkSync('/proc/thread-self')))))
`

it('lowers the priority of its own thread only', {
  skip: process.platform !== 'linux' && 'only Linux gives threads priorities',
}, async () => {
  const before = getPriority()
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`), { execArgv: [] })
  const [priority] = await once(worker, 'message')
  assert.ok(priority > before, `its priority is ${priority}`)
  assert.equal(getPriority(), before)
  await worker.terminate()
})
