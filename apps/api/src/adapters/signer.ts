// One org's log key: native ML-DSA-65 on the thread pool, or noble in a worker thread.
import { Worker } from 'node:worker_threads'
import { nativeSigner } from '@countersign/native'
import { thumbprint } from '@countersign/receipt'
import { nobleSigner } from '@countersign/receipt/noble'
import type { LogSigner } from '../ports/services.ts'
import { suite } from './suite.ts'

/** A signer from the key's 32-byte seed. */
export function logSigner(seed: Uint8Array): LogSigner {
  const native = nativeSigner()
  if (native !== undefined) {
    const key = native.fromSeed(seed)
    return {
      kid: thumbprint(suite, key.publicKey),
      publicKey: key.publicKey,
      sign: (message) => key.sign(message),
    }
  }
  const { publicKey } = nobleSigner(seed)
  return { kid: thumbprint(suite, publicKey), publicKey, sign: (message) => signInWorker(seed, message) }
}

type Pending = { resolve: (signature: Uint8Array) => void; reject: (error: Error) => void }
let worker: Worker | undefined
let asked = 0
const pending = new Map<number, Pending>()

function signInWorker(seed: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  worker ??= startWorker()
  const id = asked++
  const signature = new Promise<Uint8Array>((resolve, reject) => pending.set(id, { resolve, reject }))
  worker.postMessage({ id, seed, message })
  return signature
}

function startWorker(): Worker {
  const started = new Worker(new URL('./signer-worker.ts', import.meta.url))
  started.unref()
  started.on('message', ({ id, signature }: { id: number; signature: Uint8Array }) => {
    pending.get(id)?.resolve(signature)
    pending.delete(id)
  })
  started.on('error', (error) => {
    worker = undefined
    for (const { reject } of pending.values()) reject(error as Error)
    pending.clear()
  })
  return started
}
