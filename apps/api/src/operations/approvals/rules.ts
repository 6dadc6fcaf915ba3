// The policies that ask for an approval, why they do, and what the call does to the world.
import type { Output } from '@countersign/contract'
import {
  type Decision,
  decide,
  effectOf,
  effectsOf,
  type Facts,
  type PolicySet,
  toolPolicies,
} from '@countersign/policy'
import type { PayloadOf } from '@countersign/receipt'
import type { OrgConfig, StoredVersion } from '../../ports/nouns.ts'
import type { Context } from '../context.ts'
import { toolsOf } from '../policies/live.ts'

type Review = Output<'approvals.review'>
type Rule = Review['rules'][number]
type Pending = PayloadOf<'gate.pending'>

const RULES_MAX = 16

/** By the version that asked for it; why, only where the facts of then still lead to the same verdict. */
export async function rulesFor(
  context: Context,
  config: OrgConfig,
  pending: Pending,
  facts: Facts | undefined,
): Promise<Review['rules']> {
  const orgId = config.org.id
  const version = pending.policy && (await context.store.policies.get(orgId, pending.policy.version))
  const named = policiesNamed(pending)
  if (version === undefined) return named.map((id) => ({ policy_id: id }))
  const set = context.policySet(version, toolsOf(config))
  const decision = facts && (await context.pace.run(orgId, () => decide(set, facts, { explain: true })))
  const deciding = decision?.verdict === 'require_approval' ? decision.determining : []
  const ids = [...new Set([...named, ...deciding])].slice(0, RULES_MAX)
  const texts = textsOf(version, config)
  return ids.map((id) => ruleFor(id, set, texts, deciding.length > 0 ? decision : undefined))
}

function policiesNamed({ decision }: Pending): string[] {
  return [...new Set(decision.reasons.flatMap(({ policy_id: id }) => id ?? []))].slice(0, RULES_MAX)
}

function ruleFor(
  id: string,
  set: PolicySet,
  texts: ReadonlyMap<string, string>,
  decision: Decision | undefined,
): Rule {
  const policy = set.policies.find((one) => one.id === id)
  const why = decision?.explanation.find((told) => told.policy_id === id && told.applies)?.text
  const text = texts.get(id)
  const reason = policy?.annotations.reason
  return {
    policy_id: id,
    ...(policy && { effect: policy.effect }),
    ...(reason !== undefined && { reason }),
    ...(why !== undefined && { why }),
    ...(text !== undefined && { text }),
  }
}

/** What the settings of a tool compile to is Cedar as well. */
function textsOf({ parsed }: Pick<StoredVersion, 'parsed'>, config: OrgConfig): ReadonlyMap<string, string> {
  const ofTools = toolsOf(config).flatMap((tool) => toolPolicies(tool))
  return new Map([...parsed, ...ofTools].map(({ id, text }) => [id, text]))
}

const REVERSIBILITY: Readonly<Record<string, Review['effect']['reversibility']>> = {
  read: 'nothing_changes',
  change: 'may_be_undone',
  destructive: 'cannot_be_undone',
  outward: 'cannot_be_undone',
}

/** As the policies see it: by the names of the call, and the method of its target. */
export function effectFor({ action }: Pending, facts: Facts | undefined): Review['effect'] {
  const named = facts ?? { action: action.name, ...(action.tool !== undefined && { tool: action.tool }) }
  const effect = effectOf(named)
  return {
    effect,
    effects: [...effectsOf(named)],
    reversibility: REVERSIBILITY[effect] ?? 'unknown',
    tool_registered: facts?.registered !== undefined,
  }
}
