// Writes a bundle of any number of receipts to a temporary folder.
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { encodeBundleHeader } from '@countersign/receipt'
import { add, createLog, headerOf, keySetOf, linesOf, signCommit } from './log.ts'
import { folder } from './run.ts'

/** A bundle of many receipts, each with a disclosed value of some characters. */
export async function largeBundle(t: TestContext, receipts: number, characters: number) {
  const log = createLog()
  const text = 'x'.repeat(characters)
  while (log.entries.length < receipts) {
    add(
      log,
      'observation',
      {
        action: { name: 'ls' },
        outcome: { status: 'succeeded', observed: 'reported' },
        mode: 'full',
      },
      { 'outcome.output': text },
    )
  }
  signCommit(log)
  const path = await folder(t)
  const [bundle, keys] = [join(path, 'bundle'), join(path, 'keys')]
  await writeFile(keys, JSON.stringify(keySetOf(log)))
  await writeFile(bundle, encodeBundleHeader(headerOf(log)))
  for (let from = 0; from < receipts; from += 1000) {
    await appendFile(bundle, linesOf(log, from, Math.min(receipts, from + 1000)).join(''))
  }
  return { bundle, keys }
}
