// The public interface of the package: strict JSON, its canonical form, and text encodings of bytes.
export { decodeBase64url, encodeBase64url } from './base64url.ts'
export { canonicalize } from './canonicalize.ts'
export { CodecError } from './codec-error.ts'
export { type Difference, differences } from './differences.ts'
export { JsonError, type JsonErrorCode } from './error.ts'
export { decodeHex, encodeHex } from './hex.ts'
export {
  isJsonObject,
  type JsonLimits,
  type JsonObject,
  type JsonValue,
  parseJson,
  parseJsonBytes,
} from './parse.ts'
export { decodeUtf8, encodeUtf8, encodeUtf8Into } from './utf8.ts'
