// E-mail addresses in a text.
import { type Budget, spend } from '../../budget.ts'
import type { Span } from './digits.ts'

const LOCAL_MAX = 64
const LOCAL = /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]$/u
const DOMAIN = /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}\p{L}[\p{L}\p{N}-]{1,62}/uy
const DOMAIN_MAX = 255

const ASCII_LOCAL: ReadonlySet<number> = new Set(
  Array.from({ length: 128 }, (_, code) => code).filter((code) => LOCAL.test(String.fromCharCode(code))),
)

/** Whether a character may stand in a local part; most are told without a look at the properties of Unicode. */
function isLocal(text: string, from: number, width: number): boolean {
  const code = text.charCodeAt(from)
  return code < 128 ? ASCII_LOCAL.has(code) : LOCAL.test(text.slice(from, from + width))
}

function isTrailing(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}

/** Where the local part before a sign begins: as far back as one can reach. */
function localFrom(text: string, low: number, sign: number): number {
  let from = sign
  while (from > low) {
    const width = from - 1 > low && isTrailing(text.charCodeAt(from - 1)) ? 2 : 1
    if (!isLocal(text, from - width, width)) break
    from -= width
  }
  return from
}

const PER_SIGN = 35
const PER_LOCAL_CHARACTER = 3

/** The e-mail addresses in a text: from each `@` as far as an address can reach to both sides. */
export function emailsIn(text: string, budget: Budget): Span[] {
  const spans: Span[] = []
  const domainAt = new RegExp(DOMAIN)
  let after = 0
  for (let sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
    if (!spend(budget, PER_SIGN)) break
    domainAt.lastIndex = sign + 1
    const domain = domainAt.exec(text)?.[0].slice(0, DOMAIN_MAX)
    if (domain === undefined) continue
    const from = localFrom(text, Math.max(after, sign - LOCAL_MAX), sign)
    if (from === sign || !spend(budget, (sign - from) * PER_LOCAL_CHARACTER + domain.length)) continue
    after = sign + 1 + domain.length
    if (isMailbox(text, from, sign, after)) spans.push([from, after])
  }
  return spans
}

/** What ends like the name of a file or of a unit of systemd, and not like a domain. */
const NO_DOMAINS: ReadonlySet<string> = new Set(
  'png jpg jpeg gif svg webp avif ico bmp tiff css scss less js mjs cjs jsx ts tsx json yaml yml toml html xml txt log service socket timer mount target slice scope'.split(
    ' ',
  ),
)
const RESERVED = /^(?:.*\.)?(?:example\.(?:com|net|org)|example|invalid|test|localhost)$/i
const NOBODY: ReadonlySet<string> = new Set(
  'user username you me name someone somebody anyone foo bar baz mail email address test example admin noreply no-reply myemail my.email'.split(
    ' ',
  ),
)
/** Accounts of services, which log in at a host: what follows is a path there. */
const SERVICES: ReadonlySet<string> = new Set(
  'git hg svn root ubuntu debian centos admin ec2-user deploy postgres www-data'.split(' '),
)
const PATH_ON_HOST = /^:[\w~./-]*[\w/]/
const IN_URL = /\/\/[^\s/@"'<>]*$/
const ID_OF_MESSAGE =
  /(?:^|[\s"'])(?:message-id|in-reply-to|references|content-id|x-[a-z-]*id)["']?[:=][^@\n]*$/i
const CONTENT = /\bcid:$/i
const LOOK_AROUND = 80
const COLON = 0x3a
const SMALL_A = 0x61

/** Whether what is formed like an address is one of a mailbox. */
function isMailbox(text: string, from: number, sign: number, end: number): boolean {
  if (endsLikeFile(text.slice(text.lastIndexOf('.', end - 1) + 1, end))) return false
  const local = text.slice(from, sign)
  if (isNobody(local) && isReserved(text.slice(sign + 1, end))) return false
  if (isLogin(local, text, end)) return false
  const before = text.charCodeAt(from - 1)
  // Only behind a slash, a colon or an angle bracket can it belong to a URL or be the id of a message.
  if (before !== COLON && before !== 0x3c && !local.includes('/')) return true
  const ahead = text.slice(Math.max(0, from - LOOK_AROUND), from)
  if (before === 0x3c) return !ID_OF_MESSAGE.test(ahead.slice(0, -1))
  return !CONTENT.test(ahead) && !IN_URL.test(ahead + local)
}

/** RFC 2606 and 6761: nobody has a mailbox there. */
export function isReserved(domain: string): boolean {
  return RESERVED.test(domain)
}

function endsLikeFile(label: string): boolean {
  return NO_DOMAINS.has(label.charCodeAt(0) < SMALL_A ? label.toLowerCase() : label)
}

function isNobody(local: string): boolean {
  return NOBODY.has(local) || local.startsWith('your') || local.startsWith('YOUR')
}

function isLogin(local: string, text: string, end: number): boolean {
  if (local === 'git') return true
  return (
    text.charCodeAt(end) === COLON &&
    SERVICES.has(local) &&
    PATH_ON_HOST.test(text.slice(end, end + LOOK_AROUND))
  )
}
