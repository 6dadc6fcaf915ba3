// How many bytes of request bodies the process holds at once, in all and for one org, key or address.
import { bodyBytesDefault } from '@countersign/contract'
import { halfOfRest } from '../bounded.ts'

/** Whose body it is. */
export type Owner = { orgId: string; actor: string } | { share: string }

/** Room that is held for a body until it is given back. */
export type Reservation = { readonly place: Place; bytes: number }

/** Under which names it is counted, a key's and its org's, or an address's and that of all strangers; and what each may hold. */
type Place = {
  readonly one: string
  readonly oneMax: number
  readonly group: string
  readonly groupMax: number
  readonly isStranger: boolean
}

/** Whose share is used up: the owner's own, or that of several together. */
export type Full = 'own' | 'shared'

export type Bodies = {
  /** Reserves room before a body is read, unless there is none for this owner. */
  reserve(owner: Owner, bytes: number): Reservation | Full
  /** The body has arrived and was at most this many bytes; none gives all of the room back. */
  settle(held: Reservation, bytes: number): void
}

/** Parts of the whole: one org, one key of it, all strangers, one address of theirs. */
const PARTS = { org: 1 / 4, key: 1 / 8, strangers: 1 / 4, address: 1 / 16 } as const
/** Large bodies leave this part of every share to small ones. */
const LARGE_PART = 3 / 4

const ALL = 'all'
const STRANGERS = 'strangers'

/** The smallest total with which an address may still send the largest permitted body. */
export const bodiesBytesMin = 48 * 1024 * 1024

export function createBodies(bytesMax: number): Bodies {
  const sums = new Map<string, number>()
  function placeOf(owner: Owner): Place {
    if ('share' in owner) {
      const [oneMax, groupMax] = [bytesMax * PARTS.address, bytesMax * PARTS.strangers]
      return { one: `address ${owner.share}`, oneMax, group: STRANGERS, groupMax, isStranger: true }
    }
    const [oneMax, groupMax] = [bytesMax * PARTS.key, bytesMax * PARTS.org]
    return { one: owner.actor, oneMax, group: owner.orgId, groupMax, isStranger: false }
  }
  function sumOf(name: string): number {
    return sums.get(name) ?? 0
  }
  function isOver(name: string, max: number, bytes: number): boolean {
    return sumOf(name) + bytes > max
  }
  /** An address or an org has at most half of what the others leave. */
  function isOverHalf({ one, group, groupMax, isStranger }: Place, bytes: number, part: number): boolean {
    return isStranger
      ? isOver(one, halfOfRest(groupMax, sumOf(group) - sumOf(one)) * part, bytes)
      : isOver(group, halfOfRest(bytesMax, sumOf(ALL) - sumOf(group)) * part, bytes)
  }
  function fullFor(place: Place, bytes: number): Full | undefined {
    const { one, oneMax, group, groupMax, isStranger } = place
    const part = bytes > bodyBytesDefault ? LARGE_PART : 1
    if (isOver(one, oneMax * part, bytes)) return 'own'
    if (isOver(group, groupMax * part, bytes)) return isStranger ? 'shared' : 'own'
    return isOver(ALL, bytesMax * part, bytes) || isOverHalf(place, bytes, part) ? 'shared' : undefined
  }
  function add(name: string, bytes: number): void {
    const sum = sumOf(name) + bytes
    if (sum > 0) sums.set(name, sum)
    else sums.delete(name)
  }
  function addAll({ one, group }: Place, bytes: number): void {
    add(one, bytes)
    add(group, bytes)
    add(ALL, bytes)
  }
  return {
    reserve(owner, bytes) {
      const place = placeOf(owner)
      const full = fullFor(place, bytes)
      if (full !== undefined) return full
      addAll(place, bytes)
      return { place, bytes }
    },
    settle(held, bytes) {
      const less = Math.max(0, held.bytes - bytes)
      addAll(held.place, -less)
      held.bytes -= less
    },
  }
}
