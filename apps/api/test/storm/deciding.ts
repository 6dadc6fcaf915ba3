// Processes killed at every step of an approval: while it is asked for, decided and used.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import { formatApiKey, newId } from '@countersign/terms'
import { suite } from '../../src/adapters/suite.ts'
import { until } from '../until.ts'
import { leavesOf, type Org, prepareOrg } from './approvals.ts'
import { type CrashOptions, killApi, makeWorld } from './crash.ts'
import { type Api, ask, must, mustText, startApi } from './processes.ts'

export type DecidingOptions = Pick<CrashOptions, 'kind' | 'clients' | 'pauseMs' | 'progress'> & {
  kills: number
}

export type DecidingFigures = {
  /** Approvals that were asked for, decided and used up. */
  approvals: number
  /** Kills by the step that they hit. */
  kills: Record<Step, number>
  unanswered: number
  receipts: number
  seconds: number
}

const STEPS = ['ask', 'decide', 'use'] as const
type Step = (typeof STEPS)[number]

/** One approval from the call that needs it to its last use. */
type Flow = {
  id: string
  quorum: number
  uses: number
  approvalId: string | undefined
  /** Ids of the receipts that clients were given, by step. */
  receipts: Map<string, Step>
  isDone: boolean
}

type Storm = Org & {
  apis: (Api | undefined)[]
  flows: Flow[]
  stopped: boolean
  pauseMs: number
  unanswered: number
  odd: string[]
  /** The step during which the next process is to be killed, and what happens then. */
  armed: { step: Step; kill: (n: number) => void } | undefined
}

export async function decidingStorm(options: DecidingOptions): Promise<DecidingFigures> {
  const began = performance.now()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const key = formatApiKey('test', orgId, randomBytes(30))
  const world = await makeWorld(options.kind, key)
  const apis: (Api | undefined)[] = []
  try {
    for (let n = 0; n < world.processes; n++) apis.push(await startApi(world.env))
    const org = await prepareOrg(apis[0]?.url ?? '', key, orgId)
    const pauseMs = options.pauseMs ?? 0
    const rest = { flows: [], stopped: false, pauseMs, unanswered: 0, odd: [], armed: undefined }
    const storm: Storm = { ...org, apis, ...rest }
    const clients = Array.from({ length: options.clients }, (_, n) => client(storm, n))
    const kills = { ask: 0, decide: 0, use: 0 }
    try {
      for (let n = 0; n < options.kills; n++) {
        await finished(storm, 2)
        const step = STEPS[n % STEPS.length] ?? 'use'
        await killApi(world, apis, await hit(storm, step))
        kills[step]++
        options.progress?.(`deciding ${options.kind} ${n + 1}/${options.kills} ${step}`)
      }
      await finished(storm, 2)
    } finally {
      storm.stopped = true
      await Promise.all(clients)
    }
    const receipts = await judge(storm)
    const approvals = storm.flows.filter(({ isDone }) => isDone).length
    const seconds = Math.round((performance.now() - began) / 1000)
    return { approvals, kills, unanswered: storm.unanswered, receipts, seconds }
  } finally {
    await Promise.all(apis.map((api) => api?.stop()))
    await world.remove()
  }
}

async function finished(storm: Storm, more: number): Promise<void> {
  function done() {
    return storm.flows.filter(({ isDone }) => isDone).length
  }
  const before = done()
  await until('approvals come to their end', () => done() >= before + more)
}

/** The process to which a request of this step has just gone. */
async function hit(storm: Storm, step: Step): Promise<number> {
  const n = await new Promise<number>((resolve) => {
    storm.armed = { step, kill: resolve }
  })
  await sleep(Math.random() * 12)
  return n
}

async function client(storm: Storm, number: number): Promise<void> {
  for (let n = 0; !storm.stopped; n++) {
    const isQuorum = n % 2 === 1
    const flow: Flow = {
      id: `flow-${number}-${n}`,
      quorum: isQuorum ? 2 : 1,
      uses: isQuorum ? 1 : 2 + (n % 3),
      approvalId: undefined,
      receipts: new Map(),
      isDone: false,
    }
    storm.flows.push(flow)
    await follow(storm, flow, isQuorum ? 'deploy' : 'rename_label')
  }
}

async function follow(storm: Storm, flow: Flow, action: string): Promise<void> {
  const call = {
    agent_id: storm.agentId,
    action,
    arguments: { flow: flow.id },
    session_id: flow.id,
  }
  const held = await persist(storm, flow, { step: 'ask', path: '/v1/gate', body: call })
  flow.approvalId = held?.approval?.id
  if (flow.approvalId === undefined) return
  const path = `/v1/approvals/${flow.approvalId}`
  const digest = (await persist(storm, flow, { step: 'ask', path }))?.digest
  const grant = flow.uses > 1 ? { grant: { uses: flow.uses, minutes: 60 } } : {}
  for (const member_id of storm.members.slice(0, flow.quorum)) {
    const body = { decision: 'grant', member_id, digest, ...grant }
    await persist(storm, flow, { step: 'decide', path: `${path}/decide`, body, name: member_id })
  }
  const verdicts: (string | undefined)[] = []
  for (let n = 0; n <= flow.uses; n++) {
    const body = { ...call, approval_id: flow.approvalId }
    const used = await persist(storm, flow, { step: 'use', path: '/v1/gate', body, name: String(n) })
    verdicts.push(used?.verdict)
  }
  if (storm.stopped) return
  assert.deepEqual(verdicts, [...Array(flow.uses).fill('allow'), 'deny'], flow.id)
  flow.isDone = true
}

type Told = {
  digest?: string
  verdict?: string
  approval?: { id: string }
  receipt: { id: string }
}

type Wanted = { step: Step; path: string; body?: object; name?: string }

/** Asks until there is an answer, each time under the same Idempotency-Key. */
async function persist(storm: Storm, flow: Flow, wanted: Wanted): Promise<Told | undefined> {
  while (!storm.stopped) {
    const answer = await once(storm, flow, wanted)
    if (storm.pauseMs > 0) await sleep(storm.pauseMs)
    if (answer !== undefined) return answer
    await sleep(20 + Math.random() * 60)
  }
  return undefined
}

async function once(storm: Storm, flow: Flow, wanted: Wanted): Promise<Told | undefined> {
  const { step, path, body, name } = wanted
  const n = Math.floor(Math.random() * storm.apis.length)
  const url = storm.apis[n]?.url
  if (url === undefined) return undefined
  const repeat = `${flow.id}-${step}-${name}`
  const sent = ask(url, path, { key: storm.key, ...(body && { body, repeat }) })
  if (storm.armed?.step === step && body !== undefined) {
    storm.armed.kill(n)
    storm.armed = undefined
  }
  try {
    const { status, text } = await sent
    if (status === 200) {
      const told: Told = JSON.parse(text)
      if (body !== undefined) flow.receipts.set(told.receipt.id, step)
      return told
    }
    if (status < 500) storm.odd.push(`${path} ${status} ${text}`)
  } catch {
    // No answer: whether it had an effect is unknown.
  }
  storm.unanswered++
  return undefined
}

/** Nothing acknowledged is lost, nobody counts twice, and what came to its end was used as often as it was granted. */
async function judge(storm: Storm): Promise<number> {
  const { key, orgId } = storm
  const url = storm.apis.find((api) => api !== undefined)?.url ?? ''
  assert.deepEqual(storm.odd, [])
  const bundle = await mustText(url, '/v1/bundle', { key, timeoutMs: 300_000 })
  const keys = parseKeySet(suite, await must(url, `/v1/logs/${orgId}/keys`, { key }))
  const report = verifyBundle(suite, bundle, { trust: { keys } })
  assert.equal(report.verdict, 'valid', JSON.stringify(report.axes))
  const leaves = leavesOf(bundle)
  const ids = new Set(leaves.map(({ id }) => id))
  const counts = new Map<string, number>()
  for (const { type, approval } of leaves) {
    if (approval !== undefined)
      counts.set(`${type} ${approval.id}`, (counts.get(`${type} ${approval.id}`) ?? 0) + 1)
  }
  for (const { id, approvalId, quorum, uses, receipts, isDone } of storm.flows) {
    for (const receipt of receipts.keys()) assert.ok(ids.has(receipt), `${id} lost ${receipt}`)
    const [asked, granted, used] = ['gate.pending', 'approval.granted', 'gate.allowed'].map(
      (type) => counts.get(`${type} ${approvalId}`) ?? 0,
    )
    if (isDone) assert.deepEqual([asked, granted, used], [1, quorum, uses], id)
    else assert.ok((granted ?? 0) <= quorum && (used ?? 0) <= uses, id)
  }
  return leaves.length
}
