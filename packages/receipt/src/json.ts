export { canonicalize } from './json/canonicalize.ts'
export { JsonError, type JsonErrorCode } from './json/error.ts'
export { type JsonLimits, type JsonObject, type JsonValue, parseJson, parseJsonBytes } from './json/parse.ts'
