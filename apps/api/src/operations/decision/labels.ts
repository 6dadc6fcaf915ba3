// Labels of what was read: on an agent for an hour, on a session and a run for as long as they are known.
import type { ExposureFacts } from '@countersign/policy'

/** How long an agent keeps a label, ms. */
export const TAINTS_MS = 60 * 60_000

const TAINTS_MAX = 64

/** What is labelled of an agent: [label, until when], each label once. */
export type LabelledAgent = { readonly t: readonly (readonly [string, number])[] }

/** What is labelled of a session or run, and when the last label was put. */
export type LabelledSession = { readonly t: readonly string[]; readonly at?: number }

/** Whose labels count for a call. */
export type Labelled = {
  readonly agent: LabelledAgent | undefined
  readonly session: LabelledSession | undefined
  readonly run: LabelledSession | undefined
}

const NO_TAINTS: string[] = []

/** The labels that count, sorted. */
export function taintsOf({ agent, session, run }: Labelled, now: number): string[] {
  if (!isLabelled(agent) && !isLabelled(session) && !isLabelled(run)) return NO_TAINTS
  const taints = new Set<string>()
  for (const [label, until] of agent?.t ?? []) if (until > now) taints.add(label)
  for (const state of [session, run]) for (const label of state?.t ?? []) taints.add(label)
  return taints.size === 0 ? NO_TAINTS : [...taints].sort()
}

function isLabelled(state: { readonly t: readonly unknown[] } | undefined): boolean {
  return state !== undefined && state.t.length > 0
}

/** Since the last label was put; where nobody knows when that was, it was now. */
export function exposureOf({ agent, session, run }: Labelled, now: number): ExposureFacts {
  const ofAgent = (agent?.t ?? []).flatMap(([, until]) => (until > now ? [until - TAINTS_MS] : []))
  const ofNamed = [session, run].flatMap((state) =>
    state === undefined || state.t.length === 0 ? [] : [state.at ?? now],
  )
  const last = Math.max(...ofAgent, ...ofNamed)
  return { seconds: Math.max(0, Math.floor((now - last) / 1000)) }
}

/** The labels of an agent after some were put. */
export function agentLabels(
  before: LabelledAgent | undefined,
  now: number,
  added: readonly string[],
): LabelledAgent['t'] {
  if (added.length === 0 && before?.t.every(([, until]) => until > now) === true) return before.t
  const kept = before?.t.filter(([label, until]) => until > now && !added.includes(label)) ?? []
  return [...kept, ...added.map((label) => [label, now + TAINTS_MS] as const)].slice(-TAINTS_MAX)
}

/** The labels of a session or run after some were put. */
export function labelled(
  before: LabelledSession | undefined,
  now: number,
  taints: readonly string[],
): LabelledSession {
  const at = taints.length > 0 ? now : before?.at
  const labels = before?.t ?? NO_TAINTS
  return {
    t: taints.length === 0 ? labels : [...new Set([...labels, ...taints])].slice(-TAINTS_MAX),
    ...(at !== undefined && { at }),
  }
}
