// Hex, base64url and UTF-8 agree with the platform and have exactly one form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { decodeHex, encodeHex } from './hex.ts'
import { decodeUtf8, encodeUtf8, encodeUtf8Into } from './utf8.ts'

const bytes = fc.uint8Array({ maxLength: 200 })
const anyText = fc.string({ unit: 'binary', maxLength: 100 })
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer)
}

test('hex agrees with the platform and round-trips', () => {
  fc.assert(
    fc.property(bytes, (each) => {
      assert.equal(encodeHex(each), Buffer.from(each).toString('hex'))
      assert.deepEqual(decodeHex(encodeHex(each)), each)
    }),
  )
})

test('hex has one form: odd lengths, upper case and other characters are refused', () => {
  assert.throws(() => decodeHex('abc'), { code: 'hex.length' })
  for (const text of ['AB', 'aF', '0x', ' a', 'a ', 'g0', '0g', '/0', ':0', '`0', '0é', '\u{130}0']) {
    assert.throws(() => decodeHex(text), { code: 'hex.digit' }, text)
  }
})

test('base64url agrees with the platform and round-trips', () => {
  fc.assert(
    fc.property(bytes, (each) => {
      assert.equal(encodeBase64url(each), Buffer.from(each).toString('base64url'))
      assert.deepEqual(decodeBase64url(encodeBase64url(each)), each)
    }),
  )
})

test('base64url has one form: padding, foreign characters, impossible lengths and trailing bits are refused', () => {
  for (const text of ['AA==', 'AAA=', 'AA+A', 'AA/A', 'AA A', 'A\nAA', 'AAéA', 'AA\u{141}A']) {
    assert.throws(() => decodeBase64url(text), { code: 'base64url.digit' }, text)
  }
  assert.throws(() => decodeBase64url('AAAAA'), { code: 'base64url.length' })
  for (const text of ['AB', 'AP', 'AAB', 'AAD', '-_']) {
    assert.throws(() => decodeBase64url(text), { code: 'base64url.trailing_bits' }, text)
  }
})

test('whatever base64url and hex accept is encoded back unchanged', () => {
  const text = fc.stringMatching(/^[A-Za-z0-9_=-]{0,12}$/)
  let accepted = 0
  function same(decode: (text: string) => Uint8Array, encode: (bytes: Uint8Array) => string) {
    return (each: string) => {
      try {
        assert.equal(encode(decode(each)), each)
        accepted++
      } catch (error) {
        assert.match(error instanceof Error ? error.name : '', /^CodecError$/)
      }
    }
  }
  fc.assert(fc.property(text, same(decodeBase64url, encodeBase64url)), { numRuns: 500 })
  fc.assert(fc.property(text, same(decodeHex, encodeHex)), { numRuns: 500 })
  assert.ok(accepted > 50)
})

test('an engine without hex of its own writes the same', async () => {
  const own = Object.getOwnPropertyDescriptor(Uint8Array.prototype, 'toHex')
  Reflect.deleteProperty(Uint8Array.prototype, 'toHex')
  const path = './hex.ts?without'
  const without: typeof import('./hex.ts') = await import(path).finally(() => {
    if (own !== undefined) Object.defineProperty(Uint8Array.prototype, 'toHex', own)
  })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const hex = Buffer.from(bytes).toString('hex')
      assert.deepEqual([without.encodeHex(bytes), encodeHex(bytes)], [hex, hex])
    }),
  )
})

/** Into bytes that hold something else already. */
function encodedInto(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length).fill(0xff)
  return bytes.slice(0, encodeUtf8Into(text, bytes))
}

test('UTF-8 agrees with the platform and round-trips', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.deepEqual(encodeUtf8(text), new Uint8Array(new TextEncoder().encode(text)))
      assert.deepEqual(encodedInto(text), encodeUtf8(text))
      assert.equal(decodeUtf8(encodeUtf8(text)), text)
    }),
    { numRuns: 500 },
  )
  for (const text of ['', 'a'.repeat(1001), `${'a'.repeat(17)}é`, '\u{feff}a', 'é߿ࠀ￿𐀀\u{10ffff}\0']) {
    assert.deepEqual(encodeUtf8(text), plain(Buffer.from(text)))
    assert.equal(decodeUtf8(plain(Buffer.from(text))), text)
  }
})

test('a lone surrogate has no UTF-8', () => {
  for (const text of ['\ud800', 'a\udfff', '\udc00\ud800', 'é\ud83d', '\ud83dx']) {
    assert.throws(() => encodeUtf8(text), { code: 'utf8.surrogate' })
    assert.throws(() => encodedInto(text), { code: 'utf8.surrogate' })
  }
})

test('what the platform refuses as UTF-8 is refused, and nothing else', () => {
  const platform = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  function compare(each: Uint8Array): void {
    let expected: string | undefined
    try {
      expected = platform.decode(each)
    } catch {
      assert.throws(() => decodeUtf8(each), { code: 'utf8.malformed' }, encodeHex(each))
      return
    }
    assert.equal(decodeUtf8(each), expected)
  }
  // Every first byte with the second bytes at which a rule changes, and what may follow.
  for (let first = 0; first < 256; first++) {
    for (const second of [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0]) {
      for (const rest of ['', '80', '8080', '80bf', '7f', '80c0', 'bfbf']) {
        compare(Uint8Array.of(first, second, ...decodeHex(rest)))
      }
    }
    compare(Uint8Array.of(first))
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), compare))
})
