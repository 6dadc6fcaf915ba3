// Heavy work takes turns by owner, and rests while somebody else wants the thread.
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createPace } from './pace.ts'

/** A clock that moves only when work is said to take time. */
function fakeClock() {
  let at = 0
  function take(ms: number): void {
    at += ms
  }
  return { now: () => at, take }
}

/** Lets time pass for timers and clock, one millisecond after the other. */
function wait({ mock }: TestContext, clock: ReturnType<typeof fakeClock>, ms: number): void {
  for (let n = 0; n < ms; n++) {
    clock.take(1)
    mock.timers.tick(1)
  }
}

async function nextMicrotasks(): Promise<void> {
  for (let n = 0; n < 5; n++) await Promise.resolve()
}

describe('the pace of heavy work', () => {
  it('goes round the owners, whoever asked most', async () => {
    const pace = createPace(() => 0)
    const done: string[] = []
    const asked = ['a', 'a', 'a', 'b', 'c', 'b'].map((owner) => pace.run(owner, () => done.push(owner)))
    await Promise.all(asked)
    assert.equal(done.join(''), 'abcaba')
  })

  for (const [what, ms, turns] of [
    ['one piece', 2, [1, 2, 3, 4]],
    ['two pieces of 1 ms', 1, [2, 4]],
  ] as const) {
    it(`does ${what} in a turn of the event loop`, async () => {
      const clock = fakeClock()
      const pace = createPace(clock.now)
      let done = 0
      const all = Promise.all(
        [1, 2, 3, 4].map(() =>
          pace.run('a', () => {
            clock.take(ms)
            done += 1
          }),
        ),
      )
      assert.equal(done, 0)
      const seen = new Set<number>()
      while (done < 4) {
        await nextTurn()
        if (done > 0) seen.add(done)
      }
      await all
      assert.deepEqual([...seen], turns)
    })
  }

  it('settles as the work does, also when that throws or answers a promise', async () => {
    const pace = createPace(() => 0)
    assert.equal(await pace.run('a', () => 7), 7)
    assert.equal(await pace.run('a', async () => 8), 8)
    const failed = new Error('no')
    await assert.rejects(
      pace.run('a', () => {
        throw failed
      }),
      failed,
    )
    assert.equal(await pace.run('a', () => 9), 9)
  })

  for (const [what, others, rests] of [
    ['nobody else wants the thread', ['a'], false],
    ['another owner wants it', ['a', 'b', 'a'], true],
    ['another owner came before many requests of its own', ['b', 'a', 'a', 'a'], true],
  ] as const) {
    it(`${rests ? 'rests' : 'goes on'} after a piece when ${what}`, async (t) => {
      t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
      const clock = fakeClock()
      const pace = createPace(clock.now)
      for (const owner of others) pace.wanted(owner)
      const done: number[] = []
      function work(): void {
        clock.take(10)
        done.push(clock.now())
      }
      const both = Promise.all([pace.run('a', work), pace.run('a', work)])
      t.mock.timers.tick(0)
      assert.equal(done.length, rests ? 1 : 2)
      // Of the 30 ms it rests for the 14 that it may not put off.
      wait(t, clock, 13)
      assert.equal(done.length, rests ? 1 : 2)
      wait(t, clock, 1)
      assert.equal(done.length, 2)
      await both
    })
  }

  it('lets another owner go on after a shorter rest', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
    const clock = fakeClock()
    const pace = createPace(clock.now)
    pace.wanted('b')
    pace.wanted('a')
    const done: string[] = []
    function work(owner: string): void {
      if (owner === 'a') clock.take(10)
      done.push(owner)
    }
    const all = Promise.all(['a', 'a', 'b'].map((owner) => pace.run(owner, () => work(owner))))
    t.mock.timers.tick(0)
    assert.equal(done.join(''), 'a')
    wait(t, clock, 9)
    assert.equal(done.join(''), 'a')
    wait(t, clock, 1)
    assert.equal(done.join(''), 'ab')
    wait(t, clock, 3)
    assert.equal(done.join(''), 'ab')
    wait(t, clock, 1)
    assert.equal(done.join(''), 'aba')
    await all
  })

  it('does not keep an owner waiting that comes while another one rests', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
    const clock = fakeClock()
    const pace = createPace(clock.now)
    pace.wanted('b')
    pace.wanted('a')
    const done: string[] = []
    const both = ['a', 'a'].map((owner) => {
      return pace.run(owner, () => {
        clock.take(10)
        done.push(owner)
      })
    })
    t.mock.timers.tick(0)
    wait(t, clock, 10)
    const other = pace.run('b', () => done.push('b'))
    t.mock.timers.tick(0)
    assert.equal(done.join(''), 'ab')
    wait(t, clock, 3)
    assert.equal(done.join(''), 'ab')
    wait(t, clock, 1)
    assert.equal(done.join(''), 'aba')
    await Promise.all([...both, other])
  })

  for (const [what, asking, least, most] of [
    ['a thirteenth of the time while another owner asks for little again and again', 'light', 0.06, 0.11],
    ['half of the time while those ask that have heavy work', 'heavy 0', 0.4, 0.55],
  ] as const) {
    it(`takes ${what}`, async (t) => {
      t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
      const clock = fakeClock()
      const pace = createPace(clock.now)
      pace.wanted('light')
      pace.wanted('heavy 0')
      // Two owners, of which each could go on while the other one rests.
      let done = 0
      const all = Promise.all(
        Array.from({ length: 80 }, (_, n) =>
          pace.run(`heavy ${n % 2}`, () => {
            clock.take(2)
            done += 2
          }),
        ),
      )
      for (let n = 0; n < 20; n++) {
        pace.wanted(asking)
        wait(t, clock, 5)
      }
      const share = done / clock.now()
      assert.ok(share > least && share < most, `it took ${share} of the time`)
      wait(t, clock, 800)
      await all
    })
  }

  it('does what an owner seldom asks for at once, however much another one asks for', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
    const clock = fakeClock()
    const pace = createPace(clock.now)
    const busy = Array.from({ length: 100 }, () => pace.run('busy', () => clock.take(2)))
    for (let n = 0; n < 20; n++) {
      pace.wanted('seldom')
      pace.wanted('busy')
      const pieces = [1, 2, 3, 4].map(() => pace.run('seldom', () => clock.take(1)))
      const began = clock.now()
      let isDone = false
      const both = Promise.all(pieces).then(() => {
        isDone = true
      })
      while (!isDone) {
        wait(t, clock, 1)
        await nextMicrotasks()
      }
      await both
      // A piece of the other owner, and what all rest for it and for its own.
      assert.ok(clock.now() - began <= 14, `four pieces of 1 ms took ${clock.now() - began}`)
      wait(t, clock, 20)
    }
    wait(t, clock, 2000)
    await Promise.all(busy)
  })

  it('leaves an owner a quarter of the time in the long run, whatever it may put off', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
    const clock = fakeClock()
    const pace = createPace(clock.now)
    let done = 0
    const all = Array.from({ length: 400 }, () =>
      pace.run('a', () => {
        clock.take(1)
        done += 1
      }),
    )
    while (clock.now() < 1000) {
      pace.wanted('b')
      wait(t, clock, 10)
      // What b asks for would be light if it did not wait for its turn.
      void pace.run('b', () => undefined)
    }
    assert.ok(done > 150 && done < 270, `it took ${done} ms of ${clock.now()}`)
    clock.take(2000)
    wait(t, clock, 2000)
    await Promise.all(all)
  })

  it('forgets an owner that asks for nothing any more', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
    const clock = fakeClock()
    const pace = createPace(clock.now)
    pace.wanted('b')
    clock.take(1000)
    pace.wanted('a')
    let done = 0
    function work(): void {
      clock.take(10)
      done += 1
    }
    const both = Promise.all([pace.run('a', work), pace.run('a', work)])
    t.mock.timers.tick(0)
    assert.equal(done, 2)
    await both
  })

  it('saves rests up that are shorter than a timer', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
    const clock = fakeClock()
    const pace = createPace(clock.now)
    pace.wanted('b')
    pace.wanted('a')
    let done = 0
    function work(): void {
      clock.take(0.1)
      done += 1
    }
    const all = Promise.all(Array.from({ length: 20 }, () => pace.run('a', work)))
    t.mock.timers.tick(0)
    // One of 0.1 ms and its 1.2 ms of rest are worth a timer.
    assert.equal(done, 1)
    wait(t, clock, 20)
    assert.equal(done, 20)
    await all
  })

  it('does light work at once, until it takes too much; then it takes turns for a while', async () => {
    const clock = fakeClock()
    const pace = createPace(clock.now)
    let done = 0
    function work(): void {
      clock.take(3)
      done += 1
    }
    for (let n = 0; n < 6; n++) assert.equal(pace.light('a', work), undefined)
    assert.equal(done, 6)
    const later = pace.light('a', work)
    assert.ok(later instanceof Promise)
    assert.equal(done, 6)
    await later
    assert.equal(done, 7)
    // Others are not meant, and in time it is forgotten.
    assert.equal(pace.light('b', work), undefined)
    clock.take(1000)
    assert.equal(pace.light('a', work), undefined)
  })

  it('does not take interruptions by the machine for heavy work', () => {
    const clock = fakeClock()
    const pace = createPace(clock.now)
    for (let n = 0; n < 3; n++) {
      assert.equal(
        pace.light('a', () => clock.take(12)),
        undefined,
      )
    }
    assert.equal(
      pace.light('a', () => clock.take(1)),
      undefined,
    )
  })

  it('takes the same work for light when it comes slowly', () => {
    const clock = fakeClock()
    const pace = createPace(clock.now)
    for (let n = 0; n < 50; n++) {
      assert.equal(
        pace.light('a', () => clock.take(1)),
        undefined,
      )
      clock.take(4)
    }
  })

  it('rests for what was done without a turn', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
    const clock = fakeClock()
    const pace = createPace(clock.now)
    pace.wanted('b')
    clock.take(10)
    pace.charge('a', 10)
    let isDone = false
    const piece = pace.run('a', () => {
      isDone = true
    })
    wait(t, clock, 13)
    assert.equal(isDone, false)
    wait(t, clock, 1)
    assert.equal(isDone, true)
    await piece
  })

  it('visits every item once and in order, in portions of a few milliseconds', async (t) => {
    const clock = fakeClock()
    const pace = createPace(clock.now)
    const turns = t.mock.method(globalThis, 'setImmediate').mock
    const seen: number[] = []
    const items = Array.from({ length: 50 }, (_, n) => n)
    await pace.each('a', items, (item) => {
      clock.take(1)
      seen.push(item)
    })
    assert.deepEqual(seen, items)
    // Two items in each turn, and the last turn finds the end.
    assert.equal(turns.callCount(), 26)
  })

  it('stops visiting at the first item that fails', async () => {
    const pace = createPace()
    const seen: number[] = []
    const visits = pace.each('a', [1, 2, 3], (item) => {
      seen.push(item)
      if (item === 2) throw new Error('no')
    })
    await assert.rejects(visits, /no/)
    assert.deepEqual(seen, [1, 2])
  })
})
