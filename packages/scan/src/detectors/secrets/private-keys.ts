// Private keys in their armour, to its end or, where it is cut off, to the end of the text.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'

const BEGIN =
  /-----BEGIN (?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN (?:static|tls-crypt-v2 [a-z]{0,8}) ?key(?: V1)?)-----/gi
const END = /-----END [A-Z0-9 -]{0,40}-----/gi
const PER_CHARACTER = 1
/** What documentation writes between the two lines. */
const FILLING = /[\s.…*x-]|\\[nr]/gi
const HOLLOW = /^(?:[<[{][^<>[\]{}]{0,80}[>\]}]+)?$/
const HOLLOW_MAX = 240

/** The private keys in a text. */
export function privateKeysIn(text: string, budget: Budget): Hit[] {
  return [...keysBetween(text, BEGIN, END, budget), ...keysBetween(text, PUTTY, PUTTY_END, budget)]
}

const PUTTY = /PuTTY-User-Key-File-\d:/g
const PUTTY_END = /Private-MAC: [0-9a-f]{8,128}/gi

function keysBetween(text: string, begin: RegExp, end: RegExp, budget: Budget): Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER)) return []
  const hits: Hit[] = []
  const closing = new RegExp(end)
  let after = 0
  for (const { index, 0: armour } of text.matchAll(begin)) {
    if (index < after) continue
    closing.lastIndex = index
    const closed = closing.exec(text)
    after = closed === null ? text.length : closing.lastIndex
    if (closed !== null && isHollow(text.slice(index + armour.length, closed.index))) continue
    hits.push({ kind: 'secret.private_key', severity: 'critical', start: index, end: after })
  }
  return hits
}

function isHollow(body: string): boolean {
  return body.length <= HOLLOW_MAX && HOLLOW.test(body.replace(FILLING, ''))
}
