// Credentials that can be told by their form, or by the name of the member that holds them.
import { type Budget, spend } from '../model/budget.ts'
import type { Span } from './digits.ts'

// Each begins at a boundary and takes in the whole rest of its run.
const KEYS = [
  /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|AIDA|AROA|AGPA|ANPA|ANVA)[A-Z0-9]{16,}/y,
  /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,}/y,
  /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{22,}/y,
  /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}/y,
  /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36,}/y,
  /(?<![A-Za-z0-9])xox[a-z]-[A-Za-z0-9-]{10,}/y,
  /(?<![A-Za-z0-9])xapp-[A-Za-z0-9-]{10,}/y,
  /hooks\.slack\.com\/services\/[A-Za-z0-9/_-]{20,}/y,
  /(?<![A-Za-z0-9])(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}/y,
  /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=]{20,}/y,
  /(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}/y,
  /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35,}/y,
  /(?<![A-Za-z0-9])cs_(?:live|test)_[A-Za-z0-9_-]{16,}/y,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+)*/y,
]

const PEM = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g
const PEM_END = /-----END [A-Z0-9 ]{0,40}-----/g

/** The private keys in a text; one that is cut off reaches to the end. */
function privateKeysIn(text: string): Span[] {
  const spans: Span[] = []
  const end = new RegExp(PEM_END)
  let after = 0
  for (const { index } of text.matchAll(PEM)) {
    if (index < after) continue
    end.lastIndex = index
    after = end.exec(text) === null ? text.length : end.lastIndex
    spans.push([index, after])
  }
  return spans
}

// What every one of them begins with: most texts hold none of it, and need no closer look.
const BEGINNING =
  /A(?:KIA|SIA|BIA|CCA|IDA|ROA|GPA|NPA|NVA|Iza)|gh[pousr]_|github_pat_|glpat-|npm_|xox[a-z]-|xapp-|hooks\.slack\.com|[srp]k_(?:live|test)_|whsec_|sk-|cs_(?:live|test)_|eyJ/g

const PEM_BEGINNING = '-----BEGIN '
const PER_BEGINNING = 45
const PER_CHARACTER = 1

/** The keys in a text: looked for where one may begin, and never within one that was found. */
function keysIn(text: string, budget: Budget): Span[] {
  const spans: Span[] = []
  const keys = KEYS.map((pattern) => ({ pattern: new RegExp(pattern), after: 0 }))
  for (const { index } of text.matchAll(BEGINNING)) {
    if (!spend(budget, PER_BEGINNING)) break
    for (const key of keys) {
      if (index < key.after) continue
      key.pattern.lastIndex = index
      if (!key.pattern.test(text)) continue
      key.after = key.pattern.lastIndex
      if (!spend(budget, (key.after - index) * PER_CHARACTER)) break
      spans.push([index, key.after])
    }
  }
  return spans
}

/** The credentials in a text that can be told by their form; not all of them once the budget is exceeded. */
export function secretsIn(text: string, budget: Budget): Span[] {
  const keys = BEGINNING_ANYWHERE.test(text) ? keysIn(text, budget) : []
  if (!text.includes(PEM_BEGINNING)) return keys
  return spend(budget, text.length * PER_CHARACTER) ? [...keys, ...privateKeysIn(text)] : keys
}

const BEGINNING_ANYWHERE = new RegExp(BEGINNING.source)

const NAME_MAX = 128
const ENDINGS =
  /(?:password|passwd|passphrase|passcode|secret|secretkey|token|apikey|accesskey|privatekey|signingkey|encryptionkey|credential|credentials|authorization|connectionstring)$/
const WHOLE = new Set(['pass', 'pwd', 'auth', 'bearer', 'cookie', 'setcookie'])
const CURSOR = /(?:page|next|previous|continuation|cursor|sync)token$/

/** Whether what a member of this name holds is a credential. */
export function namesSecret(name: string): boolean {
  const plain = name
    .slice(-NAME_MAX)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  return WHOLE.has(plain) || (ENDINGS.test(plain) && !CURSOR.test(plain))
}
