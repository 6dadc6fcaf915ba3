// The second verifier's reading of payloads, written from docs/receipt-format.md alone.
import { type Any, canon, must, on, readJson, sha } from './shared.ts'

export const B32 = '[0-9a-hjkmnp-tv-z]'
export const HEX = '[0-9a-f]{64}'
const NAME = '[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,127}'
const COMMITMENT = { alg: 'hmac-sha256', c: HEX }
const ACTION = {
  name: NAME,
  'tool?': NAME,
  'arguments?': COMMITMENT,
  'target?': COMMITMENT,
  'tool_definition?': HEX,
}

const CODE = '[a-z0-9_]+(\\.[a-z0-9_]+)*'
const POLICY_ID = '[A-Za-z0-9_.:/@-]{1,160}'
const CONTRIBUTION = { source: CODE, points: 100 }
function CONTRIBUTIONS(list: Any) {
  return fits([CONTRIBUTION], list) && list.length <= 32
}

const REASON = {
  code: CODE,
  severity: '[a-z][a-z0-9_]{0,31}',
  'policy_id?': POLICY_ID,
}

function decision(verdict: string) {
  return {
    verdict,
    risk: { score: 100, band: 'low|medium|high|critical', 'contributions?': CONTRIBUTIONS },
    reasons: [REASON],
    'sanitized?': COMMITMENT,
    'shadow?': { verdict: 'allow|sanitize|require_approval|defer|deny', policies: [POLICY_ID] },
  }
}

const OPENED = { id: `gte_${B32}{20}`, 'expires_at?': 2 ** 48 - 1 }
const REFERENCE = { id: `gte_${B32}{20}`, receipt: `rcp_${B32}{20}`, seq: 2 ** 50 - 1, leaf_hash: HEX }
function id(prefix: string): string {
  return `${prefix}_${B32}{26}`
}

const MS = 2 ** 48 - 1
function between(min: number, max: number) {
  return (value: Any) => Number.isSafeInteger(value) && value >= min && value <= max
}

const NAMED = { id: id('apr') }
const USED = { ...NAMED, digest: `sha256:${HEX}`, use: between(1, 100) }
const DECIDED = { ...NAMED, digest: USED.digest, given: 9999 }
const LIMITS = { uses: between(1, 100), minutes: between(1, 1440) }
const GRANTED = { ...DECIDED, given: between(1, 9999), 'grant?': LIMITS }
const ESCALATION = { at: MS, required: between(1, 99), group: NAME }
const APPROVERS = { required: between(1, 99), 'group?': NAME, 'escalation?': ESCALATION }
const REQUESTED = {
  ...NAMED,
  ...APPROVERS,
  digest: USED.digest,
  'also?': (list: Any) => fits([APPROVERS], list) && list.length <= 32,
  'grant?': LIMITS,
  expires_at: MS,
}

const GROUPS = { 'groups?': [NAME] }
function outcome(status: string) {
  return {
    status,
    observed: 'reported|proxied',
    'output?': COMMITMENT,
    'error?': COMMITMENT,
  }
}

const LOG = { origin: `countersign/org_${B32}{26}`, kid: '[\\w-]{43}' }
const WORD = '[a-z][a-z0-9_]{0,31}'
const CHANGE = {
  'status?': WORD,
  'reason?': COMMITMENT,
  'name?': COMMITMENT,
  'labels?': COMMITMENT,
  'roles?': [NAME],
  'owner?': COMMITMENT,
  'settings?': COMMITMENT,
  'findings?': COMMITMENT,
}

const KEY = {
  'member?': id('mem'),
  'expires_at?': MS,
  id: `key_${B32}{26}`,
  scopes: ['[a-z0-9_.:*-]{1,64}'],
  'agent?': `agt_${B32}{26}`,
  'environment?': NAME,
  'name?': COMMITMENT,
}

const ID = '[A-Za-z0-9_.:-]{1,64}'
const C = {
  'agent?': `agt_${B32}{26}`,
  'session?': ID,
  'run?': ID,
  'idempotency?': COMMITMENT,
  'trace?': '[0-9a-f]{32}',
}

const POLICY = { version: 2 ** 53 - 1, digest: `sha256:${HEX}`, inputs: COMMITMENT }
const MODE = { mode: 'full|hash_only' }
function attempt(verdict: string) {
  return {
    ...C,
    ...MODE,
    action: ACTION,
    decision: decision(verdict),
    environment: NAME,
    'policy?': POLICY,
  }
}

function gate(verdict: string) {
  return {
    ...attempt(verdict),
    gate: OPENED,
    'approval?': verdict === 'allow|sanitize' ? USED : NAMED,
  }
}

function done(status: string) {
  return {
    ...C,
    ...MODE,
    gate: REFERENCE,
    action: ACTION,
    outcome: outcome(status),
    'environment?': NAME,
  }
}

const REASON_ONLY = { 'reason?': COMMITMENT }
const AGENT = { 'agent?': C['agent?'] }
const agent = { agent: id('agt'), change: CHANGE, 'environment?': NAME }
const aboutMember = { ...GROUPS, 'name?': COMMITMENT, 'email?': COMMITMENT }
const SUBSTITUTE = { id: id('mem'), from: MS, until: MS }
const member = { member: { id: id('mem'), role: WORD, ...aboutMember } }
const DOMAIN = '(?=.{1,253}$)[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*'
const passkey = {
  member: { id: id('mem') },
  passkey: { thumbprint: LOG.kid, relying_party: DOMAIN, 'name?': COMMITMENT },
}

const EVENTS = { events: (list: Any) => fits(['[a-z][a-z0-9_.]{0,63}'], list) && list.length <= 64 }
const WEBHOOK = { id: id('whk') }
const slack = { member: { id: id('mem') }, webhook: WEBHOOK }
const environment = { environment: NAME, 'change?': REASON_ONLY }
const decided = {
  ...AGENT,
  gate: REFERENCE,
  approval: DECIDED,
  decision: {
    by: id('mem'),
    via: 'session|passkey|backend|slack',
    role: WORD,
    ...GROUPS,
    'for?': id('mem'),
    ...REASON_ONLY,
    'assertion?': COMMITMENT,
  },
}

const AFTER = {
  'after?': 'org.halted|agent.revoked|agent.quarantined|agent.suspended|key.revoked',
}

const ERASED = {
  receipt: `rcp_${B32}{20}`,
  paths: (list: Any) => fits(['(?=.{1,64}$)[a-z_]+(\\.[a-z_]+)*'], list) && list.length <= 16,
}
const RANGE = { from: 2 ** 50 - 1, to: 2 ** 50 - 1, count: 2 ** 53 - 1 }

const { outcome: _, ...DISPATCHED } = done('')
const { gate: __, ...OBSERVATION } = done('succeeded|failed|unknown')
const tool = { action: { name: NAME, tool: NAME, 'tool_definition?': HEX }, change: CHANGE }
function ended(status: string) {
  return { ...done(status), ...AFTER }
}

const TYPES: Record<string, object> = {
  'log.genesis': { log: LOG },
  'log.closed': { log: LOG },
  'log.key_rotated': { log: { ...LOG, retired: LOG.kid } },
  'key.created': { key: KEY },
  'key.revoked': { key: KEY, 'change?': REASON_ONLY },
  'agent.created': agent,
  'agent.suspended': agent,
  'agent.resumed': agent,
  'agent.quarantined': agent,
  'agent.revoked': agent,
  'agent.changed': agent,
  'member.invited': member,
  'member.added': member,
  'member.changed': {
    member: { id: id('mem'), 'role?': WORD, ...aboutMember, 'substitute?': SUBSTITUTE },
    'change?': REASON_ONLY,
  },
  'member.removed': { member: { id: id('mem') }, 'change?': REASON_ONLY },
  'member.passkey_added': passkey,
  'member.passkey_removed': passkey,
  'member.slack_linked': slack,
  'member.slack_unlinked': slack,
  'org.halted': { change: CHANGE },
  'org.resumed': { change: CHANGE },
  'org.changed': { change: CHANGE },
  'environment.added': environment,
  'environment.removed': environment,
  'webhook.added': { webhook: { ...WEBHOOK, ...EVENTS, 'url?': COMMITMENT } },
  'webhook.changed': {
    webhook: {
      ...WEBHOOK,
      'events?': EVENTS.events,
      'url?': COMMITMENT,
      'status?': 'active|disabled',
      'secret?': 'rotated',
    },
    'change?': REASON_ONLY,
  },
  'webhook.removed': { webhook: WEBHOOK, 'change?': REASON_ONLY },
  check: attempt('allow|sanitize|require_approval|defer|deny'),
  'gate.allowed': gate('allow|sanitize'),
  'gate.denied': gate('deny'),
  'gate.deferred': gate('defer'),
  'gate.pending': { ...attempt('require_approval'), gate: OPENED, approval: REQUESTED },
  'action.completed': ended('succeeded'),
  'action.failed': ended('failed'),
  'action.unknown': ended('unknown'),
  'action.dispatched': DISPATCHED,
  observation: OBSERVATION,
  'gate.expired': { gate: REFERENCE, ...AGENT, ...AFTER },
  'approval.granted': { ...decided, approval: GRANTED },
  'approval.rejected': decided,
  'approval.expired': { gate: REFERENCE, approval: DECIDED, ...AGENT },
  'approval.withdrawn': { gate: REFERENCE, approval: DECIDED, ...AGENT, 'change?': REASON_ONLY },
  'policy.published': {
    policy: { version: POLICY.version, digest: POLICY.digest, 'inputs?': COMMITMENT },
    'environment?': NAME,
    'change?': REASON_ONLY,
  },
  'tool.changed': tool,
  'tool.scanned': tool,
  'tool.pinned': { ...tool, action: { name: NAME, tool: NAME, tool_definition: HEX } },
  'data.erased': { change: REASON_ONLY, 'gate?': REFERENCE, 'erased?': [ERASED], 'range?': RANGE },
}

/** A text is a whole-match pattern, a number the greatest integer, a list holds one shape, an object is closed. */
export function fits(shape: Any, value: Any): boolean {
  if (typeof shape === 'function') return shape(value)
  if (typeof shape === 'string') return typeof value === 'string' && new RegExp(`^(?:${shape})$`).test(value)
  if (typeof shape === 'number') return Number.isSafeInteger(value) && value >= 0 && value <= shape
  if (Array.isArray(shape))
    return Array.isArray(value) && value.length <= 64 && value.every((item) => fits(shape[0], item))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const isKnown = Object.keys(value).every(
    (name) => Object.hasOwn(shape, name) || Object.hasOwn(shape, `${name}?`),
  )
  return (
    isKnown &&
    Object.entries(shape).every(([name, inner]) => {
      const bare = name.replace('?', '')
      return Object.hasOwn(value, bare) ? fits(inner, value[bare]) : name.endsWith('?')
    })
  )
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
function number(text: string): number {
  return [...text].reduce((sum, digit) => sum * 32 + ALPHABET.indexOf(digit), 0)
}

export function seqIn(id: string): number {
  return number(id.slice(-10))
}

function digestOf({ org, agent, action, environment, session, policy }: Any): string {
  const named = policy && { digest: policy.digest, version: policy.version }
  const all = { org, agent, action, environment, session, policy: named }
  const there = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  return `sha256:${sha(Buffer.from(canon(there))).toString('hex')}`
}

function rises(list: Any[]): boolean {
  return list.length > 0 && list.every((value, at) => at === 0 || list[at - 1] < value)
}

/** Section 2.3. */
function isErasure({ seq, gate, erased, range }: Any): boolean {
  if (range !== undefined) {
    const { from, to, count } = range
    return !erased && !gate && from < to && to <= seq && count <= 16 * (to - from)
  }
  if (erased === undefined) return true
  const seqs = erased.map(({ receipt }: Any) => seqIn(receipt))
  return (
    rises(seqs) &&
    seqs.at(-1) < seq &&
    erased.every(({ paths }: Any) => rises(paths)) &&
    (gate === undefined || erased.some(({ receipt }: Any) => receipt === gate.receipt))
  )
}

export function readPayload(text: string): Any {
  const value = on('payload', 'payload.malformed', () => readJson(text))
  must(canon(value) === text, 'payload', 'payload.not_canonical')
  const common = {
    id: `rcp_${B32}{20}`,
    org: `org_${B32}{26}`,
    seq: 2 ** 50 - 1,
    prev: HEX,
    nonce: '[0-9a-f]{32}',
    issued_at: 2 ** 48 - 1,
  }
  const shape = {
    ...common,
    type: value.type,
    v: 1,
    actor: `system|(key|mem)_${B32}{26}`,
    ...TYPES[value.type],
  }
  const { gate: ref, log, seq, org, actor, decision, member: about } = value
  const rules =
    Object.hasOwn(TYPES, value.type) &&
    value.v === 1 &&
    fits(shape, value) &&
    (value.type === 'log.genesis') === (seq === 0) &&
    (seq > 0 || value.prev === '0'.repeat(64)) &&
    seqIn(value.id) === seq &&
    number(value.id.slice(4, 14)) === value.issued_at &&
    (log === undefined || (log.origin === `countersign/${org}` && log.retired !== log.kid)) &&
    (ref === undefined ||
      (ref.receipt === undefined
        ? seqIn(ref.id) <= seq
        : ref.seq < seq && seqIn(ref.receipt) === ref.seq && seqIn(ref.id) <= ref.seq)) &&
    (value.type !== 'member.slack_linked' || actor === about.id) &&
    (decision?.via === undefined ||
      (decision.for !== decision.by &&
        (decision.via === 'backend' ? actor.startsWith('key_') : actor === decision.by) &&
        (decision.via === 'passkey') === (decision.assertion !== undefined))) &&
    (value.type !== 'data.erased' || isErasure(value))
  must(rules, 'payload', 'payload.malformed')
  if (['gate.pending', 'gate.allowed'].includes(value.type) && value.approval !== undefined) {
    must(value.approval.digest === digestOf(value), 'payload', 'payload.binding')
  }
  return value
}

const DISCLOSURES = [{ path: '[a-z_.]{1,64}', salt: HEX, 'value?': {} }]
export const COSE = '[A-Za-z0-9_-]{4000,16000}'
export function isDisclosed(list: Any): boolean {
  return (
    Array.isArray(list) &&
    list.length <= 16 &&
    fits(
      DISCLOSURES,
      list.map(({ value, ...rest }: Any) => rest),
    )
  )
}
