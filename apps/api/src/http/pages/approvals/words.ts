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

export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}

type Quorum = Pick<Output<'approvals.get'>, 'required' | 'group' | 'also'>

/** Whom it needs, such as `2 of sre, and 1 of finance`. */
export function approversOf({ required, group, also = [] }: Quorum): string {
  return [{ required, ...(group !== undefined && { group }) }, ...also]
    .map((demand) =>
      demand.group === undefined
        ? plural(demand.required, 'approver')
        : `${demand.required} of the group ${demand.group}`,
    )
    .join(', and ')
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
