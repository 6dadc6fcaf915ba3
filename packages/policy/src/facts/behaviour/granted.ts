// Whom arguments give access to: everybody, another account, an app with wide scopes.
import type { Inner, Leaf } from '../leaves.ts'
import { aboutOf, type Name } from '../name.ts'
import { list } from '../names/lists.ts'
import { about, addEffects, type Reader } from './reader.ts'

const EVERYBODY =
  /^(?:anyone|everyone|everybody|all_?(?:authenticated_?|signed_?in_?)?users|authenticated_?users)$/i
// The same where nothing else can be meant.
const EACH = /^(?:\*|all|world|internet|public|anonymous(?:_?users?)?|default)$/i
// How Amazon writes everybody, and everybody with an account of it.
const GLOBAL = /groups\/global\/(?:all|authenticated)users/i

const USERS_MAX = 128
const DEPTH = 8

/** Whether a member stands within what says who may do something. */
function isWithinPermission(reader: Reader, { name, parent, of }: Leaf): boolean {
  if (aboutOf(name).isVisible || about(reader, parent).isVisible) return true
  let at = of
  for (let depth = 0; depth < DEPTH && at >= 0; depth += 1) {
    const around: Inner | undefined = reader.objects[at]
    if (around === undefined) return false
    if (about(reader, around.name).isVisible) return true
    at = around.of
  }
  return false
}

/** Everybody among those who may: `viewers: "everyone"`, `{ Add: [{ Group: "all" }] }` of a permission. */
export function readGiven(reader: Reader, leaf: Leaf): void {
  const { name, value } = leaf
  if (typeof value !== 'string' || value.length > USERS_MAX) return
  const { isLooking, isSomebody } = aboutOf(name)
  if ((isLooking || isSomebody) && isEverybody(reader, leaf, isLooking, value))
    addEffects(reader, ['outward', 'rights'])
}

function isEverybody(reader: Reader, leaf: Leaf, isLooking: boolean, value: string): boolean {
  const text = value.trim()
  if (EVERYBODY.test(text) || GLOBAL.test(text)) return true
  return EACH.test(text) && (isLooking || isWithinPermission(reader, leaf))
}

const RESTRICTIONS = list(
  'restriction restrictions accessrestrictions iprestrictions ipallowlist allowlist protections',
)
const PERMISSIONS = list('permission grant acl entitlement')

/** Who may do what, as objects: `permissions: { contents: "write" }`. */
export function readGrants(reader: Reader, name: Name, value: object): void {
  if (reader.isReading) return
  const { whole, words } = about(reader, name)
  if (RESTRICTIONS.has(whole) && Object.keys(value).length === 0) addEffects(reader, ['rights'])
  if (!words.some((word) => PERMISSIONS.has(word))) return
  const isHeld = Array.isArray(value)
    ? value.some((item) => typeof item === 'object' && item !== null)
    : Object.keys(value).length > 0
  if (isHeld) addEffects(reader, ['rights'])
}

// What has a scope that says only which part of the work it is about.
const PART_OF_WORK = list('commit changelog ticket issue task note label')
const SCOPES = list('scope scopes permission permissions privilege privileges role roles')
// `Directory.ReadWrite.All`, `admin:org`, `s3:*`: more than a look, of one thing or of all.
const WIDE =
  /(?:^|[.:/_])(?:read[_-]?write|write|manage|full[_-]?(?:control|access)|admin|delete)(?:$|[.:/_])|\.all$|[.:/]\*$|^\*$|googleapis\.com\/auth\//i
const SEPARATED = /[.:/_*]/
// What may be done by whoever has the link.
const BY_LINK = /^link(?:access|sharing|permission|role|visibility|share(?:access|scope|role)?)$/
const CLOSED = /^(?:none|off|no|restricted|private|disabled|false|closed)$/i
const ATTRIBUTE = list('attribute attributename')
const SHARED_BY = /^(?:(?:launch|createvolume)permission|restore)$/i

function isWide(scope: string): boolean {
  return SEPARATED.test(scope) && WIDE.test(scope)
}

/** What an app or a key may do from then on. */
export function readScope(reader: Reader, name: Name, value: string): void {
  const { whole, last } = aboutOf(name)
  if (
    SCOPES.has(last) &&
    !reader.words.some((word) => PART_OF_WORK.has(word)) &&
    SEPARATED.test(value) &&
    value.split(/[\s,]+/).some(isWide)
  )
    addEffects(reader, ['rights'])
  else if (BY_LINK.test(whole) && !CLOSED.test(value)) addEffects(reader, ['outward', 'rights'])
  else if (ATTRIBUTE.has(whole) && SHARED_BY.test(value)) addEffects(reader, ['outward', 'rights'])
}
