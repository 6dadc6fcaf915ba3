// The pages on which people decide: what waits, one approval, what was decided, what may still be used.
import type { Attempt, Kit, OrgVisit } from '../kit.ts'
import { askPasskey, decideOnPage, showApproval, withdrawOnPage } from './approval.ts'
import { grantedPage, historyPage, inboxPage } from './lists.ts'
import type { Parts } from './parts.ts'

export function approvalPages(kit: Kit, parts: Parts): void {
  const base = '/o/:org_id/approvals'
  kit.orgPage(base, (visit) => inboxPage(parts, visit))
  kit.orgPage(`${base}/history`, (visit) => historyPage(parts, visit))
  kit.orgPage(`${base}/granted`, (visit) => grantedPage(parts, visit))
  kit.orgForm(
    `${base}/granted`,
    async (visit, form) => {
      await parts.operate(visit, 'approvals.decide', {
        approval_id: form.text('approval_id'),
        decision: 'reject',
        digest: form.text('digest'),
      })
      return { redirect: `/o/${visit.org.id}/approvals/granted` }
    },
    (visit) => grantedPage(parts, visit),
  )
  function show(visit: OrgVisit, attempt: Attempt) {
    return showApproval(parts, visit, attempt)
  }
  kit.orgPage(`${base}/:approval_id`, show)
  kit.orgForm(`${base}/:approval_id`, (visit, form) => decideOnPage(parts, visit, form), show)
  kit.orgForm(`${base}/:approval_id/passkey`, (visit, form) => askPasskey(parts, visit, form), show)
  kit.orgForm(`${base}/:approval_id/withdraw`, (visit, form) => withdrawOnPage(parts, visit, form), show)
}
