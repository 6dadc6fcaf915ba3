// Makes a candidate the live version of an environment, if nothing it was checked with has changed.
import type { Output } from '@countersign/contract'
import { EVERYWHERE, type OrgConfig } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import { type ChangeResult, change, type Prepared, refuseUnlessRepeated } from '../change.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { requireListed } from '../environments.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { versionAnswer } from './answer.ts'
import type { Candidate, Chosen, Where } from './candidate.ts'
import type { Found } from './findings.ts'
import { liveIn, toolsOf } from './live.ts'

/** All live versions of an org stay compiled in memory, so there is a limit to them together. */
const LIVE_TEXT_MAX = 1024 * 1024

const ENVIRONMENTS_MAX = 64

const NOTHING_FOUND: Found = {
  problems: [],
  tests: [],
  diff: { same: true, comments_only: false, policies: [], settings: [], tests: [] },
}

type Wanted = Where & { reason?: string | undefined }

/** Refuses with the candidate's refusal, unless this repeats what was done before. */
export async function goLive(
  context: Context,
  call: Call,
  wanted: Wanted,
  candidate: Prepared<Candidate>,
): Promise<Output<'policies.publish'>> {
  const made =
    'refusal' in candidate
      ? await refuseUnlessRepeated(context, call, wanted.environment ?? null, candidate.refusal)
      : await makeLive(context, call, wanted, candidate.value)
  const version = 'policy' in made.payload ? (made.payload.policy?.version ?? 0) : 0
  const stored = await context.store.policies.get(call.caller.orgId, version)
  if (stored === undefined) throw new ApiError('not_found')
  const found = 'refusal' in candidate ? NOTHING_FOUND : candidate.value.found
  const environment = wanted.environment ?? EVERYWHERE
  return { ...versionAnswer(stored), environment, ...found, receipt: receiptRef(made) }
}

function makeLive(
  context: Context,
  call: Call,
  wanted: Wanted,
  { config, basedOn, choose }: Candidate,
): Promise<ChangeResult> {
  const environment = wanted.environment ?? EVERYWHERE
  const why = wanted.reason === undefined ? undefined : committed(context, 'change.reason', wanted.reason)
  return change(context, call, {
    environment: wanted.environment ?? null,
    bytes: LIVE_TEXT_MAX,
    make(view) {
      requireListed(view.config, wanted.environment ?? null)
      requireBasis(view.config, wanted, basedOn)
      requireSameTools(view.config, config)
      const { version, added } = choose(view)
      requireRoom(view.config, environment, version)
      return {
        draft: {
          type: 'policy.published',
          policy: { version: version.version, digest: version.digest },
          ...(wanted.environment !== undefined && { environment: wanted.environment }),
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
