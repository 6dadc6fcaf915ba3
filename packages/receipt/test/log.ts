import {
  consistencyPath,
  inclusionPath,
  leafHash,
  mergeRanges,
  planRange,
  rangeRoot,
  rootOf,
} from '@countersign/merkle'
import {
  type BundleHeader,
  type BundleKey,
  canonicalize,
  commit,
  type Disclosure,
  type Evidence,
  encodeBase64url,
  encodeBundleHeader,
  encodeBundleLine,
  encodeHex,
  encodePayload,
  encodeReceipt,
  encodeUtf8,
  gateId,
  type JsonObject,
  type KeySet,
  type Payload,
  type PayloadType,
  parseJson,
  protectedHeader,
  receiptId,
  type Suite,
  sigStructure,
  thumbprint,
} from '../src/index.ts'
import { nobleSigner, nobleSuite } from '../src/noble.ts'

export const ORG = 'org_01arz3ndektsv4rrffq69g5fav'
export const OTHER_ORG = 'org_01bx5zzkbkactav9wevgemmvrz'
export const AGENT = 'agt_01arz3ndektsv4rrffq69g5fav'
export const KEY = 'key_01arz3ndektsv4rrffq69g5fav'
const START_MS = 1_795_000_000_000

export interface LogKey {
  publicKey: Uint8Array
  kid: string
  sign(message: Uint8Array): Uint8Array
}

/** The key whose 32-byte seed repeats one byte; signing is deterministic. */
export function keyOf(seedByte: number): LogKey {
  const { publicKey, sign } = nobleSigner(new Uint8Array(32).fill(seedByte))
  const kid = encodeBase64url(thumbprint(nobleSuite, publicKey))
  return { publicKey, kid, sign: (message) => sign(message) }
}

const keys = new Map<number, LogKey>()
export function cachedKey(seedByte: number): LogKey {
  const key = keys.get(seedByte) ?? keyOf(seedByte)
  keys.set(seedByte, key)
  return key
}

export interface Entry {
  payload: Payload
  text: string
  leaf: Uint8Array
  disclosures: Disclosure[]
}

interface Span {
  key: LogKey
  from: number
  until?: number
}

/** A whole log in memory, made from fixed seeds, so that every run makes the same bytes. */
export interface TestLog {
  readonly org: string
  readonly entries: Entry[]
  readonly spans: Span[]
  /** Sizes at which the log was signed. */
  readonly commits: number[]
}

export function createLog(org = ORG, seedByte = 1): TestLog {
  const log: TestLog = { org, entries: [], spans: [{ key: cachedKey(seedByte), from: 0 }], commits: [] }
  add(log, 'log.genesis', { log: { origin: `countersign/${org}`, kid: cachedKey(seedByte).kid } })
  add(log, 'key.created', { key: { id: KEY, scopes: ['gate:write', 'org:admin'] } })
  signCommit(log)
  return log
}

const sha256 = nobleSuite.sha256
const fixed = (text: string): Uint8Array => sha256(encodeUtf8(text))

/** Appends a receipt; `values` are committed to at their paths and disclosed. */
export function add(log: TestLog, type: PayloadType, members: object, values: JsonObject = {}): Entry {
  const seq = log.entries.length
  const issuedAt = START_MS + seq * 1000
  const last = log.entries.at(-1)
  const payload: JsonObject = {
    v: 1,
    type,
    id: receiptId(issuedAt, seq),
    org: log.org,
    seq,
    prev: last === undefined ? '0'.repeat(64) : encodeHex(last.leaf),
    nonce: encodeHex(fixed(`nonce ${seq}`).subarray(0, 16)),
    issued_at: issuedAt,
    actor: type.startsWith('log.') ? 'system' : KEY,
    ...(structuredClone(members) as JsonObject),
  }
  const disclosures = Object.entries(values).map(([path, value]) => {
    const salt = fixed(`salt ${seq} ${path}`)
    place(payload, path, { ...commit(nobleSuite, salt, path, value) })
    return { path, salt: encodeHex(salt), value }
  })
  return append(log, asPayload(payload), disclosures)
}

const asPayload = (payload: JsonObject): Payload => payload as unknown as Payload

function place(payload: JsonObject, path: string, value: JsonObject): void {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let at = payload
  for (const name of names) {
    at[name] = { ...(at[name] as JsonObject | undefined) }
    at = at[name] as JsonObject
  }
  at[last] = value
}

/** Appends any payload, also one that breaks a rule. */
export function append(log: TestLog, payload: Payload, disclosures: Disclosure[] = []): Entry {
  return appendText(log, payload, encodePayload(payload), disclosures)
}

export function appendText(
  log: TestLog,
  payload: Payload,
  text: string,
  disclosures: Disclosure[] = [],
): Entry {
  const entry = { payload, text, leaf: leafHash(sha256, encodeUtf8(text)), disclosures }
  log.entries.push(entry)
  return entry
}

export function signCommit(log: TestLog): number {
  const size = log.entries.length
  log.commits.push(size)
  return size
}

/** Ends the commit with a rotation, as the rule is. */
export function rotate(log: TestLog, seedByte: number): Entry {
  const span = log.spans.at(-1)
  const key = cachedKey(seedByte)
  const entry = add(log, 'log.key_rotated', {
    log: { origin: `countersign/${log.org}`, kid: key.kid, retired: span?.key.kid },
  })
  const size = signCommit(log)
  if (span !== undefined) span.until = size
  log.spans.push({ key, from: size })
  return entry
}

export const leaves = (log: TestLog, size = log.entries.length): Uint8Array[] =>
  log.entries.slice(0, size).map((entry) => entry.leaf)

export const rootAt = (log: TestLog, size: number): Uint8Array => rootOf(sha256, leaves(log, size))

export function signerAt(log: TestLog, size: number): LogKey {
  const span = log.spans.find(({ from, until }) => size > from && (until === undefined || size <= until))
  if (span === undefined) throw new RangeError(`nobody signs size ${size}`)
  return span.key
}

const signatures = new Map<string, Uint8Array>()

export interface Signing {
  org: string
  root: Uint8Array
  size: number
  key: LogKey
  proof?: { treeSize: number; index: number; path: Uint8Array[] }
  claimedSize?: number
  origin?: string
}

/** A COSE receipt; signing takes long, so one signature serves all equal messages. */
export function sealed({ org, root, size, key, proof, claimedSize }: Signing): string {
  const protectedBytes = protectedHeader({
    kid: Uint8Array.from(Buffer.from(key.kid, 'base64url')),
    orgId: org,
    iatSeconds: START_MS / 1000 + size,
    treeSize: claimedSize ?? size,
  })
  const message = sigStructure(protectedBytes, root)
  const name = `${key.kid} ${encodeHex(message)}`
  const signature = signatures.get(name) ?? key.sign(message)
  signatures.set(name, signature)
  return encodeBase64url(encodeReceipt({ protectedBytes, signature, proof }))
}

/** Evidence of one receipt under the commit that holds it, or under another size. */
export function evidenceOf(log: TestLog, seq: number, size = commitOf(log, seq)): Evidence {
  const entry = log.entries[seq]
  if (entry === undefined) throw new RangeError(`no receipt ${seq}`)
  const path = inclusionPath(sha256, leaves(log, size), seq)
  const key = signerAt(log, size)
  return {
    id: entry.payload.id,
    payload: entry.text,
    receipt: parseJson(entry.text) as JsonObject,
    leaf_hash: encodeHex(entry.leaf),
    seq,
    tree_size: size,
    inclusion_path: path.map(encodeHex),
    kid: key.kid,
    cose: sealed({
      org: log.org,
      root: rootAt(log, size),
      size,
      key,
      proof: { treeSize: size, index: seq, path },
    }),
    disclosures: entry.disclosures,
  }
}

export function commitOf(log: TestLog, seq: number): number {
  const size = log.commits.find((commitSize) => commitSize > seq)
  if (size === undefined) throw new RangeError(`receipt ${seq} is in no commit`)
  return size
}

export interface Cut {
  from?: number
  to?: number
  size?: number
  handovers?: boolean
  consistencyFrom?: number
  disclose?: boolean
}

export function headerOf(log: TestLog, cut: Cut = {}): BundleHeader {
  const size = cut.size ?? log.commits.at(-1) ?? 0
  const { from = 0, to = size } = cut
  const hashes = leaves(log, size)
  const range = (begin: number, end: number): string[] =>
    planRange(begin, end).map(({ level, index }) =>
      encodeHex(rootOf(sha256, hashes.slice(index * 2 ** level, (index + 1) * 2 ** level))),
    )
  const key = signerAt(log, size)
  const root = rootAt(log, size)
  const handovers = cut.handovers
    ? log.spans.flatMap(({ key: old, until }) =>
        until === undefined || until <= from || until > to
          ? []
          : [{ cose: checkpointCose(log, until, old), kid: old.kid, tree_size: until }],
      )
    : []
  const signers = new Map([[key.kid, key]])
  for (const span of log.spans) {
    if (handovers.some(({ kid }) => kid === span.key.kid)) signers.set(span.key.kid, span.key)
  }
  const older = cut.consistencyFrom
  return {
    format: 'countersign-bundle/1',
    org: log.org,
    origin: `countersign/${log.org}`,
    from,
    to,
    left: range(0, from),
    right: range(to, size),
    checkpoint: {
      cose: sealed({ org: log.org, root, size, key }),
      kid: key.kid,
      root: encodeHex(root),
      tree_size: size,
    },
    keys: { keys: [...signers.values()].map(bundleKey).sort((a, b) => (a.kid < b.kid ? -1 : 1)) },
    ...(handovers.length > 0 && { handovers }),
    ...(older !== undefined && {
      consistency: {
        from_size: older,
        path: consistencyPath(sha256, hashes, older).map(encodeHex),
        root: encodeHex(rootAt(log, older)),
      },
    }),
  }
}

const checkpointCose = (log: TestLog, size: number, key: LogKey): string =>
  sealed({ org: log.org, root: rootAt(log, size), size, key })

export const bundleKey = (key: LogKey): BundleKey => ({
  alg: 'ML-DSA-65',
  kid: key.kid,
  kty: 'AKP',
  pub: encodeBase64url(key.publicKey),
})

export function bundleOf(log: TestLog, cut: Cut = {}): string {
  const header = headerOf(log, cut)
  return encodeBundleHeader(header) + linesOf(log, header.from, header.to, cut.disclose ?? true).join('')
}

export const linesOf = (log: TestLog, from: number, to: number, disclose = true): string[] =>
  log.entries
    .slice(from, to)
    .map(({ text, disclosures }) => encodeBundleLine(text, disclose ? disclosures : []))

export const keySetOf = (log: TestLog): KeySet => ({
  keys: log.spans.map(({ key, from, until }) => ({
    ...bundleKey(key),
    from_size: from,
    ...(until !== undefined && { until_size: until }),
  })),
})

export const checkpointOf = (log: TestLog, size: number) => ({
  tree_size: size,
  root: encodeHex(rootAt(log, size)),
  origin: `countersign/${log.org}`,
})

const risk = { score: 12, band: 'low' }
export const decisionOf = (verdict: string) => ({
  verdict,
  risk,
  reasons: [{ code: 'policy.matched', severity: 'info', policy_id: 'starter/changes' }],
})
const policy = { version: 3, digest: `sha256:${'ab'.repeat(32)}` }
const circumstances = { agent: AGENT, session: 'sess-1', run: 'run-1' }
export const APPROVAL = 'apr_01arz3ndektsv4rrffq69g5fav'

export function addGate(log: TestLog, type: PayloadType, verdict: string, more: object = {}): Entry {
  const seq = log.entries.length
  const members = {
    ...circumstances,
    action: { name: 'config_update', tool: 'sql:execute', tool_definition: 'cd'.repeat(32) },
    decision: decisionOf(verdict),
    policy,
    mode: 'full',
    environment: 'production',
    gate: { id: gateId(START_MS + seq * 1000, seq), expires_at: START_MS + seq * 1000 + 60_000 },
    ...more,
  }
  return add(log, type, members, {
    'action.arguments': { query: 'update settings set theme = $1', parameters: ['dark', 7, 'ü€😀'] },
    'policy.inputs': { agent: { roles: ['operator'] }, counters: { calls: 3 } },
  })
}

export const gateReference = (gate: Entry) => ({
  id: 'gate' in gate.payload ? gate.payload.gate?.id : undefined,
  receipt: gate.payload.id,
  seq: gate.payload.seq,
  leaf_hash: encodeHex(gate.leaf),
})

export const actionOf = (gate: Entry) => ('action' in gate.payload ? gate.payload.action : undefined)

export function addCompletion(
  log: TestLog,
  gate: Entry,
  type: PayloadType = 'action.completed',
  status = 'succeeded',
): Entry {
  const values: JsonObject =
    status === 'succeeded' ? { 'outcome.output': { rows: 1 } } : { 'outcome.error': 'no' }
  const members = {
    ...circumstances,
    gate: gateReference(gate),
    action: actionOf(gate),
    outcome: { status, observed: 'reported' },
    mode: 'full',
  }
  return add(log, type, members, values)
}

/** One receipt of every type, two rotations, commits of several sizes. */
export function sampleLog(): TestLog {
  const log = createLog()
  addSetup(log)
  addDecisions(log)
  rotate(log, 2)
  addApprovals(log)
  rotate(log, 3)
  add(log, 'org.halted', { change: {} }, { 'change.reason': 'drill' })
  add(log, 'org.resumed', { change: {} })
  add(log, 'org.changed', { change: {} }, { 'change.labels': { tier: 'gold' } })
  add(log, 'data.erased', { change: {}, gate: gateReference(log.entries[8] as Entry) })
  add(log, 'key.revoked', { key: { id: KEY, scopes: [], agent: AGENT, environment: 'production' } })
  add(log, 'log.closed', { log: { origin: `countersign/${log.org}`, kid: cachedKey(3).kid } })
  signCommit(log)
  return log
}

function addSetup(log: TestLog): void {
  const change = { status: 'active', roles: ['operator', 'sre'] }
  add(
    log,
    'agent.created',
    { agent: AGENT, change },
    { 'change.name': 'deployer', 'change.labels': { team: 'a' } },
  )
  for (const type of ['agent.suspended', 'agent.resumed', 'agent.quarantined', 'agent.changed'] as const) {
    add(log, type, { agent: AGENT, change: { status: 'active' } })
  }
  signCommit(log)
  add(log, 'policy.published', { policy: { version: 3, digest: `sha256:${'ab'.repeat(32)}` } })
}

function addDecisions(log: TestLog): void {
  const allowed = addGate(log, 'gate.allowed', 'allow', { trace: '0af7651916cd43dd8448eb211c80319c' })
  add(log, 'action.dispatched', {
    ...circumstances,
    gate: gateReference(allowed),
    action: actionOf(allowed),
    mode: 'full',
  })
  addCompletion(log, allowed)
  add(log, 'check', {
    action: { name: 'read_file' },
    decision: { verdict: 'deny', risk: { score: 100, band: 'critical' }, reasons: [] },
    mode: 'hash_only',
    environment: 'staging',
  })
  signCommit(log)
  addGate(log, 'gate.denied', 'deny')
  addGate(log, 'gate.deferred', 'defer')
  const failing = addGate(log, 'gate.allowed', 'sanitize')
  addCompletion(log, failing, 'action.failed', 'failed')
  const lost = addGate(log, 'gate.allowed', 'allow')
  addCompletion(log, lost, 'action.unknown', 'unknown')
}

function addApprovals(log: TestLog): void {
  const approval = { id: APPROVAL, expires_at: START_MS + 900_000 }
  for (const type of ['approval.granted', 'approval.rejected', 'approval.expired'] as const) {
    const pending = addGate(log, 'gate.pending', 'require_approval', { approval })
    const members = { approval: { id: APPROVAL }, gate: gateReference(pending), agent: AGENT }
    add(log, type, members, { 'change.reason': 'looked at it' })
  }
  signCommit(log)
  const open = addGate(log, 'gate.allowed', 'allow', { approval: { id: APPROVAL } })
  add(log, 'gate.expired', { gate: gateReference(open), agent: AGENT })
  add(
    log,
    'observation',
    {
      ...circumstances,
      action: { name: 'ls' },
      outcome: { status: 'unknown', observed: 'proxied' },
      mode: 'full',
    },
    {
      'outcome.output': 'plain text',
      idempotency: 'key-1',
      'action.target': { url: 'https://example.com/' },
    },
  )
  const change = { status: 'blocked' }
  add(log, 'tool.changed', { action: { name: 'tool', tool: 'sql:execute' }, change })
  add(log, 'tool.scanned', { action: { name: 'tool', tool: 'sql:execute' }, change: {} })
  add(log, 'agent.revoked', { agent: AGENT, change: { status: 'revoked' } })
}

/** The whole range as one: what a verifier computes from a bundle's header and leaves. */
export const wholeRoot = (left: Uint8Array[], from: number, right: Uint8Array[], to: number): Uint8Array =>
  rangeRoot(
    sha256,
    mergeRanges(sha256, { begin: 0, end: from, hashes: left }, { begin: from, end: to, hashes: right }),
  )

export const evidenceText = (evidence: Evidence): string => JSON.stringify(evidence)
export const canonicalLine = (value: unknown): string => `${canonicalize(value)}\n`
export const suite: Suite = nobleSuite
