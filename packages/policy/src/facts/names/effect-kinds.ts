// What kind of thing an action affects: money, rights, what runs later, what lies outside.
import type { Effect, EffectKind } from '../../model/cedar.ts'
import { BROUGHT, isDelivered, LINKING, PRESCRIBED, RECEIVERS } from './delivered.ts'
import {
  ABOUT_SECRETS,
  ACTUATING,
  ANNOTATING,
  ANNOTATIONS,
  ASKED_FOR,
  BESIDE,
  BY_ITSELF,
  BY_THE_HOUR,
  CHANGING,
  CONTAINERS,
  CONTROL,
  CONTROL_OF,
  CONTROL_THINGS,
  DOORS,
  ENDING,
  ENTRANCES,
  EVERY,
  EXTENDING,
  FOR_MONEY,
  GROUPS,
  HELD,
  KEEPING,
  KEYED,
  LATER,
  LATER_THINGS,
  LATER_WHEN,
  LEASED,
  LETTING_IN,
  MACHINES,
  MONEY,
  NOTHING,
  OFFERING,
  OPENED_BY,
  OPENING,
  OPENING_BY_ITSELF,
  OUTSIDE,
  PAID_BY_ITSELF,
  PAYING,
  PEOPLE,
  PRICED,
  PRICING,
  PROVEN,
  PROVING,
  PROVISIONING,
  PUT_ASIDE,
  READING_PEOPLE,
  RECORDED,
  REPLACING,
  RIGHTS,
  RULED,
  SAVED_OTHERWISE,
  SECRET_OF,
  SECRET_THINGS,
  SECRETS,
  SERIES,
  SETTING,
  SHARED_BY,
  SHOWING,
  STARTED,
  STARTING,
  STILLING,
  STORES,
  TAKEN_IN,
  WATCHERS,
  WRITING,
  WRITTEN_TO,
} from './effect-objects.ts'
import { singularOf } from './effect-stems.ts'
import { isReader } from './lexicon.ts'

type EffectOrKind = Effect | EffectKind

/** Whether the words hold one of a list, right behind one of another. */
function pairs(words: readonly string[], front: ReadonlySet<string>, back: ReadonlySet<string>): boolean {
  return words.some((word, at) => at > 0 && back.has(word) && front.has(words[at - 1] ?? ''))
}

function hasAny(words: readonly string[], of: ReadonlySet<string>): boolean {
  return words.some((word) => of.has(word))
}

const KEY = new Set(['key'])
const RULE = new Set(['rule'])

// Where somebody who logged in is sent, with what proves it.
const REDIRECT = new Set(['redirect', 'callback'])
const ADDRESSES = new Set(['uri', 'url'])

// Once an alarm is marked as a false positive, nobody looks at it any more.
const FALSE = new Set(['false'])
const POSITIVE = new Set(['positive'])

/** Who is known by a device or a number, which doors are open, and what sees who comes. */
function letsIn(words: readonly string[]): boolean {
  const [first = '', ...rest] = words
  if (PROVEN.has(first) && rest.length < 3 && hasAny(rest, PROVING)) return true
  if (OPENING.has(first)) return hasAny(rest, ENTRANCES) && !RECORDED.has(rest.at(-1) ?? '')
  const mayOpen = OPENING.has(words.at(-1) ?? '') || first === 'toggle'
  if (mayOpen && hasAny(words, DOORS)) return true
  return STILLING.has(first) && hasAny(rest, WATCHERS)
}

/** `add_household_member`, `add_driver_to_plan`: who is in may order, book or pay from then on. */
function takesIn(words: readonly string[]): boolean {
  return hasAny(words, LETTING_IN) && hasAny(words, TAKEN_IN) && hasAny(words, SHARED_BY)
}

/** `savings.closeGoal`: what was put aside goes somewhere. */
function endsSaving(words: readonly string[]): boolean {
  return hasAny(words, ENDING) && hasAny(words, PUT_ASIDE) && !hasAny(words, SAVED_OTHERWISE)
}

/** `set_valve_position`: a machine acts on it. */
function movesMachine(words: readonly string[]): boolean {
  return hasAny(words, MACHINES) && hasAny(words, ACTUATING) && !hasAny(words, RECORDED)
}

/** `extend_offer` */
function offers(words: readonly string[]): boolean {
  return words.at(-1) === 'offer' && hasAny(words, OFFERING)
}

function touchesRights(words: readonly string[]): boolean {
  if (hasAny(words, RIGHTS) || pairs(words, KEYED, KEY) || pairs(words, RULED, RULE) || letsIn(words))
    return true
  if (
    (ADDRESSES.has(words.at(-1) ?? '') && pairs(words, REDIRECT, ADDRESSES)) ||
    (words[0] === 'rotate' && words.includes('key'))
  )
    return true
  if (takesIn(words)) return true
  if (hasAny(words, LETTING_IN) && hasAny(words, READING_PEOPLE) && hasAny(words, GROUPS)) return true
  return (
    hasAny(words, LETTING_IN) &&
    hasAny(words.slice(1), PEOPLE) &&
    (words.includes('to') || hasAny(words, GROUPS))
  )
}

const ENVIRONMENTS = new Set(
  'env environment workspace repository repo organization org project group ci pipeline action build deployment'.split(
    ' ',
  ),
)
const VARIABLES = new Set(['var', 'variable'])

const ALIASED = new Set(['git', 'shell', 'bash', 'command'])
const ALIAS = new Set(['alias'])
const SCHEDULED = new Set(['schedule', 'queue'])
// In the singular, as all words here are.
const WINDOWS = new Set(['window'])
const SERVICE = new Set(['service'])
const JOBS = new Set(['job', 'process', 'script', 'command'])

function runsLater(words: readonly string[]): boolean {
  if (pairs(words, LATER_WHEN, LATER_THINGS) || pairs(words, STARTING, STARTED)) return true
  if (SCHEDULED.has(words[0] ?? '') && pairs(words, SCHEDULED, JOBS)) return true
  if (pairs(words, WINDOWS, SERVICE)) return true
  if (words.includes('alias') && pairs(words, ALIASED, ALIAS)) return true
  // An environment variable decides what is loaded; an environment alone is something else.
  return hasAny(words, LATER) || pairs(words, ENVIRONMENTS, VARIABLES)
}

function controls(words: readonly string[]): boolean {
  return hasAny(words, CONTROL) || pairs(words, CONTROL_OF, CONTROL_THINGS)
}

function changesEvery(words: readonly string[]): boolean {
  return hasAny(words.slice(0, 2), CHANGING) && hasAny(words, EVERY)
}

function destroys(words: readonly string[]): boolean {
  if (hasAny(words, KEEPING)) return true
  if (hasAny(words, CHANGING) && hasAny(words, EVERY)) return true
  if (hasAny(words, WRITING) && hasAny(words, NOTHING)) return true
  return hasAny(words, REPLACING) && hasAny(words, CONTAINERS)
}

function showsSecrets(words: readonly string[]): boolean {
  const isSecret =
    hasAny(words, SECRETS) || pairs(words, KEYED, KEY) || pairs(words, SECRET_OF, SECRET_THINGS)
  return isSecret && hasAny(words, SHOWING) && !hasAny(words, ABOUT_SECRETS)
}

const MARKING = new Set(['mark', 'convert', 'archive', 'flag', 'label'])

/** `set_autopay`, `enable_auto_renewal`: from then on it is paid without anybody. */
function paysByItself(words: readonly string[]): boolean {
  if (!hasAny(words, PAID_BY_ITSELF) && !pairs(words, BY_ITSELF, PAYING)) return false
  return !hasAny(words, LEASED)
}

/** `register_domain`: what is had from then on has a price. */
function isHadForMoney(words: readonly string[]): boolean {
  const [first = '', last = ''] = [words[0], words.at(-1)]
  if (words.length === 2 && FOR_MONEY.has(first)) return ASKED_FOR.has(last)
  if (PROVISIONING.has(first) && BY_THE_HOUR.has(last)) return true
  if (!ASKED_FOR.has(first)) return false
  return FOR_MONEY.has(last) || (last === 'number' && (words.length === 2 || words.at(-2) === 'phone'))
}

/** Money moves, is owed no more, or goes on being owed. */
function pays(words: readonly string[], isChange: boolean): boolean {
  const [first = ''] = words
  if (!isChange) return MARKING.has(first) && hasAny(words, MONEY)
  if (hasAny(words, MONEY) || (EXTENDING.has(first) && hasAny(words, HELD)) || setsPrice(words)) return true
  return paysByItself(words) || isHadForMoney(words) || endsSaving(words)
}

/** What is paid later is decided where prices are set; an alert about a price is none. */
function setsPrice(words: readonly string[]): boolean {
  const [first = '', last = '', before = ''] = [words[0], words.at(-1), words.at(-2)]
  return SETTING.has(first) && (PRICING.has(last) || (PRICED.has(last) && PRICING.has(before)))
}

// What is done with mail from then on, such as forwarding it.
const MAILBOXES = new Set(['inbox', 'mailbox', 'mail', 'email'])
const MAIL_RULES = new Set(['rule', 'filter', 'delegate', 'forwarder'])

/** A review of a place is for everybody to read; one of code is for the team. */
function publishesReview(words: readonly string[]): boolean {
  return /^(?:write|leave|add)$/.test(words[0] ?? '') && words.at(-1) === 'review' && !words.includes('pull')
}

/** In `add_note_to_payment` nothing is done to the payment. */
function withoutAnnotated(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => BESIDE.has(word))
  const isBeside = at > 1 && ANNOTATING.has(words[0] ?? '') && ANNOTATIONS.has(words[at - 1] ?? '')
  return isBeside ? words.slice(0, at) : words
}

/** `enroll_contact_in_sequence`: mails go out to whom is put there. */
function writesAgain(words: readonly string[]): boolean {
  return LETTING_IN.has(words[0] ?? '') && hasAny(words, SERIES) && hasAny(words, WRITTEN_TO)
}

const FILED = new Set(['file', 'folder', 'item', 'document', 'doc'])

/** `create_drive_file`: what is done to a file of a store does not bring it there. */
function goesOutside(words: readonly string[]): boolean {
  if (pairs(words, OPENING_BY_ITSELF, OPENED_BY) || writesAgain(words)) return true
  // `drive_create_folder`
  if (STORES.has(words[0] ?? '') && FILED.has(words.at(-1) ?? '') && !hasAny(words.slice(1), OUTSIDE))
    return false
  return (
    hasAny(words, OUTSIDE) &&
    words.some((word, at) => OUTSIDE.has(word) && !(STORES.has(word) && FILED.has(words[at + 1] ?? '')))
  )
}

const NO_KINDS: readonly EffectOrKind[] = []

/** Which of the questions below a word is worth, as bits: each of them asks for at least one such word. */
const PAY = 1
const RIGHT = 2
const LATE = 4
const LEASH = 8
const OUT = 16
const LOSS = 32
const SHOWN = 64

function bitsByWord(): ReadonlyMap<string, number> {
  const bits = new Map<string, number>()
  function add(bit: number, ...lists: Iterable<string>[]): void {
    for (const list of lists) for (const word of list) bits.set(word, (bits.get(word) ?? 0) | bit)
  }
  add(PAY, MONEY, HELD, PRICING, PAID_BY_ITSELF, PAYING, FOR_MONEY, BY_THE_HOUR, PUT_ASIDE, ['number'])
  add(
    RIGHT,
    RIGHTS,
    KEY,
    RULE,
    PROVING,
    ENTRANCES,
    DOORS,
    WATCHERS,
    ADDRESSES,
    READING_PEOPLE,
    PEOPLE,
    TAKEN_IN,
    POSITIVE,
  )
  add(LATE, LATER, LATER_THINGS, STARTED, JOBS, ALIAS, VARIABLES)
  add(LEASH, CONTROL, CONTROL_THINGS)
  add(OUT, OUTSIDE, OPENED_BY, SERIES, MAIL_RULES, MACHINES, BROUGHT, ['review', 'offer'])
  add(OUT, LINKING, PRESCRIBED, RECEIVERS)
  add(LOSS, KEEPING, EVERY, NOTHING, CONTAINERS)
  add(SHOWN, SECRETS, KEY, SECRET_THINGS)
  return bits
}

const WORTH = bitsByWord()

/** The same of a clause without a changing verb. */
function kindsOfLook(words: readonly string[], worth: number): readonly EffectOrKind[] {
  if ((worth & LOSS) !== 0 && changesEvery(words)) return ['destructive']
  if ((worth & PAY) !== 0 && pays(words, false)) return ['pay']
  if ((worth & RIGHT) !== 0 && MARKING.has(words[0] ?? '') && pairs(words, FALSE, POSITIVE)) return ['rights']
  return (worth & SHOWN) !== 0 && showsSecrets(words) ? ['secrets'] : NO_KINDS
}

/** What a clause of a name says besides its verbs: whether something that is only read is secret. */
export function kindsOf(texts: readonly string[], isChange: boolean): readonly EffectOrKind[] {
  const all = texts.map(singularOf)
  let worth = 0
  for (const word of all) worth |= WORTH.get(word) ?? 0
  return worth === 0 ? NO_KINDS : kindsAsked(all, isChange, worth)
}

/** The same with every question asked, for tests: what a word is worth must leave none out that would be answered with yes. */
export function kindsOfEach(texts: readonly string[], isChange: boolean): readonly EffectOrKind[] {
  return kindsAsked(texts.map(singularOf), isChange, -1)
}

function kindsAsked(all: readonly string[], isChange: boolean, worth: number): readonly EffectOrKind[] {
  const words = withoutAnnotated(all)
  const look = isChange ? NO_KINDS : kindsOfLook(words, worth)
  if (!isChange && (look.length > 0 || !REPLACING.has(words[0] ?? ''))) return look
  return kindsOfChange(words, worth)
}

function kindsOfChange(words: readonly string[], worth: number): readonly EffectOrKind[] {
  const found: EffectOrKind[] = []
  // `get_backup_codes`: a verb between a look and a secret is only a part of its name.
  if ((worth & SHOWN) !== 0 && isReader(words[0] ?? '') && showsSecrets(words)) found.push('secrets')
  if ((worth & PAY) !== 0 && pays(words, true)) found.push('pay')
  if ((worth & RIGHT) !== 0 && touchesRights(words)) found.push('rights')
  if ((worth & LATE) !== 0 && runsLater(words)) found.push('later')
  if ((worth & LEASH) !== 0 && controls(words)) found.push('control')
  if ((worth & OUT) !== 0 && isOutward(words)) found.push('outward')
  if ((worth & LOSS) !== 0 && destroys(words)) found.push('destructive')
  return found
}

function isOutward(words: readonly string[]): boolean {
  if (movesMachine(words) || offers(words) || isDelivered(words)) return true
  return goesOutside(words) || publishesReview(words) || pairs(words, MAILBOXES, MAIL_RULES)
}
