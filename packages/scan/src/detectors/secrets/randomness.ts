// Whether a value looks like a credential: by its length, its characters and how they are mixed.

/** Characters are counted by the last eight bits of their code: only ASCII is in what a machine draws. */
const COUNTED = 256

/** The entropy of a text, in bits for each character. */
export function entropyOf(text: string): number {
  const counts = new Uint32Array(COUNTED)
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at) % COUNTED
    counts[code] = (counts[code] ?? 0) + 1
  }
  let bits = 0
  for (const count of counts) if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

const LENGTH_MAX = 256
const WORD =
  /^(?:null|nil|none|true|false|yes|no|on|off|string|str|text|int|integer|number|boolean|bool|object|array|any|optional|required|secret|password|passwd|token|key|value|bearer|basic|digest|oauth[12]?|oidc|saml2?|mtls|hidden|masked|empty|default|test|testing|env|foo|bar|foobar|baz|undefined|unset|missing|invalid|expired|admin|user|(?:my|some|the)(?:secret|password|token|key)|user(?:name)?:pass(?:word)?)$/i
const MARKED =
  /^(?:![a-z]+$|[<${%([@`]|your|my[-_ ]|the[-_ ]|some[-_]|enter|insert|replace|add[-_]|put[-_])|\{\{|\*\*|xxxx|\.\.\./i
const TELLING =
  /example|placeholder|redacted|change_?-?me|dummy|sample|todo|fixme|your[-_]|[-_]here\b|goes_here|not[-_]?set/i
const REFERENCE =
  /^(?:process\.env|os\.environ|os\.getenv|env\.|env\(|getenv|config[.[(]|settings[.[]|secrets?[.[]|vars?[.[]|vault:|ssm:|arn:|https?:|file:|\/|\.\/|~\/|self\.|this\.|req\.|request\.|props\.|options\.|params?[.[]|args?[.[]|data\.|response\.|await |new |\w+\()/i
/** What was encrypted, is public, or says where a credential is kept. */
const ELSEWHERE =
  /^(?:--?[a-z][a-z-]*(?:=|$)|enc[[(]|\{(?:cipher|aes)\}|\$ansible_vault|age-encryption|ssh-(?:rsa|ed25519) |-----begin (?!.{0,60}private)|[a-z][a-z+.-]{0,20}:\/\/[^@?]*$)/i
/** How what is encrypted, public or a certificate begins. */
const MADE = /^(?:Ag[A-D][\w+/]{90}|AQICAH|gAAAAA|pk_(?:live|test)_|LS0tLS1CRUdJTiB(?:DRVJUSUZJ|QVUJMSUM))/
const IDENTIFIER = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/

/** Whether a value stands for a credential without being one: a placeholder, a variable, a call. */
export function isPlaceholder(whole: string): boolean {
  const value = whole.slice(0, LENGTH_MAX)
  if (WORD.test(value) || MARKED.test(value) || REFERENCE.test(value) || isOneCharacter(value)) return true
  if (ELSEWHERE.test(value) || MADE.test(value)) return true
  if (IDENTIFIER.test(value) && entropyOf(value) < 4) return true
  if (isTechnicalName(value) || (value.length >= ORDERED_LENGTH && isOrdered(value))) return true
  return TELLING.test(value) && !(value.length >= 20 && classesIn(value) >= 3)
}

const UUID_LENGTH = 36
/** The documentation of UUIDs and of half the libraries for them has these. */
const KNOWN_UUID = /^(?:123e4567-e89b-12d3-a456-426614174000|550e8400-e29b-41d4-a716-446655440000)$/i

/** So long, nobody chooses letters and digits in their order for a password. */
const ORDERED_LENGTH = 16
const STEPS_MIN = 4
const [ZERO, NINE, LETTER_A, LETTER_Z] = [0x30, 0x39, 0x61, 0x7a]
/** Makes a letter small and leaves a digit as it is. */
const LOWER = 0x20
const ORDERED_SHARE = 0.75

/** Whether letters and digits follow each other as they do in the alphabet: `abc123def456`, `1234567890abcdef`. */
export function isOrdered(value: string): boolean {
  if (value.length === UUID_LENGTH && KNOWN_UUID.test(value)) return true
  const [digits, letters] = [stepsIn(value, ZERO, NINE), stepsIn(value, LETTER_A, LETTER_Z)]
  const steps = digits.all + letters.all
  return steps >= STEPS_MIN && digits.ordered + letters.ordered >= steps * ORDERED_SHARE
}

/** From each character of a kind to the next one: how often, and how often to the one that follows it; 0 follows 9. */
function stepsIn(
  value: string,
  first: number,
  last: number,
): { readonly all: number; readonly ordered: number } {
  let [all, ordered, before] = [0, 0, 0]
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at) | LOWER
    if (code < first || code > last) continue
    if (before > 0) all += 1
    if (code - before === 1 || (before === NINE && code === ZERO)) ordered += 1
    before = code
  }
  return { all, ordered }
}

/** Words of techniques that have digits in them. */
const TECHNIQUE =
  /^(?:oauth[12]|s3|ec2|k8s|v\d{1,2}|sha(?:1|2|3|224|256|384|512)|md5|base(?:32|58|64)|x509|p12|pkcs(?:1|7|8|12)|ed25519|rsa(?:2048|4096)|hs256|rs256|es256|saml2|auth0|web3|utf8|2fa)$/i
const NAME_LENGTH = 48
const PART = /[_.-]|(?<=[a-z\d])(?=[A-Z])/

/** Whether a value is a name of words, with digits only in those of techniques: `oauth2_access_token`. */
function isTechnicalName(value: string): boolean {
  if (value.length > NAME_LENGTH || !/\d/.test(value)) return false
  const parts = value.split(PART)
  // A word with the number of a version behind it is a password that was changed once more.
  const least = /v\d+$/i.test(value) ? 3 : 2
  return (
    parts.length >= least &&
    parts.every((part) => TECHNIQUE.test(part) || /^[A-Z]?[a-z]{2,12}$|^[A-Z]{2,12}$/.test(part))
  )
}

function isOneCharacter(value: string): boolean {
  const seen = new Set<string>()
  for (const character of value) if (seen.add(character).size > 2) return false
  return true
}

const HEX = /^[0-9a-f]+$/i
const DIGITS = /^\d+$/
const WORDS = /^(?:[A-Z]?[a-z]+|[A-Z]+|\d{1,4})(?:[-_.\s/](?:[A-Z]?[a-z]+|[A-Z]+|\d{1,4}))*$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const RANDOM_LENGTH = 14
const RANDOM_BITS = 3

/** Of so many letters one may be a capital in the name of a class or a type; half of those drawn are. */
const CAMEL_LETTERS = 4

/** Whether a value is made of words that are written as one. */
export function isCamelCase(value: string): boolean {
  const capitals = value.match(/[A-Z]/g)?.length ?? 0
  return /^[A-Za-z]+$/.test(value) && capitals * CAMEL_LETTERS <= value.length
}

/** Whether a value, when it is not a placeholder, is as mixed as what a machine draws. */
export function isRandom(value: string): boolean {
  if (value.length < RANDOM_LENGTH || DIGITS.test(value)) return false
  if (UUID.test(value)) return true
  if (HEX.test(value)) return /\d/.test(value) && /[a-f]/i.test(value) && entropyOf(value) > 2.5
  return !WORDS.test(value) && !isCamelCase(value) && classesIn(value) >= 2 && entropyOf(value) >= RANDOM_BITS
}

/** Words with a number of a version or a size behind them: `PBKDF2-HMAC-SHA256`. */
const NUMBERED = /^[A-Za-z]+\d{0,3}[a-z]{0,4}(?:[-_/](?:[A-Za-z]{2,}\d{0,3}[a-z]{0,4}|\d{1,4}))+$/

/** Whether a value is words with hyphens between them, with numbers behind some. */
export function isNumbered(value: string): boolean {
  return NUMBERED.test(value)
}

const CLASSES = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/]

/** Of how many kinds the characters of a value are: small letters, capitals, digits, others. */
export function classesIn(value: string): number {
  return CLASSES.filter((pattern) => pattern.test(value)).length
}
