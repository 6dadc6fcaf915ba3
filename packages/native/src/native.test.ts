// The suite and signer on node:crypto agree with the pure ones and refuse malformed input.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import type { Suite } from '@countersign/receipt'
import { nobleSigner, nobleSuite } from '@countersign/receipt/noble'
import { bestSuite, hmacSha256Hex, nativeSigner, nativeSuite, type SeededSigner } from './index.ts'

const seed = new Uint8Array(32).fill(3)
const message = new Uint8Array(Buffer.from('a root'))
function longer(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes, 0)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isNew = major > 24 || (major === 24 && minor >= 6)
const options = isNew ? {} : { skip: 'this runtime has no ML-DSA' }

function native(): Suite {
  return nativeSuite() ?? assert.fail('no native suite')
}

function signer(): SeededSigner {
  return nativeSigner()?.fromSeed(seed) ?? assert.fail('no native signer')
}

test('the native suite exists exactly where the runtime has ML-DSA; elsewhere the pure one is best', async () => {
  assert.equal(nativeSuite() !== undefined, isNew)
  assert.equal(nativeSigner() !== undefined, isNew)
  assert.equal((await bestSuite()) === nobleSuite, !isNew)
})

test('hash and MAC are those of the platform, as plain arrays', options, () => {
  for (const length of [0, 1, 64, 1000]) {
    const bytes = new Uint8Array(length).fill(length)
    const digest = native().sha256(bytes)
    assert.deepEqual(digest, new Uint8Array(createHash('sha256').update(bytes).digest()))
    const mac = native().hmacSha256(seed, bytes)
    assert.deepEqual(mac, new Uint8Array(createHmac('sha256', seed).update(bytes).digest()))
  }
})

test('a MAC is that of the platform for keys and messages of every length around a block', options, () => {
  for (const keyLength of [0, 1, 32, 63, 64, 65, 100]) {
    const key = new Uint8Array(keyLength).fill(keyLength + 1)
    for (const length of [5000, 4097, 4096, 4095, 64, 63, 1, 0]) {
      const bytes = new Uint8Array(length).fill(length)
      const mac = native().hmacSha256(key, bytes)
      assert.deepEqual(mac, new Uint8Array(createHmac('sha256', key).update(bytes).digest()))
    }
  }
})

test(
  'a seed gives the same public key as the pure implementation, and each verifies the other',
  options,
  async () => {
    const pure = nobleSigner(seed)
    const { publicKey, sign, signSync } = signer()
    assert.deepEqual(publicKey, pure.publicKey)
    for (const signature of [await sign(message), signSync(message), pure.sign(message)]) {
      assert.equal(signature.length, 3309)
      assert.ok(native().verifyMlDsa65(publicKey, message, signature))
      assert.ok(nobleSuite.verifyMlDsa65(publicKey, message, signature))
      assert.ok(!native().verifyMlDsa65(publicKey, seed, signature))
      assert.ok(!nobleSuite.verifyMlDsa65(publicKey, seed, signature))
    }
  },
)

test('signing is hedged: two signatures of one message differ', options, async () => {
  const { sign, signSync } = signer()
  assert.notDeepEqual(await sign(message), await sign(message))
  assert.notDeepEqual(signSync(message), signSync(message))
})

test('keys, signatures and seeds of another length are refused before the library sees them', options, () => {
  const { publicKey, signSync } = signer()
  const signature = signSync(message)
  for (const key of [publicKey.subarray(1), longer(publicKey), new Uint8Array(0)]) {
    assert.equal(native().verifyMlDsa65(key, message, signature), false)
  }
  for (const each of [signature.subarray(1), longer(signature), new Uint8Array(0)]) {
    assert.equal(native().verifyMlDsa65(publicKey, message, each), false)
  }
  for (const length of [0, 31, 33]) {
    assert.throws(() => nativeSigner()?.fromSeed(new Uint8Array(length)), RangeError)
  }
})

test('a public key inside a larger buffer is read from its own place', options, () => {
  const { publicKey, signSync } = signer()
  const padded = new Uint8Array(3000).fill(255)
  padded.set(publicKey, 100)
  assert.ok(native().verifyMlDsa65(padded.subarray(100, 2052), message, signSync(message)))
})

test('a message that is not bytes rejects instead of throwing past the caller', options, async () => {
  await assert.rejects(async () => Reflect.apply(signer().sign, undefined, [7]), TypeError)
})

test('the MAC of texts is that of their bytes, whatever their length and letters', options, () => {
  const key = new Uint8Array(32).fill(5)
  for (const letter of ['a', 'ä', '京', '🔏'])
    for (const length of [0, 1, 100, 1000, 1358, 1359, 1360, 1365, 1366, 4096, 20_000]) {
      const text = letter.repeat(length)
      const own = native().hmacSha256Texts?.(key, 'action.arguments', text)
      const joined = Buffer.from(`action.arguments\0${text}`)
      assert.equal(own, createHmac('sha256', key).update(joined).digest('hex'), `${letter} ${length} times`)
      assert.equal(hmacSha256Hex(key, text), createHmac('sha256', key).update(text).digest('hex'))
    }
})
