// Reads the text of a payload: canonical, in its type's shape, an approval bound to what it is for.
import { canonicalize, parseJson } from '@countersign/json'
import { approvalBinding, bindingDigest } from '../payload/binding.ts'
import { checkPayload } from '../payload/check.ts'
import type { Payload } from '../payload/types.ts'
import type { Suite } from '../suite.ts'
import { AxisFailure, onAxis } from './report.ts'

export function readPayload(suite: Suite, text: string, name: string): Payload {
  return onAxis('payload', 'payload.malformed', () => {
    const parsed = parseJson(text)
    if (canonicalize(parsed) !== text) {
      throw new AxisFailure('payload', 'payload.not_canonical', `${name} is not in canonical form`)
    }
    const payload = checkPayload(parsed)
    if (!isBound(suite, payload)) {
      throw new AxisFailure(
        'payload',
        'payload.binding',
        `${name} names an approval that is bound to another call`,
      )
    }
    return payload
  })
}

/** Whether an approval that is asked for or used is for the very call of its receipt. */
function isBound(suite: Suite, payload: Payload): boolean {
  if (payload.type !== 'gate.pending' && payload.type !== 'gate.allowed') return true
  return (
    payload.approval === undefined ||
    payload.approval.digest === bindingDigest(suite, approvalBinding(payload))
  )
}
