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
    const isBound =
      payload.type !== 'gate.pending' ||
      payload.approval.digest === bindingDigest(suite, approvalBinding(payload))
    if (!isBound) {
      throw new AxisFailure(
        'payload',
        'payload.binding',
        `${name} asks for an approval that is bound to another call`,
      )
    }
    return payload
  })
}
