// The first org of an installation, made on the first start: with a new admin key, or with one that is given.
import { newId, parseApiKey } from '@countersign/terms'
import type { Context } from './operations/context.ts'
import { newKey } from './operations/keys/make.ts'
import { createOrg } from './operations/org/create.ts'
import type { ApiKey } from './ports/nouns.ts'
import type { Instance } from './store/instance.ts'

export type Created = { orgId: string; adminKey: string | undefined } | undefined

/** `created` is undefined when the org was there already, and its key when the settings gave it. */
export async function firstOrg(
  context: Context,
  instance: Instance,
  init: { org: string; adminKey: string | undefined },
): Promise<{ orgId: string; created: Created }> {
  const given = init.adminKey === undefined ? undefined : parseApiKey(init.adminKey)
  const orgId =
    given?.orgId ?? (await instance.claimFirstOrg(newId('org', context.clock(), context.random(10))))
  if ((await context.store.config(orgId, { fresh: true })) !== undefined) return { orgId, created: undefined }
  const made = newKey(context, orgId, { name: 'first admin key', scopes: ['admin'] })
  const secret = init.adminKey ?? made.secret
  const key: ApiKey = { ...made.key, hint: secret.slice(-4) }
  try {
    const org = { id: orgId, name: init.org, createdAt: key.createdAt }
    await createOrg(context, org, { key, secret })
  } catch (error) {
    // Another process that started at the same time was first.
    if ((await context.store.config(orgId, { fresh: true })) !== undefined)
      return { orgId, created: undefined }
    throw error
  }
  return { orgId, created: { orgId, adminKey: init.adminKey === undefined ? secret : undefined } }
}
