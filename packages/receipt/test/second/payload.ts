import { type Any, canon, must, on, readJson } from './shared.ts'

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
const REASON = {
  code: CODE,
  severity: '[a-z][a-z0-9_]{0,31}',
  'policy_id?': POLICY_ID,
}
const decision = (verdict: string) => ({
  verdict,
  risk: { score: 100, band: 'low|medium|high|critical', 'contributions?': [CONTRIBUTION] },
  reasons: [REASON],
  'sanitized?': COMMITMENT,
  'shadow?': { verdict: 'allow|sanitize|require_approval|defer|deny', policies: [POLICY_ID] },
})
const OPENED = { id: `gte_${B32}{20}`, 'expires_at?': 2 ** 48 }
const REFERENCE = { id: `gte_${B32}{20}`, receipt: `rcp_${B32}{20}`, seq: 2 ** 50, leaf_hash: HEX }
const APPROVAL = { id: `apr_${B32}{26}`, 'expires_at?': 2 ** 48 }
const outcome = (status: string) => ({
  status,
  observed: 'reported|proxied',
  'output?': COMMITMENT,
  'error?': COMMITMENT,
})
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
}
const KEY = {
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
const POLICY = { version: 2 ** 53, digest: `sha256:${HEX}`, inputs: COMMITMENT }
const MODE = { mode: 'full|hash_only' }
const attempt = (verdict: string) => ({
  ...C,
  ...MODE,
  action: ACTION,
  decision: decision(verdict),
  environment: NAME,
  'policy?': POLICY,
})
const gate = (verdict: string) => ({ ...attempt(verdict), gate: OPENED, 'approval?': APPROVAL })
const done = (status: string) => ({
  ...C,
  ...MODE,
  gate: REFERENCE,
  action: ACTION,
  outcome: outcome(status),
  'environment?': NAME,
})
const agent = { agent: `agt_${B32}{26}`, change: CHANGE }
const approved = {
  approval: APPROVAL,
  gate: REFERENCE,
  'agent?': C['agent?'],
  'change?': { 'reason?': COMMITMENT },
}
const { outcome: _, ...DISPATCHED } = done('')
const { gate: __, ...OBSERVATION } = done('succeeded|failed|unknown')
const tool = { action: { name: NAME, tool: NAME, 'tool_definition?': HEX }, change: CHANGE }
const TYPES: Record<string, object> = {
  'log.genesis': { log: LOG },
  'log.closed': { log: LOG },
  'log.key_rotated': { log: { ...LOG, retired: LOG.kid } },
  'key.created': { key: KEY },
  'key.revoked': { key: KEY },
  'agent.created': agent,
  'agent.suspended': agent,
  'agent.resumed': agent,
  'agent.quarantined': agent,
  'agent.revoked': agent,
  'agent.changed': agent,
  'org.halted': { change: CHANGE },
  'org.resumed': { change: CHANGE },
  'org.changed': { change: CHANGE },
  check: attempt('allow|sanitize|require_approval|defer|deny'),
  'gate.allowed': gate('allow|sanitize'),
  'gate.denied': gate('deny'),
  'gate.deferred': gate('defer'),
  'gate.pending': { ...attempt('require_approval'), gate: OPENED, approval: APPROVAL },
  'action.completed': done('succeeded'),
  'action.failed': done('failed'),
  'action.unknown': done('unknown'),
  'action.dispatched': DISPATCHED,
  observation: OBSERVATION,
  'gate.expired': { gate: REFERENCE, 'agent?': C['agent?'] },
  'approval.granted': approved,
  'approval.rejected': approved,
  'approval.expired': approved,
  'policy.published': {
    policy: { version: POLICY.version, digest: POLICY.digest, 'inputs?': COMMITMENT },
    'environment?': NAME,
    'change?': { 'reason?': COMMITMENT },
  },
  'tool.changed': tool,
  'tool.scanned': tool,
  'data.erased': { change: { 'reason?': COMMITMENT }, 'gate?': REFERENCE },
}

/** A text is a whole-match pattern, a number the greatest integer, a list holds one shape, an object is closed. */
export function fits(shape: Any, value: Any): boolean {
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
const number = (text: string): number =>
  [...text].reduce((sum, digit) => sum * 32 + ALPHABET.indexOf(digit), 0)
const seqIn = (id: string): number => number(id.slice(-10))

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
  const shape = { ...common, type: value.type, v: 1, actor: `system|key_${B32}{26}`, ...TYPES[value.type] }
  const { gate: ref, log, seq, org } = value
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
        : ref.seq < seq && seqIn(ref.receipt) === ref.seq && seqIn(ref.id) <= ref.seq))
  must(rules, 'payload', 'payload.malformed')
  return value
}

const DISCLOSURES = [{ path: '[a-z_.]{1,64}', salt: HEX, 'value?': {} }]
export const COSE = '[A-Za-z0-9_-]{4000,16000}'
export const isDisclosed = (list: Any): boolean =>
  Array.isArray(list) &&
  list.length <= 16 &&
  fits(
    DISCLOSURES,
    list.map(({ value, ...rest }: Any) => rest),
  )
