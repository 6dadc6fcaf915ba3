// Adds an environment to the org.
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'

const ENVIRONMENTS_MAX = 64

export function addEnvironment(context: Context): Handler<'environments.add'> {
  return async (call, { name }) => {
    const made = await change(context, call, {
      environment: null,
      make({ config: { environments }, now }) {
        if (environments.has(name)) throw new ApiError('environment.exists')
        if (environments.size >= ENVIRONMENTS_MAX) {
          throw new ApiError('environment.limit', { detail: `the org has ${ENVIRONMENTS_MAX} environments` })
        }
        return {
          draft: { type: 'environment.added', environment: name },
          changes: [{ kind: 'environment.add', name, at: now }],
        }
      },
    })
    return { name, created_at: made.payload.issued_at, receipt: receiptRef(made) }
  }
}
