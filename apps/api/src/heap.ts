// How far the heap grows before it is collected, where V8 would let it grow to four times what is in use.
import { getHeapStatistics, setFlagsFromString } from 'node:v8'

/** V8 gives this much leave to a heap that may become so large, and less to a smaller one, by itself. */
const GENEROUS_BYTES = 2 * 1024 ** 3

/** To so many percent more than was in use after the last time: docs/decisions/0045-the-heap-grows-by-seven-tenths.md */
const GROWTH_PERCENT = 70

export function limitHeapGrowth(): void {
  if (getHeapStatistics().heap_size_limit < GENEROUS_BYTES) return
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}
