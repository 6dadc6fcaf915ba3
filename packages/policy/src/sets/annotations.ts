// Reads and checks the annotations of policies, and joins the obligations of several of them.
import { NAME_PATTERN, SEVERITIES } from '@countersign/terms'
import type { PolicyInfo } from '../model/cedar.ts'
import { sanitizeParts } from '../sanitize/parts.ts'

/** How many people must approve, and of which role if one is named. */
export type Approvers = {
  count: number
  role?: string
}

/** What has to be met before a `require_approval` becomes an allow: all of `approvers`, within the time. */
export type Obligations = {
  approvers?: readonly Approvers[]
  ttlSeconds?: number
}

const APPROVERS = /^(?:([1-9][0-9]?)(?: of (.+))?|([A-Za-z].*))$/
const TTL = /^([1-9][0-9]{0,6})([smhd])$/
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 }

function approversOf(text: string): Approvers | undefined {
  const match = APPROVERS.exec(text)
  if (match === null) return undefined
  const role = match[2] ?? match[3]
  if (role !== undefined && !NAME_PATTERN.test(role)) return undefined
  return { count: Number(match[1] ?? 1), ...(role !== undefined && { role }) }
}

function ttlOf(text: string): number | undefined {
  const [, count, unit] = TTL.exec(text) ?? []
  return count === undefined || unit === undefined ? undefined : Number(count) * (SECONDS[unit] ?? 0)
}

const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$/
const LABELS_MAX = 16
const QUESTION_MAX = 500

function labelsOf(text: string): readonly string[] | undefined {
  const labels = text.split(/\s+/).filter((label) => label !== '')
  const usable =
    labels.length > 0 && labels.length <= LABELS_MAX && labels.every((label) => LABEL.test(label))
  return usable ? [...new Set(labels)] : undefined
}

function isQuestion(text: string): boolean {
  return text.trim() !== '' && text.length <= QUESTION_MAX
}

/** What of a policy its annotations are checked against. */
export type Annotated = Pick<PolicyInfo, 'effect' | 'annotations'>

function approvalProblem({ annotations: { approvers, ttl, severity } }: Annotated): string | undefined {
  if (approvers !== undefined && approversOf(approvers) === undefined)
    return `@approvers must read like "2 of sre", "2" or "sre", not \`${approvers}\``
  if (ttl !== undefined && ttlOf(ttl) === undefined)
    return `@ttl must read like "15m" or "2h", not \`${ttl}\``
  if (severity !== undefined && !SEVERITIES.some((known) => known === severity))
    return `@severity must be one of ${SEVERITIES.join(', ')}, not \`${severity}\``
  return undefined
}

function onlyOn({ effect, annotations }: Annotated): string | undefined {
  const { defer, sanitize, taint } = annotations
  if (defer !== undefined && effect !== 'forbid') return '@defer belongs on a forbid'
  if (sanitize !== undefined && effect !== 'permit') return '@sanitize belongs on a permit'
  return taint !== undefined && effect !== 'permit' ? '@taint belongs on a permit' : undefined
}

/** What is wrong with a policy's annotations; undefined when they can be obeyed. */
export function annotationProblem(policy: Annotated): string | undefined {
  const { defer, sanitize, taint } = policy.annotations
  if (defer !== undefined && !isQuestion(defer))
    return `@defer must be a question of up to ${QUESTION_MAX} characters`
  if (sanitize !== undefined && sanitizeParts(sanitize) === undefined)
    return `@sanitize must name pii, secrets or JSON pointers like "/customer/name", not \`${sanitize}\``
  if (taint !== undefined && labelsOf(taint) === undefined)
    return `@taint must be up to ${LABELS_MAX} labels of letters, digits and _.:/-, not \`${taint}\``
  return onlyOn(policy) ?? approvalProblem(policy)
}

/** The labels that a permit puts on what is done under it. */
export function taintsOf(annotations: Readonly<Record<string, string>>): readonly string[] {
  return annotations.taint === undefined ? [] : (labelsOf(annotations.taint) ?? [])
}

/** The obligations that a policy's annotations state. */
export function obligationsOf(annotations: Readonly<Record<string, string>>): Obligations {
  const approvers = annotations.approvers === undefined ? undefined : approversOf(annotations.approvers)
  const ttlSeconds = annotations.ttl === undefined ? undefined : ttlOf(annotations.ttl)
  return {
    ...(approvers !== undefined && { approvers: [approvers] }),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
  }
}

function sameApprovers(a: Approvers, b: Approvers): boolean {
  return a.count === b.count && a.role === b.role
}

/** Both obligations at once: every approver named by either, and the shorter time. */
export function bothObligations(a: Obligations, b: Obligations): Obligations {
  const own = a.approvers ?? []
  const approvers = [
    ...own,
    ...(b.approvers ?? []).filter((next) => !own.some((kept) => sameApprovers(kept, next))),
  ]
  const times = [a.ttlSeconds, b.ttlSeconds].filter((time) => time !== undefined)
  return {
    ...(approvers.length > 0 && { approvers }),
    ...(times.length > 0 && { ttlSeconds: Math.min(...times) }),
  }
}
