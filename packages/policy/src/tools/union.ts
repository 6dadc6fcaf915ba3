// Joins the Cedar types of `anyOf`, `oneOf` and `allOf` in a JSON Schema.
import type { ArgumentsMember, ArgumentsRecord, ArgumentsType } from '../model/tool.ts'

type Maybe = ArgumentsType | undefined

function sameMembers(a: ArgumentsRecord, b: ArgumentsRecord): boolean {
  return (
    a.members.size === b.members.size &&
    a.closed === b.closed &&
    [...a.members].every(([name, member]) => {
      const other = b.members.get(name)
      return other !== undefined && other.required === member.required && same(member.type, other.type)
    })
  )
}

function same(a: ArgumentsType, b: ArgumentsType): boolean {
  if (a.kind === 'set') return b.kind === 'set' && same(a.of, b.of)
  if (a.kind === 'record') return b.kind === 'record' && sameMembers(a, b)
  return a.kind === b.kind
}

const NUMBERS = new Set(['long', 'decimal'])

function common(a: ArgumentsType, b: ArgumentsType): Maybe {
  if (same(a, b)) return a
  return NUMBERS.has(a.kind) && NUMBERS.has(b.kind) ? { kind: 'decimal' } : undefined
}

/** The type that all are, with whole numbers among numbers; undefined when there is none. */
export function sameOf(types: readonly Maybe[]): Maybe {
  return types.slice(1).reduce<Maybe>((kept, type) => kept && type && common(kept, type), types[0])
}

/** Whether a value has one of the types or all of them at once. */
export type Junction = 'any' | 'all'

function memberOf(records: readonly ArgumentsRecord[], name: string, junction: Junction) {
  const members = records.map((record) => record.members.get(name))
  const present = members.filter((member) => member !== undefined)
  // A record that names the member and has no type for it may hold anything there.
  const untyped = records.some((record, at) => members[at] === undefined && record.named.has(name))
  const type = junction === 'any' && untyped ? undefined : sameOf(present.map((member) => member.type))
  if (type === undefined) return undefined
  const required =
    junction === 'any'
      ? members.every((member) => member?.required === true)
      : present.some((member) => member.required)
  return { type, required }
}

function joinedRecords(records: readonly ArgumentsRecord[], junction: Junction): ArgumentsRecord {
  const named = new Set(records.flatMap((record) => [...record.named]))
  const members = new Map<string, ArgumentsMember>()
  for (const name of named) {
    const member = memberOf(records, name, junction)
    if (member !== undefined) members.set(name, member)
  }
  return {
    kind: 'record',
    members,
    named,
    closed: junction === 'any' && records.every(({ closed }) => closed),
  }
}

/** The type of a value that has any or all of the given types; undefined when Cedar has none. */
export function joined(types: readonly Maybe[], junction: Junction): Maybe {
  const records = types.filter((type) => type?.kind === 'record')
  if (records.length === types.length && records.length > 1) return joinedRecords(records, junction)
  return sameOf(types)
}
