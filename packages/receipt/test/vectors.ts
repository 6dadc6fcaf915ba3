// Reads the public test vectors, which are kept outside the repository.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const folder = fileURLToPath(new URL('../../../../shared/vectors/', import.meta.url))

/** For `test`: skips with a message when the public vectors are not beside the repository. */
export const options = existsSync(folder) ? {} : { skip: '../shared/vectors is not there' }

export function readVector(path: string): Buffer {
  return readFileSync(folder + path)
}

export function readJson<T>(path: string): T {
  return JSON.parse(readVector(path).toString('utf8'))
}

export function readGzip<T>(path: string): T {
  return JSON.parse(gunzipSync(readVector(path)).toString('utf8'))
}

export function unhex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}
