// Times, durations and states in words.
import type { Output } from '@countersign/contract'
import { type Html, html } from '../html.ts'

const UNITS = [
  [24 * 60 * 60_000, 'day'],
  [60 * 60_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const

/** The largest unit of a duration that fits, such as `3 minutes`. */
export function duration(ms: number): string {
  const [size, word] = UNITS.find(([unit]) => ms >= unit) ?? [1000, 'second']
  const count = Math.floor(ms / size)
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** In UTC, to the second. */
export function time(ms: number): Html {
  const text = new Date(ms).toISOString()
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`
}

type Status = Output<'approvals.get'>['status']

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  pending: 'Waiting for a decision',
  granted: 'Approved, not used up',
  rejected: 'Rejected',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
  used: 'Approved and used',
}

/** How a decision came: what a program says of a member is not what the member did. */
export const VIA_WORDS: Readonly<Record<Output<'approvals.get'>['decisions'][number]['via'], string>> = {
  session: 'signed in',
  passkey: 'with a passkey',
  backend: 'through a program with a key',
  slack: 'in Slack',
}

export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}

type Demand = Pick<Output<'approvals.get'>, 'required' | 'group' | 'escalation'>
type Quorum = Demand & Pick<Output<'approvals.get'>, 'also'>

/** Whom it needs, such as `2 of the group sre, and 1 approver`; and who else is enough after a time. */
export function approversOf({ also = [], ...first }: Quorum): Html {
  return html`${[first, ...also].map((demand, at) => html`${at > 0 && ', and '}${demandWords(demand)}`)}`
}

function demandWords({ required, group, escalation }: Demand): Html {
  const words = group === undefined ? plural(required, 'approver') : `${required} of the group ${group}`
  return html`${words}${
    escalation &&
    html` (from ${time(escalation.at)} on ${escalation.required} of the group ${escalation.group} is enough)`
  }`
}

const REVERSIBILITY: Readonly<Record<Output<'approvals.review'>['effect']['reversibility'], string>> = {
  nothing_changes: 'It reads, and should change nothing.',
  may_be_undone: 'It changes something. Whether that can be undone depends on the tool.',
  cannot_be_undone: 'It cannot be taken back.',
  unknown: 'Its name does not tell what it does. Assume that it cannot be taken back.',
}

export function reversibility({ reversibility: told }: Output<'approvals.review'>['effect']): string {
  return REVERSIBILITY[told]
}
