// The public interface of the package: the crypto suite and signer on node:crypto.
export { beginningsOf } from './beginnings.ts'
export { type NativeSigner, nativeSigner, type SeededSigner } from './signer.ts'
export { bestSuite, hmacSha256, hmacSha256Hex, nativeSuite, sha256 } from './suite.ts'
