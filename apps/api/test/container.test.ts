// The two containers stay within their memory, and a stop signal to the entry point ends it in order.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, before, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { noCrashTests, startPostgres, type TestPostgres } from './postgres.ts'
import { family } from './postgres-server.ts'
import { patientSettings } from './until.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const MB = 1024

type Service = { mem_limit: string; entrypoint?: string[]; environment: Record<string, string> }
const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) as {
  services: { api: Service; postgres: Service }
}

function limitKb({ mem_limit }: Service): number {
  const [, megabytes] = /^(\d+)m$/.exec(mem_limit) ?? []
  assert.ok(megabytes)
  return Number(megabytes) * MB
}

/** Kilobytes that a process holds and that the kernel cannot take back; what several share is divided among them. */
function heldKb(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const parts = [...text.matchAll(/^Pss_(?:Anon|Shmem):\s+(\d+) kB$/gm)].map(([, kb]) => Number(kb))
  assert.equal(parts.length, 2)
  return parts.reduce((sum, kb) => sum + kb, 0)
}

const skip = noCrashTests || (process.platform === 'linux' ? false : 'only Linux tells what a process holds')

let postgres: TestPostgres
let folder: string
before(async () => {
  if (skip !== false) return
  folder = mkdtempSync(join(tmpdir(), 'countersign-container-'))
  postgres = await startPostgres()
  const { process: server } = postgres
  assert.ok(server)
  // As the entry point of the container has it.
  const settings = [...(services.postgres.entrypoint?.at(-1) ?? '').matchAll(/ -c (\w+=\w+)/g)]
  assert.ok(settings.length > 0)
  appendFileSync(
    join(server.dataDir, 'postgresql.conf'),
    settings.map(([, setting]) => `${setting}\n`).join(''),
  )
  await server.kill('SIGINT')
  await server.start()
})
after(async () => {
  if (skip !== false) return
  await postgres.stop()
  rmSync(folder, { recursive: true })
})

it('both stay under their limits with gates, a verification, a bundle and the reference, and stop in order', {
  skip,
}, async () => {
  const key = join(folder, 'master.key')
  const dataDir = join(folder, 'data')
  writeFileSync(key, '07'.repeat(32), { mode: 0o600 })
  writeFileSync(join(folder, 'database-url'), postgres.url, { mode: 0o600 })
  const api = spawn('/bin/sh', ['apps/api/entrypoint.sh'], {
    cwd: root,
    env: {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      NODE_ENV: 'production',
      NODE_OPTIONS: services.api.environment.NODE_OPTIONS,
      DATABASE_URL_FILE: join(folder, 'database-url'),
      COUNTERSIGN_MASTER_KEY_FILE: key,
      COUNTERSIGN_DATA_DIR: dataDir,
      COUNTERSIGN_PORT: '0',
      ...patientSettings,
    },
  })
  try {
    let said = ''
    api.stderr.on('data', (chunk) => {
      said += chunk
    })
    const ready = new Promise<void>((resolve, reject) => {
      api.once('exit', () => reject(new Error(`ended before it was ready: ${said}`)))
      api.stdout.on('data', (chunk) => {
        said += chunk
        if (said.includes('owner')) resolve()
      })
    })
    await ready
    const [url] = /http:\/\/[^ ]+/.exec(said) ?? []
    const [secret] = /cs_live_\w+/.exec(said) ?? []
    await work(url ?? '', secret ?? '')

    assert.ok(heldKb(api.pid ?? 0) < limitKb(services.api), `the API holds ${heldKb(api.pid ?? 0)} kB`)
    const server = family(postgres.process?.pid() ?? 0).reduce((sum, pid) => sum + heldKb(pid), 0)
    assert.ok(server < limitKb(services.postgres), `PostgreSQL holds ${server} kB`)

    api.kill('SIGTERM')
    const [code] = await once(api, 'exit')
    assert.match(said, /"msg":"stopping"/)
    assert.equal(code, 0, said)
    assert.equal(existsSync(dataDir), false, 'with a key and a database of its own it writes no data folder')
  } finally {
    api.kill('SIGKILL')
  }
})

async function work(url: string, key: string): Promise<void> {
  async function call<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    assert.ok(answer.ok, text)
    return (body === undefined ? text : JSON.parse(text)) as T
  }
  const { id } = await call<{ id: string }>('/v1/agents', { name: 'an agent' })
  const gate = { agent_id: id, action: 'read_file', arguments: { path: 'README.md', text: 'x'.repeat(5000) } }
  for (let round = 0; round < 10; round++)
    await Promise.all(Array.from({ length: 32 }, () => call('/v1/gate', gate)))
  const { receipt } = await call<{ receipt: { id: string } }>('/v1/gate', gate)
  await Promise.all([call('/v1/verify', { receipt_id: receipt.id }), call('/v1/bundle'), call('/docs')])
}
