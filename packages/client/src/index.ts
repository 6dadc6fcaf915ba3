// The public interface of the package: the client, its options and its error.
export { type Client, createClient } from './client.ts'
export { type ClientErrorCode, CountersignError, type CountersignErrorDetails } from './error.ts'
export type { ClientOptions } from './options.ts'
export type { CallOptions } from './transport.ts'
