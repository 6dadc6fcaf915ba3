// The grants of an approval that count, and how they lapse with the right of their members to decide.
import { APPROVER_ROLES } from '@countersign/terms'
import type { ApprovalDecision, GrantLimits } from '../payload/members.ts'

/** By the ids of those who granted, or for whom it was done: all of their grants, and those for which a group counts. */
export type Standing = Map<string, Held>
type Held = { readonly grants: Set<Grant>; readonly byGroup: Map<string, Set<Grant>> }

/** A grant that counts, of an approval. */
export type Grant = {
  readonly approval: Approval
  readonly people: readonly string[]
  readonly groups: readonly string[]
  readonly at: number
  hasLapsed: boolean
}

export type Approval = {
  readonly gateSeq: number
  readonly digest: string
  readonly demands: readonly Demand[]
  /** Whether one member is enough, whatever escalates. */
  readonly isForOne: boolean
  /** The most that a member may grant. */
  readonly limits: GrantLimits | undefined
  readonly expiresAt: number
  /** Those whose grants count, and those for whom they stood in. */
  readonly grantedBy: Set<string>
  /** How many grants count. */
  given: number
  /** What the grants so far allow, each of them counting. */
  usesMax: number
  minutesMax: number
  isOnceOnly: boolean
  /** Until when it may be used, once enough members have granted it. */
  until: number | undefined
  uses: number
  isEnded: boolean
}

/** How many members must still grant it, of a group if one is named; or from a time on, how many of another one. */
export type Demand = Missing & { readonly escalation: (Missing & { readonly at: number }) | undefined }
type Missing = { readonly group: string | undefined; missing: number }

/** It lapses when its maker, or the member it was made for, loses the right to decide or a group it counts for. */
export function stand(standing: Standing, made: Grant, decision: ApprovalDecision): void {
  for (const id of made.people) standingOf(standing, id).grants.add(made)
  const { byGroup } = standingOf(standing, decision.for ?? decision.by)
  const asked = made.approval.demands.flatMap(({ group, escalation }) => [group, escalation?.group])
  for (const group of made.groups) {
    if (!asked.includes(group)) continue
    const grants = byGroup.get(group) ?? new Set()
    byGroup.set(group, grants.add(made))
  }
}

function standingOf(standing: Standing, id: string): Held {
  const found = standing.get(id) ?? { grants: new Set(), byGroup: new Map() }
  standing.set(id, found)
  return found
}

/** One more for what is asked, or one less. */
export function count({ approval, groups, at }: Grant, by: 1 | -1): void {
  approval.given += by
  for (const demand of approval.demands) {
    const { group, escalation } = demand
    if (group === undefined || groups.includes(group)) demand.missing -= by
    if (escalation === undefined || at < escalation.at) continue
    if (escalation.group === undefined || groups.includes(escalation.group)) escalation.missing -= by
  }
}

export function isMet({ missing, escalation }: Demand): boolean {
  return missing <= 0 || (escalation !== undefined && escalation.missing <= 0)
}

const APPROVERS: ReadonlySet<string> = new Set(APPROVER_ROLES)

/** Whether members of the role decide approvals. */
export function isApprover(role: string): boolean {
  return APPROVERS.has(role)
}

/** The member decides no approvals any more. */
export function decidesNoMore(standing: Standing, id: string): void {
  for (const grant of standing.get(id)?.grants ?? []) lapse(grant)
  standing.delete(id)
}

/** The member is of these groups and of no others. */
export function isOnlyOf(standing: Standing, id: string, groups: readonly string[]): void {
  const byGroup = standing.get(id)?.byGroup ?? new Map<string, Set<Grant>>()
  for (const [group, grants] of byGroup) {
    if (groups.includes(group)) continue
    for (const grant of grants) lapse(grant)
    byGroup.delete(group)
  }
}

/** It waits for another one, even where enough are left. */
function lapse(grant: Grant): void {
  const { approval, people } = grant
  if (approval.isEnded || grant.hasLapsed) return
  grant.hasLapsed = true
  for (const id of people) approval.grantedBy.delete(id)
  count(grant, -1)
  approval.until = undefined
}
