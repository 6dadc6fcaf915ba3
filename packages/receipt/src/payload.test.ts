// Payloads of every type are accepted; anything missing, extra or contradictory is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@countersign/json'
import { gateId } from '@countersign/terms'
import { sampleLog } from '../test/sample.ts'
import { checkPayload, encodePayload, PAYLOAD_TYPES, ReceiptError } from './payload.ts'

const log = sampleLog()
function parsedOf(type: string): JsonObject {
  const entry = log.entries.find(({ payload }) => payload.type === type)
  return parseJson(entry?.text ?? '') as JsonObject
}

function refusalOf(value: JsonValue): ReceiptError {
  try {
    checkPayload(value)
  } catch (error) {
    assert.ok(error instanceof ReceiptError)
    return error
  }
  return assert.fail(`accepted ${canonicalize(value)}`)
}

test('every type of version 1 passes its schema and encodes to its canonical form', () => {
  const types = new Set(log.entries.map(({ payload }) => payload.type))
  assert.deepEqual([...types].sort(), [...PAYLOAD_TYPES].sort())
  assert.equal(types.size, 47)
  for (const { payload, text } of log.entries) {
    assert.deepEqual(checkPayload(parseJson(text)), payload)
    assert.deepEqual(encodePayload(payload), { payload, text: canonicalize(payload) })
  }
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([name, member]) => [name, reversed(member)])
  return Object.fromEntries(entries.reverse())
}

test('encodePayload writes members in any order canonically and drops absent ones', () => {
  for (const { payload, text } of log.entries) {
    assert.equal(encodePayload(reversed(payload)).text, text)
    if ('mode' in payload) assert.equal(encodePayload({ trace: undefined, ...payload }).text, text)
  }
})

test('a payload in canonical order is read as it is, whatever parts of it are in another one', () => {
  const method = { toJSON: { value: () => 'another' } }
  for (const { text } of log.entries) {
    const payload = parseJson(text) as JsonObject
    assert.equal(checkPayload(payload), payload)
    for (const [name, member] of Object.entries(payload)) {
      const mixed: JsonObject = { ...payload, [name]: reversed(member) as JsonValue }
      const before = JSON.stringify(mixed)
      assert.equal(encodePayload(mixed).text, text)
      assert.equal(JSON.stringify(mixed), before)
      if (typeof member === 'object') Object.defineProperties(member, method)
    }
    assert.equal(encodePayload(Object.defineProperties(payload, method)).text, text)
  }
})

test('a member that is undefined is none, of whatever type', () => {
  for (const { payload, text } of log.entries) {
    const absent = Object.fromEntries(['gate', 'log', 'unheard_of'].map((name) => [name, undefined]))
    assert.equal(encodePayload({ ...absent, ...payload }).text, text)
  }
})

test('members that few receipts have are written too', () => {
  const c = { alg: 'hmac-sha256', c: 'ab'.repeat(32) } as const
  function of(type: string, members: JsonObject): JsonObject {
    return { ...parsedOf(type), ...members }
  }
  const decided = parsedOf('gate.allowed').decision as JsonObject
  const shadow = { verdict: 'deny', policies: ['tool:crm:read@2:rate'] }
  for (const payload of [
    of('gate.allowed', { decision: { ...decided, sanitized: { ...c }, shadow } }),
    of('policy.published', { environment: 'staging', change: { reason: { ...c } } }),
    of('tool.changed', { change: { status: 'registered', settings: { ...c } } }),
    of('agent.created', { change: { owner: { ...c } } }),
  ])
    assert.equal(encodePayload(payload).text, canonicalize(payload))
})

/** Every member at any depth, with a way to replace or delete it. */
function visit(value: JsonValue, path: string[], each: (path: string[]) => void): void {
  if (!isJsonObject(value)) return
  for (const name of Object.keys(value)) {
    each([...path, name])
    visit(value[name] ?? null, [...path, name], each)
  }
}

function changed(
  value: JsonObject,
  path: string[],
  replace: (holder: Record<string, JsonValue>, name: string) => void,
): JsonObject {
  const copy = structuredClone(value)
  let holder: Record<string, JsonValue> = copy
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, JsonValue>
  replace(holder, path.at(-1) ?? '')
  return copy
}

test('no member accepts a value of another kind, and no object accepts a further member', () => {
  const wrong: JsonValue[] = [
    null,
    true,
    -1,
    1.5,
    '',
    ' ',
    'ü',
    [null],
    {},
    { alg: 'none', c: '' },
    'a'.repeat(129),
    '\n',
  ]
  let refused = 0
  for (const type of PAYLOAD_TYPES) {
    const value = parsedOf(type)
    const paths: string[][] = []
    visit(value, [], (path) => paths.push(path))
    for (const path of paths) {
      for (const replacement of wrong) {
        // A change may be empty, and lists of names may too.
        if (path.join() === 'change' && canonicalize(replacement) === '{}') continue
        refusalOf(changed(value, path, (holder, name) => Object.assign(holder, { [name]: replacement })))
        refused++
      }
    }
    const objects = [[], ...paths.filter((path) => canonicalize(at(value, path)).startsWith('{'))]
    for (const path of objects) {
      const error = refusalOf(
        changed(value, [...path, 'extra'], (holder, name) => Object.assign(holder, { [name]: 1 })),
      )
      assert.equal(error.code, 'payload.schema')
      assert.equal(error.path, [...path, 'extra'].join('.'))
    }
  }
  assert.ok(refused > 5000, String(refused))
})

function at(value: JsonValue, path: string[]): JsonValue {
  return path.reduce<JsonValue>((holder, name) => (holder as JsonObject)[name] ?? null, value)
}

test('a required member cannot be missing', () => {
  const optional = new Set(
    'agent session run idempotency trace policy approval environment change gate expires_at tool arguments target tool_definition policy_id inputs output error retired status reason name labels roles owner findings settings groups email assertion grant also group escalation for substitute after member role contributions events url secret'.split(
      ' ',
    ),
  )
  for (const type of PAYLOAD_TYPES) {
    const value = parsedOf(type)
    visit(value, [], (path) => {
      const name = path.at(-1) ?? ''
      if (optional.has(name) && path[0] !== 'log') return
      assert.match(
        refusalOf(changed(value, path, (holder) => delete holder[name])).code,
        /^payload\.(schema|type|version)$/,
      )
    })
  }
  const required: [string, string][] = [
    ['check', 'environment'],
    ['gate.pending', 'approval'],
    ['webhook.added', 'webhook'],
    ['gate.expired', 'gate'],
    ['agent.created', 'agent'],
    ['org.halted', 'change'],
    ['policy.published', 'policy'],
  ]
  for (const [type, name] of required) {
    assert.equal(refusalOf(changed(parsedOf(type), [name], (holder) => delete holder[name])).path, name)
  }
})

test('what members say must agree', () => {
  const cases: [string, string[], JsonValue, string, string][] = [
    ['check', ['v'], 2, 'payload.version', 'v'],
    ['check', ['type'], 'check.new', 'payload.type', 'type'],
    ['check', ['type'], 'toString', 'payload.type', 'type'],
    ['log.genesis', ['prev'], 'a'.repeat(64), 'payload.relation', 'prev'],
    ['log.genesis', ['seq'], 1, 'payload.relation', 'seq'],
    ['check', ['seq'], 0, 'payload.relation', 'seq'],
    ['check', ['issued_at'], 5, 'payload.relation', 'id'],
    [
      'log.closed',
      ['log', 'origin'],
      'countersign/org_01bx5zzkbkactav9wevgemmvrz',
      'payload.relation',
      'log.origin',
    ],
    [
      'log.key_rotated',
      ['log', 'retired'],
      (parsedOf('log.key_rotated').log as JsonObject).kid ?? '',
      'payload.relation',
      'log.retired',
    ],
    ['gate.allowed', ['gate', 'id'], gateId(1, 37), 'payload.relation', 'gate.id'],
    ['gate.allowed', ['decision', 'verdict'], 'deny', 'payload.schema', 'decision.verdict'],
    ['action.failed', ['outcome', 'status'], 'succeeded', 'payload.schema', 'outcome.status'],
    ['gate.expired', ['gate', 'seq'], 999, 'payload.relation', 'gate.seq'],
    ['gate.expired', ['gate', 'seq'], 3, 'payload.relation', 'gate.receipt'],
    ['gate.expired', ['gate', 'id'], gateId(1, 36), 'payload.relation', 'gate.id'],
  ]
  for (const [type, path, replacement, code, where] of cases) {
    const error = refusalOf(
      changed(parsedOf(type), path, (holder, name) => Object.assign(holder, { [name]: replacement })),
    )
    assert.deepEqual([error.code, error.path], [code, where], `${type} ${path.join('.')}`)
  }
  for (const value of [null, [], 'text', 1]) assert.equal(refusalOf(value).code, 'payload.schema')
})
