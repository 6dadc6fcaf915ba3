// Scans what came back from a call: findings, labels for later decisions, and an observation with a digest.
import { hash } from 'node:crypto'
import type { Input, Output } from '@countersign/contract'
import { canonicalize } from '@countersign/json'
import { FactsError, foldedName } from '@countersign/policy'
import type { Payload } from '@countersign/receipt'
import { createBudget, NO_PATTERNS, type Patterns, scanValue } from '@countersign/scan'
import { LEVELS, type Outcome, type PayloadMode } from '@countersign/terms'
import type { Entry, View, Work } from '../../ports/ledger.ts'
import type { Call, Handler } from '../call.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { type CountedCall, counterIds, countLabels } from '../decision/counters.ts'
import { repeatOf } from '../idempotency.ts'
import { seqOf } from '../position.ts'
import { onlyReceipt, receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import { requireStanding, standingNeeds } from '../standing.ts'
import { type Found, labelsOf, type ScanSummary } from './labels.ts'
import { piecesOf } from './pieces.ts'

type Request = Input<'scan.response'>

type Answer = Output<'scan.response'>

/** What a response belongs to. */
type Subject = {
  agentId: string
  sessionId: string | undefined
  runId: string | undefined
  environment: string | undefined
  action: Extract<Payload, { action: unknown; mode: unknown }>['action']
  mode: PayloadMode
}

export function scanResponse(context: Context): Handler<'scan.response'> {
  return async (call, request) => {
    const { orgId } = call.caller
    const subject = await subjectOf(context, call, request)
    const patterns = await patternsFor(context, orgId, subject)
    const scan = await scanInTurns(context, orgId, request.response, patterns)
    const digest = await context.pace.run(orgId, () => digestOf(request.response))
    const labels = labelsOf(scan)
    const made = await context.store.record(
      orgId,
      observation(context, call, { subject, status: request.status, digest, labels }),
    )
    return { ...findingsOf(scan), labels, digest, receipt: receiptRef(made) }
  }
}

const DEFAULT_ENVIRONMENT = 'production'

/** What the org looks for besides, by the settings of the policies that its agent is judged by. */
async function patternsFor({ store }: Context, orgId: string, subject: Subject): Promise<Patterns> {
  const config = await store.config(orgId, { agentId: subject.agentId })
  const own = config?.agents.get(subject.agentId)?.environment
  const areas = config?.policyFor(subject.environment ?? own ?? DEFAULT_ENVIRONMENT)?.areas
  return areas === undefined || areas instanceof FactsError ? NO_PATTERNS : areas.patterns
}

/** Counted as it is found: a text may hold something at each of its characters. */
async function scanInTurns(
  { pace }: Context,
  orgId: string,
  response: Request['response'],
  patterns: Patterns,
): Promise<ScanSummary> {
  const budget = createBudget()
  const found = new Map<string, Found>()
  let complete = true
  await pace.each(orgId, piecesOf(response), ({ value, path: around }) => {
    const scan = scanValue(value, { budget, ...(patterns.compiled.length > 0 && { patterns }) })
    complete = complete && scan.complete
    for (const { kind, category, severity, path: within, signs } of scan.findings) {
      const path = around + within
      const key = `${kind} ${path}`
      const before = found.get(key) ?? {
        kind,
        category,
        severity,
        path,
        count: 0,
        ...(signs !== undefined && { signs: [...signs] }),
      }
      found.set(key, { ...before, severity: graver(before.severity, severity), count: before.count + 1 })
    }
  })
  return { findings: [...found.values()], complete }
}

function graver(a: Found['severity'], b: Found['severity']): Found['severity'] {
  return LEVELS.indexOf(a) < LEVELS.indexOf(b) ? b : a
}

/** Of a gate all that its receipt says; without one what the request says, for an agent that there is. */
async function subjectOf(context: Context, call: Call, request: Request): Promise<Subject> {
  const { caller } = call
  if (request.gate_id !== undefined) return subjectOfGate(context, call, request.gate_id)
  const agentId = caller.agentId ?? request.agent_id
  if (caller.agentId !== undefined && request.agent_id !== undefined && request.agent_id !== caller.agentId)
    throw new ApiError('auth.agent_mismatch')
  if (agentId === undefined) {
    const message = 'name the agent: this key is not bound to one'
    throw new ApiError('request.invalid', { errors: [{ code: 'required', pointer: '/agent_id', message }] })
  }
  if ((await context.store.agents.get(caller.orgId, agentId)) === undefined) throw new ApiError('not_found')
  return {
    agentId,
    sessionId: request.session_id,
    runId: request.run_id,
    environment: caller.environment ?? request.environment,
    action: { name: request.tool ?? 'unknown', ...(request.tool !== undefined && { tool: request.tool }) },
    mode: 'full',
  }
}

/** Foreign, unknown, other agents' and other environments' gates are the same 404. */
async function subjectOfGate({ store }: Context, { caller }: Call, gateId: string): Promise<Subject> {
  const found = await store.gates.get(caller.orgId, seqOf('gte', gateId))
  const payload = found?.recorded.payload
  if (payload === undefined || !('gate' in payload) || payload.gate?.id !== gateId)
    throw new ApiError('not_found')
  if (!('action' in payload) || !('mode' in payload) || payload.agent === undefined)
    throw new ApiError('not_found')
  if (caller.agentId !== undefined && caller.agentId !== payload.agent) throw new ApiError('not_found')
  if (caller.environment !== undefined && caller.environment !== payload.environment)
    throw new ApiError('not_found')
  return {
    agentId: payload.agent,
    sessionId: payload.session,
    runId: payload.run,
    environment: payload.environment,
    action: payload.action,
    mode: payload.mode,
  }
}

type Observed = { subject: Subject; status: number | undefined; digest: string; labels: readonly string[] }

const BYTES = 4 * 1024

function observation(context: Context, call: Call, observed: Observed): Work<ReturnType<typeof onlyReceipt>> {
  const { subject, digest } = observed
  const counted = countedOf(subject)
  const output = committed(context, 'outcome.output', digest)
  const idempotency = call.idempotency && committed(context, 'idempotency', call.idempotency.key)
  return {
    needs: { ...standingNeeds(call.caller), counters: counted.counterIds },
    bytes: BYTES,
    ...repeatOf(context, call, (_view, first) => first),
    decide(view) {
      requireStanding(view.config, call.caller)
      return {
        entries: [entryOf(call, observed, counted, view, { output, idempotency })],
        answer: onlyReceipt,
      }
    },
  }
}

function countedOf({ agentId, sessionId, runId, action }: Subject): CountedCall {
  const call = { agentId, callee: foldedName(action.tool ?? action.name), sessionId, runId, fingerprint: '' }
  return { ...call, counterIds: counterIds(call) }
}

type Made = { output: Committed; idempotency: Committed | undefined }

function entryOf(
  call: Call,
  { subject, status, labels }: Observed,
  counted: CountedCall,
  view: View,
  { output, idempotency }: Made,
): Entry {
  return {
    draft: {
      type: 'observation',
      actor: call.caller.actor,
      agent: subject.agentId,
      action: subject.action,
      mode: subject.mode,
      outcome: { status: outcomeOf(status), observed: 'reported', output: output.commitment },
      ...(subject.sessionId !== undefined && { session: subject.sessionId }),
      ...(subject.runId !== undefined && { run: subject.runId }),
      ...(subject.environment !== undefined && { environment: subject.environment }),
      ...(call.traceId !== undefined && { trace: call.traceId }),
      ...(idempotency && { idempotency: idempotency.commitment }),
    },
    disclosures: [output, idempotency].flatMap((made) => made?.disclosure ?? []),
    changes: labels.length === 0 ? [] : [countLabels(counted, view, labels)],
  }
}

const ERRORS_FROM = 400

function outcomeOf(status: number | undefined): Outcome {
  if (status === undefined) return 'unknown'
  return status < ERRORS_FROM ? 'succeeded' : 'failed'
}

function digestOf(response: Request['response']): string {
  const text = typeof response === 'string' ? response : canonicalize(response)
  return `sha256:${hash('sha256', text, 'hex')}`
}

const FINDINGS_MAX = 100

/** The gravest first. */
function findingsOf({
  findings,
  complete,
}: ScanSummary): Pick<Answer, 'data_classes' | 'findings' | 'complete'> {
  const sorted = [...findings].sort((a, b) => LEVELS.indexOf(b.severity) - LEVELS.indexOf(a.severity))
  return {
    data_classes: [...new Set(findings.map(({ category }) => category))].sort(),
    findings: sorted.slice(0, FINDINGS_MAX),
    complete,
  }
}
