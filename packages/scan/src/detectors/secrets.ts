// Credentials that can be told by their form, or by the name of the member that holds them.
import { type Budget, spend } from '../budget.ts'
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
  /(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{20,}/y,
  /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/y,
  /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/y,
  /(?<![A-Za-z0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}/y,
  /(?<![A-Za-z0-9])(?:shp(?:at|ca|pa|ss)_|dop_v1_|glsa_|gsk_|r8_|dckr_pat_|lin_api_|figd_|pul-|dapi)[A-Za-z0-9_-]{20,}/y,
  /(?<![A-Za-z0-9])(?:ya29\.|ntn_|ATATT3|sq0(?:atp|csp)-|key-|xai-|pplx-|rubygems_|pypi-)[A-Za-z0-9_-]{20,}/y,
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
  /A(?:KIA|SIA|BIA|CCA|IDA|ROA|GPA|NPA|NVA|Iza)|gh[pousr]_|github_pat_|glpat-|npm_|xox[a-z]-|xapp-|hooks\.slack\.com|[srp]k_(?:live|test)_|whsec_|sk-|cs_(?:live|test)_|eyJ|hv[sbr]\.|hf_|SG\.|[0-9]{8,10}:AA|shp(?:at|ca|pa|ss)_|dop_v1_|glsa_|gsk_|r8_|dckr_pat_|lin_api_|figd_|pul-|dapi|ya29\.|ntn_|ATATT3|sq0(?:atp|csp)-|key-|xai-|pplx-|rubygems_|pypi-/g

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

// A setting whose name says that it holds a credential: `DB_PASSWORD=…`. What was taken out already stays.
const SETTING =
  /(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{0,60}?(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|CREDENTIALS?)\s{0,4}=\s{0,4}["']?(?!\[redacted)([^\s"';&]{6,})/g
const PER_SETTING_CHARACTER = 2

function settingsIn(text: string, budget: Budget): Span[] {
  if (!SETTING_SIGNS.test(text) || !spend(budget, text.length * PER_SETTING_CHARACTER)) return []
  return [...text.matchAll(SETTING)].map(({ index, 0: whole, 1: value = '' }): Span => {
    const from = index + whole.length - value.length
    return [from, from + value.length]
  })
}

const SETTING_SIGNS = /(?:PASS|SECRET|TOKEN|KEY|CREDENTIAL)[A-Z_]{0,16}\s{0,4}=/

function plainSecretsIn(text: string, budget: Budget): Span[] {
  const keys = BEGINNING_ANYWHERE.test(text) ? keysIn(text, budget) : []
  const all = [...keys, ...settingsIn(text, budget)]
  if (!text.includes(PEM_BEGINNING)) return all
  return spend(budget, text.length * PER_CHARACTER) ? [...all, ...privateKeysIn(text)] : all
}

const ASCII = /^[\0-\x7f]*$/
const PER_FOREIGN_CHARACTER = 4

/**
 * The credentials in a text that can be told by their form, also in full-width and other letters that stand for the plain
 * ones; not all of them once the budget is exceeded.
 */
export function secretsIn(text: string, budget: Budget): Span[] {
  const found = plainSecretsIn(text, budget)
  if (ASCII.test(text) || !spend(budget, text.length * PER_FOREIGN_CHARACTER)) return found
  const plain = text.normalize('NFKC')
  if (plain === text) return found
  const dressed = plainSecretsIn(plain, budget)
  if (dressed.length === 0) return found
  return plain.length === text.length ? [...found, ...dressed] : [[0, text.length]]
}

const BEGINNING_ANYWHERE = new RegExp(BEGINNING.source)

const NAME_MAX = 128
const ENDINGS =
  /(?:password|passwd|passphrase|passcode|secret|secretkey|token|apikey|accesskey|privatekey|signingkey|encryptionkey|credential|credentials|authorization|connectionstring)$/
const WHOLE = new Set(['pass', 'pwd', 'auth', 'bearer', 'cookie', 'setcookie'])
const CURSOR = /(?:page|next|previous|continuation|cursor|sync)token$/

const LABELS = ['name', 'key', 'header', 'field']

/** Whether an object is a name and a value side by side, of which the name says that the value is a credential. */
export function isSecretPair(value: Readonly<Record<string, unknown>>): boolean {
  if (!Object.hasOwn(value, 'value')) return false
  return LABELS.some((label) => {
    const name = Object.hasOwn(value, label) ? value[label] : undefined
    return typeof name === 'string' && name.length <= NAME_MAX && namesSecret(name)
  })
}

/** Whether what a member of this name holds is a credential. */
export function namesSecret(name: string): boolean {
  const plain = name
    .slice(-NAME_MAX)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  return WHOLE.has(plain) || (ENDINGS.test(plain) && !CURSOR.test(plain))
}
