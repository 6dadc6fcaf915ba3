// Reads what a schema accepts without an object for each member; the rest is left to zod, which says why.
import * as z from 'zod'

/** Returned for a value that zod must look at. */
export const UNFIT: unique symbol = Symbol('unfit')

/** The value as the schema makes it, or `UNFIT`. */
export type QuickRead = (value: unknown) => unknown

const SYNCHRONOUS = { async: false } as const

/** Of a closed object; undefined for any other schema, of which there would be nothing to save. */
export function quickReader(schema: z.core.$ZodType): QuickRead | undefined {
  return isClosed(schema) ? objectReader(schema) : undefined
}

function isClosed(schema: z.core.$ZodType): schema is z.ZodObject {
  return schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodNever
}

type Member = { name: string; isOptional: boolean; read: QuickRead }

function memberOf(name: string, schema: z.core.$ZodType): Member {
  const isOptional = schema instanceof z.ZodOptional
  const inner = isOptional ? schema.def.innerType : schema
  return { name, isOptional, read: isClosed(inner) ? objectReader(inner) : leafReader(inner) }
}

function objectReader(schema: z.ZodObject): QuickRead {
  const members = Object.entries(schema.def.shape).map(([name, inner]) => memberOf(name, inner))
  const checks = schema.def.checks ?? []
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return UNFIT
    const copy = membersOf(members, value as Record<string, unknown>)
    if (copy === UNFIT || checks.length === 0) return copy
    const payload: z.core.ParsePayload = { value: copy, issues: [] }
    return passes(checks, payload) && payload.value === copy ? copy : UNFIT
  }
}

function membersOf(members: readonly Member[], value: Record<string, unknown>): unknown {
  const copy: Record<string, unknown> = {}
  let others = 0
  for (const _ in value) others++
  for (const { name, isOptional, read } of members) {
    const given = value[name]
    if (given === undefined) {
      if (isOptional) continue
      return UNFIT
    }
    const made = read(given)
    if (made === UNFIT) return UNFIT
    copy[name] = made
    others--
  }
  return others === 0 ? copy : UNFIT
}

/** As zod does where nothing is wrong yet. */
function passes(checks: readonly z.core.$ZodCheck[], payload: z.core.ParsePayload): boolean {
  for (const { _zod } of checks) {
    // The type of a check says that it takes nothing, so that a list may hold checks of anything.
    const given = payload as z.core.ParsePayload<never>
    if (_zod.def.when !== undefined && !_zod.def.when(given)) continue
    if (_zod.check(given) instanceof Promise || payload.issues.length > 0) return false
  }
  return true
}

/** By zod itself, with one object for all plain values: it keeps what is wrong there, and then a new one is made. */
function leafReader(schema: z.core.$ZodType): QuickRead {
  const checks = checksOf(schema)
  let payload: z.core.ParsePayload = { value: undefined, issues: [] }
  return (value) => {
    // What refers to other values, zod may remember by the options that it is given.
    if (typeof value === 'object') return runOn(schema, value)
    payload.value = value
    const made = schema._zod.parse(payload, SYNCHRONOUS)
    if (!(made instanceof Promise) && made.issues.length === 0 && passes(checks, made)) return made.value
    payload = { value: undefined, issues: [] }
    return UNFIT
  }
}

/** What zod looks at once the kind is right; a format looks for itself, and first. */
function checksOf(schema: z.core.$ZodType): readonly z.core.$ZodCheck[] {
  const { checks = [] } = schema._zod.def
  return schema instanceof z.core.$ZodCheck ? [schema, ...checks] : checks
}

function runOn(schema: z.core.$ZodType, value: unknown): unknown {
  const made = schema._zod.run({ value, issues: [] }, { async: false })
  return made instanceof Promise || made.issues.length > 0 ? UNFIT : made.value
}
