// Logs with a decision that a passkey signed, and what may be wrong with it.
import type { PasskeyAssertion, SignedDecision } from '../src/index.ts'
import * as make from './make.ts'
import type { Otherwise } from './passkey.ts'

const { KEY_RING, LAPTOP, MEMBER } = make

export type PasskeyCase = {
  name: string
  /** The code of the failure; undefined where the log is valid. */
  code?: string
  log: make.TestLog
}

type Making = {
  /** What happens to the member's passkeys before the decision. */
  before?: (log: make.TestLog) => void
  sign?: (decision: SignedDecision) => PasskeyAssertion
  decision?: 'grant' | 'reject'
}

function added(log: make.TestLog, key = KEY_RING, member = MEMBER): void {
  make.add(log, 'member.passkey_added', {
    ...make.passkeyMembers(key),
    actor: member,
    member: { id: member },
  })
}

/** A log in which a member adds a passkey and decides with it, then `sign` says how. */
export function passkeyLog({ before = added, sign = KEY_RING.sign, decision = 'grant' }: Making = {}) {
  const log = make.createLog()
  before(log)
  const pending = make.addPending(log)
  const { id, digest } = make.approvalOf(pending)
  const isGrant = decision === 'grant'
  make.addApproval(
    log,
    pending,
    isGrant ? 'approval.granted' : 'approval.rejected',
    {
      actor: MEMBER,
      decision: { by: MEMBER, via: 'passkey', role: 'approver' },
      approval: { given: isGrant ? 1 : 0 },
    },
    { 'decision.assertion': sign({ approval: id, digest, by: MEMBER, decision }) },
  )
  make.signCommit(log)
  return log
}

const OTHER_MEMBER = 'mem_01bx5zzkbkactav9wevgemmvrz'

function signing(otherwise: Otherwise): Making {
  return { sign: (decision) => KEY_RING.sign(decision, otherwise) }
}

function signingOther(change: Partial<SignedDecision>): Making {
  return { sign: (decision) => KEY_RING.sign({ ...decision, ...change }) }
}

const CASES: [name: string, code: string | undefined, making: Making][] = [
  ['granted with a passkey', undefined, {}],
  ['rejected with a passkey', undefined, { decision: 'reject' }],
  ['granted with an Ed25519 passkey', undefined, { before: (log) => added(log, LAPTOP), sign: LAPTOP.sign }],
  [
    'passkey added again',
    undefined,
    {
      before(log) {
        added(log)
        make.add(log, 'member.passkey_removed', make.passkeyMembers(KEY_RING))
        added(log)
      },
    },
  ],
  [
    'page below the relying party',
    undefined,
    signing({ client: { origin: 'https://eu.countersign.example.com:8443' } }),
  ],
  ['passkey never added', 'passkey.key', { before: () => undefined }],
  [
    'passkey removed before',
    'passkey.key',
    {
      before(log) {
        added(log)
        make.add(log, 'member.passkey_removed', make.passkeyMembers(KEY_RING))
      },
    },
  ],
  ['passkey of another member', 'passkey.key', { before: (log) => added(log, KEY_RING, OTHER_MEMBER) }],
  [
    'passkey named that did not sign',
    'passkey.signature',
    { sign: (one) => LAPTOP.sign(one, { names: KEY_RING }) },
  ],
  ['passkey signed a rejection', 'passkey.challenge', signingOther({ decision: 'reject' })],
  [
    'passkey signed another digest',
    'passkey.challenge',
    signingOther({ digest: `sha256:${'0'.repeat(64)}` }),
  ],
  [
    'passkey signed another approval',
    'passkey.challenge',
    signingOther({ approval: 'apr_01arz3ndektsv4rrffq6999999' }),
  ],
  ['passkey signed for somebody absent', 'passkey.challenge', signingOther({ for: OTHER_MEMBER })],
  ['passkey signed more uses', 'passkey.challenge', signingOther({ grant: { uses: 2, minutes: 1 } })],
  ['passkey signed a sign-up', 'passkey.type', signing({ client: { type: 'webauthn.create' } })],
  [
    'page of another site',
    'passkey.origin',
    signing({ client: { origin: 'https://evilcountersign.example.com' } }),
  ],
  [
    'page without encryption',
    'passkey.origin',
    signing({ client: { origin: 'http://countersign.example.com' } }),
  ],
  ['page in a frame of another site', 'passkey.origin', signing({ client: { crossOrigin: true } })],
  ['another relying party', 'passkey.relying_party', signing({ relyingParty: 'example.com' })],
  ['nobody present', 'passkey.flags', signing({ flags: 4 })],
  ['nobody verified', 'passkey.flags', signing({ flags: 1 })],
  [
    'assertion without its signature',
    'passkey.malformed',
    { sign: (one) => ({ ...KEY_RING.sign(one), signature: '', ...{ note: 1 } }) },
  ],
]

export function passkeyCases(): PasskeyCase[] {
  return CASES.map(([name, code, making]) => ({ name, ...(code && { code }), log: passkeyLog(making) }))
}
