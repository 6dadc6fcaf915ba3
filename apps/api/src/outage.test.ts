// A lost database: one line, then ever more rarely, with a code and without what the driver was given.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createOutage } from './outage.ts'

type Line = { level: string; message: string; code?: string; failures?: number; seconds: number }

function start() {
  const lines: Line[] = []
  const clock = { ms: 0 }
  function at(level: string) {
    return (fields: object, message: string) =>
      void lines.push({ level, message, ...(fields as { seconds: number }) })
  }
  const log = { error: at('error'), info: at('info') } as unknown as Parameters<typeof createOutage>[0]
  return { lines, clock, outage: createOutage(log, () => clock.ms) }
}

const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' })
const full = Object.assign(new Error('could not extend file'), { code: '53100', severity: 'ERROR' })

describe('a lost database', () => {
  it('is one line, whatever fails with it, and later lines come after twice the time of the one before', () => {
    const { lines, clock, outage } = start()
    for (; clock.ms < 200_000; clock.ms += 10) outage.lost(refused)
    assert.deepEqual(
      lines.map(({ seconds }) => seconds),
      [0, 1, 3, 7, 15, 31, 63, 123, 183],
    )
    assert.deepEqual([lines[0]?.code, lines[0]?.failures, lines[1]?.failures], ['ECONNREFUSED', 1, 100])
    outage.back('reads')
    outage.back('reads')
    assert.deepEqual(lines.slice(9), [
      { level: 'info', message: 'the database can be reached again', seconds: 200 },
    ])
  })

  it('that comes and goes is as rare in the log as one that stays away, and both ends are told or neither', () => {
    const { lines, clock, outage } = start()
    for (; clock.ms < 100_000; clock.ms += 10) {
      outage.lost(refused)
      outage.back('reads')
    }
    const [lost, back] = ['error', 'info'].map(
      (wanted) => lines.filter(({ level }) => level === wanted).length,
    )
    assert.deepEqual([lost, back], [7, 7])
    clock.ms += 61_000
    outage.lost(refused)
    assert.equal(lines.at(-1)?.level, 'error', 'a new one is logged at once')
  })

  it('that refuses to write is not back because it can be read', () => {
    const { lines, outage } = start()
    outage.lost(full)
    outage.back('reads')
    assert.deepEqual(
      lines.map(({ message, code }) => [message, code]),
      [['the database refuses to work', '53100']],
    )
    outage.back('writes')
    assert.equal(lines.at(-1)?.message, 'the database works again')
  })

  it('is logged with a code only: neither message nor members of the error are in the line', () => {
    const { lines, clock, outage } = start()
    const secret = 'a-password'
    for (const error of [
      Object.assign(new Error(`authentication failed for ${secret}`), {
        code: '28P01',
        client: { password: secret },
      }),
      Object.assign(new Error(secret), { code: `E ${secret}`, input: `postgresql://u:${secret}@h` }),
      new Error('timeout exceeded when trying to connect'),
      new Error('Connection terminated unexpectedly'),
      secret,
      undefined,
    ]) {
      outage.lost(error)
      clock.ms += 70_000
    }
    assert.ok(!JSON.stringify(lines).includes(secret))
    const codes = ['28P01', 'unknown', 'connect_timeout', 'connection_ended', 'unknown', 'unknown']
    assert.deepEqual(
      lines.map(({ code }) => code),
      codes,
    )
  })
})
