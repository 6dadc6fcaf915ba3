// Values that the examples of several operations show; they belong together, as if one org had made them.
import {
  formatTime,
  gateId as gateIdAt,
  newId,
  type RandomIdPrefix,
  receiptId as receiptIdAt,
} from '@countersign/terms'
import type { Refusals } from './operation.ts'

const START = 1_795_000_000_000

/** The time of a receipt of the sample log, in milliseconds as receipts have it: one second after the other. */
export function issuedAt(seq: number): number {
  return START + seq * 1000
}

/** The same time as answers have it. */
export function timeAt(seq: number): string {
  return formatTime(issuedAt(seq))
}

function idOf(prefix: RandomIdPrefix, which: number): string {
  return newId(
    prefix,
    START,
    Uint8Array.from({ length: 10 }, (_, at) => which * 41 + at * 89),
  )
}

/** Ids of one org and of one of each thing in it. */
export const sample = {
  org: idOf('org', 1),
  agent: idOf('agt', 2),
  key: idOf('key', 3),
  admin: idOf('key', 8),
  approval: idOf('apr', 4),
  member: idOf('mem', 5),
  webhook: idOf('whk', 6),
  attempt: idOf('att', 7),
  request: 'req_01m7q5cqg0qpjzj9cyb5q7m4dr',
} as const

/** 64 hex digits, others for every number. */
export function hashAt(seq: number): string {
  let value = seq + 1
  let hex = ''
  while (hex.length < 64) {
    value = (value * 48_271) % 0x7fffffff
    hex += (value & 0xffff).toString(16).padStart(4, '0')
  }
  return hex
}

/** The id of the receipt at a position of the sample log. */
export function receiptAt(seq: number): string {
  return receiptIdAt(issuedAt(seq), seq)
}

/** The id of the gate that the receipt at this position opened. */
export function gateAt(seq: number): string {
  return gateIdAt(issuedAt(seq), seq)
}

/** The reference to a receipt of the sample log. */
export function receiptRef(type: string, seq: number) {
  return { id: receiptAt(seq), type, seq, leaf_hash: hashAt(seq) }
}

/** How an environment is refused that the org does not list. */
export const unknownEnvironment: Refusals = {
  'environment.unknown': { detail: '`sandbox` is not an environment of the org' },
}

/** The risk of deleting something in production. */
export const criticalRisk = {
  score: 75,
  band: 'critical' as const,
  contributions: [
    { source: 'effect.destructive', points: 60 },
    { source: 'environment', points: 15 },
  ],
}
