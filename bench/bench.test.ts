// Runs each part of the benchmark for a moment; how fast it is depends on the machine and is not tested here.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { patientSettings } from '../apps/api/test/until.ts'
import { checkReceipts } from './accounting.ts'
import { startBackgroundLoad, timeRequests } from './background.ts'
import { describeShares, watchCpu } from './cpu.ts'
import { run } from './load.ts'
import { readOptions } from './options.ts'
import { gateOf, onPostgres, type Subject } from './subject.ts'
import { renderTable } from './table.ts'
import { gateUnderLoad } from './throughput.ts'
import { worstRequests } from './worst.ts'

describe('the accounting of the benchmark', () => {
  let subject: Subject
  before(async () => {
    subject = await onPostgres({ orgs: 3, env: patientSettings })
  })
  after(() => subject?.stop())

  for (const keyed of [false, true]) {
    it(`every allowed request has a receipt, ${keyed ? 'with' : 'without'} an Idempotency-Key`, async () => {
      const length = { seconds: 0.1, warmUpSeconds: 0.1, connections: 12 }
      const measured = await gateUnderLoad(subject, length, keyed)
      const [row] = (await subject.sql?.('select sum(count) as n from segments')) ?? []
      assert.ok(Number(row?.n) >= measured.answered && measured.answered >= 3 * length.connections)
      assert.ok(measured.perSecond > 0 && measured.empty > 0 && measured.residentBytes > 1e6)
    })
  }

  it('an attack is answered and its longest turn is measured, while another org is served', async () => {
    const [attacker] = subject.orgs
    assert.ok(attacker !== undefined)
    const [request] = worstRequests(subject.api.url, attacker)
    assert.ok(request !== undefined)
    await subject.api.longestTurn()
    const cpuUsed = await watchCpu(subject)
    const attack = await startBackgroundLoad({ connections: 2, requests: [request] })
    const times = await timeRequests(gateOf(subject, 1), 0.1, 1)
    const answers = await attack.stop()
    const turn = await subject.api.longestTurn()
    assert.ok(times.length > 0 && turn.wall > 0 && turn.computed > 0)
    assert.deepEqual([...answers.keys()], [200], String([...answers]))
    assert.match(describeShares(await cpuUsed()), /API main thread [1-9]\d* %/)
  })

  it('an answer other than the expected one fails the run', async () => {
    const load = { url: `${subject.api.url}/v1/gate`, callers: subject.callers, connections: 3 }
    await assert.rejects(run({ ...load, expect: '{"verdict":"deny"' }, 6), /mismatches 6/)
    const strangers = subject.callers.map(({ body }) => ({
      body,
      headers: { 'content-type': 'application/json' },
    }))
    await assert.rejects(run({ ...load, callers: strangers, expect: '{' }, 6), /non2xx 6/)
  })

  it('a receipt too few or too many fails the run', async () => {
    for (const answered of [0, 2]) {
      let size = 10
      const log = { treeSizes: async () => size++, sql: undefined }
      await assert.rejects(
        checkReceipts(log, async () => ({ answered })),
        /grew by 1 receipts/,
      )
    }
  })
})

describe('the command line of the benchmark', () => {
  it('refuses an unknown section and a number that is too small', () => {
    assert.throws(() => readOptions(['--only', 'all']), /--only takes/)
    assert.throws(() => readOptions(['--seconds', '0']), /above 0/)
    assert.throws(() => readOptions(['--quick', '--seconds', '0']), /above 0/)
  })

  it('a missed budget, a met one and a figure without a budget look different', () => {
    const row = { what: 'w', budget: 'b', measured: 'm' }
    const text = renderTable([{ ...row, met: true }, { ...row, met: false }, row])
    assert.deepEqual(
      text
        .split('\n')
        .slice(2)
        .map((line) => line.split('|')[5]?.trim()),
      ['yes', 'NO', ''],
    )
  })
})
