import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const folder = fileURLToPath(new URL('../../../../shared/vectors/', import.meta.url))

/** For `test`: skips with a message when the public vectors are not beside the repository. */
export const options = existsSync(folder) ? {} : { skip: `public vectors are not at ${folder}` }

export const readVector = (path: string): Buffer => readFileSync(folder + path)
export const readJson = <T>(path: string): T => JSON.parse(readVector(path).toString('utf8'))
export const readGzip = <T>(path: string): T => JSON.parse(gunzipSync(readVector(path)).toString('utf8'))

export const unhex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
