// Deterministic CBOR, the subset that receipts use.
export { decodeCbor } from './cbor/decode.ts'
export { type CborMap, type CborTag, type CborValue, encodeCbor } from './cbor/encode.ts'
