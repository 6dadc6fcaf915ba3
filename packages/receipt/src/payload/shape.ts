import { isJsonObject, type JsonValue } from '@countersign/json'
import { ReceiptError } from './error.ts'

/** Throws `ReceiptError` with the path when the value has not the shape. */
export type Shape = (value: JsonValue | undefined, path: string) => void

export function refuse(path: string, reason: string): ReceiptError {
  return new ReceiptError('payload.schema', path, `\`${path}\` ${reason}`)
}

/** Any JSON value. */
export const anything: Shape = () => undefined

export function text(pattern: RegExp): Shape {
  return (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value))
      throw refuse(path, `does not match ${pattern.source}`)
  }
}

export function oneOf(...words: readonly (string | number)[]): Shape {
  return (value, path) => {
    if (!words.includes(value as string)) throw refuse(path, `is none of ${words.join(', ')}`)
  }
}

export function integer(min: number, max: number): Shape {
  return (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
      throw refuse(path, `is no integer from ${min} to ${max}`)
    }
  }
}

export function list(item: Shape, max: number): Shape {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > max) throw refuse(path, `is no list of at most ${max}`)
    for (let index = 0; index < value.length; index++) item(value[index], `${path}[${index}]`)
  }
}

/** Closed: a member that is neither required nor optional is refused. */
export function object(required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape {
  const names = Object.keys(required)
  const shapes = new Map(Object.entries({ ...required, ...optional }))
  return (value, path) => {
    if (!isJsonObject(value)) throw refuse(path, 'is no object')
    const prefix = path === '' ? '' : `${path}.`
    for (const name of Object.keys(value)) {
      const shape = shapes.get(name)
      if (shape === undefined) throw refuse(prefix + name, 'is not a member of this type')
      shape(value[name], prefix + name)
    }
    const missing = names.find((name) => !Object.hasOwn(value, name))
    if (missing !== undefined) throw refuse(prefix + missing, 'is missing')
  }
}
