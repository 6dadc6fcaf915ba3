// The configuration of the org as it is now, read past every cache.
import type { OrgConfig } from '../ports/nouns.ts'
import type { ConfigNeed } from '../ports/store.ts'
import type { Call } from './call.ts'
import type { Context } from './context.ts'
import { ApiError } from './refusal.ts'

export async function currentConfig(
  { store }: Context,
  call: Call,
  need: Pick<ConfigNeed, 'memberId'> = {},
): Promise<OrgConfig> {
  const config = await store.config(call.caller.orgId, { ...need, fresh: true })
  if (config === undefined) throw new ApiError('not_found')
  return config
}
