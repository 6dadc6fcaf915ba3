// The configuration of the org and the time of its log as they are now, read past every cache.
import type { OrgConfig } from '../ports/nouns.ts'
import type { ConfigNeed } from '../ports/store.ts'
import type { Call } from './call.ts'
import type { Context } from './context.ts'
import { ApiError } from './refusal.ts'

/** The time that the log of an org has reached: by it everything is decided that has an end, and shown as well. */
export async function logTime({ store }: Pick<Context, 'store'>, orgId: string): Promise<number> {
  return (await store.moment(orgId, [])).now
}

export async function currentConfig(
  { store }: Context,
  call: Call,
  need: Pick<ConfigNeed, 'memberId'> = {},
): Promise<OrgConfig> {
  const config = await store.config(call.caller.orgId, { ...need, fresh: true })
  if (config === undefined) throw new ApiError('not_found')
  return config
}
