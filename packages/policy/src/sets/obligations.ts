// What policies ask of an approval: who must give it, how long it may take, and how often it may be used.
import { NAME_PATTERN } from '@countersign/terms'

/** How many people must approve, and of which role if one is named. */
export type Approvers = {
  count: number
  role?: string
  /** After so many seconds, that many of another role are enough, too. */
  escalation?: Escalation
}

export type Escalation = { seconds: number; count: number; role: string }

/** How often an approved call may be made, and for how long. */
export type GrantMax = { uses: number; minutes: number }

/** What has to be met before a `require_approval` becomes an allow: all of `approvers`, within the time. */
export type Obligations = {
  approvers?: readonly Approvers[]
  ttlSeconds?: number
  /** The most that may be granted; what is usual without. */
  grant?: GrantMax
}

/** The most that may be granted where a policy says nothing of it. */
export const USUAL_GRANT: GrantMax = { uses: 10, minutes: 60 }

const USES_MAX = 100
const MINUTES_MAX = 1440

const APPROVERS = /^(?:([1-9][0-9]?)(?: of (.+))?|([A-Za-z].*))$/
const TIME = /^([1-9][0-9]{0,6})([smhd])$/
const GRANT = /^([1-9][0-9]{0,2}) in ([1-9][0-9]{0,3})([mhd])$/
const ESCALATE = /^([0-9]+[smhd]) to (.+)$/
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 }

function approversOf(text: string): Approvers | undefined {
  const match = APPROVERS.exec(text)
  if (match === null) return undefined
  const role = match[2] ?? match[3]
  if (role !== undefined && !NAME_PATTERN.test(role)) return undefined
  return { count: Number(match[1] ?? 1), ...(role !== undefined && { role }) }
}

/** The seconds of a time such as `90s`, `15m`, `2h` or `1d`. */
export function secondsOf(text: string): number | undefined {
  const [, count, unit] = TIME.exec(text) ?? []
  return count === undefined || unit === undefined ? undefined : Number(count) * (SECONDS[unit] ?? 0)
}

function escalationOf(text: string): Escalation | undefined {
  const [, time = '', to = ''] = ESCALATE.exec(text) ?? []
  const seconds = secondsOf(time)
  const { count, role } = approversOf(to) ?? {}
  return seconds === undefined || count === undefined || role === undefined
    ? undefined
    : { seconds, count, role }
}

function grantOf(text: string): GrantMax | undefined {
  const [, count, time, unit = ''] = GRANT.exec(text) ?? []
  const uses = Number(count)
  const minutes = (Number(time) * (SECONDS[unit] ?? 0)) / 60
  return uses <= USES_MAX && minutes <= MINUTES_MAX ? { uses, minutes } : undefined
}

type Annotations = Readonly<Record<string, string>>

/** What is wrong with the annotations about approvals; undefined when they can be obeyed. */
export function obligationProblem(annotations: Annotations): string | undefined {
  const { approvers, ttl, grant, escalate } = annotations
  if (approvers !== undefined && approversOf(approvers) === undefined)
    return `@approvers must read like "2 of sre", "2" or "sre", not \`${approvers}\``
  if (ttl !== undefined && secondsOf(ttl) === undefined)
    return `@ttl must read like "15m" or "2h", not \`${ttl}\``
  if (grant !== undefined && grantOf(grant) === undefined)
    return `@grant must read like "20 in 60m", with up to ${USES_MAX} uses and 24 hours, not \`${grant}\``
  return escalate === undefined ? undefined : escalationProblem(escalate, annotations)
}

function escalationProblem(text: string, { approvers, ttl }: Annotations): string | undefined {
  const escalation = escalationOf(text)
  if (escalation === undefined) return `@escalate must read like "10m to 1 of leads", not \`${text}\``
  if (approvers === undefined)
    return '@escalate belongs beside @approvers: without it, any approver is enough'
  if (ttl !== undefined && escalation.seconds >= (secondsOf(ttl) ?? 0))
    return `@escalate must come before the time of @ttl is over, not at \`${text}\``
  return undefined
}

/** The obligations that a policy's annotations state. */
export function obligationsOf(annotations: Annotations): Obligations {
  const named = annotations.approvers === undefined ? undefined : approversOf(annotations.approvers)
  const escalation = annotations.escalate === undefined ? undefined : escalationOf(annotations.escalate)
  const approvers = named && { ...named, ...(escalation && { escalation }) }
  const ttlSeconds = annotations.ttl === undefined ? undefined : secondsOf(annotations.ttl)
  const grant = annotations.grant === undefined ? undefined : grantOf(annotations.grant)
  return {
    ...(approvers !== undefined && { approvers: [approvers] }),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(grant !== undefined && { grant }),
  }
}

function sameApprovers(a: Approvers, b: Approvers): boolean {
  return a.count === b.count && a.role === b.role && sameEscalation(a.escalation, b.escalation)
}

function sameEscalation(a: Escalation | undefined, b: Escalation | undefined): boolean {
  return a?.seconds === b?.seconds && a?.count === b?.count && a?.role === b?.role
}

/** Both obligations at once: every approver named by either, the shorter time, the fewer uses. */
export function bothObligations(a: Obligations, b: Obligations): Obligations {
  const own = a.approvers ?? []
  const approvers = [
    ...own,
    ...(b.approvers ?? []).filter((next) => !own.some((kept) => sameApprovers(kept, next))),
  ]
  const times = [a.ttlSeconds, b.ttlSeconds].filter((time) => time !== undefined)
  const grant = narrower(a.grant, b.grant)
  return {
    ...(approvers.length > 0 && { approvers }),
    ...(times.length > 0 && { ttlSeconds: Math.min(...times) }),
    ...(grant !== undefined && { grant }),
  }
}

/** One that says nothing of it allows what is usual, and no more. */
function narrower(a: GrantMax | undefined, b: GrantMax | undefined): GrantMax | undefined {
  if (a === undefined && b === undefined) return undefined
  const [one, other] = [a ?? USUAL_GRANT, b ?? USUAL_GRANT]
  return { uses: Math.min(one.uses, other.uses), minutes: Math.min(one.minutes, other.minutes) }
}
