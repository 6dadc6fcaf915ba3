// What receipts about approvals, members and stops may not say: refused here and by the second verifier.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@countersign/json'
import { KEY, MEMBER, OTHER_ORG } from '../test/log.ts'
import { sampleLog } from '../test/sample.ts'
import { readPayload as readSecond } from '../test/second/payload.ts'
import { nobleSuite } from './noble.ts'
import {
  approvalBinding,
  bindingDigest,
  checkPayload,
  PAYLOAD_TYPES,
  type PayloadType,
  ReceiptError,
} from './payload.ts'
import { readPayload } from './verify/payload.ts'

const OTHER_MEMBER = 'mem_01bx5zzkbkactav9wevgemmvrz'
const COMMITMENT = { alg: 'hmac-sha256', c: 'ef'.repeat(32) }
const TIME_MAX = 2 ** 48 - 1
const ABSENT = undefined

type Edit = readonly [path: string, value: JsonValue | undefined]

const { entries } = sampleLog()

function sampleOf(type: PayloadType): JsonObject {
  const entry = entries.find(({ payload }) => payload.type === type) ?? assert.fail(type)
  return parseJson(entry.text) as JsonObject
}

/** The first sample of the type with these members set, made where they are missing, or taken away. */
function edited(type: PayloadType, ...edits: readonly Edit[]): JsonObject {
  const payload = sampleOf(type)
  for (const [path, value] of edits) {
    const names = path.split('.')
    const last = names.pop() ?? ''
    let at: Record<string, JsonValue> = payload
    for (const name of names) {
      if (!isJsonObject(at[name])) at[name] = {}
      at = at[name] as Record<string, JsonValue>
    }
    if (value === undefined) delete at[last]
    else at[last] = structuredClone(value)
  }
  return payload
}

/** Where and why it is refused, by both readers. */
function refusalOf(payload: JsonObject): string {
  const text = canonicalize(payload)
  assert.throws(() => readSecond(text), { code: 'payload.malformed' }, text)
  try {
    checkPayload(payload)
  } catch (error) {
    assert.ok(error instanceof ReceiptError)
    return `${error.code} ${error.path}`
  }
  return assert.fail(`accepted ${text}`)
}

function assertAccepted(payload: JsonObject): void {
  assert.deepEqual(checkPayload(payload), payload)
  assert.deepEqual(readSecond(canonicalize(payload)), payload)
}

test('a decision is the act of the member it names, or of a backend by its key', () => {
  const actors = { session: MEMBER, passkey: MEMBER, backend: KEY }
  let accepted = 0
  for (const type of ['approval.granted', 'approval.rejected'] as const) {
    for (const via of ['session', 'passkey', 'backend'] as const) {
      for (const actor of [MEMBER, OTHER_MEMBER, KEY, 'system']) {
        const assertion = via === 'passkey' ? COMMITMENT : ABSENT
        const decision = { by: MEMBER, via, role: 'approver' }
        const payload = edited(
          type,
          ['decision', decision],
          ['decision.assertion', assertion],
          ['actor', actor],
        )
        if (actor !== actors[via])
          assert.equal(refusalOf(payload), 'payload.relation actor', `${via} ${actor}`)
        else {
          assertAccepted(payload)
          accepted++
        }
      }
    }
  }
  assert.equal(accepted, 6)
})

test('the assertion of a passkey is present with a passkey and never otherwise', () => {
  const cases = [
    ['session', MEMBER, COMMITMENT],
    ['backend', KEY, COMMITMENT],
    ['passkey', MEMBER, ABSENT],
  ] as const
  for (const type of ['approval.granted', 'approval.rejected'] as const) {
    for (const [via, actor, assertion] of cases) {
      const decision = { by: MEMBER, via, role: 'approver' }
      const payload = edited(
        type,
        ['decision', decision],
        ['decision.assertion', assertion],
        ['actor', actor],
      )
      assert.equal(refusalOf(payload), 'payload.relation decision.assertion', `${type} ${via}`)
    }
  }
})

test('a member decides and nobody else', () => {
  for (const type of ['approval.granted', 'approval.rejected'] as const) {
    for (const by of [KEY, 'system', 'agt_01arz3ndektsv4rrffq69g5fav', `${MEMBER}0`]) {
      assert.equal(refusalOf(edited(type, ['decision.by', by])), 'payload.schema decision.by')
    }
    for (const via of ['api', 'Passkey', '']) {
      assert.equal(refusalOf(edited(type, ['decision.via', via])), 'payload.schema decision.via')
    }
  }
})

test('members cannot be their own substitute', () => {
  for (const type of ['approval.granted', 'approval.rejected'] as const) {
    const decision = { by: MEMBER, via: 'session', role: 'approver' }
    function deciding(other: string) {
      return edited(type, ['decision', { ...decision, for: other }], ['actor', MEMBER])
    }
    assertAccepted(deciding(OTHER_MEMBER))
    assert.equal(refusalOf(deciding(MEMBER)), 'payload.relation decision.for')
    assert.equal(refusalOf(deciding(KEY)), 'payload.schema decision.for')
  }
})

test('an approval that is bound to another call is refused', () => {
  const other: Edit[] = [
    ['org', OTHER_ORG],
    ['agent', 'agt_01bx5zzkbkactav9wevgemmvrz'],
    ['agent', ABSENT],
    ['action.name', 'config_delete'],
    ['action.tool', 'sql:admin'],
    ['action.tool', ABSENT],
    ['action.arguments', COMMITMENT],
    ['action.arguments', ABSENT],
    ['action.target', COMMITMENT],
    ['action.tool_definition', 'ef'.repeat(32)],
    ['environment', 'staging'],
    ['session', 'sess-2'],
    ['session', ABSENT],
    ['policy.version', 4],
    ['policy.digest', `sha256:${'ef'.repeat(32)}`],
    ['policy', ABSENT],
    ['approval.digest', `sha256:${'ef'.repeat(32)}`],
  ]
  for (const edit of other) {
    for (const payload of [
      edited('gate.pending', edit),
      edited('gate.allowed', ['approval', usedApproval()], edit),
    ]) {
      const text = canonicalize(payload)
      assert.throws(() => readPayload(nobleSuite, text, 'it'), { code: 'payload.binding' }, edit.join())
      assert.throws(() => readSecond(text), { code: 'payload.binding' }, edit.join())
    }
  }
  const unbound: Edit[] = [
    ['run', 'run-2'],
    ['trace', 'ef'.repeat(16)],
    ['idempotency', COMMITMENT],
    ['policy.inputs', COMMITMENT],
    ['approval.expires_at', 1],
  ]
  for (const edit of unbound) {
    const payload = edited('gate.pending', edit)
    assert.deepEqual(readPayload(nobleSuite, canonicalize(payload), 'it'), payload)
    assertAccepted(payload)
  }
})

const decidedTypes = [
  'approval.granted',
  'approval.rejected',
  'approval.expired',
  'approval.withdrawn',
] as const

test('numbers about approvals keep their bounds', () => {
  const grant: Edit = ['approval.grant', { uses: 1, minutes: 1 }]
  const escalation: Edit = ['approval.escalation', { at: 1, required: 1, group: 'leads' }]
  const limited = ['gate.pending', 'approval.granted'] as const
  const cases: [PayloadType, string, number, number, Edit?][] = [
    ['gate.pending', 'approval.required', 1, 99],
    ['gate.pending', 'approval.expires_at', 0, TIME_MAX],
    ...decidedTypes.map((type): [PayloadType, string, number, number] => [
      type,
      'approval.given',
      type === 'approval.granted' ? 1 : 0,
      9999,
    ]),
    ...limited.flatMap((type): [PayloadType, string, number, number, Edit][] => [
      [type, 'approval.grant.uses', 1, 100, grant],
      [type, 'approval.grant.minutes', 1, 1440, grant],
    ]),
    ['gate.pending', 'approval.escalation.at', 0, TIME_MAX, escalation],
    ['gate.pending', 'approval.escalation.required', 1, 99, escalation],
    ['gate.allowed', 'approval.use', 1, 100, ['approval', usedApproval()]],
  ]
  for (const [type, path, least, greatest, first] of cases) {
    function having(value: JsonValue) {
      return edited(type, ...(first ? [first] : []), [path, value])
    }
    for (const value of [least, greatest]) assertAccepted(having(value))
    for (const value of [least - 1, greatest + 1, least + 0.5, String(greatest), null]) {
      assert.equal(refusalOf(having(value)), `payload.schema ${path}`, `${type} ${value}`)
    }
  }
})

/** An approval for the very call of the first gate that is allowed. */
function usedApproval() {
  const gate = entries.find(({ payload }) => payload.type === 'gate.allowed')?.payload
  assert.ok(gate?.type === 'gate.allowed')
  const digest = bindingDigest(nobleSuite, approvalBinding(gate))
  return { id: 'apr_01arz3ndektsv4rrffq69g5fav', digest, use: 1 }
}

test('further approvers keep the bounds of the first, and there are at most 32', () => {
  function also(list: JsonValue[]) {
    return edited('gate.pending', ['approval.also', list])
  }
  for (const required of [1, 99]) assertAccepted(also([{ required, group: 'sre' }, { required }]))
  for (const required of [0, 100]) {
    assert.equal(refusalOf(also([{ required: 1 }, { required }])), 'payload.schema approval.also[1].required')
  }
  assertAccepted(also(Array.from({ length: 32 }, () => ({ required: 1 }))))
  const many = Array.from({ length: 33 }, () => ({ required: 1 }))
  assert.equal(refusalOf(also(many)), 'payload.schema approval.also')
})

test('each receipt about an approval has the members that its type allows and no others', () => {
  const grant = { uses: 1, minutes: 1 }
  const { id, digest } = usedApproval()
  for (const type of decidedTypes.slice(1)) {
    assert.equal(refusalOf(edited(type, ['approval.grant', grant])), 'payload.schema approval.grant')
  }
  const foreign: [PayloadType, JsonObject, string][] = [
    ['gate.denied', { id, digest }, 'approval.digest'],
    ['gate.deferred', { id, digest }, 'approval.digest'],
    ['gate.allowed', { id, use: 1 }, 'approval.digest'],
    ['gate.allowed', { id, digest }, 'approval.use'],
    ['gate.allowed', { id, digest, use: 1, given: 1 }, 'approval.given'],
    ['approval.granted', { id, digest, given: 1, required: 1 }, 'approval.required'],
  ]
  for (const [type, approval, where] of foreign) {
    assert.equal(refusalOf(edited(type, ['approval', approval])), `payload.schema ${where}`)
  }
  assert.equal(refusalOf(edited('check', ['approval', { id }])), 'payload.schema approval')
})

test('only the end of a gate names a stop, and only a stop that there is', () => {
  const ends: PayloadType[] = ['action.completed', 'action.failed', 'action.unknown', 'gate.expired']
  const stops = ['org.halted', 'agent.revoked', 'agent.quarantined', 'agent.suspended', 'key.revoked']
  for (const type of ends) {
    assertAccepted(edited(type, ['after', ABSENT]))
    for (const after of stops) assertAccepted(edited(type, ['after', after]))
    const wrong = [
      'org.resumed',
      'agent.resumed',
      'key.created',
      'member.removed',
      'ORG.HALTED',
      '',
      null,
      [],
    ]
    for (const after of wrong) {
      assert.equal(refusalOf(edited(type, ['after', after])), 'payload.schema after', `${type} ${after}`)
    }
  }
  const others = PAYLOAD_TYPES.filter((type) => !ends.includes(type))
  for (const type of others) {
    for (const after of stops)
      assert.equal(refusalOf(edited(type, ['after', after])), 'payload.schema after', type)
  }
  assert.equal(others.length, 43)
})

test('nobody is linked to an app in Slack but by themselves; others may end it', () => {
  assertAccepted(edited('member.slack_linked', ['actor', MEMBER]))
  for (const actor of [OTHER_MEMBER, KEY, 'system']) {
    assert.equal(refusalOf(edited('member.slack_linked', ['actor', actor])), 'payload.relation actor', actor)
    assertAccepted(edited('member.slack_unlinked', ['actor', actor]))
  }
})

test('receipts about a member of the org have the shape of their type', () => {
  const cases: [PayloadType, string, JsonValue | undefined][] = [
    ['member.added', 'member.role', ABSENT],
    ['member.invited', 'member.role', ABSENT],
    ['member.added', 'member.id', KEY],
    ['member.removed', 'member.role', 'admin'],
    ['member.passkey_added', 'member.name', COMMITMENT],
    ['member.changed', 'member.email', 'ada@example.com'],
    ['member.passkey_added', 'passkey.relying_party', 'https://example.com'],
    ['member.passkey_added', 'passkey.relying_party', `${'a.'.repeat(126)}ab`],
    ['member.passkey_removed', 'passkey', ABSENT],
    ['member.slack_linked', 'webhook', ABSENT],
    ['member.slack_linked', 'webhook.secret', 'rotated'],
    ['member.slack_unlinked', 'member.role', 'admin'],
    ['key.created', 'key.member', KEY],
    ['check', 'actor', 'agt_01arz3ndektsv4rrffq69g5fav'],
  ]
  for (const [type, path, value] of cases) {
    assert.equal(refusalOf(edited(type, [path, value])), `payload.schema ${path}`, type)
  }
  assertAccepted(edited('member.changed', ['member.role', ABSENT]))
  assertAccepted(edited('member.passkey_added', ['passkey.relying_party', `${'a.'.repeat(126)}a`]))
})
