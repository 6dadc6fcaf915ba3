// Versions of an org's policies: checked and read.
import {
  ApiError,
  type Call,
  type ErrorItem,
  type Handler,
  type Input,
  type Output,
} from '@countersign/contract'
import type { PolicyDocument, Settings, ToolDefinition } from '@countersign/policy'
import { type Checked, diffDocuments, type Problem } from '@countersign/policy/publish'
import type { OrgConfig, PolicyVersion, StoredVersion } from '../ports.ts'
import { EVERYWHERE } from '../ports.ts'
import { badCursor, type Context, decodeCursor, encodeCursor } from './context.ts'

/** What is told of a document besides its policies. */
export type Found = Pick<Output<'policies.publish'>, 'problems' | 'tests' | 'diff'>

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

export function toolsOf({ definitions }: OrgConfig): ToolDefinition[] {
  return [...definitions]
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
    mode: modeOf(settings?.modes, id),
    ...(json.annotations?.reason !== undefined && { reason: json.annotations.reason }),
  }))
}

// A policy may be named like what every object inherits.
function modeOf(modes: Settings['modes'], id: string) {
  return (modes !== undefined && Object.hasOwn(modes, id) && modes[id]) || 'enforce'
}

/** Nobody looks for the differences of a text that is not even policies: it may be built to take for ever. */
const NOT_COMPARED = { same: false, comments_only: false, policies: [], settings: [], tests: [] }

export async function findings(
  context: Context,
  call: Call,
  config: OrgConfig,
  environment: string | undefined,
  document: PolicyDocument,
  checked: Checked,
): Promise<Found> {
  const { problems, tests } = checked
  if (!checked.ok && checked.policies.length === 0) return { problems, tests, diff: NOT_COMPARED }
  const before = await context.store.policies.get(call.caller.orgId, liveIn(config, environment))
  return { problems, tests, diff: diffDocuments(before?.document ?? { text: '' }, document) as never }
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

export function versionAnswer(version: PolicyVersion) {
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
