// Reads one key, never its secret.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { keyAnswer } from './answer.ts'

export function getKey({ store }: Context): Handler<'keys.get'> {
  return async ({ caller }, { key_id: id }) => {
    const key = await store.keys.get(caller.orgId, id)
    if (key === undefined) throw new ApiError('not_found')
    return keyAnswer(key)
  }
}
