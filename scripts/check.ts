// `npm run check`: the checks of the files in order, then every test. Stops at the first failure.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { checks, root } from './checks.ts'

for (const { name, fix, run } of checks) {
  const began = performance.now()
  const { isPassed, output } = run()
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${isPassed ? '✔' : '✖'} ${name} (${seconds} s)`)
  if (!isPassed) {
    console.error(`${output}\nto fix: ${fix}`)
    process.exit(1)
  }
}

const tests = globSync('{packages,apps,bench,demo,scripts}/**/*.test.ts', { cwd: root })
const rest = tests.filter((file) => file !== 'scripts/checks.test.ts')
const done = spawnSync(process.execPath, ['scripts/test.ts', ...rest], { cwd: root, stdio: 'inherit' })
process.exit(done.status ?? 1)
