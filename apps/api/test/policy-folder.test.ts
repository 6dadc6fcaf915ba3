// A policy folder and a running service, through the command line as a person uses it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { countersign as inProcess } from '../../../packages/cli/test/run.ts'
import { appOfFile } from './harness.ts'
import { wasmFlag } from './wasm.ts'

const main = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url))
function pack(name: string) {
  return fileURLToPath(new URL(`../../../packages/policy/packs/${name}`, import.meta.url))
}

const app = await appOfFile('postgres')
const url = await app.http.listen({ port: 0, host: '127.0.0.1' })
const folder = await mkdtemp(join(tmpdir(), 'countersign-policies-'))
after(() => rm(folder, { recursive: true, force: true }))

type Ran = { code: number; out: string; err: string }

function envOf(key: string) {
  return { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key }
}

function countersign(key: string, ...args: string[]): Promise<Ran> {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, ...envOf(key) }
  return new Promise((resolve) => {
    execFile(process.execPath, [wasmFlag, main, 'policy', ...args], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

it('a folder is pulled, changed, compared, checked and applied', async () => {
  const { adminKey: key } = await app.newOrg()
  const agent = await app.newAgent(key)
  function ask(action: string) {
    return app.must<{ verdict: string; policy: { version: number; digest: string } }>('/v1/check', {
      key,
      body: { agent_id: agent, action },
    })
  }
  assert.equal((await ask('write_file')).verdict, 'allow')
  const path = join(folder, 'mine')
  const pulled = await countersign(key, 'pull', path)
  assert.equal(pulled.code, 0, pulled.err)
  const file = join(path, 'policies.cedar')
  const text = await readFile(file, 'utf8')
  const stricter =
    '@id("mine.freeze") forbid (principal, action in Action::"call", resource) when { context.effect == "change" };'
  await writeFile(file, `${text}\n${stricter}\n`)
  const compared = await countersign(key, 'compare', path)
  assert.equal(compared.code, 1, compared.err)
  assert.match(compared.out, /write_file {2}allow → deny {2}mine\.freeze/)
  assert.match(compared.err, /1 of 1 verdicts would change/)
  assert.equal((await countersign(key, 'apply', '--check', path)).code, 0)
  assert.equal((await ask('write_file')).policy.version, 1)
  const applied = await countersign(key, 'apply', path, '--based-on', '1', '--reason', 'a freeze')
  assert.equal(applied.code, 0, applied.err)
  const after = await ask('write_file')
  assert.deepEqual([after.verdict, after.policy.version], ['deny', 2])
  assert.equal(applied.out.trim(), after.policy.digest)
  const late = await countersign(key, 'apply', path, '--based-on', '1')
  assert.deepEqual([late.code, /policy\.conflict/.test(late.err)], [2, true], late.err)
  const again = await countersign(key, 'pull', path)
  assert.equal(again.code, 2)
  assert.match(again.err, /^countersign: nothing was written: .*policies\.cedar` exists/)
  assert.equal((await countersign(key, 'compare', path, '--from', '2100-01-01T00:00:00Z')).code, 0)
  assert.equal((await countersign(key, 'pull', path, '--force')).code, 0)
  assert.match(await readFile(file, 'utf8'), /mine\.freeze/)
})

it('what does not pass is told with its place, and nothing is published', async () => {
  const { adminKey: key } = await app.newOrg()
  const path = join(folder, 'broken.cedar')
  await writeFile(
    path,
    '@id("a")\npermit (principal, action in Action::"call", resource)\nwhen { context.efect == "read" };\n',
  )
  const refused = await countersign(key, 'apply', path)
  assert.equal(refused.code, 1)
  assert.match(refused.err, /^3:\d+: error /m)
  const { data } = await app.must<{ data: object[] }>('/v1/policies', { key })
  assert.equal(data.length, 1)
})

it('comparing says what is wrong with policies that cannot be compared, and which tools they may miss', async () => {
  const { adminKey: key } = await app.newOrg()
  const env = envOf(key)
  const missing = await inProcess(['policy', 'compare', pack('destructive')], { env })
  assert.deepEqual([missing.exitCode, missing.out], [1, ''], missing.err)
  assert.match(missing.err, /^\d+:\d+: error policy\.type \(destructive\.sql_read\): .*sql:execute/m)
  assert.match(missing.err, /`policy apply --tools` registers them: `sql:execute`, `shell:run`$/m)
  assert.equal((await inProcess(['policy', 'apply', pack('destructive'), '--tools'], { env })).exitCode, 0)
  const compared = await inProcess(['policy', 'compare', pack('destructive')], { env })
  assert.deepEqual([compared.exitCode, compared.err], [0, '0 of 0 verdicts would change\n'])
  const broken = join(folder, 'uncomparable.cedar')
  await writeFile(broken, 'permit (principal, action, resource);\n')
  const invalid = await inProcess(['policy', 'compare', broken], { env })
  assert.deepEqual([invalid.exitCode, invalid.out], [1, ''], invalid.err)
  assert.match(invalid.err, /^1:1: error policy\.id: /m)
  assert.doesNotMatch(invalid.err, /--tools/)
})

for (const name of ['starter', 'stage0', 'governance', 'destructive', 'dlp', 'payments', 'deployments']) {
  it(`the pack ${name} can be published as it is`, async () => {
    const { adminKey: key } = await app.newOrg()
    const applied = await inProcess(['policy', 'apply', pack(name), '--tools'], { env: envOf(key) })
    assert.equal(applied.exitCode, 0, applied.err)
    assert.match(applied.err, /published version 2, live everywhere/)
  })
}
