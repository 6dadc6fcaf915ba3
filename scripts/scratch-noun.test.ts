// The recipe for a stored noun, carried out on a copy of the sources: its eight files compile and are served.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { after, before, test } from 'node:test'
import { emptyDataDir } from '../apps/api/test/postgres.ts'
import { wasmFlag } from '../apps/api/test/wasm.ts'
import { command, compile, root, tools } from './checks.ts'
import { type Listing, listings, ownFiles } from './scratch-noun.ts'

let copy: string

before(() => {
  copy = mkdtempSync(join(tmpdir(), 'countersign-noun-'))
  const skipped = [`${sep}test`, `${sep}dist`, `${sep}vectors`, `${sep}bench`]
  for (const folder of ['apps', 'packages', 'migrations']) {
    cpSync(join(root, folder), join(copy, folder), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.test.ts') && !skipped.some((end) => path.endsWith(end)),
    })
  }
  cpSync(join(root, 'package.json'), join(copy, 'package.json'))
  cpSync(join(root, 'tsconfig.json'), join(copy, 'tsconfig.json'))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const [path, text] of Object.entries(ownFiles)) writeFileSync(join(copy, path), text)
})
after(() => rmSync(copy, { recursive: true, force: true }))

/** Puts lines into the copies of the files that list nouns, which start as they are in the tree. */
function list(lines: readonly Listing[]): void {
  for (const path of new Set(listings.map((listing) => listing.path))) {
    const unchanged = readFileSync(join(root, path), 'utf8')
    const listed = lines.filter((line) => line.path === path)
    const text = listed.reduce((text, { after, added }) => {
      assert.ok(text.includes(after), `${path} has no line \`${after}\``)
      return text.replace(after, () => after + added)
    }, unchanged)
    writeFileSync(join(copy, path), text)
  }
}

/** The files in which the compiler finds an error. */
function filesWithErrors(): string[] {
  const config = join(copy, 'tsconfig.api.json')
  writeFileSync(config, JSON.stringify({ extends: './tsconfig.json', include: ['apps/api/src/main.ts'] }))
  // What one test has compiled need not be compiled again by the next one.
  const kept = ['--incremental', '--tsBuildInfoFile', join(copy, 'build-info.json')]
  const { isPassed, output } = compile(config, ['--pretty', 'false', ...kept], copy)
  const named = [...output.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file = '']) => file)
  assert.equal(isPassed, named.length === 0, output)
  return [...new Set(named)]
}

test('a stored noun that the product does not have is eight files, and they compile', () => {
  list(listings)
  assert.equal(new Set([...Object.keys(ownFiles), ...listings.map(({ path }) => path)]).size, 8)
  assert.deepEqual(filesWithErrors(), [])
})

/** Generates the migration and protects its table, as the recipe says. */
function migrate(): void {
  const schema = '--schema=./apps/api/src/store/schema/*.ts'
  const { output } = command(
    join(tools, 'drizzle-kit'),
    ['generate', '--dialect=postgresql', schema, '--out=./migrations', '--name=scratch'],
    copy,
  )
  const [made, ...others] = globSync('migrations/*_scratch.sql', { cwd: copy })
  assert.ok(made !== undefined && others.length === 0, output)
  const protect = "SELECT protect_tenant_table('contacts', 'SELECT, INSERT');"
  appendFileSync(join(copy, made), `\n--> statement-breakpoint\n${protect}\n`)
}

/** Starts the service of the copy on its embedded database, asks it, and stops it. */
async function withService(ask: (url: string, key: string) => Promise<void>): Promise<void> {
  const dataDir = await emptyDataDir()
  const child = spawn(process.execPath, [wasmFlag, join(copy, 'apps', 'api', 'src', 'main.ts')], {
    env: { PATH: process.env.PATH, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_PORT: '0' },
  })
  const ended = once(child, 'close')
  let output = ''
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (output.includes('export KEY=')) resolve()
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('close', () => reject(new Error(`it ended: ${output}`)))
  })
  try {
    await ready
    const [, url = ''] = /ready at (\S+)/.exec(output) ?? []
    const [, key = ''] = /export KEY=(\S+)/.exec(output) ?? []
    await ask(url, key)
  } finally {
    child.kill('SIGTERM')
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  }
}

test('the noun is served, stored once, and refused with its own error', async () => {
  list(listings)
  migrate()
  await withService(async (url, key) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    function add() {
      return fetch(`${url}/v1/contacts`, { method: 'POST', headers, body: JSON.stringify({ name: 'ada' }) })
    }
    const added = await add()
    assert.equal(added.status, 201, await added.text())
    const again = await add()
    assert.equal(again.status, 409)
    assert.equal(((await again.json()) as { code: string }).code, 'contact.exists')
    const listed = await fetch(`${url}/v1/contacts`, { headers })
    const { data } = (await listed.json()) as { data: { name: string }[] }
    assert.deepEqual(
      data.map(({ name }) => name),
      ['ada'],
    )
  })
})

test('handlers, effects and errors that are not listed do not compile', () => {
  const unlisted = ['  ...contacts(context),', '  ...contactEffects,', '  ...contactErrors,']
  list(listings.filter(({ added }) => !unlisted.some((line) => added.includes(line))))
  const files = filesWithErrors()
  for (const file of ['operations/handlers.ts', 'store/nouns.ts', 'contract/src/operations.ts']) {
    assert.ok(
      files.some((found) => found.endsWith(file)),
      `${file} compiles without the noun`,
    )
  }
})
