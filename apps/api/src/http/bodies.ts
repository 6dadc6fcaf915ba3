// How many bytes of request bodies the process holds at once, in all and for one org, key or address.
import { bodyBytesDefault } from '@countersign/contract'
import { halfOfRest } from '../bounded.ts'

/** Whose body it is. */
export type Owner = { orgId: string; actor: string } | { share: string }

/** Room that is held for a body until it is given back. */
export type Reservation = {
  /** The body has arrived and was at most this many bytes. */
  settle(bytes: number): void
  /** Gives the room back; may be called more than once. */
  release(): void
}

/** Whose share is used up: the owner's own, or that of several together. */
export type Full = 'own' | 'shared'

export type Bodies = {
  /** Reserves room before a body is read, unless there is none for this owner. */
  reserve(owner: Owner, bytes: number): Reservation | Full
}

/** Parts of the whole: one org, one key of it, all strangers, one address of theirs. */
const PARTS = { org: 1 / 4, key: 1 / 8, strangers: 1 / 4, address: 1 / 16 } as const
/** Large bodies leave this part of every share to small ones. */
const LARGE_PART = 3 / 4

type Account = { name: string; bytesMax: number; isShared: boolean }

/** The smallest total with which an address may still send the largest permitted body. */
export const bodiesBytesMin = 48 * 1024 * 1024

export function createBodies(bytesMax: number): Bodies {
  const held = new Map<string, number>()
  const all: Account = { name: 'all', bytesMax, isShared: true }
  const strangers: Account = { name: 'strangers', bytesMax: bytesMax * PARTS.strangers, isShared: true }
  function own(name: string, part: number): Account {
    return { name, bytesMax: bytesMax * part, isShared: false }
  }
  function half(name: string, whole: Account): Account {
    const others = (held.get(whole.name) ?? 0) - (held.get(name) ?? 0)
    return { name, bytesMax: halfOfRest(whole.bytesMax, others), isShared: true }
  }
  /** Those whose bytes are counted. */
  function accountsOf(owner: Owner): Account[] {
    return 'share' in owner
      ? [own(`address ${owner.share}`, PARTS.address), strangers, all]
      : [own(owner.actor, PARTS.key), own(owner.orgId, PARTS.org), all]
  }
  function halvesOf(owner: Owner): Account[] {
    return 'share' in owner ? [half(`address ${owner.share}`, strangers)] : [half(owner.orgId, all)]
  }
  function add(accounts: readonly Account[], bytes: number): void {
    for (const { name } of accounts) {
      const sum = (held.get(name) ?? 0) + bytes
      if (sum > 0) held.set(name, sum)
      else held.delete(name)
    }
  }
  return {
    reserve(owner, bytes) {
      const accounts = accountsOf(owner)
      const usable = bytes > bodyBytesDefault ? LARGE_PART : 1
      const full = [...accounts, ...halvesOf(owner)].find((account) => {
        return (held.get(account.name) ?? 0) + bytes > account.bytesMax * usable
      })
      if (full !== undefined) return full.isShared ? 'shared' : 'own'
      add(accounts, bytes)
      let holding = bytes
      function settle(actual: number): void {
        const less = Math.max(0, holding - actual)
        add(accounts, -less)
        holding -= less
      }
      return { settle, release: () => settle(0) }
    },
  }
}
