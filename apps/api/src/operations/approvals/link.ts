// Where members decide an approval. The link has no authority: the page asks who opens it.
import type { Context } from '../context.ts'

export function approvalLink({ publicUrl }: Pick<Context, 'publicUrl'>, orgId: string, id: string): string {
  return `${publicUrl()}/o/${orgId}/approvals/${id}`
}
