// Values and salts behind a receipt's commitments: packed, and sealed under the org's data key.
import { createCipheriv } from 'node:crypto'
import type { Disclosure } from '@countersign/receipt'
import { random, unseal } from '../sealing.ts'
import { readJson } from './json.ts'

/** [path, salt in base64url, value]. */
type Packed = [string, string, Disclosure['value']?]

/** AES-256-GCM: nonce ‖ ciphertext ‖ tag, bound to the org and the seq. */
export function sealDisclosures(
  dataKey: Uint8Array,
  orgId: string,
  seq: number,
  disclosures: readonly Disclosure[],
): Buffer {
  const nonce = random(12)
  const cipher = createCipheriv('aes-256-gcm', dataKey, nonce)
  cipher.setAAD(Buffer.from(purposeOf(orgId, seq)))
  const packed = disclosures.map(({ path, salt, value }) => [
    path,
    Buffer.from(salt, 'hex').toString('base64url'),
    value,
  ])
  return Buffer.concat([
    nonce,
    cipher.update(JSON.stringify(packed), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

/** Throws when the key, the place or any byte differs. */
export function unsealDisclosures(
  dataKey: Uint8Array,
  orgId: string,
  seq: number,
  sealed: Uint8Array,
): Disclosure[] {
  const plain = unseal(dataKey, purposeOf(orgId, seq), sealed)
  const packed = readJson(Buffer.from(plain).toString('utf8')) as Packed[]
  return packed.map(([path, salt, value]) => ({
    path,
    salt: Buffer.from(salt, 'base64url').toString('hex'),
    ...(value !== undefined && value !== null && { value }),
  }))
}

function purposeOf(orgId: string, seq: number): string {
  return `${orgId}/disclosures/${seq}`
}
