// What goes elsewhere from then on: what happens, what is asked of somebody, what a machine sends.
import type { Inner } from '../leaves.ts'
import { aboutOf, type Name, plain } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { corrects } from './consequences.ts'
import { addEffects, type Reader } from './reader.ts'

const TOLD_TO =
  /^(?:url|uri|endpoint|address|destination|target|href|(?:target|delivery|destination|notify|push|post|sink|receiver|listener)(?:url|uri|endpoint))$/
const TOLD_OF =
  /^(?:events?|eventtypes?|objects?|objecttypes?|topics?|triggers?|entities|tables|streams|on|subscribedevents|resources)$/
const WEB = /^(?:https?|wss?|amqps?|kafka|mqtts?):\/\//i
const SHOWN_AT = list('event bookmark page note post article link calendar meeting ticket issue document')

/** An address that is notified of what happens from then on: `{ url, events: [...] }`. */
export function readLink(reader: Reader, { value }: Inner): void {
  if (reader.isReading || !reader.hasUrl || reader.words.some((word) => SHOWN_AT.has(singularOf(word))))
    return
  const members = Object.keys(value)
  const isTold = members.some((key) => {
    const at = value[key]
    return typeof at === 'string' && TOLD_TO.test(plain(key)) && WEB.test(at)
  })
  if (isTold && members.some((key) => TOLD_OF.test(plain(key)) && isSome(value[key])))
    addEffects(reader, ['outward'])
}

function isSome(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== ''
}

const WHOM = list(
  'contact traveler traveller passenger patient customer client employee member guest student tenant supplier vendor lead',
)
const BY_MAIL = /^(?:new|primary|contact)?(?:email|emailaddress|mail)$/
const BY_PHONE = /^(?:new|primary|contact)?(?:phone|phonenumber|mobile|mobilephone|telephone|tel|cell)$/

/** Both ways to reach somebody, replaced at once: nobody can ask at the one whether the other is right. */
export function readReached(reader: Reader, { value }: Inner): void {
  if (!corrects(reader) || !reader.words.some((word) => WHOM.has(singularOf(word)))) return
  const members = Object.keys(value).map(plain)
  if (members.some((word) => BY_MAIL.test(word)) && members.some((word) => BY_PHONE.test(word)))
    addEffects(reader, ['rights', 'outward'])
}

const ABOUT_ROUTE = list('type protocol mode port name id enabled status record ttl version')
const A_HOST =
  /^(?:\w{2,8}:\/\/)?(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f:]*::?[0-9a-f:]+\]?|(?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?::\d{1,5})?\/?$/i

/** A machine through which everything goes from then on: `proxy: "192.0.2.7"`. */
export function readRouted(reader: Reader, name: Name, value: string): void {
  const { isRouting, last } = aboutOf(name)
  if (isRouting && !ABOUT_ROUTE.has(last) && corrects(reader) && A_HOST.test(value.trim()))
    addEffects(reader, ['rights', 'outward'])
}

const REPLIES = list('responder autoreply autoresponder ooo')
const TEXT = list('message body text reply content internalreplymessage externalreplymessage')
const TURNED_TO = /[^\s@"'<>()]{1,64}@[^\s@"'<>()]{1,64}\.[a-z]|https?:\/\//i

/** A reply to everybody who writes, which tells them to write elsewhere. */
export function readReply(reader: Reader, name: Name, value: string): void {
  if (!TEXT.has(aboutOf(name).whole)) return
  const { words } = reader
  const isReply =
    words.some((word) => REPLIES.has(word)) || (words.includes('out') && words.includes('office'))
  if (isReply && TURNED_TO.test(value)) addEffects(reader, ['outward'])
}
