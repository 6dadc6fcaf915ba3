// The latest calls of an agent, and the short text as which they are stored: it is written with every commit.
import { added, type Part, partOf, type Stored } from './growing.ts'

/** [Fingerprint of the call, when, and of the payments that it makes]. */
export type Remembered = readonly [string, number, ...string[]]

type Seen = Omit<Part<Remembered>, 'toJSON'>
type Made = Seen & { readonly toJSON: () => string }

/** Newest last: as they were read from the database, or as they were made here; a list is what earlier versions stored. */
export type Calls = Made | string | readonly unknown[]

const NO_CALLS = partOf<Remembered>(undefined)
const CALLS = ','
const FIELDS = ' '
const RADIX = 36

/** To be looked at, not to be added to other than by `addedCall`. */
export function callsIn(calls: Calls | undefined): Seen {
  if (typeof calls === 'string') return partOf(readCalls(calls))
  return isList(calls) ? NO_CALLS : (calls ?? NO_CALLS)
}

/** It holds fingerprints of a form that no call has any more, so it is as good as none. */
function isList(calls: Calls | undefined): calls is readonly unknown[] {
  return Array.isArray(calls)
}

/** What was seen from one place on, and one more. */
export function addedCall(calls: Calls | undefined, from: number, call: Remembered): Made {
  const { all, from: first, to } = added(storedIn(calls), from, call)
  return { all, from: first, to, toJSON: textOf }
}

function storedIn(calls: Calls | undefined): Stored<Remembered> | undefined {
  if (typeof calls === 'string') return readCalls(calls)
  return isList(calls) ? undefined : (calls as Part<Remembered> | undefined)
}

/** When each was is told by how long it was after the one before: in two digits instead of thirteen. */
function textOf(this: Made): string {
  let text = ''
  let before = 0
  for (let n = this.from; n < this.to; n++) {
    const call = this.all[n]
    if (call === undefined) continue
    if (text !== '') text += CALLS
    text += call[0] + FIELDS + (call[1] - before).toString(RADIX)
    for (let payment = 2; payment < call.length; payment++) text += FIELDS + call[payment]
    before = call[1]
  }
  return text
}

function readCalls(text: string): Remembered[] {
  if (text === '') return []
  let at = 0
  return text.split(CALLS).map((call) => {
    const [fingerprint = '', after = '', ...payments] = call.split(FIELDS)
    at += Number.parseInt(after, RADIX)
    return [fingerprint, at, ...payments]
  })
}
