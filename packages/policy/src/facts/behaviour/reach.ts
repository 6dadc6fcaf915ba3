// Whom and what arguments reach: recipients, everybody, environments, secrets by name, zeros.

import { isMailAddress } from '../hosts/host-form.ts'
import type { Leaf } from '../leaves.ts'
import { aboutOf, type Name } from '../name.ts'
import { ABOUT_SECRETS, CHANGING, KEYED, SECRETS } from '../names/effect-objects.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { wordsOf } from '../names/words.ts'
import { about, addEffect, addEffects, addEnvironment, type Reader } from './reader.ts'

const OPEN_TO_ALL =
  /^(?:public(?:-read(?:-write)?)?|unlisted|anyone(?:_?with_?(?:the_?)?link)?|everyone|world|allusers|all_?users|internet|any|\*|0\.0\.0\.0\/0|::\/0)$/i

/** Where what a tool writes or copies goes. */
const DESTINATIONS = list('to target destination dest remote sink recipient upload')
const WEB = /^https?:/i

export function readRecipient(reader: Reader, { name, parent, value }: Leaf): void {
  // What is only drafted is sent by somebody else, later.
  if (reader.isReading || typeof value !== 'string' || reader.words.includes('draft')) return
  const outer = about(reader, parent)
  const inner = aboutOf(name)
  if ((outer.isReceiving || inner.isReceiving) && isMailAddress(value)) addEffects(reader, ['outward'])
  if ((outer.isVisible || inner.isVisible) && OPEN_TO_ALL.test(value.trim()))
    addEffects(reader, ['outward', 'rights'])
  if (DESTINATIONS.has(inner.last) && WEB.test(value)) addEffects(reader, ['outward'])
  if (outer.words.includes('anyone') || inner.words.includes('anyone'))
    addEffects(reader, ['outward', 'rights'])
}

const SCALED = list(
  'retention ttl replica replicas instance instances capacity count desired keep day days backup backups version versions max maximum',
)
const SCALING = list(
  'retention instance instances replica replicas capacity scale ttl concurrency autoscaling autoscaler autoscale scaling',
)

const ZERO_BEGINS = /^[\s0+.-]/

/** A text is looked at only when it begins as a zero may. */
function isZero(value: Leaf['value']): boolean {
  return typeof value === 'string' ? ZERO_BEGINS.test(value) && Number(value) === 0 : Number(value) === 0
}

const KEEPING = list('keep retain preserve')
const KEPT = list(
  'version revision backup snapshot copy day history generation count number last latest release build',
)

export function readZero(reader: Reader, { name, value }: Leaf): void {
  if (value === '' || !isZero(value)) return
  const { words, whole } = about(reader, name)
  // Who only looks keeps nothing.
  if (words.length > 1 && KEEPING.has(words[0] ?? '') && KEPT.has(words.at(-1) ?? ''))
    addEffects(reader, ['destructive'])
  if (reader.isReading) return
  const isScaled = whole === 'value' || words.some((word) => SCALED.has(word))
  if (isScaled && reader.words.some((word) => SCALING.has(word))) addEffects(reader, ['destructive'])
}

const PLACED = list('environment env stage tier')
const PLACED_TOO = list('cluster namespace workspace account project context region realm tenant')
const PRODUCTION = /(?:^|[-_.])(?:prod|prd|production|live)(?:$|[-_.])/i
const PLACE = /^[\w.-]{1,64}$/

export function readEnvironment(reader: Reader, name: Name, value: string): void {
  if (!PLACE.test(value)) return
  const { last } = aboutOf(name)
  if (PLACED.has(last)) addEnvironment(reader, value.toLowerCase())
  else if (PLACED_TOO.has(last) && PRODUCTION.test(value)) addEnvironment(reader, 'production')
}

export const HOLDERS = list(
  'parameter variable env config configuration setting value key item environment entry property param',
)

const SPACE = /\s/

/** The name of a secret where something is asked for by its name. */
export function readSecret(reader: Reader, { name, value }: Leaf): void {
  if (typeof value !== 'string' || value.length > 256 || SPACE.test(value)) return
  if (reader.isReading && KINDS.has(aboutOf(name).whole) && SECRET_KIND.test(value))
    addEffect(reader, 'secrets')
  if (reader.isReading && (isNamedSecret(reader, name) || isCredential(reader, name, value)))
    addEffect(reader, 'secrets')
  if (!reader.isHolding) return
  const words = wordsOf(value).map(singularOf)
  const isKeyed = words.some((word, at) => word === 'key' && KEYED.has(words[at - 1] ?? ''))
  if (isKeyed || words.some((word) => SECRETS.has(word)) || CONNECTION.test(value))
    addEffect(reader, 'secrets')
}

const NAMING = list('name names id ids path paths uri ref arn identifier')

/** `secretName`: what is looked at is a secret, unless only what is known about it. */
function isNamedSecret(reader: Reader, name: Name): boolean {
  const { words, last } = aboutOf(name)
  return words.includes('secret') && NAMING.has(last) && !reader.words.some((word) => ABOUT_SECRETS.has(word))
}

const ASKED_BY = list('name key id variable item entry names keys')
const CREDENTIAL =
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASS|DSN|CREDENTIALS?)$/
// Who looks for it in a program sees its name and not what it holds.
const OF_CODE = list(
  'symbol symbols definition definitions reference references usage usages code grep search docs constant function type column table field',
)

/** `get` with `name: "STRIPE_API_KEY"`. */
function isCredential(reader: Reader, name: Name, value: string): boolean {
  if (!ASKED_BY.has(aboutOf(name).whole) || !CREDENTIAL.test(value)) return false
  return !reader.words.some((word) => OF_CODE.has(word) || ABOUT_SECRETS.has(word))
}

const KINDS = list('kind resource resourcetype resourcekind objecttype')
const SECRET_KIND = /^(?:sealed|external)?secrets?(?:\.\w+)?$/i
// What is connected to with a password in it.
const CONNECTION =
  /(?:^|[_./-])(?:dsn|conn(?:ection)?[_-]?str(?:ing)?|(?:database|db|redis|mongo(?:db)?|amqp|postgres(?:ql)?|mysql|rabbitmq|sentry|smtp|broker)[_-]?ur[il])$/i

const SELECTING = list('id ids items filter selector target targets records rows')
const ALL = /^(?:\*|all|everything|everyone)$/i
const CONDITIONS = list('where filter condition criteria')
const ALWAYS = /^(?:true|1|(\d+|'[^']*') *={1,2} *\1)$/i

/** A change of every one there is. */
export function readEvery(reader: Reader, name: Name, value: string): void {
  if (reader.isReading) return
  const word = aboutOf(name).whole
  const isNone = CONDITIONS.has(word) && ALWAYS.test(value.trim())
  if (!isNone && !(SELECTING.has(word) && ALL.test(value.trim()))) return
  if (reader.words.slice(0, 2).some((one) => CHANGING.has(one))) addEffects(reader, ['destructive'])
}

const CORRECTING = list('change update set edit modify replace')
const WHOSE = list('info information profile user account login')
const REACHED_BY = list('email newemail emailaddress phone newphone phonenumber mobile')

/** Where somebody is written or called to is where their password is sent. */
export function readIdentity(reader: Reader, name: Name): void {
  if (!CORRECTING.has(reader.words[0] ?? '') || !REACHED_BY.has(aboutOf(name).whole)) return
  if (reader.words.some((word) => WHOSE.has(singularOf(word)))) addEffects(reader, ['rights'])
}

const POWERFUL = /^(?:admin|administrator|owner|superuser|root|superadmin|sysadmin|maintainer|manager)$/i
const ROLE = /^(?:role|permission|privilege|accesslevel)s?$/
const ROLE_WORDS = list('role roles permission permissions privilege privileges')
const POWER = /\b(?:admin|administrator|owner|superuser|root|superadmin|sysadmin)\b/i
const PEOPLE_WORDS = list('user member account person team people contributor collaborator player gamer')
// Other names for a role. A title or a job gives nobody a right.
const POWER_OF =
  /^(?:access|user|account|member|security|licen[cs]e|permission|admin)?(?:profile|type|level|group|groups|access|tier|kind|class|scope|persona|set|rank|grade)$/
const POWER_ITSELF =
  /^(?:(?:system|super|global|root|org|organi[sz]ation|tenant|domain|workspace|site|account|full|billing|security)[ _-]?){0,2}(?:admin(?:istrator)?s?|owners?|superusers?|root|sysadmins?|superadmins?|(?:co-?)?moderators?|operators?|game[ _-]?masters?|ops?|mods?)$/i

/** Who may do more: `role: "admin"`, and any role of a member. */
export function readRole(reader: Reader, name: Name, value: string): void {
  if (reader.isReading) return
  const { whole, last } = aboutOf(name)
  if (ROLE_WORDS.has(last) && POWER.test(value)) addEffects(reader, ['rights'])
  if (POWER_OF.test(whole) && isAboutPeople(reader) && POWER_ITSELF.test(value.trim()))
    addEffects(reader, ['rights'])
  if (!ROLE.test(whole)) return
  if (isAboutPeople(reader) || POWERFUL.test(value.trim())) addEffects(reader, ['rights'])
}

function isAboutPeople({ words }: Reader): boolean {
  return words.some((word) => PEOPLE_WORDS.has(singularOf(word)))
}

const NOWHERE = /^(?:\/dev\/null|nul:?)$/i

/** What is put there is gone. */
export function readNowhere(reader: Reader, value: string): void {
  if (!reader.isReading && NOWHERE.test(value.trim())) addEffects(reader, ['destructive'])
}

const OVERWRITING = list('overwrite replace')
const WHOLE_TEXT = list('content contents body data text filecontent')

/** Nothing in place of what a file held. */
export function readNothing(reader: Reader, { name, value }: Leaf): void {
  if (value !== '' || !OVERWRITING.has(reader.words[0] ?? '')) return
  if (WHOLE_TEXT.has(about(reader, name).whole)) addEffects(reader, ['destructive'])
}
