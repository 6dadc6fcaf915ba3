// Every test, as CI runs them. Arguments name files to run instead; `--long` runs what has a longer version.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { pathToFileURL } from 'node:url'
import { root } from './checks.ts'
import { groupFiles, groupsOf } from './groups.ts'

const folders = ['packages', 'apps', 'bench', 'demo', 'scripts']
// They begin first, so that at the end no core is idle while one of them still runs; the rest run in order of their names.
const longest = [
  'test/storm/',
  'scripts/tarballs',
  'test/tenants',
  'chromium',
  'test/worst-',
  'scripts/checks',
  'approval-deceptive',
  'approval-browser',
  'receipt/test/tamper',
  'scripts/scratch-noun',
  'adapters/embedded.test',
  'device-browser',
  'test/clone',
  'approval-passkey',
  'demo/demo',
  'bench/bench',
  'json/src/canonicalize',
  'cli/src/commands/verify/large',
]

function rank(file: string): number {
  const at = longest.findIndex((part) => file.includes(part))
  return at === -1 ? longest.length : at
}

function hasLongVersion(file: string): boolean {
  return readFileSync(resolve(root, file), 'utf8').includes('COUNTERSIGN_LONG')
}

const given = process.argv.slice(2).filter((argument) => argument !== '--long')
const isLong = process.argv.includes('--long')
const patterns = given.length > 0 ? given : folders.map((folder) => `${folder}/**/*.test.ts`)
const found = globSync(patterns, { cwd: root, exclude: (name) => name === 'node_modules' })
const sorted = [...new Set(found)].sort().sort((a, b) => rank(a) - rank(b))
const files = isLong ? sorted.filter(hasLongVersion) : sorted
/** Whoever names files wants to see each by itself. */
const isWhole = given.length === 0 && !isLong
if (files.length === 0) {
  console.error(`no test file matches ${patterns.join(' ')}`)
  process.exit(1)
}

if (isLong) process.env.COUNTERSIGN_LONG = '1'
// A test that fails while it holds something open must not keep its process, and so the whole run, for ever.
process.env.COUNTERSIGN_TEST_END_MS ??= '180000'
// Test processes share the code that one of them has stripped of types and compiled.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.countersign-compiled')
enableCompileCache(process.env.NODE_COMPILE_CACHE)
// For a few files it costs more than it saves.
if (files.filter((file) => file.startsWith('apps/api/test/')).length > 4) {
  await (await import('../apps/api/test/shared.ts')).share()
}

/** What some tests read beside the checkout; without it they say so as the reason why they are skipped. */
const SHARED = '../shared'
let withoutShared = 0
/** How many tests were skipped for each other reason. */
const skips = new Map<string, number>()
let summary: string | undefined

const paths = groupFiles(
  isWhole ? groupsOf(files, (file) => rank(file) < longest.length) : files.map((file) => [file]),
)
/** A process that ends before it has said how it went may have failed. */
const unreported = new Set(paths)
const stopped = new AbortController()
const tests = run({
  signal: stopped.signal,
  cwd: root,
  files: paths,
  // More than there are cores: many tests wait for a timer, a disk or a child.
  concurrency: Math.min(6, availableParallelism() + 3),
  // Not `forceExit` instead: it loses results.
  execArgv: ['--import', pathToFileURL(join(root, 'scripts/deadline.ts')).href],
  timeout: isLong ? 7_200_000 : 600_000,
})
tests.on('test:fail', ({ todo }) => {
  if (todo === undefined || todo === false) process.exitCode = 1
})
tests.on('test:pass', ({ skip }) => {
  if (typeof skip !== 'string') return
  if (skip.includes(SHARED)) withoutShared += 1
  else skips.set(skip, (skips.get(skip) ?? 0) + 1)
})
tests.on('test:summary', ({ file, counts, duration_ms: ms }) => {
  if (file !== undefined) {
    unreported.delete(file)
    return
  }
  const { tests: all, passed, skipped, todo } = counts
  const time = `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
  summary = `${all} tests in ${time}: ${passed} passed, ${skipped} skipped, ${all - passed - skipped - todo} failed`
})
// Behind everything that the reporter says.
process.once('exit', () => {
  for (const path of unreported) {
    console.log(`no result of ${path}: its process ended early`)
    process.exitCode = 1
  }
  if (withoutShared > 0) console.log(`${withoutShared} tests read ${SHARED} and were skipped`)
  else if (existsSync(join(root, SHARED))) console.log(`ran with ${SHARED}`)
  for (const [reason, count] of skips) console.log(`${count} skipped: ${reason}`)
  if (summary !== undefined) console.log(summary)
})
tests.compose(spec).pipe(process.stdout)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
