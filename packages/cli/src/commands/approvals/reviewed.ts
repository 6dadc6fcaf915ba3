// Reads an approval with everything that a person must see of it.
import type { Answer } from '@countersign/contract'
import { isRefusal, type Service } from '../../service/call.ts'

type Approval = Answer<'approvals.get'>
type Review = Answer<'approvals.review'>

/** An approval, with its review where the key may read one. */
export type ReviewedApproval = Approval & Partial<Omit<Review, keyof Approval>>

/** What the arguments of these commands are called. */
export const LABELS = { approval_id: '<approval>', member_id: '--member', grant: '--uses and --minutes' }

/** The review of an approval; a key that is bound to an agent may read the approval only. */
export async function readReviewed(
  { client, options }: Service,
  input: { approval_id: string },
): Promise<ReviewedApproval> {
  try {
    return await client.approvals.review(input, options)
  } catch (error) {
    if (!isRefusal(error, 'auth.scope')) throw error
    return client.approvals.get(input, options)
  }
}
