// Ends a process of tests that still runs when its tests are long over, and says what it waits for.
import process, { getActiveResourcesInfo } from 'node:process'
import { after } from 'node:test'
import { isMainThread } from 'node:worker_threads'

const limitMs = Number(process.env.COUNTERSIGN_TEST_END_MS)

function end(): void {
  const counts = new Map<string, number>()
  for (const name of getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1)
  const open = [...counts].map(([name, count]) => `${count} ${name}`).join(', ')
  console.error(`${process.argv[1]} did not end ${limitMs / 1000} s after its tests; still open: ${open}`)
  process.exit(1)
}

// The threads of a process of tests, and the processes that it forks, take over its arguments.
if (isMainThread && limitMs > 0) after(() => setTimeout(end, limitMs).unref())
