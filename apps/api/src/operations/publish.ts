// Making a version live: a new one, an earlier one, or the live one with its shadow policies enforced.
import { ApiError, type Call, type Handler, type Input, type Output } from '@countersign/contract'
import type { PolicyDocument } from '@countersign/policy'
import type { Change, OrgConfig, StoredVersion, View } from '../ports.ts'
import { EVERYWHERE } from '../ports.ts'
import { change, repeatOr } from './change.ts'
import { type Context, committed, receiptRef } from './context.ts'
import {
  currentConfig,
  documentOf,
  type Found,
  findings,
  liveIn,
  refuse,
  toolsOf,
  versionAnswer,
} from './policies.ts'

/** All live versions of an org stay compiled in memory, so there is a limit to them together. */
const LIVE_TEXT_MAX = 1024 * 1024
const ENVIRONMENTS_MAX = 64

type Published = Output<'policies.publish'>
type Where = Pick<Input<'policies.publish'>, 'environment' | 'based_on' | 'reason'>
type Chosen = { version: Pick<StoredVersion, 'version' | 'digest' | 'document'>; added: Change[] }
/** Checked against this configuration, and good. */
type Ready = { config: OrgConfig; basedOn: number | undefined; found: Found; choose: (view: View) => Chosen }

export function publishPolicies(context: Context): Handler<'policies.publish'> {
  return async (call, request) =>
    goLive(context, call, 'policies.publish', request, async () => {
      const config = await currentConfig(context, call)
      return readyToAdd(context, call, config, request, documentOf(request))
    })
}

/** A document as a new version. */
async function readyToAdd(
  context: Context,
  call: Call,
  config: OrgConfig,
  where: Where,
  document: PolicyDocument,
): Promise<Ready> {
  const checked = await context.checker.check(call.caller.orgId, { document, tools: toolsOf(config) })
  refuse(checked)
  const digest = context.digestOf(document)
  const found = await findings(context, call, config, where.environment, document, checked)
  return {
    config,
    basedOn: where.based_on,
    found,
    choose(view) {
      const version: StoredVersion = {
        version: view.config.latestVersion + 1,
        digest,
        document,
        parsed: checked.policies,
        environment: where.environment ?? EVERYWHERE,
        createdBy: call.caller.keyId,
        createdAt: view.now,
      }
      return { version, added: [{ kind: 'policy.add', version }] }
    },
  }
}

/** An earlier version as it was, so it keeps its number; tools may have changed since, so it is checked again. */
export function rollbackPolicies(context: Context): Handler<'policies.rollback'> {
  return async (call, request) =>
    goLive(context, call, 'policies.rollback', request, async () => {
      const config = await currentConfig(context, call)
      const { orgId } = call.caller
      const live = liveIn(config, request.environment)
      const wanted =
        request.version ?? (await context.store.policies.before(orgId, live, request.environment))
      const stored = wanted === undefined ? undefined : await context.store.policies.get(orgId, wanted)
      if (stored === undefined)
        throw new ApiError('not_found', { detail: 'there is no such earlier version' })
      const checked = await context.checker.check(orgId, {
        document: stored.document,
        tools: toolsOf(config),
      })
      refuse(checked, `version ${stored.version}`)
      const found = await findings(context, call, config, request.environment, stored.document, checked)
      // "The one before" means before the one that was live when this was asked.
      const basedOn = request.based_on ?? (request.version === undefined ? live : undefined)
      return { config, basedOn, found, choose: () => ({ version: stored, added: [] }) }
    })
}

/** The live version with some of its shadow policies enforced, as a new version. */
export function promotePolicies(context: Context): Handler<'policies.promote'> {
  return async (call, request) =>
    goLive(context, call, 'policies.promote', request, async () => {
      const config = await currentConfig(context, call)
      const live = liveIn(config, request.environment)
      const stored = await context.store.policies.get(call.caller.orgId, live)
      if (stored === undefined) throw new ApiError('not_found')
      const document = enforced(stored.document, request.policies)
      const where = { ...request, based_on: request.based_on ?? live }
      return readyToAdd(context, call, config, where, document)
    })
}

function enforced(document: PolicyDocument, wanted: readonly string[] | undefined): PolicyDocument {
  const modes = { ...document.settings?.modes }
  const shadow = new Set(Object.keys(modes).filter((id) => modes[id] === 'shadow'))
  const named = wanted ?? [...shadow]
  const missing = named.filter((id) => !shadow.has(id))
  if (named.length === 0 || missing.length > 0) {
    throw new ApiError('policy.no_shadow', {
      ...(missing.length > 0 && { detail: `not in shadow mode: ${missing.slice(0, 10).join(', ')}` }),
    })
  }
  for (const id of named) delete modes[id]
  return { ...document, settings: { ...document.settings, modes } }
}

const NOTHING_FOUND: Found = {
  problems: [],
  tests: [],
  diff: { same: true, comments_only: false, policies: [], settings: [], tests: [] },
}

async function goLive(
  context: Context,
  call: Call,
  operation: string,
  where: Where,
  prepare: () => Promise<Ready>,
): Promise<Published> {
  requireOwnEnvironment(call, where)
  const ready = await prepare().catch((error: unknown) => ({ refusal: error }))
  const made =
    'refusal' in ready
      ? await repeatOr(context, call, operation, ready.refusal)
      : await makeLive(context, call, operation, where, ready)
  const version = 'policy' in made.payload ? (made.payload.policy?.version ?? 0) : 0
  const stored = await context.store.policies.get(call.caller.orgId, version)
  if (stored === undefined) throw new ApiError('not_found')
  const found = 'refusal' in ready ? NOTHING_FOUND : ready.found
  const environment = where.environment ?? EVERYWHERE
  return { ...versionAnswer(stored), environment, ...found, receipt: receiptRef(made) }
}

/** What a key is bound to, it may configure, and nothing beside it. */
function requireOwnEnvironment({ caller }: Call, { environment }: Where): void {
  if (caller.environment === undefined || caller.environment === environment) return
  throw new ApiError('auth.scope', {
    detail: `your key is bound to \`${caller.environment}\`: give that as \`environment\``,
  })
}

function makeLive(
  context: Context,
  call: Call,
  operation: string,
  where: Where,
  { config, basedOn, choose }: Ready,
) {
  const environment = where.environment ?? EVERYWHERE
  const why = where.reason === undefined ? undefined : committed(context, 'change.reason', where.reason)
  return change(context, call, operation, {
    make(view) {
      requireBasis(view.config, where, basedOn)
      requireSameTools(view.config, config)
      const { version, added } = choose(view)
      requireRoom(view.config, environment, version)
      return {
        draft: {
          type: 'policy.published',
          policy: { version: version.version, digest: version.digest },
          ...(where.environment !== undefined && { environment: where.environment }),
          ...(why && { change: { reason: why.commitment } }),
        },
        committed: [why],
        changes: [...added, { kind: 'policy.live', version: version.version, environment, at: view.now }],
      }
    },
  })
}

function requireBasis(now: OrgConfig, { environment }: Where, basedOn: number | undefined): void {
  const live = liveIn(now, environment)
  if (basedOn === undefined || basedOn === live) return
  throw new ApiError('policy.conflict', {
    detail: `you started from version ${basedOn}, and version ${live} is live`,
  })
}

/** What was checked must be what becomes live. */
function requireSameTools(now: OrgConfig, then: OrgConfig): void {
  if (now.epoch === then.epoch || JSON.stringify(toolsOf(now)) === JSON.stringify(toolsOf(then))) return
  throw new ApiError('policy.conflict', { detail: 'the tools changed while the policies were checked' })
}

function requireRoom({ live, policyFor }: OrgConfig, environment: string, added: Chosen['version']): void {
  const others = [...live].filter(([where]) => where !== environment)
  const texts = new Map(others.map(([where, version]) => [version, policyFor(where)?.text ?? '']))
  texts.set(added.version, added.document.text)
  const length = [...texts.values()].reduce((sum, text) => sum + text.length, 0)
  if (others.length < ENVIRONMENTS_MAX && length <= LIVE_TEXT_MAX) return
  const message = `the policies of all environments together may be ${LIVE_TEXT_MAX} characters, and of ${ENVIRONMENTS_MAX} environments: publish for fewer of them`
  throw new ApiError('policy.invalid', {
    detail: 'too much would be live',
    errors: [{ code: 'policy.too_much_live', pointer: '/environment', message }],
  })
}
