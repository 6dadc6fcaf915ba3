// From the command to the first verdict on the embedded database, in a new folder and in one that was used.
import { startApi } from './processes.ts'
import { progress } from './progress.ts'
import { call, newAdminKey, temporaryFolder } from './subject.ts'
import type { Row } from './table.ts'

export async function startRows(): Promise<Row[]> {
  progress('embedded start')
  const folder = temporaryFolder()
  const { key } = newAdminKey()
  const env = { COUNTERSIGN_DATA_DIR: folder.path, COUNTERSIGN_INIT_ADMIN_KEY: key }
  try {
    const first = await startAndAsk(env, key)
    const again = await startAndAsk(env, key, first.agentId)
    return [
      row('embedded start to the first verdict, first time', 5, first.seconds),
      row('embedded start to the first verdict, again', 2, again.seconds),
    ]
  } finally {
    folder.remove()
  }
}

async function startAndAsk(
  env: Record<string, string>,
  key: string,
  known?: string,
): Promise<{ seconds: number; agentId: string }> {
  const began = performance.now()
  const api = await startApi(env)
  try {
    const agentId = known ?? (await call<{ id: string }>(api.url, '/v1/agents', key, { name: 'bench' })).id
    const ask = { agent_id: agentId, action: 'read_file', arguments: { path: 'README.md' } }
    const { verdict } = await call<{ verdict: string }>(api.url, '/v1/gate', key, ask)
    if (verdict !== 'allow') throw new Error(`expected an allow, not ${verdict}`)
    return { seconds: (performance.now() - began) / 1000, agentId }
  } finally {
    await api.stop()
  }
}

function row(what: string, budgetSeconds: number, seconds: number): Row {
  return {
    what,
    budget: `under ${budgetSeconds} s`,
    measured: `${seconds.toFixed(1)} s`,
    met: seconds < budgetSeconds,
  }
}
