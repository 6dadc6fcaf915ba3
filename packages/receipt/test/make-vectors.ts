// Generates the test vectors of this package; run it to write them again.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { canonicalize, decodeBase64url, encodeBase64url, encodeHex, encodeUtf8 } from '@countersign/json'
import { consistencyPath, inclusionPath, rootOf } from '@countersign/merkle'
import { receiptId } from '@countersign/terms'
import {
  approvalBinding,
  bindingDigest,
  commit,
  decisionChallenge,
  decodeReceipt,
  type Evidence,
  encodeBundleHeader,
  PAYLOAD_TYPES,
  type SignedDecision,
  sigStructure,
  type VerifyOptions,
  verifyBundle,
  verifyEvidence,
} from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'
import * as make from './make.ts'
import { passkeyCases } from './passkey-cases.ts'

function hex(text: string): string {
  return encodeHex(encodeUtf8(text))
}

const CANONICAL: unknown[] = [
  {},
  [],
  { b: 1, a: 2, '': 0, A: 3, '1': 4, '10': 5, '2': 6 },
  { '\ue000': 1, '😀': 2, é: 3, e: 4 },
  [0, -0, 1, -1, 0.1, 1e-6, 1e-7, 1e21, 1e30, 4.5, 2e-3, 5e-324, 1.7976931348623157e308, 9007199254740991],
  ['"', '\\', '/', '\b\f\n\r\t', '\u0000\u001f\u007f\u0080', '\u2028\u2029', '😀\u{10ffff}'],
  { a: { c: [null, true, false], b: { d: 'x' } } },
]

const REFUSED: [string, string][] = [
  ['{"a":1,"a":1}', 'json.duplicate_member'],
  ['{"a":1,"\\u0061":2}', 'json.duplicate_member'],
  ['{"__proto__":1}', 'json.forbidden_member'],
  ['9007199254740992', 'json.unsafe_number'],
  ['1e20', 'json.unsafe_number'],
  ['1000000000000000000000', 'json.unsafe_number'],
  ['[1e21,-1000000000000000000000]', 'json.unsafe_number'],
  ['1e400', 'json.unsafe_number'],
  ['"\\ud800"', 'json.lone_surrogate'],
  ['\ufeff{}', 'json.bom'],
  ['{} {}', 'json.trailing'],
  ['{"a":1,}', 'json.syntax'],
  ['['.repeat(65) + ']'.repeat(65), 'json.depth'],
]

export function canonicalVectors() {
  return {
    canonical: CANONICAL.map((value) => ({ json: JSON.stringify(value), canonical: canonicalize(value) })),
    refused: REFUSED.map(([json, code]) => ({ json, code })),
  }
}

export function commitmentVectors() {
  const salt = new Uint8Array(32).map((_, index) => index)
  const cases: [string, unknown][] = [
    ['action.arguments', { query: 'select 1', limit: 10 }],
    ['outcome.output', 'plain text'],
    ['change.reason', 'grüße 😀'],
    ['policy.inputs', {}],
    ['idempotency', 'key-1'],
  ]
  return cases.map(([path, value]) => ({
    salt: encodeHex(salt),
    path,
    value,
    message: hex(`${path}\0${canonicalize(value)}`),
    commitment: commit(nobleSuite, salt, path, value),
  }))
}

/** What approvals are bound to, and what passkeys sign about them. */
export function approvalVectors(log = make.sampleLog()) {
  const pendings = log.entries.flatMap(({ payload }) => (payload.type === 'gate.pending' ? [payload] : []))
  const approval = { id: pendings[0]?.approval.id ?? '', digest: pendings[0]?.approval.digest ?? '' }
  const decisions: SignedDecision[] = [
    {
      approval: approval.id,
      digest: approval.digest,
      by: make.MEMBER,
      for: 'mem_01bx5zzkbkactav9wevgemmvrz',
      decision: 'reject',
    },
    { approval: approval.id, digest: approval.digest, by: make.MEMBER, decision: 'grant' },
    { approval: approval.id, digest: approval.digest, by: make.MEMBER, decision: 'reject' },
    {
      approval: approval.id,
      digest: approval.digest,
      by: make.MEMBER,
      decision: 'grant',
      grant: { uses: 3, minutes: 10 },
    },
  ]
  return {
    bindings: pendings.slice(0, 2).map((payload) => ({
      binding: canonicalize(approvalBinding(payload)),
      digest: bindingDigest(nobleSuite, approvalBinding(payload)),
    })),
    challenges: decisions.map((decision) => ({
      decision: canonicalize(decision),
      message: hex(`countersign-decision/1\0${canonicalize(decision)}`),
      challenge: encodeBase64url(decisionChallenge(nobleSuite, decision)),
    })),
  }
}

export function logVectors(log = make.sampleLog()) {
  const payloads = PAYLOAD_TYPES.map((type) => {
    const entry = log.entries.find(({ payload }) => payload.type === type)
    return { type, payload: entry?.text ?? '', leaf_hash: encodeHex(entry?.leaf ?? new Uint8Array()) }
  })
  const leaves = make.leaves(log)
  const sizes = leaves.map((_, index) => index + 1)
  const { cose, inclusion_path } = make.evidenceOf(log, 9)
  const receipt = decodeReceipt(decodeBase64url(cose))
  return {
    payloads,
    leaf_hashes: leaves.map(encodeHex),
    roots: sizes.map((size) => ({ tree_size: size, root: encodeHex(make.rootAt(log, size)) })),
    inclusion: [0, 5, 11].map((index) => ({
      index,
      tree_size: 12,
      path: inclusionPath(nobleSuite.sha256, leaves.slice(0, 12), index).map(encodeHex),
    })),
    consistency: [3, 8, 19].map((size) => ({
      from_size: size,
      tree_size: 60,
      path: consistencyPath(nobleSuite.sha256, leaves, size).map(encodeHex),
    })),
    keys: [1, 2, 3].map((seed) => ({
      seed: encodeHex(new Uint8Array(32).fill(seed)),
      jwk: make.bundleKey(make.cachedKey(seed)),
    })),
    cose: {
      receipt: cose,
      protected: encodeHex(receipt.protectedBytes),
      sig_structure: encodeHex(sigStructure(receipt.protectedBytes, make.rootAt(log, 12))),
      root: encodeHex(rootOf(nobleSuite.sha256, leaves.slice(0, 12))),
      inclusion_path,
    },
  }
}

type Case<T> = {
  name: string
  given: T
  options: VerifyOptions
}

function verdictOf({ verdict, axes }: ReturnType<typeof verifyEvidence>) {
  const failed = axes.find(({ status }) => status === 'failed')
  return { verdict, ...(failed && { axis: failed.name, code: failed.code }) }
}

function replaced(evidence: Evidence, change: Partial<Evidence>): string {
  return JSON.stringify({ ...evidence, ...change })
}

/** A pending gate whose approval was requested for different arguments from those it shows. */
function unbound(log: make.TestLog): string {
  const seq = log.entries.findIndex(({ payload }) => payload.type === 'gate.pending')
  const evidence = make.evidenceOf(log, seq)
  const payload = evidence.payload.replace('"name":"config_update"', '"name":"config_delete"')
  return replaced(evidence, { payload, receipt: JSON.parse(payload) })
}

function signedByPasskey(log: make.TestLog): Evidence {
  const seq = log.entries.findIndex(({ payload }) => payload.type === 'approval.granted')
  return make.evidenceOf(log, seq)
}

export function evidenceVectors(log = make.sampleLog()) {
  const trust = { keys: make.keySetOf(log) }
  const nine = make.evidenceOf(log, 9)
  const ten = make.evidenceOf(log, 10)
  const zeros = '0'.repeat(64)
  const opened = make.evidenceOf(log, 10)
  const forgedValue = opened.disclosures.map((disclosure) => ({ ...disclosure, value: 'forged' }))
  const movedPath = opened.disclosures.map((disclosure) => ({ ...disclosure, path: 'action.arguments' }))
  const replayed = passkeyCases().find(({ code }) => code === 'passkey.challenge')?.log ?? log
  const forgeries: [string, string][] = [
    ['another payload', replaced(nine, { payload: ten.payload })],
    ['payload not canonical', replaced(nine, { payload: nine.payload.replace('{', '{ ') })],
    ['duplicate member in the payload', replaced(nine, { payload: nine.payload.replace('{', '{"v":1,') })],
    ['parsed copy swapped', replaced(nine, { receipt: ten.receipt })],
    ['leaf hash swapped', replaced(nine, { leaf_hash: ten.leaf_hash })],
    ['path shortened', replaced(nine, { inclusion_path: nine.inclusion_path.slice(1) })],
    ['path forged', replaced(nine, { inclusion_path: [zeros, ...nine.inclusion_path.slice(1)] })],
    ['tree size relabelled', replaced(nine, { tree_size: 13 })],
    ['another key named', replaced(nine, { kid: make.cachedKey(2).kid })],
    ['receipt of another leaf', replaced(nine, { cose: ten.cose })],
    ['value forged', replaced(opened, { disclosures: forgedValue })],
    ['disclosure moved', replaced(opened, { disclosures: movedPath })],
    ['unknown member', replaced(nine, { note: 1 } as object)],
    ['approval of something else', unbound(log)],
    ['duplicate member', JSON.stringify(nine).replace('{', `{"seq":9,`)],
    ['passkey signed another decision', JSON.stringify(make.evidenceOf(replayed, 4))],
  ]
  const retired = { keys: { keys: [{ ...make.bundleKey(make.cachedKey(1)), from_size: 0, until_size: 11 }] } }
  const cases: Case<string>[] = [
    ...[0, 1, 8, 9, 18, 19, 28, 53].map((seq) => ({
      name: `receipt ${seq}`,
      given: JSON.stringify(make.evidenceOf(log, seq)),
      options: { trust },
    })),
    { name: 'granted with a passkey', given: JSON.stringify(signedByPasskey(log)), options: { trust } },
    { name: 'no trust', given: JSON.stringify(nine), options: {} },
    { name: 'retired key', given: JSON.stringify(nine), options: { trust: retired } },
    ...forgeries.map(([name, given]) => ({ name, given, options: { trust } })),
  ]
  return cases.map(({ name, given, options }) => ({
    name,
    evidence: given,
    options,
    ...verdictOf(verifyEvidence(nobleSuite, given, options)),
  }))
}

/** A log with a granted approval, to which `then` appends more. */
export function approvalLog(
  then: (log: make.TestLog, pending: make.Entry) => void,
  asked: object = {},
  granted: object = GRANTED,
  first: (log: make.TestLog) => void = () => undefined,
): make.TestLog {
  const log = make.createLog()
  first(log)
  const pending = make.addPending(log, asked)
  make.addApproval(log, pending, 'approval.granted', granted)
  then(log, pending)
  make.signCommit(log)
  return log
}

const GRANTED = {
  actor: make.MEMBER,
  decision: { by: make.MEMBER, via: 'session', role: 'approver' },
  approval: { given: 1 },
}

const OTHER_MEMBER = 'mem_01bx5zzkbkactav9wevgemmvrz'
const BY_SUBSTITUTE = { ...GRANTED, decision: { ...GRANTED.decision, for: OTHER_MEMBER } }

function nameSubstitute(log: make.TestLog): void {
  const substitute = { id: make.MEMBER, from: make.START_MS, until: make.START_MS + 60_000 }
  make.add(log, 'member.changed', { member: { id: OTHER_MEMBER, substitute } })
}

const IN_SLACK = { ...GRANTED, decision: { ...GRANTED.decision, via: 'slack' } }
const WEBHOOK = 'whk_01arz3ndektsv4rrffq69g5fav'

function linkSlack(log: make.TestLog): void {
  make.add(log, 'member.slack_linked', {
    actor: make.MEMBER,
    member: { id: make.MEMBER },
    webhook: { id: WEBHOOK },
  })
}

function linkUntilRotated(log: make.TestLog): void {
  linkSlack(log)
  make.add(log, 'webhook.changed', { webhook: { id: WEBHOOK, secret: 'rotated' } })
}

const LEAD = { ...GRANTED, decision: { ...GRANTED.decision, groups: ['leads'] } }

/** Two of `sre`, or one of `leads` from the time of a receipt on. */
function escalated(seq: number): object {
  const escalation = { at: make.START_MS + seq * 1000, required: 1, group: 'leads' }
  return { required: 2, group: 'sre', escalation }
}

function approvalCases(options: VerifyOptions): Case<string>[] {
  const three = { grant: { uses: 3, minutes: 10 } }
  const twice = { ...GRANTED, approval: { given: 1, grant: { uses: 2, minutes: 10 } } }
  const cases: [name: string, ...Parameters<typeof approvalLog>][] = [
    ['approval granted and used', make.addUse],
    [
      'approval of another digest',
      (log, pending) => make.addUse(log, pending, { approval: { digest: `sha256:${'0'.repeat(64)}` } }),
    ],
    [
      'approval used twice',
      (log, pending) => {
        make.addUse(log, pending)
        make.addUse(log, pending)
      },
    ],
    [
      'grant of two used twice',
      (log, pending) => {
        for (const use of [1, 2]) make.addUse(log, pending, { approval: { use } })
      },
      three,
      twice,
    ],
    [
      'grant of two used three times',
      (log, pending) => {
        for (const use of [1, 2, 3]) make.addUse(log, pending, { approval: { use } })
      },
      three,
      twice,
    ],
    ['grant of more than was asked for', make.addUse, {}, twice],
    ['granted by a substitute', make.addUse, {}, BY_SUBSTITUTE, nameSubstitute],
    ['granted by a substitute of nobody', make.addUse, {}, BY_SUBSTITUTE],
    ['escalated to another group', make.addUse, escalated(3), LEAD],
    ['escalated too early', make.addUse, escalated(4), LEAD],
    ['decided in Slack', make.addUse, {}, IN_SLACK, linkSlack],
    ['decided in Slack under another secret', make.addUse, {}, IN_SLACK, linkUntilRotated],
    ['decided in Slack for two', () => undefined, { required: 2 }, IN_SLACK, linkSlack],
    [
      'member counted twice',
      (log, pending) => {
        make.addApproval(log, pending, 'approval.granted', { ...GRANTED, approval: { given: 2 } })
      },
    ],
    [
      'approval used after its end',
      (log, pending) => {
        make.addApproval(log, pending, 'approval.withdrawn', { approval: { given: 1 } })
        make.addUse(log, pending)
      },
    ],
  ]
  return cases.map(([name, ...given]) => ({ name, given: make.bundleOf(approvalLog(...given)), options }))
}

/** Short, so that the file stays small: two keys, a gate and its completion. */
export function bundleLog(): make.TestLog {
  const log = make.createLog()
  make.addCompletion(log, make.addGate(log, 'gate.allowed', 'allow'))
  make.rotate(log, 2)
  for (let left = 3; left > 0; left--) make.add(log, 'org.changed', { change: {} })
  make.signCommit(log)
  return log
}

export function bundleVectors(log = bundleLog()) {
  const trust = { thumbprints: [1, 2].map((seed) => make.cachedKey(seed).kid) }
  const whole = make.bundleOf(log, { handovers: true })
  const lines = whole.split('\n').slice(0, -1)
  function joined(list: readonly string[]): string {
    return list.map((line) => `${line}\n`).join('')
  }
  const header = make.headerOf(log, { from: 2, to: 6 })
  const rest = make.linesOf(log, 2, 6).join('')
  const zeros = '0'.repeat(64)
  const twice = make.createLog()
  const gate = make.addGate(twice, 'gate.allowed', 'allow')
  make.addCompletion(twice, gate)
  make.addCompletion(twice, gate, 'action.failed', 'failed')
  make.signCommit(twice)
  const cases: Case<string>[] = [
    { name: 'whole log', given: whole, options: { trust } },
    { name: 'window', given: make.bundleOf(log, { from: 2, to: 6, consistencyFrom: 1 }), options: { trust } },
    { name: 'no trust', given: whole, options: {} },
    {
      name: 'trust in the first key only',
      given: whole,
      options: { trust: { thumbprints: trust.thumbprints.slice(0, 1) } },
    },
    { name: 'kept checkpoint', given: whole, options: { trust, since: make.checkpointOf(log, 4) } },
    {
      name: 'rollback',
      given: make.bundleOf(log, { size: 5 }),
      options: { trust, since: make.checkpointOf(log, 8) },
    },
    { name: 'fork', given: whole, options: { trust, since: { tree_size: 4, root: zeros } } },
    { name: 'receipt omitted', given: joined(lines.toSpliced(3, 1)), options: { trust } },
    {
      name: 'receipts reordered',
      given: joined(lines.toSpliced(3, 2, lines[4] ?? '', lines[3] ?? '')),
      options: { trust },
    },
    { name: 'tail cut', given: joined(lines.slice(0, -1)), options: { trust } },
    { name: 'no last newline', given: whole.slice(0, -1), options: { trust } },
    {
      name: 'left hash forged',
      given: encodeBundleHeader({ ...header, left: [zeros] }) + rest,
      options: { trust },
    },
    {
      name: 'right hash forged',
      given: encodeBundleHeader({ ...header, right: [zeros] }) + rest,
      options: { trust },
    },
    { name: 'gate closed twice', given: make.bundleOf(twice), options: { trust } },
    ...approvalCases({ trust }),
    ...passkeyCases().map(({ name, log: given }) => ({
      name,
      given: make.bundleOf(given),
      options: { trust },
    })),
    { name: 'line not canonical', given: whole.replace('{', '{ '), options: { trust } },
  ]
  return cases.map(({ name, given, options }) => ({
    name,
    bundle: given,
    options,
    ...verdictOf(verifyBundle(nobleSuite, given, options)),
  }))
}

const WHY = { 'change.reason': 'the customer asked for it' }

/** A gate, its completion and a check, of which something is said to have been erased. */
export function erasureLog(erasures: (log: make.TestLog, gate: make.Entry) => object[]): make.TestLog {
  const log = make.createLog()
  const gate = make.addGate(log, 'gate.allowed', 'allow')
  make.addCompletion(log, gate)
  make.add(log, 'environment.removed', { environment: 'staging' }, { 'change.reason': 'unused' })
  make.signCommit(log)
  for (const members of erasures(log, gate)) make.add(log, 'data.erased', { change: {}, ...members }, WHY)
  make.signCommit(log)
  return log
}

/** Members of `data.erased` by what is right or wrong with them. */
export function erasuresOf(log: make.TestLog, gate: make.Entry): Record<string, object[]> {
  const { id } = gate.payload
  const completion = log.entries[3]?.payload.id ?? ''
  const paths = ['action.arguments', 'policy.inputs']
  const one = { gate: make.gateReference(gate), erased: [{ receipt: id, paths }] }
  const both = [
    { receipt: id, paths },
    { receipt: completion, paths: ['outcome.output'] },
  ]
  return {
    'one receipt erased': [one],
    'two receipts erased': [{ erased: both }],
    'a range erased': [{ range: { from: 0, to: 5, count: 2 } }],
    'erased one by one, and then as a range': [one, { range: { from: 0, to: 5, count: 1 } }],
    'a path without a commitment erased': [{ erased: [{ receipt: id, paths: ['action.target'] }] }],
    'an unknown path erased': [{ erased: [{ receipt: id, paths: ['action'] }] }],
    'a receipt erased that is not in the log': [
      { erased: [{ receipt: receiptId(make.START_MS, 2), paths }] },
    ],
    'a later receipt erased': [
      { erased: [{ receipt: receiptId(make.START_MS + 5000, 5), paths: ['change.reason'] }] },
    ],
    'receipts erased in another order': [{ erased: both.toReversed() }],
    'paths erased in another order': [{ erased: [{ receipt: id, paths: paths.toReversed() }] }],
    'no receipt erased': [{ erased: [] }],
    'no path erased': [{ erased: [{ receipt: id, paths: [] }] }],
    'a gate named beside another receipt': [{ ...one, erased: both.slice(1) }],
    'an empty range erased': [{ range: { from: 3, to: 3, count: 0 } }],
    'a range erased beyond the receipt': [{ range: { from: 0, to: 6, count: 1 } }],
    'a range erased with more than it holds': [{ range: { from: 0, to: 2, count: 33 } }],
    'a range and receipts erased at once': [{ range: { from: 0, to: 5, count: 1 }, erased: both }],
  }
}

/** What was erased is not disclosed any more. */
function withoutErased(log: make.TestLog): make.TestLog {
  const entries = log.entries.map((entry) => ({ ...entry, disclosures: [...entry.disclosures] }))
  for (const { payload } of entries) {
    if (payload.type !== 'data.erased') continue
    const { erased = [], range } = payload
    for (const other of entries) {
      const { id, seq } = other.payload
      const paths = erased.find(({ receipt }) => receipt === id)?.paths ?? []
      const isInRange = range !== undefined && seq >= range.from && seq < range.to
      other.disclosures = other.disclosures.filter(({ path }) => !isInRange && !paths.includes(path))
    }
  }
  return { ...log, entries }
}

export function erasureVectors() {
  const options = { trust: { thumbprints: [make.cachedKey(1).kid] } }
  const names = Object.keys(
    erasuresOf(
      erasureLog(() => []),
      make.addGate(make.createLog(), 'gate.allowed', 'allow'),
    ),
  )
  const cases = names.map((name) => {
    const log = erasureLog((made, gate) => erasuresOf(made, gate)[name] ?? [])
    return { name, given: make.bundleOf(withoutErased(log), { disclose: true }) }
  })
  const log = withoutErased(erasureLog((made, gate) => erasuresOf(made, gate)['two receipts erased'] ?? []))
  const window = { name: 'erased before the window', given: make.bundleOf(log, { from: 4, disclose: true }) }
  return [...cases, window].map(({ name, given }) => {
    const report = verifyBundle(nobleSuite, given, options)
    return {
      name,
      bundle: given,
      options,
      ...verdictOf(report),
      ...(report.erased && { erased: report.erased }),
    }
  })
}

export const FILES: Record<string, () => unknown> = {
  'canonical.json': canonicalVectors,
  'commitments.json': commitmentVectors,
  'approvals.json': approvalVectors,
  'log.json': logVectors,
  'evidence.json': evidenceVectors,
  'bundles.json': bundleVectors,
  'erasures.json': erasureVectors,
}

export function fileText(name: string): string {
  return `${JSON.stringify(FILES[name]?.(), null, 1)}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const name of Object.keys(FILES)) {
    writeFileSync(new URL(`../vectors/${name}`, import.meta.url), fileText(name))
  }
}
