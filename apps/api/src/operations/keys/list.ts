// Lists keys, oldest first, revoked ones included.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { decodeIdCursor, encodeCursor, pageOf } from '../position.ts'
import { keyAnswer } from './answer.ts'

export function listKeys({ store }: Context): Handler<'keys.list'> {
  return async ({ caller }, { limit, cursor }) => {
    const after = decodeIdCursor('key', cursor)
    const { rows, more } = await store.keys.list(caller.orgId, {
      limit,
      ...(after !== undefined && { after }),
    })
    const last = rows.at(-1)
    return pageOf(rows.map(keyAnswer), more && last ? encodeCursor(last.id) : undefined)
  }
}
