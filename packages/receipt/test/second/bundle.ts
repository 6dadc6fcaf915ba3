// The second verifier's reading of bundles, written from docs/receipt-format.md alone.

import { checkPasskey } from './passkey.ts'
import { B32, COSE, fits, HEX, isDisclosed, readPayload, seqIn } from './payload.ts'
import {
  type Any,
  bytesOf,
  canon,
  checkHead,
  isConsistent,
  isSigned,
  kidOf,
  leafOf,
  must,
  node,
  on,
  openDisclosures,
  outcomeOf,
  readCose,
  readJson,
  standing,
  type Verdict,
} from './shared.ts'

/** The compact range [0, end) as [size, hash] from the left; equal sizes join when a leaf or subtree comes behind them. */
type Range = [number, Buffer][]
function grow(range: Range, size: number, hash: Buffer): Range {
  const last = range.at(-1)
  return last?.[0] === size
    ? grow(range.slice(0, -1), size * 2, node(last[1], hash))
    : [...range, [size, hash]]
}

function sizesOf(begin: number, end: number): number[] {
  const sizes: number[] = []
  for (let at = begin; at < end; at += sizes.at(-1) ?? 0) {
    let size = 1
    while (at % (size * 2) === 0 && at + size * 2 <= end) size *= 2
    sizes.push(size)
  }
  return sizes
}

function rootOfRange(range: Range): Buffer {
  return range.map(([, hash]) => hash).reduceRight((root, hash) => node(hash, root))
}

function ascending(list: Any[]): boolean {
  return list.every((value, index) => index === 0 || list[index - 1] < value)
}

function readHeader(line: string): Any {
  return on('structure', 'bundle.header', () => {
    const header = readJson(line, 72)
    const head = { cose: COSE, kid: '[\\w-]{43}', tree_size: 2 ** 53 }
    const shape = {
      format: 'countersign-bundle/1',
      org: `org_${B32}{26}`,
      origin: `countersign/${header.org}`,
      from: 2 ** 53,
      to: 2 ** 53,
      left: [HEX],
      right: [HEX],
      checkpoint: { ...head, root: HEX },
      keys: { keys: [{ alg: 'ML-DSA-65', kid: head.kid, kty: 'AKP', pub: '[\\w-]{2603}' }] },
      'handovers?': [head],
      'consistency?': { from_size: 2 ** 53, path: [HEX], root: HEX },
    }
    const { from, to, left, right, checkpoint, keys, handovers = [], consistency } = header
    const size = checkpoint.tree_size
    const sizes = handovers.map((handover: Any) => handover.tree_size)
    const isSo =
      canon(header) === line &&
      fits(shape, header) &&
      from < to &&
      to <= size &&
      left.length === sizesOf(0, from).length &&
      right.length === sizesOf(to, size).length &&
      ascending(sizes) &&
      sizes.every((at: number) => at > from && at <= to)
    must(isSo && !(consistency?.from_size >= size), 'structure', 'bundle.header')
    const kids = keys.keys.map((key: Any) => key.kid)
    const signers = [...new Set([checkpoint.kid, ...handovers.map((handover: Any) => handover.kid)])].sort()
    const areKeys =
      kids.join() === signers.join() && keys.keys.every(({ kid, pub }: Any) => kidOf(pub) === kid)
    must(areKeys, 'structure', 'bundle.keys')
    return header
  })
}

const TARGETS: Record<string, string[]> = {
  'gate.expired': ['gate.allowed', 'gate.pending'],
  'data.erased': ['gate.allowed', 'gate.denied', 'gate.deferred', 'gate.pending'],
}

function targetsOf(type: string): string[] {
  return TARGETS[type] ?? (type.startsWith('action.') ? ['gate.allowed'] : ['gate.pending'])
}

const CLOSING = ['action.completed', 'action.failed', 'action.unknown', 'gate.expired']

/** Section 9, `links`: a member who decides for another was named as their substitute. */
function checkSubstitute(
  { type, member, decision, issued_at: now }: Any,
  named: Map<string, Any>,
  from: number,
): void {
  if (type === 'member.changed' && member.substitute) named.set(member.id, member.substitute)
  if (type === 'member.removed') named.delete(member.id)
  if (!type.startsWith('approval.') || decision?.for === undefined) return
  const substitute = named.get(decision.for)
  const isNow = substitute?.id === decision.by && now >= substitute.from && now < substitute.until
  must(isNow || (substitute === undefined && from > 0), 'links', 'links.approval')
}

/** Section 2.1: when links begin and end. */
function followSlack({ type, member, webhook }: Any, linked: Map<string, Any>): void {
  if (type === 'member.slack_linked') linked.set(member.id, webhook.id)
  const isGone = type === 'member.removed' && linked.has(member.id)
  if (type === 'member.slack_unlinked' || isGone) linked.set(member.id, 'ended')
  const isOther = type === 'webhook.removed' || (type === 'webhook.changed' && webhook.secret)
  if (isOther) for (const [id, in_] of linked) if (in_ === webhook.id) linked.set(id, 'ended')
}

/** Section 2.1: from the first link on, who decides in Slack is linked there, and one member is enough. */
function checkSlack({ decision, approval }: Any, linked: Map<string, Any>, asked: Any, from: number): void {
  if (decision?.via !== 'slack' || linked.size === 0) return
  const link = linked.get(decision.by)
  must(link === undefined ? from > 0 : link !== 'ended', 'links', 'links.approval')
  const { required, escalation, also = [] } = asked.get(approval.id) ?? {}
  const isForMore = required > 1 || escalation?.required > 1 || also.length > 0
  must(!isForMore, 'links', 'links.approval')
}

/** Section 9, `links`: what receipts say about an approval whose pending gate is in the window. */
function checkApproval(payload: Any, approvals: Map<string, Any>, from: number): void {
  const { type, approval, seq } = payload
  if (type === 'gate.pending') {
    must(!approvals.has(approval.id), 'links', 'links.approval')
    approvals.set(approval.id, {
      ...approval,
      seq,
      by: [],
      granted: [],
      given: [],
      used: 0,
    })
  }
  const known = approvals.get(approval?.id)
  checkLapses(payload, approvals)
  if (type.startsWith('approval.')) checkDecided(payload, known, from)
  if (type === 'gate.allowed' && approval !== undefined) checkUsed(payload, known, from)
}

function checkDecided(
  { type, approval, decision, gate, issued_at: now }: Any,
  known: Any,
  from: number,
): void {
  function isGood(holds: boolean): void {
    must(holds, 'links', 'links.approval')
  }
  isGood(known !== undefined || gate.seq < from)
  if (known === undefined) return
  isGood(known.digest === approval.digest && known.seq === gate.seq && !known.isOver)
  if (type === 'approval.granted') {
    const { uses = 1, minutes } = approval.grant ?? {}
    const people = [decision.by, decision.for].filter((id) => id !== undefined)
    isGood(!people.some((id) => known.by.includes(id)) && known.until === undefined && now < known.expires_at)
    isGood(minutes === undefined || (uses <= known.grant?.uses && minutes <= known.grant?.minutes))
    known.by.push(...people)
    known.granted.push({ people, groups: decision.groups ?? [], at: now })
    known.given.push({ uses, minutes })
    if ([known, ...(known.also ?? [])].every((demand: Any) => isMet(demand, known.granted))) {
      const ends = known.given.map((grant: Any) =>
        grant.minutes === undefined ? known.expires_at : now + grant.minutes * 60_000,
      )
      known.until = Math.min(...ends)
    }
  } else known.isOver = true
  isGood(approval.given === known.granted.length)
}

function checkUsed({ approval, issued_at: now }: Any, known: Any, from: number): void {
  function isGood(holds: boolean): void {
    must(holds, 'links', 'links.approval')
  }
  isGood(known !== undefined || from > 0)
  if (known === undefined) return
  known.used++
  isGood(known.digest === approval.digest && !known.isOver && now < known.until)
  isGood(known.given.every(({ uses }: Any) => known.used <= uses) && approval.use === known.used)
}

/** Section 2.1: a grant counts while those of whom it is may decide, and are of the groups that it counts for. */
function checkLapses({ type, member }: Any, approvals: Map<string, Any>): void {
  if (type !== 'member.changed' && type !== 'member.removed') return
  const { id, role, groups } = member
  const isOut =
    type === 'member.removed' || (role !== undefined && !['owner', 'admin', 'approver'].includes(role))
  for (const known of approvals.values()) {
    if (known.isOver) continue
    const asked = [known, ...(known.also ?? [])].flatMap((one) => [one.group, one.escalation?.group])
    function isKept({ people, groups: held }: Any): boolean {
      if (isOut) return !people.includes(id)
      const left = held.filter((group: string) => asked.includes(group) && !(groups ?? held).includes(group))
      return people.at(-1) !== id || left.length === 0
    }
    const kept = known.granted.filter(isKept)
    if (kept.length < known.granted.length) known.until = undefined
    known.granted = kept
    known.by = kept.flatMap(({ people }: Any) => people)
  }
}

function isMet({ required, group, escalation }: Any, granted: Any[]): boolean {
  const own = granted.filter(({ groups }) => group === undefined || groups.includes(group))
  const later = granted.filter(({ groups, at }) => at >= escalation?.at && groups.includes(escalation?.group))
  return own.length >= required || later.length >= (escalation?.required ?? Number.POSITIVE_INFINITY)
}

function checkLink(payload: Any, seen: Map<number, Any>, closed: Set<number>, from: number): void {
  const { gate: ref, type, action } = payload
  if (ref?.receipt === undefined) return
  must(!(CLOSING.includes(type) && closed.has(ref.seq)), 'links', 'links.closed_twice')
  if (CLOSING.includes(type)) closed.add(ref.seq)
  if (ref.seq < from) return
  const target = seen.get(ref.seq)
  must(targetsOf(type).includes(target?.payload.type), 'links', 'links.no_gate')
  const isSame =
    target.payload.gate.id === ref.id && target.payload.id === ref.receipt && target.leaf === ref.leaf_hash
  must(isSame, 'links', 'links.gate')
  must(action === undefined || canon(action) === canon(target.payload.action), 'links', 'links.action')
}

/** Section 9, `links`: what is said to be erased was committed to. */
function checkErased({ erased = [] }: Any, seen: Map<number, Any>, from: number): void {
  for (const { receipt, paths } of erased) {
    if (seqIn(receipt) < from) continue
    const { payload } = seen.get(seqIn(receipt))
    must(payload.id === receipt, 'links', 'links.erased')
    for (const path of paths) {
      const at = path.split('.').reduce((value: Any, name: string) => value?.[name], payload)
      must(at?.alg === 'hmac-sha256', 'links', 'links.erased')
    }
  }
}

type State = {
  header: Any
  options: Any
  range: Range
  prev: string | undefined
  seq: number
  time: number
  current: string | undefined
  seen: Map<number, Any>
  closed: Set<number>
  approvals: Map<string, Any>
  substitutes: Map<string, Any>
  slack: Map<string, Any>
  passkeys: Map<string, Any>
  spans: Map<string, [number, number]>
  inherited: Set<string>
  roots: Map<number, Buffer>
}

function begin(line: string, options: Any): State {
  const header = readHeader(line)
  const { from, left } = header
  const range: Range = sizesOf(0, from).map((size, index) => [size, bytesOf(left[index])])
  return {
    header,
    options,
    range,
    prev: from % 2 === 1 ? left.at(-1) : undefined,
    seq: from,
    time: 0,
    current: undefined,
    seen: new Map(),
    closed: new Set(),
    approvals: new Map(),
    substitutes: new Map(),
    slack: new Map(),
    passkeys: new Map(),
    spans: new Map(),
    inherited: new Set(),
    roots: new Map(from > 0 ? [[from, rootOfRange(range)]] : []),
  }
}

function takeReceipt(state: State, line: string): void {
  const { header } = state
  const read = on('structure', 'bundle.line', () => readJson(line, 72))
  const { disclosures = [], ...only } = read
  const isLine = canon(read) === line && fits({ payload: '.*' }, only) && isDisclosed(disclosures)
  must(isLine, 'structure', 'bundle.line')
  must(state.seq < header.to, 'completeness', 'completeness.extra')
  const payload = readPayload(read.payload)
  must(payload.org === header.org, 'payload', 'payload.org')
  must(payload.seq === state.seq, 'completeness', 'completeness.gap')
  must(state.prev === undefined || payload.prev === state.prev, 'chain', 'chain.prev')
  must(payload.issued_at >= state.time, 'chain', 'chain.time')
  const leaf = leafOf(read.payload)
  state.prev = leaf.toString('hex')
  state.time = payload.issued_at
  state.range = grow(state.range, 1, leaf)
  state.seq++
  state.roots.set(state.seq, rootOfRange(state.range))
  checkLink(payload, state.seen, state.closed, header.from)
  checkSubstitute(payload, state.substitutes, header.from)
  followSlack(payload, state.slack)
  checkSlack(payload, state.slack, state.approvals, header.from)
  checkApproval(payload, state.approvals, header.from)
  checkErased(payload, state.seen, header.from)
  state.seen.set(payload.seq, { payload, leaf: state.prev })
  if (payload.log !== undefined) followKeys(state, payload)
  openDisclosures(payload, disclosures)
  checkPasskey(payload, disclosures, state.passkeys, header.from)
}

function followKeys(state: State, { log, type }: Any): void {
  const { spans, current, seq } = state
  state.current = log.kid
  if (type === 'log.genesis') {
    spans.set(log.kid, [0, Number.POSITIVE_INFINITY])
    return
  }
  const before = type === 'log.key_rotated' ? log.retired : log.kid
  must(current === undefined || before === current, 'key', 'key.rotation')
  if (type === 'log.closed') return
  must(!spans.has(log.kid), 'key', 'key.rotation')
  spans.set(before, [spans.get(before)?.[0] ?? 0, seq]).set(log.kid, [seq, Number.POSITIVE_INFINITY])
  const handover = state.header.handovers?.find((candidate: Any) => candidate.tree_size === seq)
  if (handover !== undefined) takeHandover(state, handover, before, log.kid)
}

function takeHandover(state: State, handover: Any, before: string, after: string): void {
  const { header, options, inherited, seq } = state
  const receipt = readCose(handover.cose)
  must(handover.kid === before, 'key', 'key.handover')
  checkHead(receipt, before, header.org, seq)
  const { pub } = header.keys.keys.find((key: Any) => key.kid === before)
  const isGood = receipt.proof === undefined && isSigned(receipt, rootOfRange(state.range), pub)
  must(isGood, 'key', 'key.handover')
  if (standing(options, before, seq).isTrusted || inherited.has(before)) inherited.add(after)
}

function close(state: State, rest: string | undefined): boolean {
  const { header, seen } = state
  const { to, right, checkpoint, handovers = [], consistency } = header
  must(rest === '', 'structure', 'bundle.truncated')
  must(state.seq === to, 'completeness', 'completeness.missing')
  function isRotation(handover: Any) {
    return seen.get(handover.tree_size - 1)?.payload.type === 'log.key_rotated'
  }
  must(handovers.every(isRotation), 'structure', 'bundle.handovers')
  const { tree_size: size } = checkpoint
  const parts = sizesOf(to, size)
  const root = rootOfRange(
    parts.reduce((range, part, at) => grow(range, part, bytesOf(right[at])), state.range),
  )
  must(root.toString('hex') === checkpoint.root, 'root', 'root.mismatch')
  must(consistency === undefined || isConsistent(consistency, size, root), 'root', 'root.consistency')
  state.roots.set(size, root)
  return checkSigner(state, root)
}

function checkSigner(state: State, root: Buffer): boolean {
  const { header, options, spans, inherited, current } = state
  const { to, org, checkpoint, consistency } = header
  const { kid, tree_size: size } = checkpoint
  const receipt = readCose(checkpoint.cose)
  checkHead(receipt, kid, org, size)
  must(receipt.proof === undefined, 'cose', 'cose.proof')
  const [above, upTo] = spans.get(kid) ?? [0, Number.POSITIVE_INFINITY]
  must(size > above, 'key', 'key.not_yet')
  must(size <= upTo, 'key', 'key.retired')
  must(spans.has(kid) || (current ?? kid) === kid || to < size, 'key', 'key.foreign')
  const isTrusted = standing(options, kid, size).isTrusted || inherited.has(kid)
  const isGrown = checkSince(options.since, size, state.roots, consistency)
  const { pub } = header.keys.keys.find((key: Any) => key.kid === kid)
  must(isSigned(receipt, root, pub), 'signature', 'signature.invalid')
  return isTrusted && isGrown
}

export function secondBundle(text: string, options: Any): Verdict {
  return outcomeOf(() => {
    const [first = '', ...lines] = text.split('\n')
    const rest = lines.pop()
    const state = begin(first, options)
    for (const line of lines) takeReceipt(state, line)
    return close(state, rest)
  })
}

function checkSince(since: Any, size: number, roots: Map<number, Buffer>, consistency: Any): boolean {
  if (since === undefined) return true
  must(since.tree_size <= size, 'since', 'since.rollback')
  const known =
    roots.get(since.tree_size)?.toString('hex') ??
    (consistency?.from_size === since.tree_size ? consistency.root : undefined)
  must(known === undefined || known === since.root, 'since', 'since.fork')
  return known !== undefined
}
