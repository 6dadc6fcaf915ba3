import { SEVERITIES, type Severity } from '@countersign/terms'
import { WHOLE_SET } from '../evaluator.ts'
import { type Reason, type ReasonCode, reason } from '../reasons.ts'
import type { Book } from './book.ts'

const severityOf = (text: string | undefined): Severity | undefined =>
  SEVERITIES.find((known) => known === text)

/** One reason for each policy, in its own words where it has some. */
export const policyReasons = (book: Book, code: ReasonCode, ids: readonly string[]): Reason[] =>
  ids.map((policy_id) => {
    const annotations = book.byId.get(policy_id)?.annotations ?? {}
    const severity = severityOf(annotations.severity)
    return reason(code, {
      policy_id,
      ...(annotations.reason !== undefined && { message: annotations.reason }),
      ...(severity !== undefined && { severity }),
    })
  })

const forbiddenCode = (id: string): ReasonCode => {
  if (!id.startsWith('tool:')) return 'policy.forbidden'
  if (id.endsWith(':rate')) return 'tool.rate_limited'
  return id.endsWith(':blocked') ? 'tool.blocked' : 'policy.forbidden'
}

/** Why forbids that no approval lifts deny. */
export const forbiddenReasons = (book: Book, ids: readonly string[]): Reason[] =>
  ids.flatMap((id) => policyReasons(book, forbiddenCode(id), [id]))

/** Why policies that failed deny. */
export const errorReasons = (ids: readonly string[]): Reason[] =>
  ids.map((id) =>
    id === WHOLE_SET ? reason('evaluation.failed') : reason('policy.error', { policy_id: id }),
  )

const isSame = (a: Reason, b: Reason): boolean => a.code === b.code && a.policy_id === b.policy_id

/** The reasons of both, each once. */
export const bothReasons = (a: readonly Reason[], b: readonly Reason[]): Reason[] => [
  ...a,
  ...b.filter((next) => !a.some((kept) => isSame(kept, next))),
]
