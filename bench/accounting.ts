// Checks that a run added exactly one receipt for each answer that it counts.
import type { Subject } from './subject.ts'

export const ALLOWED = '{"verdict":"allow"'

/** Runs `work`, which returns how many requests were allowed; throws unless exactly as many receipts were added. */
export async function checkReceipts<T extends { answered: number }>(
  subject: Pick<Subject, 'treeSizes' | 'sql'>,
  work: () => Promise<T>,
): Promise<T> {
  const before = await subject.treeSizes()
  const done = await work()
  const added = (await subject.treeSizes()) - before
  if (added !== done.answered) {
    throw new Error(`${done.answered} requests were allowed, but the logs grew by ${added} receipts`)
  }
  if (subject.sql !== undefined) {
    const [row] = await subject.sql('select sum(count) as n from segments')
    if (Number(row?.n) < done.answered) {
      throw new Error(`${done.answered} requests were allowed, but ${row?.n} receipts are stored`)
    }
  }
  return done
}
