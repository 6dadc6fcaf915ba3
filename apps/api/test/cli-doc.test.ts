// docs/cli.md is true: its commands run in order and print what it shows.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startAlone } from './harness.ts'

const run = promisify(execFile)
const main = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url))
const page = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

const ID = /\b(?:agt|apr|key|mem|org|rcp)_[0-9a-z]+\b|sha256:[0-9a-f]{64}/g

/** Commands, and what is shown behind them. */
function steps(): { commands: string; shown: string }[] {
  const blocks = [...page.matchAll(/^```(sh|text)\n([\s\S]*?)^```/gm)]
  return blocks.flatMap(([, language, text = ''], at) => {
    const [, next, shown = ''] = blocks[at + 1] ?? []
    return language === 'sh' ? [{ commands: text, shown: next === 'text' ? shown : '' }] : []
  })
}

/** A pattern of what is shown: ids and times differ at every run, columns are as wide as they need, and an ellipsis is anything. */
function patternOf(shown: string): RegExp {
  const source = shown
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(ID, (id) =>
      id.startsWith('sha256') ? '(sha256:[0-9a-f]{64})' : `(${id.slice(0, 3)}_[0-9a-z]+)`,
    )
    .replace(/seq \d+/g, 'seq \\d+')
    .replace(/in \d+ min/g, 'in \\d+ \\w+')
    .replace(/ {2,}/g, ' +')
    .replace(/…\n/g, '[^\\n]*(?:\\n[^\\n]*)*?\\n')
  return new RegExp(`^${source}$`, 'u')
}

it('does what it shows, from the first command to the last', async () => {
  await using app = await startAlone('postgres')
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const folder = await mkdtemp(join(tmpdir(), 'countersign-doc-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
  const shim = join(folder, 'countersign')
  await writeFile(shim, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
  await chmod(shim, 0o755)
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    COUNTERSIGN_API_URL: url,
    COUNTERSIGN_API_KEY: app.adminKey,
  }
  const bot = { name: 'Deploy bot', roles: ['deployer'], owner: 'ops' }
  const { id: agent } = await app.must<{ id: string }>('/v1/agents', { body: bot })
  const learned = new Map<string, string>([[/agt_\w+/.exec(page)?.[0] ?? '', agent]])
  const all = steps()
  assert.ok(all.length >= 6)
  for (const { commands, shown } of all) {
    if (commands.includes('approvals list')) {
      const call = { agent_id: agent, action: 'delete_database', arguments: { name: 'stag\u0456ng' } }
      await app.must('/v1/gate', { body: call })
    }
    const script = [...learned].reduce((text, [written, real]) => text.replaceAll(written, real), commands)
    const { stdout, stderr } = await run('sh', ['-ec', `{ ${script} } 2>&1`], { env, cwd: folder })
    const found = patternOf(shown).exec(stdout)
    assert.ok(found !== null, `${commands}\nprinted\n${stdout}${stderr}\nand not\n${shown}`)
    for (const [at, id] of [...shown.matchAll(ID)].entries()) learned.set(id[0], found[at + 1] ?? '')
  }
  assert.match(await readFile(join(folder, 'key.txt'), 'utf8'), /^cs_\w+\n$/)
  assert.match(await readFile(join(folder, 'shown.txt'), 'utf8'), /is pending\n[\s\S]*digest +sha256:/)
})
