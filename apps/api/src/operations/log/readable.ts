// An org may keep its log to itself; then it looks like a log that does not exist.
import { hasScope } from '@countersign/contract'
import type { Call } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'

export async function requireReadable(
  { store }: Context,
  call: Call<'optional'>,
  orgId: string,
): Promise<void> {
  const { caller } = call
  if (caller?.orgId === orgId && hasScope(caller.scopes, 'log:read')) return
  const config = await store.config(orgId, { fresh: true })
  if (config === undefined || !config.org.logsPublic) throw new ApiError('not_found')
}
