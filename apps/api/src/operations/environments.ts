// Lists, adds and removes environments, and refuses what would belong to one that the org does not list.
import { foldedName } from '@countersign/policy'
import type { OrgConfig } from '../ports/nouns.ts'
import type { Handler } from './call.ts'
import { change } from './change.ts'
import { committed } from './commitment.ts'
import type { Context } from './context.ts'
import { currentConfig } from './current.ts'
import { pageOf } from './position.ts'
import { receiptRef } from './recorded.ts'
import { ApiError } from './refusal.ts'

const ENVIRONMENTS_MAX = 64

export function environments(context: Context) {
  return {
    'environments.list': list(context),
    'environments.add': add(context),
    'environments.remove': remove(context),
  }
}

/** `null` stands for every environment. */
export function requireListed(config: OrgConfig, name: string | null): void {
  if (name === null || config.environments.has(name)) return
  throw new ApiError('environment.unknown', { detail: `\`${name}\` is not an environment of the org` })
}

function list(context: Context): Handler<'environments.list'> {
  return async (call) => {
    const config = await currentConfig(context, call)
    const listed = [...config.environments.values()]
    return pageOf(
      listed.map(({ name, createdAt }) => ({ name, created_at: createdAt })),
      undefined,
    )
  }
}

function add(context: Context): Handler<'environments.add'> {
  return async (call, { name }) => {
    const made = await change(context, call, {
      environment: null,
      make({ config, now }) {
        requireRoomFor(config, name)
        return {
          draft: { type: 'environment.added', environment: name },
          changes: [{ kind: 'environment.add', name, at: now }],
        }
      },
    })
    return { name, created_at: made.payload.issued_at, receipt: receiptRef(made) }
  }
}

function requireRoomFor(config: OrgConfig, name: string): void {
  // Of two that differ only by capitals, a caller would sooner or later name the wrong one.
  const there = [...config.environments.keys()].find((known) => foldedName(known) === foldedName(name))
  if (there !== undefined) throw new ApiError('environment.exists', { detail: `the org has \`${there}\`` })
  if (config.environments.size >= ENVIRONMENTS_MAX) {
    throw new ApiError('environment.limit', { detail: `the org has ${ENVIRONMENTS_MAX} environments` })
  }
}

function remove(context: Context): Handler<'environments.remove'> {
  return async (call, { environment: name, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await change(context, call, {
      environment: null,
      make({ config }) {
        requireUnused(config, name)
        return {
          draft: {
            type: 'environment.removed',
            environment: name,
            ...(why && { change: { reason: why.commitment } }),
          },
          committed: [why],
          changes: [{ kind: 'environment.remove', name }],
        }
      },
    })
    return { name, receipt: receiptRef(made) }
  }
}

function requireUnused({ environments, live }: OrgConfig, name: string): void {
  const environment = environments.get(name)
  if (environment === undefined) throw new ApiError('not_found')
  const user = userOf(environment.isBound, live.has(name), name)
  if (user !== undefined) throw new ApiError('environment.in_use', { detail: user })
}

function userOf(isBound: boolean, hasPolicies: boolean, name: string): string | undefined {
  if (name === 'production') return 'a call that names no environment is judged in `production`'
  if (isBound) return `agents or keys are bound to \`${name}\``
  return hasPolicies ? `policies are live for \`${name}\`` : undefined
}
