// What clients did and were answered, and whether the log agrees: nothing lost, doubled or invented.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import { suite } from '../../src/adapters/suite.ts'
import { ask, mustText, type ServiceAnswer } from './processes.ts'

/** One thing a client wanted, however often it had to ask. */
type Op = {
  id: string
  path: string
  body: Record<string, unknown>
  invokedAt: number
  /** When the first 200 arrived. */
  okAt: number | undefined
  receipts: Set<string>
  unknown: number
}

export type Storm = {
  key: string
  orgId: string
  agentId: string
  /** Where a client may ask now; empty while nothing runs. */
  urls: () => string[]
  stopped: boolean
  /** How long a client rests before it asks anew; a long storm gives it no rest. */
  pauseMs: number
  ops: Map<string, Op>
  /** Answers that were neither 200 nor a 5xx problem. */
  odd: string[]
  /** What was said instead of an answer, each sentence once. */
  said: Set<string>
}

export type Figures = {
  invoked: number
  acknowledged: number
  unknownAnswers: number
  receipts: number
  lost: number
  duplicated: number
  invented: number
}

let names = 0

export function newStorm(
  parts: Pick<Storm, 'key' | 'orgId' | 'agentId' | 'urls'> & { pauseMs?: number },
): Storm {
  return { pauseMs: 0, ...parts, stopped: false, ops: new Map(), odd: [], said: new Set() }
}

/** Asks until `stopped`. A share of what stays unknown is left so, to be resolved at the end. */
export async function client(storm: Storm): Promise<void> {
  while (!storm.stopped) {
    if (storm.pauseMs > 0) await sleep(storm.pauseMs)
    const gate = invoke(storm, names % 3 === 0 ? '/v1/check' : '/v1/gate', {
      action: 'read_file',
      agent_id: storm.agentId,
    })
    const answer = await persist(storm, gate, names % 4 === 0 ? 1 : 50)
    const gateId = answer?.gate?.id
    if (gateId === undefined || storm.stopped || names % 2 === 0) continue
    const completion = invoke(storm, '/v1/complete', {
      gate_id: gateId,
      outcome: 'succeeded',
      output: gate.id,
    })
    await persist(storm, completion, 50)
  }
}

function invoke(storm: Storm, path: string, body: Record<string, unknown>): Op {
  const id = `op-${names++}`
  const op: Op = {
    id,
    path,
    body: path === '/v1/complete' ? body : { ...body, session_id: id, arguments: { id } },
    invokedAt: performance.now(),
    okAt: undefined,
    receipts: new Set(),
    unknown: 0,
  }
  storm.ops.set(id, op)
  return op
}

async function persist(storm: Storm, op: Op, tries: number): Promise<ServiceAnswer | undefined> {
  for (let n = 0; n < tries && !storm.stopped; n++) {
    const answer = await once(storm, op)
    if (answer !== undefined) return answer
    await sleep(20 + Math.random() * 60)
  }
  return undefined
}

async function once(storm: Storm, op: Op): Promise<ServiceAnswer | undefined> {
  const urls = storm.urls()
  const url = urls[Math.floor(Math.random() * urls.length)]
  if (url === undefined) return undefined
  try {
    const reply = await ask(url, op.path, { key: storm.key, body: op.body, repeat: op.id })
    if (reply.status === 200 && reply.body !== undefined) {
      op.okAt ??= performance.now()
      op.receipts.add(reply.body.receipt.id)
      return reply.body
    }
    storm.said.add(`${reply.status} ${reply.body?.code}`)
    if (reply.status < 500) storm.odd.push(`${op.path} ${reply.status} ${reply.text}`)
  } catch (error) {
    // No answer: the outcome is unknown.
    storm.said.add(String(error))
  }
  op.unknown += 1
  return undefined
}

/** Asks again for all that was invoked and has no answer yet. */
export async function resolveAll(storm: Storm): Promise<void> {
  storm.stopped = false
  const open = [...storm.ops.values()].filter((op) => op.okAt === undefined)
  for (let at = 0; at < open.length; at += 20) {
    await Promise.all(open.slice(at, at + 20).map((op) => persist(storm, op, 50)))
  }
}

type Leaf = { seq: number; id: string; prev: string; type: string; session?: string; gate?: { id: string } }

/** Reads the whole log, verifies it with the key fetched before the storm, and compares it with the history. */
export async function judge(storm: Storm, url: string, trusted: unknown): Promise<Figures> {
  const bundle = await mustText(url, '/v1/bundle', { key: storm.key, timeoutMs: 300_000 })
  const report = verifyBundle(suite, bundle, { trust: { keys: parseKeySet(suite, trusted) } })
  assert.equal(report.verdict, 'valid', JSON.stringify(report))
  const texts = bundle
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => (JSON.parse(line) as { payload: string }).payload)
  const leaves = linked(texts)
  const opOf = new Map<string, Leaf[]>()
  let invented = 0
  const gateOps = new Map(
    [...storm.ops.values()].filter((op) => op.path === '/v1/complete').map((op) => [op.body.gate_id, op.id]),
  )
  for (const leaf of leaves) {
    const isClosing = leaf.type.startsWith('action.')
    if (!isClosing && leaf.session === undefined) continue
    const id = isClosing ? gateOps.get(leaf.gate?.id) : leaf.session
    if (id === undefined || !storm.ops.has(id)) invented += 1
    else opOf.set(id, [...(opOf.get(id) ?? []), leaf])
  }
  const ops = [...storm.ops.values()]
  const acknowledged = ops.filter((op) => op.okAt !== undefined)
  const figures: Figures = {
    invoked: ops.length,
    acknowledged: acknowledged.length,
    unknownAnswers: ops.reduce((sum, op) => sum + op.unknown, 0),
    receipts: leaves.length,
    lost: acknowledged.filter((op) => !opOf.get(op.id)?.some((leaf) => op.receipts.has(leaf.id))).length,
    duplicated: ops.filter((op) => op.receipts.size > 1 || (opOf.get(op.id)?.length ?? 0) > 1).length,
    invented,
  }
  assert.deepEqual(storm.odd, [])
  assert.deepEqual([figures.lost, figures.duplicated, figures.invented], [0, 0, 0], JSON.stringify(figures))
  inRealTime(acknowledged, opOf)
  return figures
}

/** Parses the leaves and checks, without the verifier, that each names the one before it. */
function linked(texts: string[]): Leaf[] {
  let prev = '0'.repeat(64)
  return texts.map((text, n) => {
    const leaf = JSON.parse(text) as Leaf
    assert.deepEqual([leaf.seq, leaf.prev], [n, prev], `the chain breaks at ${n}`)
    prev = createHash('sha256').update(Buffer.of(0)).update(text).digest('hex')
    return leaf
  })
}

/** What was acknowledged before something else was asked stands before it in the log. */
function inRealTime(acknowledged: Op[], opOf: Map<string, Leaf[]>): void {
  function seqOf(op: Op) {
    return opOf.get(op.id)?.[0]?.seq ?? -1
  }
  const byOk = [...acknowledged].sort((a, b) => (a.okAt ?? 0) - (b.okAt ?? 0))
  const byInvoke = [...acknowledged].sort((a, b) => a.invokedAt - b.invokedAt)
  let at = 0
  let greatest = -1
  for (const op of byInvoke) {
    for (let next = byOk[at]; next !== undefined && (next.okAt ?? 0) < op.invokedAt; next = byOk[++at]) {
      greatest = Math.max(greatest, seqOf(next))
    }
    assert.ok(seqOf(op) > greatest, `${op.id} stands before what it followed`)
  }
}
