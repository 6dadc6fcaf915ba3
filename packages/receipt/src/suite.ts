// What the package needs from a crypto library, and the raw sizes of ML-DSA-65.
/** What signing and verifying need from a crypto library; `noble.ts` has one in pure JavaScript. */
export type Suite = {
  /** SHA-256, 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array
  /** HMAC-SHA-256 (RFC 2104), 32 bytes. */
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array
  /**
   * The same over `first` ‖ 0x00 ‖ `second` in UTF-8, in lower-case hex, for well-formed texts: only where the library
   * does that with fewer copies.
   */
  hmacSha256Texts?(key: Uint8Array, first: string, second: string): string
  /**
   * Pure ML-DSA-65 with empty context (FIPS 204, RFC 9964); false for wrong lengths, never throws for bad
   * input.
   */
  verifyMlDsa65(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
  /** ECDSA on P-256 with SHA-256: `publicKey` is x ‖ y, 64 bytes, `signature` DER; never throws for bad input. */
  verifyEs256(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
  /** Ed25519 (RFC 8032): `publicKey` has 32 bytes, `signature` 64; never throws for bad input. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
}

/** Raw sizes of ML-DSA-65 in bytes: FIPS 204 table 2. */
export const ML_DSA_65 = { seedBytes: 32, publicKeyBytes: 1952, signatureBytes: 3309 } as const

/** Raw sizes of what a passkey signs with, in bytes. */
export const PASSKEY = { es256KeyBytes: 64, ed25519KeyBytes: 32, ed25519SignatureBytes: 64 } as const

/**
 * Whether key and signature have their exact raw sizes. Every suite asks this first: a library that wraps a
 * raw key in DER ignores a surplus byte and accepts it.
 */
export function hasMlDsa65Lengths(publicKey: Uint8Array, signature: Uint8Array): boolean {
  return hasLength(publicKey, ML_DSA_65.publicKeyBytes) && hasLength(signature, ML_DSA_65.signatureBytes)
}

/** Whether a value is so many bytes; callers without types may hand in anything. */
export function hasLength(value: unknown, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}
