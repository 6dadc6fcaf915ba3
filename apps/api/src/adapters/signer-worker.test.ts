// The way of signing that a runtime without ML-DSA takes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { nobleSigner } from '@countersign/receipt/noble'
import { logSigner } from './signer.ts'
import { suite } from './suite.ts'

test('the thread that signs without native crypto signs what the suite accepts, each message under its number', async () => {
  const seed = new Uint8Array(32).fill(9)
  const { publicKey } = nobleSigner(seed)
  assert.deepEqual(Buffer.from(publicKey), Buffer.from(logSigner(seed).publicKey))
  const worker = new Worker(new URL('./signer-worker.ts', import.meta.url), { execArgv: [] })
  try {
    for (const id of [4, 7]) {
      const message = Buffer.from(`message ${id}`)
      worker.postMessage({ id, seed, message })
      const [answer] = await once(worker, 'message')
      assert.equal(answer.id, id)
      assert.ok(suite.verifyMlDsa65(publicKey, message, answer.signature))
      assert.ok(!suite.verifyMlDsa65(publicKey, Buffer.from('message 5'), answer.signature))
    }
  } finally {
    await worker.terminate()
  }
})
