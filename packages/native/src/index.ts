export { type NativeSigner, nativeSigner, type SeededSigner } from './signer.ts'
export { bestSuite, nativeSuite } from './suite.ts'
