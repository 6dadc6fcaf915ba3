// A heap that may become large is collected sooner than V8 would by itself.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'

const module = JSON.stringify(new URL('./heap.ts', import.meta.url).href)

/** Keeps some objects and replaces others when they have become old; prints how often all of the heap was collected. */
const program = `
  import { constants, PerformanceObserver } from 'node:perf_hooks'
  import { setImmediate } from 'node:timers/promises'
  const { limitHeapGrowth } = await import(${module})
  if (process.argv[1] === 'limited') limitHeapGrowth()
  let collections = 0
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries())
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1
  }).observe({ entryTypes: ['gc'] })
  const kept = Array.from({ length: 500_000 }, (_, n) => ({ n, text: String(n) }))
  const replaced = []
  for (let n = 0; n < 6_000_000; n++) {
    replaced[n % 300_000] = [n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, String(n)]
    if (n % 100_000 === 0) await setImmediate()
  }
  await setImmediate()
  console.log(collections, kept.length)`

async function collections(how: 'limited' | 'as it is'): Promise<number> {
  const flags = ['--max-old-space-size=4096', '--max-semi-space-size=16', '--input-type=module']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-e', program, how])
  return Number(stdout.split(' ')[0])
}

test('the heap is collected before it has grown to four times what is in use', async () => {
  const [limited, free] = [await collections('limited'), await collections('as it is')]
  assert.ok(free > 0)
  assert.ok(limited > free, `${limited} against ${free}`)
})
