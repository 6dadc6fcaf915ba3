// Signs with noble away from the event loop; only used where the runtime has no ML-DSA of its own.
import { parentPort } from 'node:worker_threads'
import { nobleSigner } from '@countersign/receipt/noble'

parentPort?.on('message', ({ id, seed, message }: { id: number; seed: Uint8Array; message: Uint8Array }) => {
  parentPort?.postMessage({ id, signature: nobleSigner(seed).sign(message) })
})
