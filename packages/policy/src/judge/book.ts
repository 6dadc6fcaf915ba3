import type { Evaluation, PolicyInfo, PolicySet } from '../evaluator.ts'

/** Whose policies are asked: those that are enforced, or these and those in shadow mode. */
export type Bench = 'live' | 'shadow'

/** What judging needs to know of a set, besides its answers. */
export interface Book {
  readonly byId: ReadonlyMap<string, PolicyInfo>
  readonly hasShadow: boolean
  readonly hasSoft: boolean
  /** The names of the tools that are hidden. */
  readonly hidden: ReadonlySet<string>
}

const HIDDEN = /^tool:(.*):hidden$/s

const read = ({ policies }: PolicySet): Book => ({
  byId: new Map(policies.map((policy) => [policy.id, policy])),
  hasShadow: policies.some(({ mode }) => mode === 'shadow'),
  hasSoft: policies.some(({ annotations }) => annotations.defer !== undefined),
  hidden: new Set(policies.map(({ id }) => HIDDEN.exec(id)?.[1]).filter((name) => name !== undefined)),
})

const books = new WeakMap<PolicySet, Book>()

/** The book of a set, which is read once. */
export const bookOf = (set: PolicySet): Book => {
  const kept = books.get(set)
  if (kept !== undefined) return kept
  const book = read(set)
  books.set(set, book)
  return book
}

/** The part of an evaluation that counts on a bench. */
export interface View {
  readonly permits: readonly string[]
  readonly hard: readonly string[]
  /** The forbids that only ask for more information. */
  readonly soft: readonly string[]
  /** The ids of the policies that failed. */
  readonly errors: readonly string[]
  /** Whether the evaluator contradicts itself, so that nothing it says may be used. */
  readonly isBroken: boolean
}

const NONE: readonly string[] = []

const contradicts = ({ decision, permits, forbids, errors }: Evaluation): boolean =>
  (decision === 'allow') !== (permits.length > 0 && forbids.length === 0 && errors.length === 0)

/** What of an evaluation counts on a bench. */
export const viewOf = (book: Book, bench: Bench, evaluation: Evaluation): View => {
  const counts = (id: string): boolean => book.byId.get(id)?.mode !== 'shadow'
  const all = bench === 'shadow' || !book.hasShadow
  const forbids = all ? evaluation.forbids : evaluation.forbids.filter(counts)
  const isSoft = (id: string): boolean => book.byId.get(id)?.annotations.defer !== undefined
  const parted = book.hasSoft && forbids.length > 0
  const errors = evaluation.errors.length === 0 ? NONE : evaluation.errors.map(({ policyId }) => policyId)
  return {
    permits: all ? evaluation.permits : evaluation.permits.filter(counts),
    hard: parted ? forbids.filter((id) => !isSoft(id)) : forbids,
    soft: parted ? forbids.filter(isSoft) : NONE,
    errors: all ? errors : errors.filter(counts),
    isBroken: contradicts(evaluation),
  }
}
