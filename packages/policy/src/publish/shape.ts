// Checks the shape of untrusted JSON, and reports every fault with its JSON pointer.
import { isJsonObject, type JsonObject } from '@countersign/json'
import { nearest } from '@countersign/terms'

/** Told where a value does not have its shape; `pointer` as RFC 6901 has it. */
export type Report = (pointer: string, message: string) => void

/** Checks the shape of a value that nobody vouches for; what it reports nothing of is a `T`. */
export type Shape<T> = {
  (value: unknown, pointer: string, report: Report): void
  /** Never there: it lets the compiler tell the shapes of one type from those of another. */
  readonly fits?: T
}

type Shapes = Readonly<Record<string, Shape<unknown>>>
type Fitting<S> = S extends Shape<infer T> ? T : never

/** Whether a value has a shape; `report` is called for everything that is wrong. */
export function hasShape<T>(shape: Shape<T>, value: unknown, report: Report): value is T {
  let isRight = true
  shape(value, '', (pointer, message) => {
    isRight = false
    report(pointer, message)
  })
  return isRight
}

// More would only repeat that they are not known.
const MEMBERS_MAX = 100

function step(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 128)}`
}

function adviceFor(name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  return meant === undefined ? `remove it, or use one of ${known.join(', ')}` : `did you mean \`${meant}\`?`
}

/** A closed object. */
export function object<Required extends Shapes, Optional extends Shapes>(
  required: Required,
  optional: Optional,
): Shape<
  { [Name in keyof Required]: Fitting<Required[Name]> } & {
    [Name in keyof Optional]?: Fitting<Optional[Name]>
  }
> {
  const known = new Map([...Object.entries(required), ...Object.entries(optional)])
  return (value, pointer, report) => {
    if (!isJsonObject(value)) return report(pointer, 'must be an object')
    for (const name of Object.keys(required))
      if (!Object.hasOwn(value, name)) report(pointer, `must have the member \`${name}\``)
    for (const name of Object.keys(value).slice(0, MEMBERS_MAX)) {
      const shape = known.get(name)
      if (shape !== undefined) shape(value[name], pointer + step(name), report)
      else report(pointer + step(name), `is not known; ${adviceFor(name, [...known.keys()])}`)
    }
  }
}

/** An object whose names follow one pattern and whose values have one shape. */
export function record<T>(
  name: RegExp,
  nameMessage: string,
  max: number,
  shape: Shape<T>,
): Shape<Readonly<Record<string, T>>> {
  return (value, pointer, report) => {
    if (!isJsonObject(value)) return report(pointer, 'must be an object')
    const keys = Object.keys(value)
    if (keys.length > max) return report(pointer, `must have at most ${max} members`)
    for (const key of keys) {
      if (!name.test(key) || key === '__proto__') report(pointer + step(key), `the name ${nameMessage}`)
      else shape(value[key], pointer + step(key), report)
    }
  }
}

/** An array of values of one shape. */
export function list<T>(max: number, shape: Shape<T>, min = 0): Shape<readonly T[]> {
  return (value, pointer, report) => {
    if (!Array.isArray(value)) return report(pointer, 'must be an array')
    if (value.length > max || value.length < min)
      return report(pointer, `must have ${min === 0 ? 'at most' : `${min} to`} ${max} items`)
    for (const [index, item] of value.entries()) shape(item, `${pointer}/${index}`, report)
  }
}

/** A well-formed text of bounded length. */
export function text(max: number, min = 0): Shape<string> {
  return (value, pointer, report) => {
    if (typeof value !== 'string' || value.length < min || value.length > max)
      report(pointer, `must be a text of ${min === 0 ? 'at most' : `${min} to`} ${max} characters`)
    else if (!value.isWellFormed() || value.includes('\0'))
      report(pointer, 'holds a character that no text may have')
  }
}

/** A text for which a function has no complaint. */
export function checkedText(complaint: (value: string) => string | undefined): Shape<string> {
  return (value, pointer, report) => {
    const message = typeof value === 'string' ? complaint(value) : 'must be a text'
    if (message !== undefined) report(pointer, message)
  }
}

/** A text that follows a pattern. */
export function matching(pattern: RegExp, message: string): Shape<string> {
  return checkedText((value) => (pattern.test(value) ? undefined : message))
}

/** One of a few words. */
export function word<Word extends string>(words: readonly Word[]): Shape<Word> {
  const known: ReadonlySet<unknown> = new Set(words)
  return (value, pointer, report) => {
    if (typeof value !== 'string') report(pointer, 'must be a text')
    else if (!known.has(value)) report(pointer, `must be one of ${words.join(', ')}`)
  }
}

/** A number within bounds. */
export function number(max: number, isWhole = true): Shape<number> {
  return (value, pointer, report) => {
    const fits =
      typeof value === 'number' && value >= 0 && value <= max && (!isWhole || Number.isInteger(value))
    if (!fits) report(pointer, `must be ${isWhole ? 'a whole number' : 'a number'} from 0 to ${max}`)
  }
}

/** true or false. */
export const bool: Shape<boolean> = (value, pointer, report) => {
  if (typeof value !== 'boolean') report(pointer, 'must be true or false')
}

/** Any JSON object; what a walk over the whole document refuses is refused there. */
export const anyObject: Shape<JsonObject> = (value, pointer, report) => {
  if (!isJsonObject(value)) report(pointer, 'must be an object')
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
