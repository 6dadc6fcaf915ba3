// Credentials that are told by what stands before them: a name and a sign, a header, a user in a URL.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import { namesCursor, namesSecret } from './names.ts'
import { classesIn, entropyOf, isNumbered, isOrdered, isPlaceholder, isRandom } from './randomness.ts'

/** Services whose keys have no form of their own, and words that name a key. */
export const NAMES =
  `password passwd passwort kennwort contrasena passphrase passcode pwd secret token apikey api_key api-key access_key access-key
  accesskey private_key privatekey private-key _key -key key= api&key access&key secret&key private&key data&key signing&key encryption&key license&key
  master&key unseal&key psk preshared credential creds _pass pass: pass= auth mnemonic seed_phrase seed&phrase recovery&phrase
  connection_string connectionstring database_url adafruit adobe airtable algolia alibaba asana atlassian confluence jira beamer bitbucket bittrex
  meraki cloudflare codecov cohere coinbase confluent contentful datadog discord droneci dropbox etsy facebook fastly finicity
  finnhub flickr freshbooks gitter gocardless heroku hubspot intercom jfrog artifactory bintray xray kraken kucoin launchdarkly
  linear linkedin linked_in mailchimp mailgun mapbox mattermost messagebird netlify newrelic new_relic nytimes okta plaid
  privateai rapidapi sendbird sentry snyk sonar squarespace sumo telegr travis twitch twitter typeform yandex zendesk stripe
  twilio sendgrid openai anthropic mistral deepseek deepgram elevenlabs assemblyai stability together replicate pinecone
  weaviate qdrant supabase vercel firebase auth0 clerk pusher ably mixpanel amplitude segment shodan virustotal
  binance bitfinex alchemy infura etherscan opsgenie statuspage rollbar bugsnag logdna loggly papertrail splunk aws azure
  gcp sharepoint dynatrace zoom webex trello clickup monday calendly notion figma stytch workos doppler ngrok
  contribsys clojars rubygems travisci circleci buildkite jenkins sonarqube`
    .split(/\s+/)
    .map((word) => word.replace('&', ' '))

/** Whether a name names a key by itself, and not only a service that has some. */
const ABOUT_KEYS = /key|secret|token|pass|pwd|cred|auth|kennwort|contrasena|mnemonic|phrase|sig(?:nature)?$/i

const NAME_CHARACTER = /[\w.-]/
const NAME_BEFORE = 50
const NAME_AFTER = 24
const SIGN = new RegExp(
  [
    /(?:[ \t]\([^()\n]{1,24}\))?(?:\\?['"`\])\s]){0,3}(?:[:=]{1,2}=?>?|\?=|\|\||>)(?:\\[nt]|[ \t]){0,4}\\?/,
    /['"]\s{1,3}value\s{0,2}[=:]\s{0,2}/,
    // The value stands in the member or element beside: `"name": "DB_PASSWORD", "value": "…"`.
    /\\?['"]\s{0,4},\s{0,16}\\?['"](?:\w{0,20}value|val|v|contents?|data|text|string|payload|plaintext)\\?['"]\s{0,4}:\s{0,4}\\?/,
    /['"`]\s?,\s?(?=['"`])/,
    /['"]?\r?\n[ \t]{0,16}(?:\w{0,20}value|val|contents?|data):[ \t]{1,4}/,
    /<\/\w{1,20}>\s{0,16}<(?:\w{0,20}value|val|content|data)>/,
    /\s(?:is|was|ist|lautet|est|es)[ :]{1,2}/,
    /[ \t]{1,3}(?=['"]?\S{8})/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
)
const QUOTES = '\'"`'
const VALUE_MAX = 256
/** Letters and signs of scripts without blanks between words: there a sentence goes on, and no credential does. */
const UNSPACED =
  /\u0e00-\u0e7f\u1100-\u11ff\u3000-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uffdc/
    .source
const UNQUOTED = new RegExp(`[^\\s'"\`;,<>(){}[\\]|&\\\\${UNSPACED}]{4,256}`, 'y')

const PER_NAME = 50
const PER_CHARACTER = 2

/** What follows the name of a function or of a list. */
const CALLS = /[([]/

type Value = { readonly text: string; readonly start: number; readonly isQuoted: boolean }

/** The whole of a name of which a part was sighted; one that was sighted with its sign ends before that. */
function nameAround(
  text: string,
  start: number,
  end: number,
): { readonly from: number; readonly to: number } {
  const isOpen = NAME_CHARACTER.test(text.charAt(end - 1))
  let [from, to] = [start, isOpen ? end : end - 1]
  while (from > 0 && start - from < NAME_BEFORE && NAME_CHARACTER.test(text.charAt(from - 1))) from -= 1
  while (isOpen && to < text.length && to - end < NAME_AFTER && NAME_CHARACTER.test(text.charAt(to))) to += 1
  return { from, to }
}

/** Where arguments would begin: behind a name that is called, or behind the sign of one that holds a pair. */
function argumentsAt(text: string, to: number, sighted: string | undefined): number {
  if (sighted === undefined) return text.charAt(to) === '[' ? text.length : to
  return /[:=]/.test(sighted) ? to + sighted.length : text.length
}

/** The value that follows a name sighted at a place, if it is a credential. */
export function namedValue(text: string, start: number, end: number, budget: Budget): Hit | undefined {
  if (!spend(budget, PER_NAME)) return undefined
  const { from, to } = nameAround(text, start, end)
  if (isOfResource(text, from)) return undefined
  const name = text.slice(from, text.charAt(to - 1) === '.' ? to - 1 : to)
  const sign = new RegExp(SIGN)
  sign.lastIndex = to
  const sighted = sign.exec(text)?.[0]
  const argument = argumentOf(text, argumentsAt(text, to, sighted), name, budget)
  if (argument !== undefined) return hitAt(argument)
  if (sighted === undefined) return undefined
  const value = valueAt(text, sign.lastIndex, AUTHORIZATION.test(name) ? ANY_SCHEME : SCHEME)
  if (value === undefined || !spend(budget, value.text.length * PER_CHARACTER)) return undefined
  return isCredential(name, sighted, value) ? hitAt(value) : undefined
}

function hitAt({ start, text }: Value): Hit {
  return { kind: 'secret.named_value', severity: 'high', start, end: start + text.length }
}

/** What is called, or holds a pair: a user, an address, and the credential. */
const CALLED =
  /(?:auth|basic|credentials?|password|passphrase|token|(?:secret|api|access|auth|private)_?key|secret)$/i
/** What asks for a credential by its name rather than with it. */
const ASKING =
  /(?:^|[._])(?:get|fetch|read|load|has|is|delete|remove|find|look_?up|resolve|require|ensure|check|validate|verify|parse|decode|generate|create(?!_?client)|describe|list|match|compare|test|it|hash|mask|redact)\w*$/i
const CLIENT_NAME =
  /^[a-z\d]+$|^(?:\w+\.)?[A-Z]\w*$|(?:[cC]lient|[iI]nit|[cC]onfigure|[cC]onnect|[sS]etup|[lL]ogin)$/
const HOST = /^[*.]|\.[a-z]{2,8}(?::\d{1,5})?$/i
const ARGUMENTS_MAX = 3
const ARGUMENT = /[([][ \t\r\n]{0,8}|[ \t\r\n]{0,8},[ \t\r\n]{0,8}/y
const QUOTED = /(['"`])([^'"`\r\n]{1,256})\1/y

/** The credential among the first arguments of a call, or in a pair behind a name: `Client("…")`, `auth=("ann", "…")`. */
function argumentOf(text: string, at: number, name: string, budget: Budget): Value | undefined {
  const open = text.charAt(at)
  if ((open !== '(' && open !== '[') || ASKING.test(name) || !spend(budget, PER_NAME)) return undefined
  const [between, quoted] = [new RegExp(ARGUMENT), new RegExp(QUOTED)]
  between.lastIndex = at
  for (let count = 0; count < ARGUMENTS_MAX && between.test(text); count += 1) {
    quoted.lastIndex = between.lastIndex
    const held = quoted.exec(text)?.[2]
    if (held === undefined) return undefined
    if (isArgument(name, held, count))
      return { text: held, start: quoted.lastIndex - 1 - held.length, isQuoted: true }
    between.lastIndex = quoted.lastIndex
  }
  return undefined
}

/** Whether a name is that of what is made with a key, and not of one of the many calls that follow. */
function isClient(name: string): boolean {
  return CLIENT_NAME.test(name)
}

function isArgument(name: string, held: string, count: number): boolean {
  if (
    isPlaceholder(held) ||
    OPEN_ADDRESS.test(held) ||
    held.length < LENGTH_MIN ||
    /[\s/]|^\w+=\w|%3A/i.test(held)
  )
    return false
  if (CALLED.test(name))
    return isRandom(held) || (count > 0 && isChosen({ text: held, start: 0, isQuoted: true }))
  return isClient(name) && !HOST.test(held) && isServiceKey(name, held)
}

/** The name of a resource of a cloud, up to one of its parts. */
const RESOURCE = /arn:[\w:/-]{0,100}$/
const RESOURCE_MAX = 104

function isOfResource(text: string, at: number): boolean {
  return text.charAt(at - 1) === ':' && RESOURCE.test(text.slice(Math.max(0, at - RESOURCE_MAX), at))
}

const AUTHORIZATION = /authorization$/i
const SCHEME = /(?:Bearer|Basic|Token|ApiKey|Digest)\s{1,3}/iy
const ANY_SCHEME = /[A-Za-z][\w-]{1,24}[ \t]{1,3}(?:(?:token|key|apikey)=["']?)?/iy

function valueAt(text: string, at: number, form = SCHEME): Value | undefined {
  const quote = text.charAt(at)
  const isQuoted = quote !== '' && QUOTES.includes(quote)
  const scheme = new RegExp(form)
  scheme.lastIndex = isQuoted ? at + 1 : at
  const begin = scheme.test(text) ? scheme.lastIndex : isQuoted ? at + 1 : at
  return isQuoted ? quotedAt(text, begin, quote) : unquotedAt(text, begin)
}

function quotedAt(text: string, start: number, quote: string): Value | undefined {
  const end = text.indexOf(quote, start)
  if (end <= start || end - start > VALUE_MAX) return unquotedAt(text, start)
  const held = text.slice(start, end).replace(/\\$/, '')
  return held.includes('\n') ? undefined : { text: held, start, isQuoted: true }
}

function unquotedAt(text: string, start: number): Value | undefined {
  const run = new RegExp(UNQUOTED)
  run.lastIndex = start
  const held = run.exec(text)?.[0].replace(/[.:!?]+$/, '')
  const isCalled = CALLS.test(text.charAt(run.lastIndex))
  return held === undefined || held.length < 4 || isCalled
    ? undefined
    : { text: held, start, isQuoted: false }
}

const ENVIRONMENT = /^[A-Z][A-Z0-9_]+$/
const CODE = /^[A-Za-z_$][A-Za-z_$.]*$/
/** The address of a database and the user there, without a password. */
const OPEN_ADDRESS = /^https?:|^[a-z+]+:\/\/[a-z_]*@[^?@]*$/i
const LENGTH_MIN = 6
const WITH_PASSWORD = /^[a-z][a-z+.-]{0,20}:\/\/[^:@/]{0,128}:([^@]{0,128})@/i

/** Whether a value is the address of a database with a word in the place of the password. */
function isSampleAddress(text: string): boolean {
  const password = WITH_PASSWORD.exec(text)?.[1]
  return password !== undefined && isSamplePassword(password)
}

function isSamplePassword(password: string): boolean {
  return isPlaceholder(password) || /^(?:pass|pwd|pw|p)$/i.test(password)
}

function isCredential(name: string, sign: string, value: Value): boolean {
  const { text } = value
  if (OPEN_ADDRESS.test(text) || isPlaceholder(text) || isSampleAddress(text)) return false
  const plainName = name.replace(/=$/, '')
  if (namesDrawn(plainName) && isOrdered(text)) return false
  const isSpaced = sign.trim() === ''
  if (!namesSecret(plainName)) return isServiceKey(plainName, text) && !isSpaced
  if (text.length < LENGTH_MIN || text.startsWith('[redacted')) return false
  if (!/[^\w\s]/.test(sign) && !value.isQuoted && isNumbered(text)) return false
  if (isRandom(text)) return true
  if (isSpaced) return name.startsWith('--') && classesIn(text) >= 2
  return (sign.includes('=') && ENVIRONMENT.test(plainName)) || isChosen(value)
}

/** Whether a name is that of what a machine draws, so that letters and digits in their order stand for it. */
function namesDrawn(name: string): boolean {
  return /(?:token|key|(?:key|secret)_?id)$/i.test(name)
}

/** Whether a value could be a password that somebody chose. */
function isChosen({ text, isQuoted }: Value): boolean {
  if (CODE.test(text) || /\s/.test(text)) return false
  const isMixed = classesIn(text) >= 2 && /[\d!@#$%^&*~+?]/.test(text)
  return isMixed && (isQuoted || !/^\d{1,8}$/.test(text))
}

/** Whether a name is that of what anybody may know, such as a client; the ids of keys and secrets are a part of them. */
function namesIdentifier(name: string): boolean {
  return /(?:[_-]id|Id|ID)$/.test(name) && !/(?:secret|key)[_-]?id$/i.test(name)
}

/** A key by that name alone may be that of a map or a file, unless it is as mixed as what is drawn. */
function isBareKey(text: string): boolean {
  return text.length >= 20 && classesIn(text) >= 3 && /^[A-Za-z0-9]+$/.test(text)
}

/** Keys by which something is found, told apart or put in order. */
const NAMING =
  /(?:web-?socket|idempotency|cache|partition|sort|primary|foreign|row|group|routing|object|issue|project|dedup\w{0,12}|lookup|map|i18n|translation|message|event|query)[_-]?key$/i

function isServiceKey(name: string, text: string): boolean {
  if (
    /(?:url|uri|path|file|host|version|hash|digest|sha|commit|checksum|ref|branch|endpoint|domain|region|name|etag)$/i.test(
      name,
    )
  )
    return false
  if (name.toLowerCase() === 'key' && !isBareKey(text)) return false
  if (
    /public|publishable/i.test(name) ||
    NAMING.test(name) ||
    namesIdentifier(name) ||
    namesCursor(name) ||
    !isRandom(text)
  )
    return false
  return ABOUT_KEYS.test(name) ? entropyOf(text) >= 3 : text.length >= 15 && entropyOf(text) >= 3
}

// `scheme://user:password@host`, read backwards from no further than a user may reach.
const AUTHORITY = /[^\s:/@'"<>]{0,128}:([^\s@'"<>/]{1,256})@[^\s@'"<>/]/y

/** The password in a URL whose scheme ends at a place. */
export function urlPassword(text: string, end: number, budget: Budget): Hit | undefined {
  const authority = new RegExp(AUTHORITY)
  authority.lastIndex = end
  if (!spend(budget, PER_NAME)) return undefined
  const found = authority.exec(text)
  const [whole = '', password = ''] = found ?? []
  if (found === null || isSamplePassword(password)) return undefined
  const to = end + whole.length - 2
  return { kind: 'secret.connection_string', severity: 'critical', start: to - password.length, end: to }
}

const CREDENTIALS = /\s{1,3}["'`]?([A-Za-z0-9+/=_.~-]{8,512})/y

/** What follows `Bearer`, `Basic` and the like. */
export function authorization(text: string, end: number, budget: Budget): Hit | undefined {
  const credentials = new RegExp(CREDENTIALS)
  credentials.lastIndex = end
  if (!spend(budget, PER_NAME)) return undefined
  const held = credentials.exec(text)?.[1]
  if (held === undefined || isPlaceholder(held)) return undefined
  if (!/\d/.test(held) && !(classesIn(held) >= 2 && held.length >= 16 && entropyOf(held) > 3.5))
    return undefined
  if (!/[A-Za-z]/.test(held)) return undefined
  return {
    kind: 'secret.authorization',
    severity: 'high',
    start: credentials.lastIndex - held.length,
    end: credentials.lastIndex,
  }
}

// `-u user:password` of curl.
const USER = /\s{0,3}=?["']?([^\s:"'$<]{1,128}):([^\s"'$<]{3,128})/y

/** The password behind a user option. */
export function userOption(text: string, end: number, budget: Budget): Hit | undefined {
  const user = new RegExp(USER)
  user.lastIndex = end
  if (!spend(budget, PER_NAME)) return undefined
  const password = user.exec(text)?.[2]
  if (password === undefined || isPlaceholder(password) || password.startsWith('//')) return undefined
  return {
    kind: 'secret.named_value',
    severity: 'high',
    start: user.lastIndex - password.length,
    end: user.lastIndex,
  }
}

/** The value behind an option that takes a password. */
export function optionValue(text: string, end: number, budget: Budget): Hit | undefined {
  if (!spend(budget, PER_NAME)) return undefined
  const value = valueAt(text, text.charAt(end) === ' ' ? end + 1 : end)
  if (value === undefined || isPlaceholder(value.text)) return undefined
  return {
    kind: 'secret.named_value',
    severity: 'high',
    start: value.start,
    end: value.start + value.text.length,
  }
}

// `mysql -uroot -psecret`: the password follows its letter without a space.
const CLIENT = /[a-z]{0,8}(?:[ \t]+(?!-p)[^\s|;&]{1,80}){0,8}[ \t]+-p(['"]?)([^\s'"$|;&]{6,128})\1/y
const CLIENT_MAX = 1024

/** The password behind the option of a client of MySQL. */
export function clientPassword(text: string, end: number, budget: Budget): Hit | undefined {
  if (!spend(budget, PER_NAME)) return undefined
  const client = new RegExp(CLIENT)
  const found = client.exec(text.slice(end, end + CLIENT_MAX))
  const password = found?.[2] ?? ''
  if (found === null || isPlaceholder(password) || /^(?:assword|ort|rotocol|ager|rint)/.test(password))
    return undefined
  const to = end + client.lastIndex - (found[1] ?? '').length
  return { kind: 'secret.named_value', severity: 'high', start: to - password.length, end: to }
}
