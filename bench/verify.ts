// One receipt's evidence from a running service, verified here as an auditor would.
import { nativeSuite } from '@countersign/native'
import { type KeySet, parseKeySet, type Suite, verifyEvidence } from '@countersign/receipt'
import { nobleSuite } from '@countersign/receipt/noble'
import { ALLOWED } from './accounting.ts'
import { run } from './load.ts'
import { progress } from './progress.ts'
import { call, onPostgres } from './subject.ts'
import { milliseconds, type Row } from './table.ts'

const RECEIPTS = 2000

export async function verifyRows(): Promise<Row[]> {
  progress('verification of one receipt')
  const { evidence, keys } = await fetchEvidence()
  const native = nativeSuite()
  const note = `evidence from a log of ${RECEIPTS} receipts`
  const pure = timePerVerification(nobleSuite, evidence, keys, 200)
  const rows: Row[] = [
    {
      what: 'verify one receipt, pure JS',
      budget: 'under 3 ms',
      measured: milliseconds(pure),
      met: pure < 3,
      note,
    },
  ]
  if (native === undefined) return rows
  const fast = timePerVerification(native, evidence, keys, 2000)
  const what = 'verify one receipt, native'
  return [{ what, budget: 'under 0.5 ms', measured: milliseconds(fast), met: fast < 0.5, note }, ...rows]
}

async function fetchEvidence(): Promise<{ evidence: string; keys: KeySet }> {
  const subject = await onPostgres()
  const [org] = subject.orgs
  try {
    if (org === undefined) throw new Error('no org was made')
    const load = {
      url: `${subject.api.url}/v1/gate`,
      callers: subject.callers,
      connections: 64,
      expect: ALLOWED,
    }
    await run(load, RECEIPTS)
    const list = await call<{ data: { id: string }[] }>(subject.api.url, '/v1/receipts?limit=1', org.key)
    const evidence = await call<object>(subject.api.url, `/v1/receipts/${list.data[0]?.id}`, org.key)
    const keys = await call<object>(subject.api.url, `/v1/logs/${org.id}/keys`, org.key)
    return { evidence: JSON.stringify(evidence), keys: parseKeySet(nobleSuite, keys) }
  } finally {
    await subject.stop()
  }
}

function timePerVerification(suite: Suite, evidence: string, keys: KeySet, rounds: number): number {
  function round(count: number) {
    for (let n = 0; n < count; n++) {
      const { verdict } = verifyEvidence(suite, evidence, { trust: { keys } })
      if (verdict !== 'valid') throw new Error(`the evidence is ${verdict}`)
    }
  }
  round(rounds / 4)
  const began = performance.now()
  round(rounds)
  return (performance.now() - began) / rounds
}
