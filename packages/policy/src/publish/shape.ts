// Checks the shape of untrusted JSON, and reports every fault with its JSON pointer.

/** Told where a value does not have its shape; `pointer` as RFC 6901 has it. */
export type Report = (pointer: string, message: string) => void

/** Checks the shape of a value that nobody vouches for. */
export type Shape = (value: unknown, pointer: string, report: Report) => void

// More would only repeat that they are not known.
const MEMBERS_MAX = 100

function step(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 128)}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own(members: Readonly<Record<string, Shape>>, name: string): Shape | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined
}

/** A closed object. */
export function object(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  const known = { ...required, ...optional }
  const names = Object.keys(known).join(', ')
  return (value, pointer, report) => {
    if (!isObject(value)) return report(pointer, 'must be an object')
    for (const name of Object.keys(required))
      if (!Object.hasOwn(value, name)) report(pointer, `must have the member \`${name}\``)
    for (const name of Object.keys(value).slice(0, MEMBERS_MAX)) {
      const shape = own(known, name)
      if (shape !== undefined) shape(value[name], pointer + step(name), report)
      else report(pointer + step(name), `is not known; remove it, or use one of ${names}`)
    }
  }
}

/** An object whose names follow one pattern and whose values have one shape. */
export function record(name: RegExp, nameMessage: string, max: number, shape: Shape): Shape {
  return (value, pointer, report) => {
    if (!isObject(value)) return report(pointer, 'must be an object')
    const keys = Object.keys(value)
    if (keys.length > max) return report(pointer, `must have at most ${max} members`)
    for (const key of keys) {
      if (!name.test(key) || key === '__proto__') report(pointer + step(key), `the name ${nameMessage}`)
      else shape(value[key], pointer + step(key), report)
    }
  }
}

/** An array of values of one shape. */
export function list(max: number, shape: Shape, min = 0): Shape {
  return (value, pointer, report) => {
    if (!Array.isArray(value)) return report(pointer, 'must be an array')
    if (value.length > max || value.length < min)
      return report(pointer, `must have ${min === 0 ? 'at most' : `${min} to`} ${max} items`)
    for (const [index, item] of value.entries()) shape(item, `${pointer}/${index}`, report)
  }
}

/** A well-formed text of bounded length. */
export function text(max: number, min = 0): Shape {
  return (value, pointer, report) => {
    if (typeof value !== 'string' || value.length < min || value.length > max)
      report(pointer, `must be a text of ${min === 0 ? 'at most' : `${min} to`} ${max} characters`)
    else if (!value.isWellFormed() || value.includes('\0'))
      report(pointer, 'holds a character that no text may have')
  }
}

/** A text for which a function has no complaint. */
export function told(complaint: (value: string) => string | undefined): Shape {
  return (value, pointer, report) => {
    const message = typeof value === 'string' ? complaint(value) : 'must be a text'
    if (message !== undefined) report(pointer, message)
  }
}

/** A text that follows a pattern. */
export function matching(pattern: RegExp, message: string): Shape {
  return told((value) => (pattern.test(value) ? undefined : message))
}

/** One of a few words. */
export function word(words: readonly string[]): Shape {
  return told((value) => (words.includes(value) ? undefined : `must be one of ${words.join(', ')}`))
}

/** A number within bounds. */
export function number(max: number, isWhole = true): Shape {
  return (value, pointer, report) => {
    const fits =
      typeof value === 'number' && value >= 0 && value <= max && (!isWhole || Number.isInteger(value))
    if (!fits) report(pointer, `must be ${isWhole ? 'a whole number' : 'a number'} from 0 to ${max}`)
  }
}

/** true or false. */
export const bool: Shape = (value, pointer, report) => {
  if (typeof value !== 'boolean') report(pointer, 'must be true or false')
}

/** Any JSON object; what a walk over the whole document refuses is refused there. */
export const anyObject: Shape = (value, pointer, report) => {
  if (!isObject(value)) report(pointer, 'must be an object')
}

/** What is left to look at while the size of a value is estimated. */
type Measure = {
  bytes: number
  fault: string | undefined
}

function scalarBytes(value: unknown): number {
  return typeof value === 'string' ? value.length + 2 : 8
}

const SCALARS = new Set(['string', 'number', 'boolean', 'undefined'])

function scalarFault(value: unknown): string | undefined {
  return value === null || SCALARS.has(typeof value) ? undefined : 'holds a value that is not JSON'
}

function containerFault(value: object, depth: number, maxDepth: number): string | undefined {
  if (depth >= maxDepth) return `is nested more than ${maxDepth} deep`
  return Object.hasOwn(value, '__proto__') ? 'has a member `__proto__`; rename it' : undefined
}

function measure(
  value: unknown,
  depth: number,
  limits: { depth: number; bytes: number },
  sum: Measure,
): void {
  if (typeof value !== 'object' || value === null) {
    sum.fault = scalarFault(value)
    sum.bytes += scalarBytes(value)
    return
  }
  sum.fault = containerFault(value, depth, limits.depth)
  for (const name in value) {
    if (sum.bytes > limits.bytes) sum.fault ??= `is larger than ${limits.bytes / 1024} KiB`
    if (sum.fault !== undefined) return
    sum.bytes += Array.isArray(value) ? 1 : name.length + 4
    measure(value[name as keyof typeof value], depth + 1, limits, sum)
  }
}

/** Why a value is too large, too deep or not JSON; looks at no more than the limits allow. */
export function sizeFault(value: unknown, maxDepth: number, maxBytes: number): string | undefined {
  const sum: Measure = { bytes: 0, fault: undefined }
  measure(value, 0, { depth: maxDepth, bytes: maxBytes }, sum)
  return sum.fault ?? (sum.bytes > maxBytes ? `is larger than ${maxBytes / 1024} KiB` : undefined)
}
