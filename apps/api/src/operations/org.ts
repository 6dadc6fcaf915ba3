// The tenant of the key: its settings, and stopping every agent at once.
import { ApiError, type Call, type Handler, type Input, type Output } from '@countersign/contract'
import type { Org } from '../ports.ts'
import { type ChangeResult, change } from './change.ts'
import { type Context, committed, receiptRef } from './context.ts'

function orgAnswer(org: Org): Output<'org.get'> {
  return {
    id: org.id,
    name: org.name,
    status: org.halted ? 'halted' : 'active',
    logs: org.logsPublic ? 'public' : 'private',
    created_at: org.createdAt,
  }
}

async function current(context: Context, call: Call): Promise<Org> {
  const config = await context.store.config(call.caller.orgId, { fresh: true })
  if (config === undefined) throw new ApiError('not_found')
  return config.org
}

export function getOrg(context: Context): Handler<'org.get'> {
  return async (call) => orgAnswer(await current(context, call))
}

async function changed(context: Context, call: Call, made: ChangeResult): Promise<Output<'org.update'>> {
  return { ...orgAnswer(await current(context, call)), receipt: receiptRef(made) }
}

export function updateOrg(context: Context): Handler<'org.update'> {
  return async (call, { name, logs }) => {
    const title = name === undefined ? undefined : committed(context, 'change.name', name)
    const made = await change(context, call, 'org.update', {
      make: () => ({
        draft: {
          type: 'org.changed',
          change: { ...(title && { name: title.commitment }), ...(logs && { status: `logs_${logs}` }) },
        },
        committed: [title],
        changes: [
          {
            kind: 'org.update',
            ...(name !== undefined && { name }),
            ...(logs !== undefined && { logsPublic: logs === 'public' }),
          },
        ],
      }),
    })
    return changed(context, call, made)
  }
}

/** From this receipt on in the log nothing is allowed, or is again. */
export function setHalted(context: Context, halted: boolean) {
  return async (call: Call, { reason }: Input<'org.halt'>): Promise<Output<'org.halt'>> => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, halted ? 'org.halt' : 'org.resume', {
      make(view) {
        if (view.config.org.halted === halted) {
          throw new ApiError('org.state', {
            detail: `the org is ${halted ? 'halted already' : 'not halted'}`,
          })
        }
        return {
          draft: {
            type: halted ? 'org.halted' : 'org.resumed',
            change: { status: halted ? 'halted' : 'active', ...(why && { reason: why.commitment }) },
          },
          committed: [why],
          changes: [{ kind: 'org.update', halted }],
        }
      },
    })
    return changed(context, call, made)
  }
}
