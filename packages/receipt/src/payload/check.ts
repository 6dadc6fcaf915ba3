import { isJsonObject, type JsonObject, type JsonValue } from '@countersign/json'
import { receiptId, seqOfId } from '@countersign/terms'
import { ReceiptError } from './error.ts'
import type { Payload, PayloadLog } from './members.ts'
import { SHAPES } from './schema.ts'

const GENESIS_PREV = '0'.repeat(64)

/** Checks a parsed payload against the closed schema of version 1; throws `ReceiptError` with code and path. */
export function checkPayload(value: JsonValue): Payload {
  if (!isJsonObject(value)) throw new ReceiptError('payload.schema', 'payload', 'the payload is no object')
  if (value.v !== 1) throw new ReceiptError('payload.version', 'v', 'only version 1 is known')
  const shape = SHAPES.get(String(value.type))
  if (shape === undefined) throw new ReceiptError('payload.type', 'type', 'not a type of version 1')
  shape(value, '')
  const payload = asChecked(value)
  checkRelations(payload)
  return payload
}

/** The shape of the type has just been checked member by member. */
function asChecked(value: JsonObject): Payload {
  return value as unknown as Payload
}

/** What one member says must agree with the others. */
function checkRelations(payload: Payload): void {
  const { seq } = payload
  const isFirst = payload.type === 'log.genesis'
  if (isFirst !== (seq === 0)) throw relation('seq', 'only the genesis receipt has seq 0')
  if (isFirst && payload.prev !== GENESIS_PREV)
    throw relation('prev', 'the genesis receipt has no predecessor')
  if (payload.id !== receiptId(payload.issued_at, seq))
    throw relation('id', 'does not carry issued_at and seq')
  if ('log' in payload) checkLog(payload.org, payload.log)
  const gate = 'gate' in payload ? payload.gate : undefined
  if (gate === undefined) return
  const openedBy = seqOfId(gate.id)
  if (gate.receipt === undefined || gate.seq === undefined) {
    if (openedBy > seq) throw relation('gate.id', 'names a later receipt')
    return
  }
  if (gate.seq >= seq) throw relation('gate.seq', 'names no earlier receipt')
  if (seqOfId(gate.receipt) !== gate.seq) throw relation('gate.receipt', 'does not carry gate.seq')
  if (openedBy > gate.seq) throw relation('gate.id', 'does not fit gate.seq')
}

function checkLog(org: string, log: PayloadLog): void {
  if (log.origin !== `countersign/${org}`) throw relation('log.origin', 'is not the origin of the org')
  if (log.retired === log.kid) throw relation('log.retired', 'is the new key')
}

function relation(path: string, reason: string): ReceiptError {
  return new ReceiptError('payload.relation', path, `\`${path}\` ${reason}`)
}
