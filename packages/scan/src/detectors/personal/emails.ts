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
    spans.push([from, after])
  }
  return spans
}
