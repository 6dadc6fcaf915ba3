// The documents say what is there: the first call works as printed, and no path they name is gone.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { listen } from '../src/http/listen.ts'
import { welcome } from '../src/welcome.ts'
import { startApp, testDatabase } from './harness.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
function read(file: string) {
  return readFileSync(join(root, file), 'utf8')
}

const run = promisify(execFile)
const noCurl = spawnSync('curl', ['--version']).status === 0 ? false : 'curl is not installed'

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1] ?? '',
  )
}

/** The same members with the same types; ids, times and hashes differ at every run. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]))
}

/** What a start says, without what differs at every start. */
function masked(text: string, url: string): string {
  return text.replaceAll(url, 'http://localhost:8700').replaceAll(/\b(org_|cs_live_|owner\/)[\w-]+/g, '$1…')
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

describe('the first call', () => {
  it('works as the README and the start print it, with the answer the README shows', {
    skip: noCurl,
  }, async () => {
    const database = await testDatabase('postgres')
    const app = await startApp(await database.connection(), 'postgres')
    try {
      await listen(app.http, { host: 'localhost', port: 0 })
      const url = app.context.publicUrl()
      const readme = read('README.md')
      const [shown, closed] = blocks(readme, 'json').map((block) => JSON.parse(block))
      const script = (blocks(readme, 'sh')[1] ?? '')
        .replace(/^URL=.*$/m, `URL=${url}`)
        .replace(/^KEY=.*$/m, `KEY=${app.adminKey}`)
      assert.match(script, /v1\/gate/)
      let greeting = ''
      const ownerLink = await app.ownerLink()
      assert.ok(ownerLink?.startsWith(`${url}/owner/`))
      welcome({ url, created: { orgId: app.orgId, adminKey: app.adminKey }, ownerLink }, (text) => {
        greeting += text
      })
      assert.deepEqual(
        linesOf(masked(greeting.slice(0, greeting.indexOf('Try it:')), url)),
        linesOf(blocks(readme, 'text')[0] ?? ''),
      )
      const pasted = greeting.slice(greeting.indexOf('  export KEY='))
      const report = (blocks(readme, 'sh')[2] ?? '').replaceAll('$URL', url)
      for (const commands of [script, pasted]) {
        const { stdout } = await run('sh', ['-c', commands])
        const answer = JSON.parse(stdout)
        const reported = await run('sh', ['-c', report.replace('gte_…', answer.gate.id)], {
          env: { ...process.env, KEY: app.adminKey },
        })
        const done = JSON.parse(reported.stdout)
        assert.deepEqual(shape(done), shape(closed))
        assert.deepEqual([done.status, done.receipt.type], [closed.status, closed.receipt.type])
        assert.deepEqual(shape(answer), shape(shown))
        assert.equal(answer.verdict, shown.verdict)
        assert.deepEqual(answer.risk, shown.risk)
        assert.deepEqual(answer.reasons, shown.reasons)
        assert.deepEqual(answer.policy, shown.policy)
      }
    } finally {
      await app.close()
      await database.stop()
    }
  })
})

/** What a shell prints under the pinned Node, as the documents call the command. */
async function countersign(commands: string, env: Record<string, string> = {}): Promise<string[]> {
  const command = `'${process.execPath}' packages/cli/src/main.ts`
  const script = commands.replaceAll('npm run -s countersign --', command)
  assert.notEqual(script, commands)
  const { stdout } = await run('sh', ['-c', `{ ${script}\n} 2>&1`], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  return stdout.trim().split('\n')
}

describe('the first policies', () => {
  const section = read('docs/policies/first.md')
  const [settings, tests, denied] = blocks(section, 'json')
  const [own = '', pack = ''] = blocks(section, 'sh')
  const [ownOutput = '', packOutput = ''] = blocks(section, 'text')
  function masked(line: string) {
    return line.replace(/rcp_[a-z0-9]+/, 'rcp_…')
  }

  it('pass their test, are applied and deny with the output that is shown', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-readme-'))
    const database = await testDatabase('postgres')
    const app = await startApp(await database.connection(), 'postgres')
    try {
      writeFileSync(join(folder, 'policy.cedar'), blocks(section, 'cedar')[0] ?? '')
      writeFileSync(join(folder, 'settings.json'), settings ?? '')
      writeFileSync(join(folder, 'tests.json'), tests ?? '')
      const url = await app.http.listen({ host: '127.0.0.1', port: 0 })
      const env = { URL: url, KEY: app.adminKey }
      const printed = await countersign(own.replaceAll('my-policies', folder), env)
      assert.deepEqual(printed.map(masked), ownOutput.trim().split('\n').map(masked))

      const path = /asking to read `([^`]+)`/.exec(section)?.[1]
      const body = { agent_id: await app.newAgent(), action: 'read_file', arguments: { path } }
      const answer = await app.must<Record<string, unknown>>('/v1/gate', { body })
      const shown = JSON.parse(denied ?? '')
      assert.deepEqual(Object.keys(shown), ['verdict', 'reasons', 'policy'])
      for (const [name, value] of Object.entries(shown)) assert.deepEqual(answer[name], value)
    } finally {
      await app.close()
      await database.stop()
      rmSync(folder, { recursive: true })
    }
  })

  it('of a pack are tested with the output that is shown', async () => {
    const [cut, ...last] = packOutput.trim().split('\n')
    assert.equal(cut, '…')
    assert.deepEqual((await countersign(pack)).slice(-last.length), last)
  })
})

describe('paths in documents', () => {
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CHANGELOG.md',
    ...readdirSync(join(root, 'packages')).map((folder) => `packages/${folder}/README.md`),
    ...['docs', 'docs/decisions', 'docs/policies', 'docs/policies/packs'].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${folder}/${name}`),
    ),
  ]

  it('ARCHITECTURE.md names no file or folder that is gone, however short its path is written', () => {
    const present = globSync(['{apps,packages}/*/**', '{docs,ops,migrations,openapi,bench,demo}/**'], {
      cwd: root,
      exclude: (name) => name === 'node_modules',
    }).map((path) => `/${path.replaceAll('\\', '/')}`)
    const named = [...read('ARCHITECTURE.md').matchAll(/`([A-Za-z0-9_./-]+(?:\.ts|\/))`/g)].map(
      ([, name = '']) => name,
    )
    assert.ok(named.length > 100)
    const gone = named.filter((name) => !present.some((path) => path.endsWith(`/${name.replace(/\/$/, '')}`)))
    assert.deepEqual(gone, [])
  })

  for (const file of documents) {
    it(`${file} names no path that is gone`, () => {
      const text = read(file)
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '')
      const named = [
        ...text.matchAll(
          /`((?:packages|apps|docs|scripts|migrations|openapi|bench|demo)\/[A-Za-z0-9_./-]+)`/g,
        ),
      ]
      const missing = [
        ...links.filter((link) => !existsSync(join(root, dirname(file), link))),
        ...named.map((match) => match[1] ?? '').filter((path) => !existsSync(join(root, path))),
      ]
      assert.deepEqual(missing, [])
    })
  }
})
