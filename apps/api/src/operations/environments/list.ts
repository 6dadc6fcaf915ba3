// Lists the environments of the org by name.
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'

export function listEnvironments(context: Context): Handler<'environments.list'> {
  return async (call) => {
    const { environments } = await currentConfig(context, call)
    const data = [...environments.values()].map(({ name, createdAt }) => ({ name, created_at: createdAt }))
    return { data }
  }
}
