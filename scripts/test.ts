// Every test of the repository, as CI runs them; arguments name the files to run instead.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { root } from './checks.ts'

const folders = ['packages', 'apps', 'bench', 'demo', 'scripts']
const given = process.argv.slice(2)
const files = given.length > 0 ? given : folders.map((folder) => `${folder}/**/*.test.ts`)
const flags = [
  '--test',
  '--test-reporter=spec',
  `--test-concurrency=${Math.min(4, Math.max(2, availableParallelism()))}`,
  // A test that waits for ever fails, and what it left running does not hold up CI.
  '--test-timeout=600000',
  '--test-force-exit',
]

const child = spawn(process.execPath, [...flags, ...files], { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
