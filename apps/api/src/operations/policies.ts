// Versions of an org's policies: checked, published, read, gone back to.
import {
  ApiError,
  type Call,
  type ErrorItem,
  type Handler,
  type Input,
  type Output,
} from '@countersign/contract'
import type { PolicyDocument, Settings } from '@countersign/policy'
import { type Checked, diffDocuments, type Problem } from '@countersign/policy/publish'
import type { Change, OrgConfig, StoredVersion, View } from '../ports.ts'
import { EVERYWHERE } from '../ports.ts'
import { change } from './change.ts'
import { badCursor, type Context, committed, decodeCursor, encodeCursor, receiptRef } from './context.ts'

type Published = Output<'policies.publish'>

/** What the members of a body mean, whatever else they hold: the checker looks at the rest. */
export function documentOf({ text, settings, tests }: Input<'policies.check'>): PolicyDocument {
  return {
    text,
    ...(settings !== undefined && { settings: settings as Settings }),
    ...(tests !== undefined && { tests: tests as unknown as NonNullable<PolicyDocument['tests']> }),
  }
}

export async function currentConfig(context: Context, call: Call): Promise<OrgConfig> {
  const config = await context.store.config(call.caller.orgId, { fresh: true })
  if (config === undefined) throw new ApiError('not_found')
  return config
}

export function toolsOf(config: OrgConfig) {
  return [...config.tools.values()].map(({ settings }) => settings)
}

/** The version that decides in an environment; 0 when none does. */
export function liveIn({ live }: OrgConfig, environment: string | undefined): number {
  return (environment !== undefined && live.get(environment)) || live.get(EVERYWHERE) || 0
}

export function checkPolicies(context: Context): Handler<'policies.check'> {
  return async (call, request) => {
    const config = await currentConfig(context, call)
    const document = documentOf(request)
    const checked = await context.checker.check(call.caller.orgId, { document, tools: toolsOf(config) })
    return {
      ok: checked.ok,
      digest: context.digestOf(document),
      policies: summaries(document, checked.policies),
      ...(await findings(context, call, config, request.environment, document, checked)),
    }
  }
}

export function summaries(
  { settings }: PolicyDocument,
  policies: StoredVersion['parsed'],
): Output<'policies.check'>['policies'] {
  return policies.map(({ id, json }) => ({
    id,
    effect: json.effect,
    mode: settings?.modes?.[id] ?? 'enforce',
    ...(json.annotations?.reason !== undefined && { reason: json.annotations.reason }),
  }))
}

/** What is told of a document besides its policies; `before` is what is live where it would be. */
export async function findings(
  context: Context,
  call: Call,
  config: OrgConfig,
  environment: string | undefined,
  document: PolicyDocument,
  checked: Checked,
): Promise<Pick<Published, 'problems' | 'tests' | 'diff'>> {
  const before = await context.store.policies.get(call.caller.orgId, liveIn(config, environment))
  return {
    problems: checked.problems,
    tests: checked.tests,
    diff: diffDocuments(before?.document ?? { text: '' }, document) as never,
  }
}

/** A version cannot be published with these; `what` says whose fault they are. */
export function refuse(checked: Checked, what = 'the document'): void {
  if (checked.ok) return
  const errors = checked.problems.filter(({ severity }) => severity === 'error')
  throw new ApiError('policy.invalid', {
    detail: `${what} has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}`,
    errors: errors.slice(0, 100).map(errorItem),
  })
}

function errorItem({ severity: _, ...problem }: Problem): ErrorItem {
  return problem
}

export function versionAnswer(version: Omit<StoredVersion, 'document' | 'parsed'> & { live: string[] }) {
  return {
    version: version.version,
    digest: version.digest,
    live: version.live,
    published_by: version.createdBy,
    published_at: version.createdAt,
  }
}

export function listPolicies({ store }: Context): Handler<'policies.list'> {
  return async ({ caller }, { limit, cursor }) => {
    const after = decodeCursor(cursor)
    if (after !== undefined && !/^[1-9][0-9]{0,8}$/.test(after)) throw badCursor()
    const { rows, more } = await store.policies.list(caller.orgId, {
      limit,
      ...(after !== undefined && { after: Number(after) }),
    })
    const last = rows.at(-1)
    return {
      data: rows.map(versionAnswer),
      ...(more && last && { next_cursor: encodeCursor(last.version) }),
    }
  }
}

export function getPolicies(context: Context): Handler<'policies.get'> {
  return async (call, { version, environment }) => {
    const wanted =
      version === 'live' ? liveIn(await currentConfig(context, call), environment) : Number(version)
    const stored = await context.store.policies.get(call.caller.orgId, wanted)
    if (stored === undefined) throw new ApiError('not_found')
    return {
      ...versionAnswer(stored),
      document: stored.document as never,
      policies: summaries(stored.document, stored.parsed),
    }
  }
}
