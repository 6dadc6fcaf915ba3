// Credentials that are told by a name beside them, in another member of an object or another place of a list.
import { namesSecret } from './names.ts'
import { classesIn, isPlaceholder, isRandom } from './randomness.ts'

const NAME_MAX = 128

// The last three letters of all names of credentials, since most texts are ruled out at a glance.
const TAILS = new Set(
  'ord ase ode ort ena ret key yid ken ial als ion ing uri url pwd nic pat eds ass uth rer kie swd'.split(
    ' ',
  ),
)
const TAIL = 3
/** The code of `A`: most texts end in a letter, and most of those that do not are numbers or sentences. */
const LETTERS_FROM = 65

function mayName(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last >= LETTERS_FROM && text.length <= NAME_MAX && TAILS.has(text.slice(-TAIL).toLowerCase())
}

const NAME = /^[\w.:/@$%{}[\]-]+(?: [\w.:/-]+){0,3}$/

/** Whether a text is the name of a credential, and not a sentence that ends in one. */
function isName(text: unknown): text is string {
  return typeof text === 'string' && mayName(text) && NAME.test(text) && namesSecret(text)
}

function isAnyName(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 && value.some(isName) : isName(value)
}

// What is searched for, and what says of what kind a thing is, names nothing that stands beside it.
const SOUGHT = /(?:^|[_-])(?:query|q|pattern|search|regex|terms?|keywords?|filter|grant_?type|type)$/i
const LABEL =
  /(?:^|[_-]|[a-z](?=[A-Z]))(?:names?|keys?|k|header|field|variable|var|setting|property|param|parameter|env|id|label|title|slug|identifier|option|secret|credential)$/i
/** What holds a value, whatever it is; the others of these hold much else. */
const HELD = /(?:^|[_-]|[a-z](?=V))(?:values?|val|v|plaintext|cleartext|secret_?string)$/i
const HOLDING =
  /^(?:contents?|data|text|string|payload|body|plain|raw|literal|to|is|new|current|arg|argument|input|secret|credentials?|default|is_?set_?to|set_?to|with)$/i
/** What is known of a credential by anybody who may see its name. */
const ABOUT =
  /(?:^|[_-]|[a-z](?=[A-Z]))(?:id|ids|uid|uuid|guid|ref|refs|url|uri|href|link|path|file|hash|sha|digest|checksum|etag|version|revision|at|on|date|time|by|owner|user|username|email|scope|env|environment|region|zone|host|type|kind|status|state|selector|element|class|arn|fingerprint|prefix|hint|cursor|page|namespace|account|project|description|note|comment|message|error|format|name|names|label|title|slug|order|in|from|for|session|commit|branch|model|color|icon)$/i

const VARIABLE = /^[A-Z][A-Z0-9_]+$/
const LENGTH_MIN = 6
const TOLD =
  /^(?:\d{4}-\d\d-\d\d\S*|v?\d+(?:\.\d+)+|[^\s@]+@[^\s@]+\.[a-z]+|[a-z]+:\/\/\S*|\d{1,8}|#[0-9a-f]{3,8})$/i

/** Whether a text may be a credential that was drawn or chosen, and is not a word of a language. */
function isLikely(text: string): boolean {
  if (text.length < LENGTH_MIN || /\s/.test(text) || TOLD.test(text) || isPlaceholder(text)) return false
  return isRandom(text) || (classesIn(text) >= 2 && /[\d!@#$%^&*~+?]/.test(text))
}

function holds(member: string, value: unknown, isVariable: boolean, isLabelled: boolean): boolean {
  if (HELD.test(member)) return value !== null && typeof value !== 'boolean'
  if (typeof value !== 'string') return false
  if (HOLDING.test(member)) return isLikely(value) || (isVariable && value !== '' && !/\s/.test(value))
  return isLabelled && !ABOUT.test(member) && !/\s/.test(value) && isRandom(value) && !isPlaceholder(value)
}

type Label = { readonly member: string; readonly isVariable: boolean; readonly isLabelled: boolean }

function labelOf(value: Readonly<Record<string, unknown>>, members: readonly string[]): Label | undefined {
  for (const member of members) {
    const name = value[member]
    if (typeof name === 'string' ? !mayName(name) : !Array.isArray(name)) continue
    if (HELD.test(member) || SOUGHT.test(member) || !isAnyName(name)) continue
    const isVariable = typeof name === 'string' && VARIABLE.test(name)
    return { member, isVariable, isLabelled: LABEL.test(member) }
  }
  return undefined
}

/** The members of a key of a web token that must be kept: of a pair its private numbers, or the key itself. */
const PRIVATE_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi'])

function isPrivateIn(type: unknown, member: string, value: unknown): boolean {
  if (typeof value !== 'string' || !isRandom(value)) return false
  return type === 'oct' ? member === 'k' : PRIVATE_MEMBERS.has(member)
}

const NO_MEMBERS: readonly string[] = []

/**
 * The members of an object that hold a credential, where another one beside them names it:
 * `{ Name: "DB_PASSWORD", Value: "…" }`.
 */
export function membersNamed(value: Readonly<Record<string, unknown>>): readonly string[] {
  const members = Object.keys(value)
  if (members.length < 2) return NO_MEMBERS
  if (typeof value.kty === 'string')
    return members.filter((member) => isPrivateIn(value.kty, member, value[member]))
  const label = labelOf(value, members)
  if (label === undefined) return NO_MEMBERS
  const { isVariable, isLabelled } = label
  return members.filter(
    (member) => member !== label.member && holds(member, value[member], isVariable, isLabelled),
  )
}

/** Whether a member holds the value of what the object around it is named after: `{ DB_PASSWORD: { value: "…" } }`. */
export function isHeld(member: string): boolean {
  return HELD.test(member)
}

const TYPES = /^(?:string|number|integer|boolean|object|array|null)$/
const REFERENCE = /^(?:\$ref|valueFrom|secretKeyRef|secretRef|from_?secret|fromEnv)$/i

/** Whether an object only says of what type a credential is, or where it is kept. */
export function isAboutCredential(value: Readonly<Record<string, unknown>>): boolean {
  const { type } = value
  return (
    (typeof type === 'string' && TYPES.test(type)) ||
    Object.keys(value).some((member) => REFERENCE.test(member))
  )
}

const LIKELY_MAX = 256

/** Whether a member of an object that says of what type a credential is holds the credential itself: its value or its default. */
export function isHeldThere(member: string, value: unknown): boolean {
  return isHeld(member) || (typeof value === 'string' && value.length <= LIKELY_MAX && isLikely(value))
}

const OPTION = '--'

/** Whether an item of a list is a credential that the item before it names: `["DB_PASSWORD", "…"]`, `["--token", "…"]`. */
export function isItemNamed(items: readonly unknown[], at: number): boolean {
  const [name, value] = [items[at - 1], items[at]]
  if (typeof name !== 'string' || typeof value !== 'string') return false
  if (name.startsWith(OPTION)) return !value.startsWith('-') && !/\s/.test(value) && isName(name)
  return items.length === 2 && isName(name) && isLikely(value)
}
