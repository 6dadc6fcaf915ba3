// Several processes on one org: approvals that many use and many decide at once, and the log's word on each.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { parseKeySet, verifyBundle } from '@countersign/receipt'
import { formatApiKey, newId } from '@countersign/terms'
import { suite } from '../../src/adapters/suite.ts'
import { startPostgres } from '../postgres.ts'
import { type Api, ask, must, mustText, type Reply, settings, startApi } from './processes.ts'

export type RaceOptions = {
  processes: number
  rounds: number
  atOnce: number
  progress?: (text: string) => void
}

export type RaceFigures = {
  /** Rounds of each kind. */
  rounds: number
  uses: number
  decisions: number
  busy: number
  receipts: number
  seconds: number
}

/** What is deleted is let through once, what is deployed needs two of `sre`, what is renamed may go through often. */
export const POLICIES = `
  @id("deletes") permit (principal, action, resource)
    when { context.action == "delete_rows" && context.approved };
  @id("deploys") @approvers("2 of sre") permit (principal, action, resource)
    when { context.action == "deploy" && context.approved };
  @id("renames") @grant("100 in 1d") permit (principal, action, resource)
    when { context.action == "rename_label" && context.approved };`

export type Org = { key: string; orgId: string; agentId: string; members: string[] }

/** An agent, the policies, and ten people of the group `sre`. */
export async function prepareOrg(url: string, key: string, orgId: string): Promise<Org> {
  const { id: agentId } = await must(url, '/v1/agents', { key, body: { name: 'storm' } })
  await must(url, '/v1/policies/publish', { key, body: { text: POLICIES } })
  const members: string[] = []
  for (let n = 0; n < 10; n++) {
    const body = { name: `member ${n}`, role: 'approver', groups: ['sre'] }
    members.push((await must(url, '/v1/members', { key, body })).id)
  }
  return { key, orgId, agentId, members }
}

const LANES = 4
const PROGRESS_EVERY = 10

function progressOf({ rounds }: RaceFigures, options: RaceOptions, began: number): string {
  const each = (performance.now() - began) / rounds
  const left = Math.round(((options.rounds - rounds) * each) / 1000)
  return `approvals ${rounds}/${options.rounds}, ${Math.round(each)} ms a round, ${left} s to go`
}

type World = Org & { apis: Api[]; figures: RaceFigures }
type Told = { verdict?: string; code?: string; reasons: { code: string }[]; receipt: { seq: number } }
type Held = { approval: { id: string }; digest: string }

export async function approvalRace(options: RaceOptions): Promise<RaceFigures> {
  const began = performance.now()
  const server = await startPostgres()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const key = formatApiKey('test', orgId, randomBytes(30))
  const apis: Api[] = []
  try {
    const env = settings(key, { DATABASE_URL: server.url })
    apis.push(...(await Promise.all(Array.from({ length: options.processes }, () => startApi(env)))))
    const figures = { rounds: 0, uses: 0, decisions: 0, busy: 0, receipts: 0, seconds: 0 }
    const world: World = { ...(await prepareOrg(apis[0]?.url ?? '', key, orgId)), apis, figures }
    let next = 0
    // What one round waits for, another one works on: alone, a round leaves the processes idle half of its time.
    await all(LANES, async () => {
      for (let round = next++; round < options.rounds; round = next++) {
        await usedOnce(world, round, options.atOnce)
        await decidedByTwo(world, round, options.atOnce)
        await usedSeveralTimes(world, round, options.atOnce)
        figures.rounds++
        if (figures.rounds % PROGRESS_EVERY === 0) options.progress?.(progressOf(figures, options, began))
      }
    })
    figures.receipts = await requireCounts(world)
    return { ...figures, seconds: Math.round((performance.now() - began) / 1000) }
  } finally {
    await Promise.all(apis.map((api) => api.stop()))
    await server.stop()
  }
}

/** By the process whose turn it is; what a busy one refused had no effect and is sent again. */
async function send({ apis, key, figures }: World, n: number, path: string, body?: object): Promise<Reply> {
  for (;;) {
    const reply = await ask(apis[n % apis.length]?.url ?? '', path, { key, ...(body && { body }) })
    if (reply.status !== 503) return reply
    figures.busy++
  }
}

function all<T>(count: number, each: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => each(n)))
}

function told<T>({ status, text }: Reply): T {
  assert.equal(status, 200, text)
  return JSON.parse(text)
}

function callOf({ agentId }: Org, action: string, round: number): object {
  return { agent_id: agentId, action, arguments: { round }, session_id: `${action}-${round}` }
}

async function hold(world: World, call: object): Promise<Held> {
  const { approval } = told<Held>(await send(world, 0, '/v1/gate', call))
  const { digest } = told<Held>(await send(world, 1, `/v1/approvals/${approval.id}`))
  return { approval, digest }
}

function decide(world: World, n: number, { approval, digest }: Held, more: object = {}): Promise<Reply> {
  world.figures.decisions++
  const body = { decision: 'grant', member_id: world.members[n % world.members.length], digest, ...more }
  return send(world, n, `/v1/approvals/${approval.id}/decide`, body)
}

async function use(world: World, n: number, call: object, { approval }: Held): Promise<Told> {
  world.figures.uses++
  return told<Told>(await send(world, n, '/v1/gate', { ...call, approval_id: approval.id }))
}

function allowed(uses: Told[]): Told[] {
  return uses.filter(({ verdict }) => verdict === 'allow')
}

function requireOthers(uses: Told[], ...codes: string[]): void {
  for (const { verdict, reasons } of uses) {
    if (verdict !== 'allow') assert.ok(codes.includes(reasons[0]?.code ?? ''), JSON.stringify(reasons))
  }
}

async function usedOnce(world: World, round: number, atOnce: number): Promise<void> {
  const call = callOf(world, 'delete_rows', round)
  const held = await hold(world, call)
  told(await decide(world, round, held))
  const uses = await all(atOnce, (n) => use(world, n, call, held))
  assert.equal(allowed(uses).length, 1)
  requireOthers(uses, 'approval.used')
}

async function decidedByTwo(world: World, round: number, atOnce: number): Promise<void> {
  const call = callOf(world, 'deploy', round)
  const held = await hold(world, call)
  const [decided, uses] = await Promise.all([
    // Each of ten several times, by different processes.
    all(world.members.length * 3, (n) => decide(world, n, held)),
    all(Math.ceil(atOnce / 4), (n) => use(world, n, call, held)),
  ])
  const counted = decided.filter(({ status }) => status === 200).map((reply) => told<Told>(reply).receipt.seq)
  assert.equal(counted.length, 2)
  for (const { status, text } of decided)
    if (status !== 200) assert.match(text, /"code":"approval\.(closed|decided)"/)
  requireOthers(uses, 'approval.not_granted', 'approval.used')
  const first = allowed(uses)
  assert.ok(first.length <= 1)
  for (const { receipt } of first) assert.ok(receipt.seq > Math.max(...counted))
  // Many at once are raced above and in `usedOnce`; here it is whether one more is let through.
  const later = allowed(await all(world.apis.length, (n) => use(world, n, call, held)))
  assert.equal(first.length + later.length, 1)
}

async function usedSeveralTimes(world: World, round: number, atOnce: number): Promise<void> {
  const max = 2 + (round % 19)
  const call = callOf(world, 'rename_label', round)
  const held = await hold(world, call)
  told(await decide(world, round, held, { grant: { uses: max, minutes: 60 } }))
  // Half as many again as there are uses: the others are refused all alike.
  const tries = Math.min(atOnce, Math.ceil(max * 1.5))
  const uses = await all(tries, (n) => use(world, n, call, held))
  assert.equal(allowed(uses).length, Math.min(max, tries))
  requireOthers(uses, 'approval.used')
}

type Leaf = { id: string; type: string; approval?: { id: string; use?: number; grant?: { uses: number } } }

/** The log alone: it verifies, and of each approval the uses are numbered from 1 without a gap. */
async function requireCounts({ apis, key, orgId, figures }: World): Promise<number> {
  const url = apis[0]?.url ?? ''
  const bundle = await mustText(url, '/v1/bundle', { key, timeoutMs: 600_000 })
  const keys = parseKeySet(suite, await must(url, `/v1/logs/${orgId}/keys`, { key }))
  const report = verifyBundle(suite, bundle, { trust: { keys } })
  assert.equal(report.verdict, 'valid', JSON.stringify(report.axes))
  const leaves = leavesOf(bundle)
  const uses = new Map<string, number>()
  const most = new Map<string, number>()
  for (const { type, approval } of leaves) {
    if (approval === undefined) continue
    if (type === 'approval.granted') most.set(approval.id, approval.grant?.uses ?? 1)
    if (type !== 'gate.allowed') continue
    uses.set(approval.id, (uses.get(approval.id) ?? 0) + 1)
    assert.equal(approval.use, uses.get(approval.id))
  }
  assert.equal(uses.size, 3 * figures.rounds)
  assert.deepEqual(uses, most)
  return leaves.length
}

export function leavesOf(bundle: string): Leaf[] {
  const lines = bundle.trimEnd().split('\n').slice(1)
  return lines.map((line) => JSON.parse(JSON.parse(line).payload))
}
