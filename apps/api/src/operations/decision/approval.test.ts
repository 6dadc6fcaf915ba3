// The approval that a gate waits for is bound to the call and fixed when the gate opens.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Approvers } from '@countersign/policy'
import { nobleSuite } from '@countersign/receipt/noble'
import { requestApproval } from './approval.ts'

const commitment = { alg: 'hmac-sha256', c: 'ab'.repeat(32) } as const
const subject: Parameters<typeof requestApproval>[1] = {
  org: 'org_01arz3ndektsv4rrffq69g5fav',
  agent: 'agt_01arz3ndektsv4rrffq69g5fav',
  action: { name: 'deploy', tool: 'ci:deploy', arguments: commitment },
  environment: 'production',
  session: 's-1',
  policy: { version: 3, digest: `sha256:${'cd'.repeat(32)}`, inputs: commitment },
}

const context = {
  clock: () => 1_795_000_000_000,
  random: (bytes: number) => new Uint8Array(bytes),
  suite: nobleSuite,
}

const risk = { score: 30, band: 'medium', contributions: [] } as const

const TIMES = { now: 1_795_000_000_000, expiresAt: 1_795_000_060_000 }

function approvalFor(approvers: Approvers[], of = subject) {
  return requestApproval(context, of, { obligations: { approvers }, risk }, TIMES)
}

test('what may be granted at most is what the policies say, else what is usual, and one use where it is risky', () => {
  function grantFor(band: 'low' | 'medium' | 'high' | 'critical', grant?: { uses: number; minutes: number }) {
    const decision = { obligations: { ...(grant && { grant }) }, risk: { ...risk, band } }
    return requestApproval(context, subject, decision, TIMES).grant
  }
  const wide = { uses: 100, minutes: 1440 }
  for (const band of ['low', 'medium'] as const) {
    assert.deepEqual(grantFor(band), { uses: 10, minutes: 60 })
    assert.deepEqual(grantFor(band, wide), wide)
    assert.equal(grantFor(band, { uses: 1, minutes: 60 }), undefined)
  }
  for (const band of ['high', 'critical'] as const)
    for (const grant of [undefined, wide]) assert.equal(grantFor(band, grant), undefined)
})

test('without a word about approvers one person must approve', () => {
  const { required, group, also } = approvalFor([])
  assert.deepEqual([required, group, also], [1, undefined, undefined])
})

test('every group that a policy names must approve, by its largest number', () => {
  const approvers = [
    { count: 1, role: 'sre' },
    { count: 2, role: 'sre' },
    { count: 1, role: 'security' },
    { count: 3 },
  ]
  const { required, group, also } = approvalFor(approvers)
  assert.deepEqual([required, group], [2, 'sre'])
  assert.deepEqual(also, [{ required: 1, group: 'security' }, { required: 3 }])
})

test('an escalation has its time and stays with its own demand; one after the end is none', () => {
  const escalation = { seconds: 10, count: 1, role: 'leads' }
  const sre = { count: 2, role: 'sre' }
  const {
    group,
    escalation: first,
    also,
  } = approvalFor([
    { ...sre, escalation },
    { count: 1, role: 'sre' },
    { count: 3, role: 'sre', escalation },
    { count: 1, role: 'security', escalation: { ...escalation, seconds: 60 } },
  ])
  assert.deepEqual([group, first], ['sre', { at: 1_795_000_010_000, required: 1, group: 'leads' }])
  assert.deepEqual(also, [
    { required: 1, group: 'sre' },
    { required: 1, group: 'security' },
  ])
})

test('the digest covers each part of the call and nothing else', () => {
  const { digest } = approvalFor([])
  const others: (typeof subject)[] = [
    { ...subject, org: 'org_01bx5zzkbkactav9wevgemmvrz' },
    { ...subject, agent: 'agt_01bx5zzkbkactav9wevgemmvrz' },
    { ...subject, action: { ...subject.action, name: 'destroy' } },
    { ...subject, action: { ...subject.action, tool: 'ci:destroy' } },
    { ...subject, action: { ...subject.action, arguments: { ...commitment, c: '00'.repeat(32) } } },
    { ...subject, action: { ...subject.action, target: commitment } },
    { ...subject, action: { ...subject.action, tool_definition: 'ef'.repeat(32) } },
    { ...subject, environment: 'staging' },
    { ...subject, session: 's-2' },
    { ...subject, policy: { version: 4, digest: `sha256:${'cd'.repeat(32)}`, inputs: commitment } },
    { ...subject, policy: { version: 3, digest: `sha256:${'00'.repeat(32)}`, inputs: commitment } },
  ]
  const digests = others.map((other) => approvalFor([], other).digest)
  assert.equal(new Set([digest, ...digests]).size, others.length + 1)
  const otherInputs = { ...commitment, c: '00'.repeat(32) }
  const policy = { version: 3, digest: `sha256:${'cd'.repeat(32)}`, inputs: otherInputs }
  assert.equal(approvalFor([{ count: 2 }], { ...subject, policy }).digest, digest)
})

test('the digest is that of sorted JSON, which anybody can write', () => {
  const { policy, ...rest } = subject
  const text =
    `{"action":{"arguments":{"alg":"hmac-sha256","c":"${commitment.c}"},"name":"deploy","tool":"ci:deploy"},` +
    `"agent":"${rest.agent}","environment":"production","org":"${rest.org}",` +
    `"policy":{"digest":"${policy?.digest}","version":3},"session":"s-1"}`
  assert.equal(approvalFor([]).digest, `sha256:${createHash('sha256').update(text).digest('hex')}`)
})
