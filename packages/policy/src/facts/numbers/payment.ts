// Which payment a call makes: one text for the same payee and sum, whatever memo or key stands beside them.

import { type Budget, spend } from '../../model/budget.ts'
import type { Facts } from '../../model/facts.ts'
import type { Leaf, Leaves } from '../leaves.ts'
import { MEANS, means, type Name } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { wordsOf } from '../names/words.ts'

// What says who is paid, or which payment is given back.
const PAYEES = list(
  'to payee recipient beneficiary destination dest iban creditor vendor merchant supplier receiver seller wallet',
)
// The same where nothing else says it.
const WEAK = list(
  'account address email phone customer user charge payment order invoice bill card target party',
)
// What says who pays, or only which request this is.
const OTHERS =
  list(`from source sender payer debtor debit funding method idempotency key request nonce trace session date
  time timestamp at memo note description subject message reference ref reason comment label metadata currency`)

const PER_LEAF = 6
const PER_NAME = 60
const PER_CHARACTER = 2

type Kind = 'payee' | 'weak' | 'other' | 'rest'

function kindOf(leaf: Leaf, kinds: Map<string, Kind>, budget: Budget): Kind {
  const names = `${leaf.parent.text} ${leaf.name.text}`
  const kept = kinds.get(names)
  if (kept !== undefined) return kept
  spend(budget, PER_NAME + names.length * PER_CHARACTER)
  const words = wordsOf(names).map(singularOf)
  const kind = kindOfWords(words, means(leaf.name, MEANS.content))
  kinds.set(names, kind)
  return kind
}

function kindOfWords(words: readonly string[], isContent: boolean): Kind {
  function hasAny(of: ReadonlySet<string>): boolean {
    return words.some((word) => of.has(word))
  }
  if (isContent || hasAny(OTHERS)) return 'other'
  if (hasAny(PAYEES)) return 'payee'
  return hasAny(WEAK) ? 'weak' : 'rest'
}

/** `DE89 3704` and `de893704` are one account. */
function plain(value: Leaf['value']): string {
  return String(value).normalize('NFKC').toLowerCase().replace(/[\s-]/g, '')
}

function isSum(name: Name, value: Leaf['value']): boolean {
  return means(name, MEANS.money) && /\d/.test(String(value))
}

/** Sums as numbers, so that 80, 80.0 and `80.00` are one. */
function sumText(value: Leaf['value']): string {
  const number = Number(String(value).replace(/[^\d.-]/g, ''))
  return Number.isFinite(number) ? String(Math.abs(number)) : plain(value)
}

function named(leaves: readonly Leaf[], members: readonly string[]): Leaf[] {
  return leaves.filter(({ name, parent }) => {
    const own = name.text.toLowerCase()
    return members.includes(own) || members.includes(`${parent.text.toLowerCase()}.${own}`)
  })
}

function told({ name, value }: Leaf): string {
  return isSum(name, value) ? `${name.text.toLowerCase()}=${sumText(value)}` : plain(value)
}

/** What makes a payment the one that it is: the members that are named, else payee and sum, else all but memo and key. */
export function paymentOf(
  { hash_only, tool, action }: Facts,
  { leaves, isCut }: Leaves,
  members: readonly string[] | undefined,
  budget: Budget,
): string {
  const length = leaves.reduce((sum, { value }) => sum + (typeof value === 'string' ? value.length : 8), 0)
  const callee = tool ?? action
  // What nobody can read may be any payment of this tool.
  if (hash_only === true || isCut || !spend(budget, leaves.length * PER_LEAF + length * PER_CHARACTER))
    return callee
  const own = leaves.filter(({ isJson }) => isJson !== true)
  if (members !== undefined) return JSON.stringify(['named', ...named(own, members).map(told)])
  const kinds = new Map<string, Kind>()
  const sums = own.filter(({ name, value }) => isSum(name, value)).map(({ value }) => sumText(value))
  function of(kind: Kind): Leaf[] {
    return own.filter((leaf) => !isSum(leaf.name, leaf.value) && kindOf(leaf, kinds, budget) === kind)
  }
  const sure = of('payee')
  const payees = sure.length > 0 ? sure : of('weak')
  if (payees.length > 0)
    return JSON.stringify(['paid', payees.map(({ value }) => plain(value)).sort(), sums.sort()])
  const rest = own.filter((leaf) => kindOf(leaf, kinds, budget) !== 'other')
  return JSON.stringify(['all', callee, rest.map(({ name, value }) => [name.text, plain(value)])])
}
