// Ends a process of tests that has run for too long, and says what it still waits for.
import process, { getActiveResourcesInfo } from 'node:process'

const limitMs = Number(process.env.COUNTERSIGN_TEST_PROCESS_MS)

if (limitMs > 0) {
  setTimeout(() => {
    const counts = new Map<string, number>()
    for (const name of getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1)
    const open = [...counts].map(([name, count]) => `${count} ${name}`).join(', ')
    console.error(`${process.argv[1]} did not end in ${limitMs / 1000} s; still open: ${open || 'nothing'}`)
    process.exit(1)
  }, limitMs).unref()
}
