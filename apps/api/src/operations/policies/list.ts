// Lists versions, newest first.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'

import { cursorOf, pageOf, positionIn } from '../position.ts'
import { versionAnswer } from './answer.ts'

export function listPolicies({ store }: Context): Handler<'policies.list'> {
  return async ({ caller }, { limit, cursor }) => {
    const after = positionIn('policies', cursor, /^[1-9][0-9]{0,8}$/)
    const { rows, more } = await store.policies.list(caller.orgId, {
      limit,
      ...(after !== undefined && { after: Number(after) }),
    })
    const last = rows.at(-1)
    return pageOf(rows.map(versionAnswer), more && last ? cursorOf('policies', last.version) : undefined)
  }
}
