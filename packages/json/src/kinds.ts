// Refuses arguments of another kind, which callers without types may hand in.
import { CodecError } from './codec-error.ts'

export function requireText(value: unknown, code: string): asserts value is string {
  if (typeof value !== 'string') throw new CodecError(code, `expected a string, not ${kindOf(value)}`)
}

export function requireBytes(value: unknown, code: string): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array))
    throw new CodecError(code, `expected a Uint8Array, not ${kindOf(value)}`)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return `\`${value}\``
  return Array.isArray(value) ? 'an array' : `a value of the type ${typeof value}`
}
