// What a change comes to by the members that it sets: who is paid, what is sent, how long something is kept.
import { isMailAddress } from '../hosts/host-form.ts'
import type { Inner, Leaf } from '../leaves.ts'
import { aboutOf, type Name } from '../name.ts'
import { CONTAINERS } from '../names/effect-objects.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { addEffects, type Reader } from './reader.ts'

const CORRECTING = list(
  'update set change edit modify replace patch alter upsert put configure close end finish complete switch move',
)

/** Whether it changes something that was there before. */
export function corrects({ isReading, words }: Reader): boolean {
  return !isReading && words.some((word) => CORRECTING.has(word))
}

/** Where money goes from then on. */
export function readPayee(reader: Reader, name: Name): void {
  if (aboutOf(name).isPayee && corrects(reader)) addEffects(reader, ['pay', 'outward'])
}

const STATUS = list('status state publishstatus publicationstatus')
const SENT =
  /^(?:sent|send|publish|published|live|submitted|paid|refunded|approved|released|deployed|shipped|signed)$/i
// What people only keep track of.
const TRACKED = list('task todo ticket issue card lead note story bug deal subtask epic item log')

/** A state that is reached by sending, paying or deciding something. */
export function readStatus(reader: Reader, name: Name, value: string): void {
  if (!STATUS.has(aboutOf(name).whole) || !SENT.test(value)) return
  if (!reader.words.some((word) => TRACKED.has(singularOf(word)))) addEffects(reader, ['outward'])
}

const FORWARDING =
  /\b(?:forward|redirect|bcc|resend|relay)\w*\s{0,4}[(:=]?\s{0,4}["'<]?[^\s@"'<>()]{1,64}@[^\s@"'<>()]{1,64}\.[a-z]/i

/** An address in the text of a rule: `forward('x@example.com')`. */
export function readForwarding(reader: Reader, value: string): void {
  if (!value.includes('@') || !FORWARDING.test(value)) return
  if (reader.words.some((word) => RULES.has(singularOf(word)))) addEffects(reader, ['outward'])
}

const RULES = list(
  'rule route filter action policy setting config forwarding mailbox inbox alias automation hook flow',
)

const WRITING_MODE = list(
  'ifexists mode writemode savemode loadmode importmode writedisposition disposition strategy',
)
const REPLACES = /(?:^|_)(?:truncate|overwrite|replace|drop|recreate)(?:$|_)/i
const OPTIONS = list('options option config params settings write load')
const TABLES = list('table collection dataset index database warehouse')

/** A way of writing rows that first takes away those that are there; of a file that is what writing means. */
export function readMode(reader: Reader, { name, parent, of }: Leaf, value: string): void {
  const isOption = of === 0 || OPTIONS.has(aboutOf(parent).last)
  if (!isOption || !WRITING_MODE.has(aboutOf(name).whole) || !REPLACES.test(value)) return
  const isTable = reader.words.some((word) => TABLES.has(singularOf(word)))
  if (
    isTable ||
    reader.objects.some((inner) => Object.keys(inner.value).some((key) => TABLES.has(key.toLowerCase())))
  )
    addEffects(reader, ['destructive'])
}

const LETTING_IN = list('add invite attach enroll join')
const LET_IN = list('member guest teammate participant collaborator viewer editor')

/** Somebody who is let in by an address. */
export function readMember(reader: Reader, name: Name, value: string): void {
  if (!value.includes('@') || !isMailAddress(value) || !aboutOf(name).words.includes('email')) return
  const { words } = reader
  if (words.some((word) => LETTING_IN.has(word)) && words.some((word) => LET_IN.has(singularOf(word))))
    addEffects(reader, ['outward', 'rights'])
}

const SUBSCRIPTION = /^subscription(?:_?id)?$/i
const BOOKED = /^(?:quantity|seats?|plan|price|items|tier|licen[cs]es)(?:_?id)?$/i

/** How much of a subscription is had from then on. */
export function readSubscription(reader: Reader, { value }: Inner): void {
  if (!corrects(reader)) return
  const members = Object.keys(value)
  if (members.some((key) => SUBSCRIPTION.test(key)) && members.some((key) => BOOKED.test(key)))
    addEffects(reader, ['pay', 'outward'])
}

// What stands in a row or a record is not a setting of what holds it.
const PARTS = list('row record cell field item entry value')
const HELD_IN = list('data values value fields row rows record records properties set')
const PASSING = list('session token cache cookie link lock lease key job')

/** How long something is kept that holds much else: `retention.ms` of a topic. */
export function readKeeping(reader: Reader, { name, parent, value }: Leaf): void {
  const { isKeeping, words } = aboutOf(name)
  if (!isKeeping || value === '' || !corrects(reader)) return
  if (words.some((word) => PASSING.has(word)) || HELD_IN.has(aboutOf(parent).last)) return
  if (reader.words.some((word) => PARTS.has(singularOf(word)))) return
  if (reader.words.some((word) => CONTAINERS.has(singularOf(word)))) addEffects(reader, ['destructive'])
}

const GRANTED =
  /\b(?:refund|payout|payment|claim|credit|reimbursement|compensation|chargeback|discount|waiver|settlement|goodwill|loan|fee)\b[^.;]{0,24}\b(?:approved|granted|authori[sz]ed|waived|accepted)\b|\b(?:approved?|grant(?:ed)?|authori[sz]ed?|waived?|accepted)\b[^.;]{0,24}\b(?:refund|payout|payment|claim|credit|reimbursement|compensation|chargeback|discount|waiver|settlement|goodwill|loan|fee)\b/i
const REFUSED = /\b(?:not|never|no|denied|declined|rejected|refused|without|isn't|wasn't)\b/i

/** Money that is granted in what a case is closed with. */
export function readDecided(reader: Reader, name: Name, value: string): void {
  if (!aboutOf(name).isDeciding || !GRANTED.test(value) || REFUSED.test(value)) return
  addEffects(reader, ['pay', 'outward'])
}
