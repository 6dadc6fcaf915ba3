// The effects of switches and of the names of objects: `overwrite: true`, `exec: { … }`.
import { spend } from '../../model/budget.ts'
import { EFFECTS } from '../../model/cedar.ts'
import type { Member } from '../leaves.ts'
import { aboutOf, plain } from '../name.ts'
import { LEASED } from '../names/effect-objects.ts'
import { strictestOf } from '../names/effect-of-name.ts'
import { list } from '../names/lists.ts'
import { addText, noTexts, type Texts } from '../texts.ts'
import { isLook } from './commands.ts'
import { readGrants } from './granted.ts'
import { readOpen } from './guarded.ts'
import { readWorkload } from './manifest.ts'
import { readEmptied, readMembers } from './members.ts'
import { holdsOptions, readOptions } from './options.ts'
import { readProtection } from './protection.ts'
import { addEffect, addEffects, codeOf, PER_NAME, PER_NAME_CHARACTER, type Reader } from './reader.ts'
import { readSelection } from './selection.ts'
import { readSettingKey, readStage } from './settings.ts'
import { runsOfShell } from './shell.ts'
import { addRuns, COMMANDS } from './statements.ts'

const NOT_DONE =
  /^(?:include|with|show|is|has|have|dry|only|no|not|skip|exclude|without|allow|can|should|must|use|return|list|get|find|ignore|hide|prefer|keep|was|were|if|when|filter|sort|order|auto|max|min|last|first|expand)$/
const REVEALING =
  /^(?:reveal|decrypt|unmask|plaintext|withdecryption|showsecrets?|showvalues?|includesecrets?|unredacted)$/
const DOING = list(
  `exec command cmd script shell set patch delete remove apply update drop destroy purge truncate overwrite write save put
  create insert scale restart modify edit replace publish deploy rollback`,
)

// What runs, who may and what holds is set anew, in a call whose name reads: `set_image: app:2`.
const SET_ANEW =
  /^(?:set|patch|replace|change|override|switch|scale|update|rotate|reset)[-_. ]?(?:images?|replicas?|env|commands?|entrypoint|traffic|weights?|manifests?|owners?|permissions?|passwords?|roles?|polic(?:y|ies)|status|state|config|labels?|tags?)$/i

const MOVING = list(
  'promote forward transfer migrate move copy send upload deploy publish rollback restore export',
)
const DESTINATION = /^(.+?)[-_. ]?(?:to|into|onto)$/i

const OPTION = /^\s*['"]?-/
const AFTER_SIGNS = 45

function mayBeOptions(value: string): boolean {
  return value.charCodeAt(0) <= AFTER_SIGNS && OPTION.test(value.slice(0, 8))
}

export function readKey(reader: Reader, key: Member): void {
  const { value } = key
  const { text } = key.name
  readStage(reader, text)
  readSettingKey(reader, key)
  readWorkload(reader, key)
  if (reader.isReading) readSetAnew(reader, text, value)
  else readMembers(reader, key.name, value)
  if (typeof value === 'object' && value !== null) {
    readObjectKey(reader, text, value)
    readGrants(reader, key.name, value)
    readSelection(reader, key.name, value)
    readEmptied(reader, key.name, value)
  } else {
    if (isText(value) && mayBeOptions(value) && holdsOptions(aboutOf(key.name))) readOptions(reader, value)
    if (reader.isReading && isText(value) && value !== '') readDestination(reader, text)
    readFlag(reader, text, value)
    readProtection(reader, text, value)
  }
}

// What is run or trusted that is not looked at before, and who may do anything.
const UNSAFE_WORD = /^(?:trust|allow(?:unsafe|pickle|untrusted|dangerous)|unsafe|insecure|dangerous)/
// Switches that allow what is usually forbidden, or skip a check: `allow_force_pushes`, `skip_review`.
const OPENING =
  /^(?:allow|permit|enable|memberscan).*(?:force|anonym|public|external|guest|unauth|bypass|delet|unsigned|root|everyone|anyone|override|selfapprov|without(?:review|approv|auth|verif|sign))/
// Who may look without being known: `anonymousAccess`, `isPublic`, `publiclyAccessible`.
const OPENED =
  /^(?:(?:is|make|set)public(?:ly)?|(?:public(?:ly)?|anonymous|anon|guest|external|world|everyone|anyone|unauthenticated)(?:access|read|writ|view|shar|visib|edit|invit|download)[a-z]*|(?:public|anonymous|guest|anyone)link[a-z]*)$/
// What the switch itself says cannot be undone.
const GONE = /^(?:is)?(?:destructive|irreversible|irrevocable|unrecoverable|permanently)$/
// What is paid by itself from then on.
const PAID =
  /^(?:enable)?auto(?:matic(?:ally)?)?(?:pay|payments?|renew|renewals?|renews|recharge|reload|topup|refill|charge|debit|bill|billing|buy|purchase|invest)(?:enabled|on)?$/
const SKIPPING =
  /^(?:bypass|skip|ignore|disable|no)(?:.*)(?:verif|approval|review|protect|auth|signature|hooks?$)|^(?:tls|ssl|cert(?:ificate)?|auth)[a-z]{0,12}(?:skip|bypass|ignore|insecure|disable)/
const MASTER = /^(?:is)?(?:admin|administrator|superuser|superadmin|owner|root|staff)$/

const TRUE = /^true$/i
const ON_MAX = 7
const ON = /^(?:true|yes|1|on|enabled?|allow(?:ed)?)$/i

function isOn(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= ON_MAX && ON.test(value)
  return value === 1 || value === 1n
}

/** What a switch says by its name as a whole. */
function readWord(reader: Reader, word: string): void {
  if (UNSAFE_WORD.test(word)) addEffects(reader, ['execute'])
  if (REVEALING.test(word)) addEffect(reader, 'secrets')
  if (word === 'privileged') addEffects(reader, ['rights'])
  if (reader.isReading) return
  if (GONE.test(word)) addEffects(reader, ['destructive'])
  readOpen(reader, word)
  if (MASTER.test(word) || OPENING.test(word) || SKIPPING.test(word)) addEffects(reader, ['rights'])
  if (word === 'public' || OPENED.test(word)) addEffects(reader, ['outward', 'rights'])
  if (PAID.test(word) && !reader.words.some((one) => LEASED.has(one))) addEffects(reader, ['pay', 'outward'])
}

function flagsOf(reader: Reader, isTrue: boolean): Texts {
  if (isTrue) {
    reader.flags ??= noTexts()
    return reader.flags
  }
  reader.weakFlags ??= noTexts()
  return reader.weakFlags
}

function readFlag(reader: Reader, text: string, value: unknown): void {
  if (value !== true && !isOn(value)) return
  const isTrue = value === true || (isText(value) && TRUE.test(value))
  if (!addText(flagsOf(reader, isTrue), text)) return
  if (!spend(reader.budget, PER_NAME + text.length * PER_NAME_CHARACTER)) return
  const { whole, spelled } = aboutOf(reader.nameOf(text))
  readWord(reader, whole)
  if (!isTrue || NOT_DONE.test(spelled[0] ?? '') || isQuality(reader, spelled)) return
  const effects = reader.effectsOfName(text)
  const strictest = EFFECTS.indexOf(strictestOf(effects))
  if (reader.isReading || strictest > EFFECTS.indexOf('change')) addEffects(reader, effects)
}

/** `accepting_new: true` of a look says which ones are looked for. */
function isQuality({ isReading }: Reader, [first = '', ...rest]: readonly string[]): boolean {
  return isReading && rest.length > 0 && QUALITY.test(first)
}

const QUALITY =
  /^(?:accepting|offering|hiring|paying|selling|buying|serving|shipping|delivering|taking|participating)$/

/** What a name that reads does after all, and where to: `promote_to: production`. */
function readDestination(reader: Reader, text: string): void {
  const verb = text.length > KEY_MAX ? undefined : DESTINATION.exec(text)?.[1]
  if (verb === undefined || !MOVING.has(verb.toLowerCase())) return
  if (spend(reader.budget, PER_NAME + text.length * PER_NAME_CHARACTER))
    addEffects(reader, reader.effectsOfName(verb))
}

/** What a call whose name reads sets after all. */
function readSetAnew(reader: Reader, text: string, value: unknown): void {
  if (text.length > KEY_MAX || value === null || value === '' || typeof value === 'boolean') return
  if (!SET_ANEW.test(text)) return
  if (spend(reader.budget, PER_NAME + text.length * PER_NAME_CHARACTER))
    addEffects(reader, ['outward', ...reader.effectsOfName(text)])
}

const KEY_MAX = 20

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function lineOf(words: readonly string[]): string {
  return words.map((word) => (/\s/.test(word) ? `'${word}'` : word)).join(' ')
}

function readObjectKey(reader: Reader, text: string, value: object): void {
  const word = plain(text)
  const texts = Array.isArray(value) && value.every(isText) ? value : undefined
  if (texts !== undefined && COMMANDS.has(word))
    addRuns(reader, runsOfShell(lineOf(texts), reader.budget, codeOf(reader)), ['execute'])
  else if (Array.isArray(value) && holdsOptions(aboutOf(reader.nameOf(text)))) {
    readOptions(reader, value)
    if (texts !== undefined) readProgramOptions(reader, texts)
  } else if (reader.isReading && DOING.has(word)) addEffects(reader, reader.effectsOfName(text))
}

/** What the program that a tool is named after is told to do: `find` with `-delete`. */
function readProgramOptions(reader: Reader, options: readonly string[]): void {
  if (!reader.isReading || !isLook(reader.words)) return
  const runs = runsOfShell(lineOf([...reader.words, ...options]), reader.budget)
  if (runs.some((run) => run !== 'looks')) addEffects(reader, ['execute'])
}
