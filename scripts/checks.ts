// What must hold of the files themselves, before any of them runs: for `npm test` and `npm run check`.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleFaultsIn } from './style.ts'

export type Check = { name: string; fix: string; run: () => Outcome }
export type Outcome = { isPassed: boolean; output: string }

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const tools = join(root, 'node_modules', '.bin')

export const checks: Check[] = [
  {
    name: 'format, names, layers and lint',
    fix: 'node_modules/.bin/biome check --write',
    run: () => command(join(tools, 'biome'), ['check', '--error-on-warnings', '--colors=off']),
  },
  {
    name: 'first lines, declarations, plain sentences and casts',
    fix: 'change each line that is named',
    run: () => {
      const faults = styleFaultsIn(root)
      const output = faults.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n')
      return { isPassed: faults.length === 0, output }
    },
  },
  {
    name: 'types',
    fix: 'node_modules/.bin/tsc --noEmit',
    run: () => compile('tsconfig.json'),
  },
  {
    name: 'types of the pure packages, without Node and browser',
    fix: 'node_modules/.bin/tsc --noEmit -p tsconfig.pure.json',
    run: () => compile('tsconfig.pure.json'),
  },
  {
    name: 'openapi/openapi.json and the table of the client are what the contract generates',
    fix: 'npm run openapi',
    run: () => command(process.execPath, ['scripts/openapi.ts', '--check']),
  },
  {
    name: 'the starter set is stored as cedar-wasm parses it',
    fix: 'npm run starter',
    run: () => command(process.execPath, ['packages/policy/test/starter-run.ts', '--check']),
  },
  {
    name: 'migrations are what the schema generates',
    fix: 'node_modules/.bin/drizzle-kit generate --name what_changes',
    run: migrationsAreCurrent,
  },
]

export function command(file: string, args: string[], cwd = root): Outcome {
  // The tools start `node` by name, which must be this one.
  const path = [dirname(process.execPath), tools, process.env.PATH].join(delimiter)
  const env = { ...process.env, PATH: path, NODE_TEST_CONTEXT: undefined }
  const done = spawnSync(file, args, { cwd, encoding: 'utf8', env })
  return {
    isPassed: done.status === 0,
    output: `${done.stdout ?? ''}${done.stderr ?? ''}${done.error ?? ''}`,
  }
}

/** Each further thread of the compiler checks shared types anew, and other tests want the cores. */
export function compile(config: string, options: string[] = [], cwd = root): Outcome {
  return command(join(tools, 'tsc'), ['--noEmit', '--singleThreaded', ...options, '-p', config], cwd)
}

/** Generates into a copy, so that a check never changes the tree. */
function migrationsAreCurrent(): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-drift-'))
  try {
    cpSync(join(root, 'migrations'), folder, { recursive: true })
    const before = readdirSync(folder)
    const kit = join(tools, 'drizzle-kit')
    // drizzle-kit puts `./` before the folder, so only a relative path reaches it.
    const out = relative(root, folder)
    const schema = 'apps/api/src/store/schema/*.ts'
    const generated = command(kit, [
      'generate',
      '--dialect=postgresql',
      `--schema=${schema}`,
      `--out=${out}`,
      '--name=drift',
    ])
    if (!generated.isPassed || !generated.output.includes('No schema changes')) {
      const made = readdirSync(folder).filter((name) => !before.includes(name))
      return { isPassed: false, output: `${generated.output}\nmissing: ${made.join(', ')}` }
    }
    return command(kit, ['check', '--dialect=postgresql', `--out=${out}`])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
