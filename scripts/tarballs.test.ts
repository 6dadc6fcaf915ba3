// The tarballs of `npm run pack`, as a stranger gets them: checked, and installed into an empty project.
// With COUNTERSIGN_LONG, what is installed also runs on Node 22, which is fetched into node_modules.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { bundleOf, keySetOf, sampleLog } from '../packages/cli/test/log.ts'
import { Org, operations } from '../packages/contract/src/index.ts'
import { formatApiKey } from '../packages/terms/src/index.ts'
import { command, root, tools } from './checks.ts'
import { PackError, pack, publishedPackages, type Tarball } from './pack.ts'

const NODE_22 = '22.23.3'
const isLong = process.env.COUNTERSIGN_LONG !== undefined
const folder = mkdtempSync(join(tmpdir(), 'countersign-tarballs-'))
const project = join(folder, 'project')
let tarballs: Tarball[] = []
/** Why there is nothing to test, where something that has to come from the network could not be had. */
let missing: string | undefined

/** What npm says where it cannot reach its registry. */
const UNREACHABLE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/

before(() => {
  // Where there is no network, npm would try again for a minute.
  process.env.npm_config_fetch_retries ??= '0'
  try {
    tarballs = pack(join(folder, 'tarballs'), () => undefined)
  } catch (error) {
    if (!(error instanceof PackError) || !UNREACHABLE.test(error.message)) throw error
    missing = 'pnpm is not in the cache of npm, and the registry cannot be reached'
    return
  }
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }')
  missing = npmInstall(
    project,
    tarballs.map(({ file }) => file),
  )
})
after(() => rmSync(folder, { recursive: true, force: true }))

/** Installs packages, and says why it could not where the registry cannot be reached. */
function npmInstall(cwd: string, packages: string[]): string | undefined {
  const options = ['--prefer-offline', '--no-audit', '--no-fund']
  const { isPassed, output } = command('npm', ['install', ...options, ...packages], cwd)
  if (isPassed) return undefined
  assert.match(output, UNREACHABLE)
  return 'the registry of npm cannot be reached, and its cache does not hold what the packages need'
}

function isMissing(context: TestContext): boolean {
  if (missing !== undefined) context.skip(missing)
  return missing !== undefined
}

/** Runs a command in the project, with a Node that its folder names. */
function inProject(bin: string, file: string, args: string[]) {
  return promisify(execFile)(file, args, { cwd: project, env: environment(bin) })
}

function environment(bin: string, added: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_TEST_CONTEXT: undefined,
    PATH: [bin, process.env.PATH].join(delimiter),
    ...added,
  }
}

function read(tarball: Tarball) {
  return createPackageFromTarballData(new Uint8Array(readFileSync(tarball.file)))
}

describe('each tarball', () => {
  test('holds compiled code with types, the license and a README, and nothing of the workspace', (context) => {
    if (tarballs.length === 0 && isMissing(context)) return
    assert.deepEqual(
      tarballs.map(({ name }) => name),
      publishedPackages().map(({ name }) => name),
    )
    for (const tarball of tarballs) {
      const content = read(tarball)
      const files = content.listFiles().map((path) => path.replace(`/node_modules/${tarball.name}/`, ''))
      const manifest = content.readFile(`/node_modules/${tarball.name}/package.json`)
      assert.deepEqual(
        ['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts'].filter((file) => !files.includes(file)),
        [],
        tarball.name,
      )
      assert.deepEqual(
        files.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file)),
        [],
        tarball.name,
      )
      assert.doesNotMatch(manifest, /workspace:|catalog:|\.\/src\//)
      assert.match(JSON.parse(manifest).engines.node, /^>=22/)
      assert.match(content.readFile(`/node_modules/${tarball.name}/README.md`), /not on the npm registry yet/)
    }
  })

  test('publint has nothing to say about it', async (context) => {
    if (tarballs.length === 0 && isMissing(context)) return
    for (const { name, file } of tarballs) {
      const tarball = Uint8Array.from(readFileSync(file)).buffer
      const { messages, pkg } = await publint({ pack: { tarball }, level: 'suggestion', strict: true })
      assert.deepEqual(
        messages.map((message) => formatMessage(message, pkg)),
        [],
        name,
      )
    }
  })

  test('every entry has the types of its code, where import and bundlers look for them', async (context) => {
    if (tarballs.length === 0 && isMissing(context)) return
    for (const tarball of tarballs) {
      // Texts that are exported as files have no types.
      const analysis = await checkPackage(read(tarball), { excludeEntrypoints: [/\.cedar(schema)?$/] })
      assert.ok(analysis.types !== false && analysis.types.kind === 'included', tarball.name)
      const { problems } = analysis
      // What is an ES module only has no answer for `require` of older resolvers.
      const real = problems.filter(
        (problem) => !('resolutionKind' in problem) || !/^node(10|16-cjs)$/.test(problem.resolutionKind),
      )
      assert.deepEqual(real, [], tarball.name)
    }
  })
})

describe('in an empty project', () => {
  test('nothing of the workspace is installed', (context) => {
    if (isMissing(context)) return
    for (const { name } of tarballs) {
      const installed = join(project, 'node_modules', name)
      assert.equal(realpathSync(installed), join(realpathSync(project), 'node_modules', name))
    }
  })

  for (const major of [26, 22] as const) {
    test(`on Node ${major}, they verify a bundle, serve MCP, call an API and do what their READMEs show`, async (context) => {
      if (isMissing(context)) return
      const bin = major === 26 ? dirname(process.execPath) : nodeTwentyTwo(context)
      if (bin === undefined) return
      const { stdout } = await inProject(bin, 'node', ['--version'])
      // Where npm has no Node for the platform, the tests run on that of the machine.
      assert.ok(major === 26 || stdout.startsWith('v22.'), stdout)
      await verifies(bin)
      await servesMcp(bin)
      await calls(bin)
      await printsWhatReadmesSay(bin)
    })
  }

  for (const [module, resolution, skips] of [
    ['nodenext', 'nodenext', 'false'],
    ['esnext', 'bundler', 'true'],
  ] as const) {
    test(`TypeScript knows the client, resolved as ${resolution}`, (context) => {
      if (isMissing(context)) return
      writeFileSync(join(project, 'typed.ts'), TYPED)
      const options = [
        '--noEmit',
        '--strict',
        '--singleThreaded',
        '--target',
        'es2022',
        '--lib',
        'es2022,dom',
        '--types',
        '',
      ]
      const chosen = ['--module', module, '--moduleResolution', resolution, '--skipLibCheck', skips]
      const { isPassed, output } = command(join(tools, 'tsc'), [...options, ...chosen, 'typed.ts'], project)
      assert.ok(isPassed, output)
    })
  }
})

/** The second call does not compile unless the types arrive. */
const TYPED = `import { type Client, CountersignError, createClient } from '@countersign/client'
const client: Client = createClient({ baseUrl: 'http://127.0.0.1:8700' })
const { verdict } = await client.gate({ action: 'read_file', arguments: { path: 'README.md' } })
const words: 'allow' | 'deny' | 'sanitize' | 'defer' | 'require_approval' = verdict
// @ts-expect-error an action is a text
await client.gate({ action: 1 })
console.log(words, CountersignError)
`

/** The folder of a Node 22, which a long run fetches. */
function nodeTwentyTwo(context: TestContext): string | undefined {
  const cache = join(root, 'node_modules', '.countersign-node-22')
  const name = basename(dirname(dirname(process.execPath)))
  const bin = join(cache, 'node_modules', name, 'bin')
  if (existsSync(bin)) return bin
  if (!/^node-(bin-)?\w+-\w+$/.test(name))
    return context.skip(`npm has no Node 22 for ${process.platform}`) ?? undefined
  if (!isLong) return context.skip('only `npm run test:long` fetches Node 22') ?? undefined
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{ "private": true }')
  const failed = npmInstall(cache, [`${name}@${NODE_22}`])
  return failed === undefined ? bin : (context.skip(failed) ?? undefined)
}

async function verifies(bin: string): Promise<void> {
  const log = sampleLog()
  const bundle = bundleOf(log, { handovers: true })
  const lines = bundle.split('\n')
  writeFileSync(join(project, 'keys.json'), JSON.stringify(keySetOf(log)))
  writeFileSync(join(project, 'audit.ndjson'), bundle)
  writeFileSync(join(project, 'shorter.ndjson'), lines.toSpliced(2, 1).join('\n'))
  const args = ['--no', '--', 'countersign', 'verify', 'audit.ndjson', '--trust', 'keys.json', '--json']
  assert.equal(JSON.parse((await inProject(bin, 'npx', args)).stdout).verdict, 'valid')
  const cut = ['--no', '--', '@countersign/cli', 'verify', 'shorter.ndjson', '--trust', 'keys.json']
  await assert.rejects(inProject(bin, 'npx', cut), { code: 1 })
}

/** Begins a session over standard input and output, and lists the tools. */
async function servesMcp(bin: string): Promise<void> {
  const key = formatApiKey('live', 'org_01hzy3v7q8p4k2m6n9rstw5xbc', new Uint8Array(30).fill(9))
  const settings = { COUNTERSIGN_API_URL: 'http://127.0.0.1:9', COUNTERSIGN_API_KEY: key }
  const env = environment(bin, settings)
  const child = spawn('npx', ['--no', '--', '@countersign/mcp'], {
    cwd: project,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  async function ask(id: number, method: string, params: object) {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    return JSON.parse((await lines.next()).value ?? '{}').result
  }
  const client = { name: 'test', version: '1' }
  const begun = await ask(1, 'initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: client,
  })
  assert.match(begun?.serverInfo?.name, /countersign/i)
  const { tools: offered } = await ask(2, 'tools/list', {})
  assert.ok(offered.some(({ name }: { name: string }) => name === 'gate'))
  child.stdin.end()
  assert.deepEqual(await ended, [0, null])
}

/** An ES module calls an API that answers as the service does. */
async function calls(bin: string): Promise<void> {
  const org = Org.encode(Org.parse(operations['org.get'].examples[0].answer))
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(org)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const code = `import { createClient } from '@countersign/client'
      console.log((await createClient({ baseUrl: 'http://127.0.0.1:${port}' }).org.get()).name)`
    assert.equal(
      (await inProject(bin, 'node', ['--input-type=module', '--eval', code])).stdout,
      `${org.name}\n`,
    )
  } finally {
    server.close()
  }
}

/** The first use that each README shows prints what stands behind each of its lines. */
async function printsWhatReadmesSay(bin: string): Promise<void> {
  const shown = tarballs.flatMap(({ name }) => {
    const readme = readFileSync(join(project, 'node_modules', name, 'README.md'), 'utf8')
    const [, code = ''] = /^```js\n(.*?)^```/ms.exec(readme) ?? []
    const printed = [...code.matchAll(/^ *console\.log\(.*\) \/\/ (.*)$/gm)].map((match) => match[1])
    return printed.length === 0 ? [] : [{ name, code, printed }]
  })
  assert.equal(shown.length, 8)
  for (const { name, code, printed } of shown) {
    const { stdout } = await inProject(bin, 'node', ['--input-type=module', '--eval', code])
    assert.deepEqual(stdout.trimEnd().split('\n'), printed, name)
  }
}
