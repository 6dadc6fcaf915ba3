// The public interface of the package: the crypto suite and signer on node:crypto.
export { type NativeSigner, nativeSigner, type SeededSigner } from './signer.ts'
export { bestSuite, hmacSha256, nativeSuite } from './suite.ts'
