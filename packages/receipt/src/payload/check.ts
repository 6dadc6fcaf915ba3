// Whether a payload has the shape of its type, and whether its members agree with each other.
import { isJsonObject } from '@countersign/json'
import { receiptId, seqOfId } from '@countersign/terms'
import { ReceiptError } from './error.ts'
import type { ApprovalDecision, PayloadLog } from './members.ts'
import { readAs } from './shape.ts'
import { type Payload, type PayloadOf, SHAPES } from './types.ts'

const GENESIS_PREV = '0'.repeat(64)
/** That one receipt discloses. */
const VALUES_MAX = 16

/** Checks a payload against the closed schema of version 1; throws `ReceiptError` with code and path. */
export function checkPayload(value: unknown): Payload {
  if (!isJsonObject(value))
    throw new ReceiptError('payload.schema', 'payload', 'the payload must be an object')
  if (value.v !== 1) throw new ReceiptError('payload.version', 'v', 'only version 1 is known')
  const shape = SHAPES.get(String(value.type))
  if (shape === undefined) throw new ReceiptError('payload.type', 'type', 'not a type of version 1')
  const payload = readAs(shape, value)
  checkRelations(payload)
  return payload
}

/** A payload and its bytes: the leaf of the log is the UTF-8 of `text`. */
export type EncodedPayload = { payload: Payload; text: string }

/** Checks a payload and writes its RFC 8785 form, so that nothing else is ever signed; throws as `checkPayload` does. */
export function encodePayload(value: unknown): EncodedPayload {
  const payload = checkPayload(value)
  // A checked payload has its members in canonical order, plain integers and well-formed text only.
  return { payload, text: JSON.stringify(payload) }
}

/** What one member says must agree with the others. */
function checkRelations(payload: Payload): void {
  const { seq } = payload
  const isFirst = payload.type === 'log.genesis'
  if (isFirst !== (seq === 0)) throw relation('seq', 'must be 0 in the genesis receipt, and only there')
  if (isFirst && payload.prev !== GENESIS_PREV)
    throw relation('prev', 'must be 64 zeros in the genesis receipt')
  if (payload.id !== receiptId(payload.issued_at, seq))
    throw relation('id', 'does not carry issued_at and seq')
  if ('log' in payload) checkLog(payload.org, payload.log)
  if ('gate' in payload && payload.gate !== undefined) checkGate(seq, payload.gate)
  if (payload.type === 'approval.granted' || payload.type === 'approval.rejected') {
    checkDecision(payload.actor, payload.decision)
  }
  // Nobody lets an app decide for somebody else.
  if (payload.type === 'member.slack_linked' && payload.actor !== payload.member.id)
    throw relation('actor', 'must be the member who is linked')
  if (payload.type === 'data.erased') {
    checkErased(payload)
    checkErasedRange(payload)
  }
}

type Erasure = PayloadOf<'data.erased'>

/** Earlier receipts, in order, each once. */
function checkErased({ seq, gate, erased }: Erasure): void {
  if (erased === undefined) return
  const seqs = erased.map(({ receipt }) => seqOfId(receipt))
  if (!isAscending(seqs)) throw relation('erased', 'must name at least one receipt, each once and in order')
  if ((seqs.at(-1) ?? 0) >= seq) throw relation('erased', 'must name earlier receipts')
  if (!erased.every(({ paths }) => isAscending(paths)))
    throw relation('erased', 'must name at least one path of each receipt, each once and in order')
  if (gate !== undefined && !erased.some(({ receipt }) => receipt === gate.receipt))
    throw relation('gate.receipt', 'must be among those in `erased`')
}

function checkErasedRange({ seq, gate, erased, range }: Erasure): void {
  if (range === undefined) return
  if (erased !== undefined || gate !== undefined)
    throw relation('range', 'must stand without `erased` and `gate`')
  if (range.from >= range.to) throw relation('range.from', 'must be below `range.to`')
  if (range.to > seq) throw relation('range.to', 'must name earlier receipts')
  if (range.count > VALUES_MAX * (range.to - range.from))
    throw relation('range.count', 'is more than the receipts of the range may disclose')
}

function isAscending(values: readonly (string | number)[]): boolean {
  return values.length > 0 && values.every((value, n) => n === 0 || (values[n - 1] as typeof value) < value)
}

type Gate = { id: string; receipt?: string; seq?: number }

function checkGate(seq: number, gate: Gate): void {
  const openedBy = seqOfId(gate.id)
  if (gate.receipt === undefined || gate.seq === undefined) {
    if (openedBy > seq) throw relation('gate.id', 'names a later receipt')
    return
  }
  if (gate.seq >= seq) throw relation('gate.seq', 'must name an earlier receipt')
  if (seqOfId(gate.receipt) !== gate.seq) throw relation('gate.receipt', 'does not carry gate.seq')
  if (openedBy > gate.seq) throw relation('gate.id', 'does not fit gate.seq')
}

function checkLog(org: string, log: PayloadLog & { retired?: string }): void {
  if (log.origin !== `countersign/${org}`) throw relation('log.origin', 'must be the origin of the org')
  if (log.retired === log.kid) throw relation('log.retired', 'must differ from the new key')
}

/** A signed-in member acts in person; a backend acts with its key for the member it names. */
function checkDecision(actor: string, { by, for: other, via, assertion }: ApprovalDecision): void {
  if (other === by) throw relation('decision.for', 'must be another member')
  const isInPerson = via !== 'backend'
  if (isInPerson ? actor !== by : !actor.startsWith('key_')) {
    throw relation('actor', 'must be the member who decided, or the key of the backend')
  }
  if ((via === 'passkey') !== (assertion !== undefined)) {
    throw relation('decision.assertion', 'must be present with a passkey, and only then')
  }
}

function relation(path: string, reason: string): ReceiptError {
  return new ReceiptError('payload.relation', path, `\`${path}\` ${reason}`)
}
