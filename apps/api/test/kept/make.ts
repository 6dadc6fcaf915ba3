// Keeps the dump of a database with some of everything, once for each release: `node make.ts 0.1.0`.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ask, grant, makeWorld, member } from '../approvals-world.ts'
import { startApp } from '../harness.ts'
import { installedPostgres } from '../postgres-files.ts'
import { createServer } from '../postgres-server.ts'
import type { Kept } from './kept.ts'

const [version = ''] = process.argv.slice(2)
const binaries = installedPostgres()
if (!/^\d+\.\d+\.\d+$/.test(version) || binaries === undefined) {
  throw new Error('name the version, on a machine with pg_dump in /usr/lib/postgresql')
}
const server = await createServer({ fsync: false, binaries })
const url = server.url('postgres')
const app = await startApp({ connectionString: url }, 'postgres')
try {
  const world = await makeWorld(app)
  // More than fill a tile.
  for (let n = 0; n < 260; n += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, k) => ask(world, { action: 'read_file', arguments: { n: n + k } })),
    )
  }
  const [waiting, decided] = [await ask(world), await ask(world, { arguments: { table: 'orders' } })]
  const approver = await member(world)
  await grant(world, decided.approval.id, approver)
  const path = `/v1/logs/${world.orgId}`
  const kept: Kept = {
    at: Date.now(),
    org: world.orgId,
    key: world.key,
    agent_key: world.agentKey,
    waiting: waiting.approval.id,
    granted: decided.approval.id,
    approver,
    keys: await app.must(`${path}/keys`, { key: world.key }),
    checkpoint: await app.must(`${path}/checkpoint`, { key: world.key }),
    lines: createHash('sha256')
      .update(await lines(world.key))
      .digest('hex'),
  }
  await app.close()
  const dump = execFileSync(join(binaries.folder, 'pg_dump'), ['--inserts', '--no-owner', url], {
    maxBuffer: 64 * 1024 * 1024,
    encoding: 'utf8',
  })
  const folder = import.meta.dirname
  writeFileSync(join(folder, `${version}.sql.gz`), gzipSync(dump, { level: 9 }))
  writeFileSync(join(folder, `${version}.json`), `${JSON.stringify(kept)}\n`)
} finally {
  await server.stop()
}

/** All receipts with what they disclose, without the header, which has the newest head. */
async function lines(key: string): Promise<string> {
  const { text } = await app.call('/v1/bundle?disclosures=true', { key })
  return text.slice(text.indexOf('\n') + 1)
}
