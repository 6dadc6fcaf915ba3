// A crowd that asks for one org's epoch is one reader, and nobody gets an epoch from before it asked.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createEpochs } from './epochs.ts'
import type { Readers } from './readers.ts'

/** An org whose readings wait until they are let go; each returns the epoch of the moment when it was begun. */
function slowReadings() {
  const begun: { epoch: number; end: (error?: Error) => void }[] = []
  let epoch = 1
  const urgent = ((_orgId: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const read = epoch
    begun.push({ epoch: read, end: (error) => (error === undefined ? resolve(read) : reject(error)) })
    return promise
  }) as Readers['urgent']
  return { epochs: createEpochs({ urgent }), begun, change: () => (epoch += 1) }
}

it('a thousand who ask at once are two readings, and each gets an epoch from after it asked', async () => {
  const { epochs, begun, change } = slowReadings()
  const first = epochs('a')
  change()
  const others = Array.from({ length: 999 }, () => epochs('a'))
  begun[0]?.end()
  assert.equal(await first, 1)
  await nextTurn()
  change()
  const late = epochs('a')
  begun[1]?.end()
  assert.deepEqual(new Set(await Promise.all(others)), new Set([2]))
  await nextTurn()
  begun[2]?.end()
  assert.equal(await late, 3)
  assert.equal(begun.length, 3)
})

it('a reading that fails is read anew for who asked later, and other orgs wait for none of it', async () => {
  const { epochs, begun } = slowReadings()
  const failed = assert.rejects(epochs('a'), /away/)
  const other = epochs('b')
  const later = epochs('a')
  begun[1]?.end()
  assert.equal(await other, 1)
  begun[0]?.end(new Error('away'))
  await failed
  await nextTurn()
  begun[2]?.end()
  assert.equal(await later, 1)
})
