// Parses the text of Cedar's `decimal`: four decimal places in 64 bits.
import { EvaluationError } from './failure.ts'
import { longOf } from './long.ts'
import type { ScaledValue } from './value.ts'

const DECIMAL = /^(-?)([0-9]+)\.([0-9]{1,4})$/
const DIGITS = 15

const malformed = new EvaluationError('malformed decimal')

/** Parses `decimal("…")`: digits on both sides of the point, at most four after it, 64 bits in all. */
export function parseDecimal(text: string): ScaledValue {
  const [, sign, whole, fraction] = DECIMAL.exec(text) ?? []
  if (whole === undefined || fraction === undefined) throw malformed
  const digits = whole.replace(/^0+/, '')
  if (digits.length > DIGITS) throw malformed
  const parts = `${sign}${digits}${fraction.padEnd(4, '0')}`
  // Most are so short that they are exact numbers; minus zero is zero.
  if (parts.length <= DIGITS) return { kind: 'decimal', amount: Number(parts) || 0 }
  const amount = longOf(BigInt(parts))
  if (amount === undefined) throw malformed
  return { kind: 'decimal', amount }
}
