// Doors, locks, alarms and cameras: what their members open, and what they keep from being seen.
import { aboutOf, type Name, plain } from '../name.ts'
import { DOORS, WATCHERS } from '../names/effect-objects.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { wordsOf } from '../names/words.ts'
import { addEffects, type Reader } from './reader.ts'

const LOCKED = list('lock door gate garage alarm safe window')
const SHUT = /^(?:is)?(?:locked|armed)$/
const SEEING = /^(?:is)?(?:enabled|active|on|power|recording|monitoring|motiondetection|streaming)$/

function isAbout({ words }: Reader, of: ReadonlySet<string>): boolean {
  return words.some((word) => of.has(singularOf(word)))
}

/** `locked: false` of a door, `recording: false` of a camera. */
export function readLock(reader: Reader, word: string): void {
  if (
    (SHUT.test(word) && isAbout(reader, LOCKED)) ||
    (SEEING.test(word) && !isNoted(reader) && isAbout(reader, WATCHERS))
  )
    addEffects(reader, ['rights'])
}

const OPEN = /^(?:set|is|force|hold)?(?:open|opened|unlock|unlocked|disarm|disarmed)$/

/** `open: true` of a gate. */
export function readOpen(reader: Reader, word: string): void {
  if (OPEN.test(word) && !isNoted(reader) && isGuarded(reader.words)) addEffects(reader, ['rights'])
}

const STATE = list(
  'state status mode position action command operation service power targetstate desiredstate newstate value',
)
const LONGEST = 9
const OPENED = /^(?:open(?:ed)?|unlock(?:ed)?|unlatch(?:ed)?|disarm(?:ed)?)$/i
const OFF = /^(?:off|turn_?off|disabled?|paused?)$/i
const NOTED = list('ticket issue task order record report log note request event schedule case incident')
const ALARM = list('alarm')

/** Whether what is written is only about a door or a camera. */
function isNoted(reader: Reader): boolean {
  return isAbout(reader, NOTED)
}

function isGuarded(words: readonly string[]): boolean {
  return words.some((word) => DOORS.has(singularOf(word)) || word === 'alarm' || word === 'safe')
}

function isWatching(words: readonly string[], name: string): boolean {
  return words.some((word) => WATCHERS.has(singularOf(word)) || (name === 'mode' && ALARM.has(word)))
}

const DEVICES = list('device entity home appliance accessory iot smart homeassistant control domain')
const NAMED_BY = /(?:device|entity|accessory|target|appliance|domain|name|id)$/

/** The words of the device that a call names beside what is done with it. */
function wordsOfDevice(reader: Reader): readonly string[] {
  const [top] = reader.objects
  const members = top === undefined ? [] : Object.entries(top.value)
  const isDevice = isAbout(reader, DEVICES) || members.some(([key]) => DEVICES.has(plain(key)))
  if (!isDevice) return []
  return members.flatMap(([key, value]) =>
    typeof value === 'string' && NAMED_BY.test(plain(key)) ? wordsOf(value) : [],
  )
}

/** `state: "unlocked"` of a lock, `action: "open"` of a device that is a garage door, `mode: "off"` of a camera. */
export function readGuarded(reader: Reader, name: Name, value: string): void {
  if (value.length > LONGEST || !STATE.has(aboutOf(name).whole)) return
  const isOpened = OPENED.test(value)
  if ((!isOpened && !OFF.test(value)) || isNoted(reader)) return
  const words = reader.words.concat(wordsOfDevice(reader))
  if (isOpened ? isGuarded(words) : isWatching(words, aboutOf(name).whole)) addEffects(reader, ['rights'])
}
