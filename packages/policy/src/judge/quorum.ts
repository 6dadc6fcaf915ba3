// When enough people have approved.

/** How many must approve, of a group if one is named; or from a time on, how many of another group. */
export type Demand = {
  readonly required: number
  readonly group?: string | undefined
  readonly escalation?: { readonly at: number; readonly required: number; readonly group: string } | undefined
}

/** The groups of one who approved, and when that was. */
export type Approver = { readonly groups: readonly string[]; readonly at: number }

/** Whether all demands are met; a member of several groups counts once for each. */
export function isQuorum(demands: readonly Demand[], approvers: readonly Approver[]): boolean {
  return demands.every(({ required, group, escalation }) => {
    const own = approvers.filter(({ groups }) => group === undefined || groups.includes(group))
    if (own.length >= required || escalation === undefined) return own.length >= required
    const { at: since, group: later } = escalation
    return (
      approvers.filter(({ groups, at }) => at >= since && groups.includes(later)).length >=
      escalation.required
    )
  })
}
