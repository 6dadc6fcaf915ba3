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
  return { name, isOptional, read: isClosed(inner) ? objectReader(inner) : leafReader(schema) }
}

function objectReader(schema: z.ZodObject): QuickRead {
  const members = Object.entries(schema.def.shape).map(([name, inner]) => memberOf(name, inner))
  const checks = schema.def.checks ?? []
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return UNFIT
    const copy = membersOf(members, value as Record<string, unknown>)
    return copy === UNFIT || checks.length === 0 || passes(checks, copy) ? copy : UNFIT
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
function passes(checks: readonly z.core.$ZodCheck[], value: unknown): boolean {
  // The type of a check says that it takes nothing, so that a list may hold checks of anything.
  const payload: z.core.ParsePayload<never> = { value: value as never, issues: [] }
  for (const { _zod } of checks) {
    if (_zod.def.when !== undefined && !_zod.def.when(payload)) continue
    if (_zod.check(payload) instanceof Promise || payload.issues.length > 0) return false
  }
  return payload.value === value
}

/** By zod itself, with one object for all plain values: it keeps what is wrong there, and then a new one is made. */
function leafReader(schema: z.core.$ZodType): QuickRead {
  let payload: z.core.ParsePayload = { value: undefined, issues: [] }
  return (value) => {
    // What refers to other values, zod may remember by the options that it is given.
    if (typeof value === 'object') return readOf(schema._zod.run({ value, issues: [] }, { async: false }))
    const given = payload
    given.value = value
    const read = readOf(schema._zod.run(given, SYNCHRONOUS))
    if (read === UNFIT) payload = { value: undefined, issues: [] }
    return read
  }
}

function readOf(made: z.core.ParsePayload | Promise<z.core.ParsePayload>): unknown {
  return made instanceof Promise || made.issues.length > 0 ? UNFIT : made.value
}
