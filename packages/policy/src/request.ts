import type { CedarRequest, CedarValue } from './evaluator.ts'
import { type Declared, declaredEffectOf, effectOf, type Facts } from './facts.ts'

/** The resource of a request that names no tool; no tool can have this name. */
export const NO_TOOL = '-'

// 15 digits stay exact in a double, and no real cost comes near it.
const MAX_COST = 99_999_999_999

/** A cost as a Cedar decimal: rounded up at the fourth digit and capped, so that it errs on the dear side. */
const decimal = (value: number): CedarValue => {
  const capped = Math.min(Math.max(value, -MAX_COST), MAX_COST)
  const rounded = capped.toFixed(4)
  const text = Number(rounded) < capped ? (capped + 0.0001).toFixed(4) : rounded
  return { __extn: { fn: 'decimal', arg: text } }
}

const long = (value: number): number =>
  Math.ceil(Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER))

const declaredContext = (declared: Declared): Record<string, CedarValue> => {
  const effect = declaredEffectOf(declared)
  return {
    ...(effect !== undefined && { effect }),
    ...(declared.goal !== undefined && { goal: declared.goal }),
    ...(declared.side_effects !== undefined && { side_effects: declared.side_effects }),
    ...(declared.success_criteria !== undefined && { success_criteria: declared.success_criteria }),
    ...(declared.constraints !== undefined && { constraints: declared.constraints }),
    ...(declared.tools !== undefined && { tools: declared.tools }),
    ...(declared.actor_role !== undefined && { actor_role: declared.actor_role }),
    ...(declared.approval_status !== undefined && { approval_status: declared.approval_status }),
    ...(declared.retry_count !== undefined && { retry_count: long(declared.retry_count) }),
    ...(declared.elapsed_seconds !== undefined && { elapsed_seconds: long(declared.elapsed_seconds) }),
    ...(declared.cost_usd !== undefined && { cost_usd: decimal(declared.cost_usd) }),
    ...(declared.risk_context !== undefined && { risk_context: declared.risk_context }),
  }
}

const targetContext = ({ url, method, path }: NonNullable<Facts['target']>): Record<string, CedarValue> => ({
  ...(url !== undefined && { url }),
  ...(method !== undefined && { method: method.toUpperCase() }),
  ...(path !== undefined && { path }),
})

/** Which of the evaluations of one decision a request is for. */
export interface RequestView {
  approved: boolean
  /** Whether what the agent declares is shown to the policies. */
  declared: boolean
}

/** Puts facts into the vocabulary of packs/base.cedarschema, once for all views; members come in a fixed order. */
export const requestsOf = (facts: Facts): ((view: RequestView) => CedarRequest) => {
  const principal = { type: 'Agent', id: facts.agent.id }
  const labels = Object.entries(facts.agent.labels).sort(([a], [b]) => (a < b ? -1 : 1))
  const declared = facts.declared === undefined ? undefined : declaredContext(facts.declared)
  const known = {
    action: facts.action,
    ...(facts.tool !== undefined && { tool: facts.tool }),
    effect: effectOf(facts),
    environment: facts.environment,
    ...(facts.target !== undefined && { target: targetContext(facts.target) }),
  }
  const agent = {
    uid: principal,
    attrs: { status: facts.agent.status, roles: [...facts.agent.roles] },
    parents: [],
    tags: Object.fromEntries(labels),
  }
  return (view) => ({
    principal,
    action: { type: 'Action', id: 'call' },
    resource: { type: 'Tool', id: facts.tool ?? NO_TOOL },
    context: {
      ...known,
      approved: view.approved,
      ...(view.declared && declared !== undefined && { declared }),
    },
    entities: [agent],
  })
}

/** The request of one view; see `requestsOf`. */
export const toRequest = (facts: Facts, view: RequestView): CedarRequest => requestsOf(facts)(view)
