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

const STARTER = `
  import { parentPort, Worker } from 'node:worker_threads'
  await import(${JSON.stringify(import.meta.resolve('./background.ts'))})
  const priority = \`
    import { readlinkSync } from 'node:fs'
    import { getPriority } from 'node:os'
    import { basename } from 'node:path'
    import { parentPort } from 'node:worker_threads'
    parentPort.postMessage(getPriority(Number(basename(readlinkSync('/proc/thread-self')))))
  \`
  const started = new Worker(new URL(\`data:text/javascript,\${encodeURIComponent(priority)}\`))
  started.on('message', (found) => parentPort.postMessage(found))
`

for (const [what, code] of [
  ['lowers the priority of its own thread only', THREAD],
  ['lowers that of a thread which it starts from the first moment', STARTER],
] as const) {
  it(what, {
    skip: process.platform !== 'linux' && 'only Linux gives threads priorities',
  }, async () => {
    const before = getPriority()
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { execArgv: [] })
    const [priority] = await once(worker, 'message')
    assert.ok(priority > before, `its priority is ${priority}`)
    assert.equal(getPriority(), before)
    await worker.terminate()
  })
}
