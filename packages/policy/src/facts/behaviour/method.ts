// The effects of HTTP methods, wherever they are given: target, headers, overrides, pairs.
import { spend } from '../../model/budget.ts'
import type { EffectWord } from '../../model/cedar.ts'
import type { Facts } from '../../model/facts.ts'
import type { Inner, Leaf } from '../leaves.ts'
import { aboutOf, MEANS, means, type Name, plain } from '../name.ts'
import { list } from '../names/lists.ts'
import { fieldsOfMutation, isMutation } from './graphql.ts'
import { readProtection } from './protection.ts'
import { about, addEffects, type Reader, TOKEN } from './reader.ts'

const METHODS = list(
  `method verb httpmethod httpverb requestmethod xhttpmethod xhttpmethodoverride xmethodoverride customrequest curloptcustomrequest
  httprequestmethod requesttype requestverb`,
)
const SAFE = list('get head options trace query propfind')
const UNSAFE = list('post put patch')
const OPERATIONS = list('operation operationname op action intent verb deed task subcommand method rpcmethod')

/** The effect of a method of HTTP; undefined when it is none. */
export function effectOfMethod(method: string, hasUrl: boolean): EffectWord | undefined {
  const lower = method.trim().toLowerCase()
  if (SAFE.has(lower)) return 'read'
  if (lower === 'delete' || lower === 'purge') return 'destructive'
  if (UNSAFE.has(lower)) return hasUrl ? 'outward' : 'change'
  return undefined
}

export function readMethod(reader: Reader, name: Name, value: string): void {
  const word = about(reader, name).whole
  if (METHODS.has(word)) {
    const effect = effectOfMethod(value, reader.hasUrl)
    if (effect !== undefined) addEffects(reader, [effect])
    if (effect !== undefined) return
  }
  if (OPERATIONS.has(word) && TOKEN.test(value)) addEffects(reader, reader.effectsOfName(value))
}

const LINE = /^\s*(post|put|patch|delete)\s+(?:\/|https?:)/i
const LONGEST_METHOD = 6
const TYPE = /^(?:POST|PUT|PATCH|DELETE)$/

/** A method that stands in a text of its own before the address, or under any name beside one. */
export function readRequestLine(reader: Reader, name: Name, value: string): void {
  if (means(name, MEANS.content | MEANS.search)) return
  const method =
    LINE.exec(value)?.[1] ??
    (reader.hasUrl && value.length <= LONGEST_METHOD && TYPE.test(value) ? value : undefined)
  const effect = method === undefined ? undefined : effectOfMethod(method, true)
  if (effect !== undefined) addEffects(reader, [effect])
}

const BODIES = list('body data payload postdata formdata requestbody postfields curloptpostfields form')
const FETCHING = list('fetch http https get url web request load read page json api call')
const GRAPHQL_QUERY = /^\s*(?:query\b|fragment\b|\{)/

// A form whose server takes the method from one of its fields.
const FORM_METHOD =
  /(?:^|[&;])\s*(?:_|%5f)method=([a-z]+)|name="?_method"?\s{1,8}(?:content-type:[^\n]{0,64}\s{1,8})?([a-z]+)/i
const FORM_READ = 4096

function readFormMethod(reader: Reader, value: string): void {
  if (!value.includes('method')) return
  const [, field, part] = FORM_METHOD.exec(value.slice(0, FORM_READ)) ?? []
  const method = field ?? part
  const effect = method === undefined ? undefined : effectOfMethod(method, true)
  if (effect !== undefined) addEffects(reader, [effect])
}

/** What is sent along with a fetch is sent. */
export function readBody(reader: Reader, name: Name, value: string): void {
  if (!reader.hasUrl || (!reader.isReading && !value.includes('method'))) return
  if (!BODIES.has(aboutOf(name).whole)) return
  readFormMethod(reader, value)
  if (!reader.isReading) return
  const isFetch = reader.words.every((word) => FETCHING.has(word))
  if (isFetch && !GRAPHQL_QUERY.test(value)) addEffects(reader, ['outward'])
}

const OVERRIDE = /[?&;](?:_method|x-http-method(?:-override)?|http_method|method)=([a-z]+)/i

export function readTarget(reader: Reader, { target }: Facts, leaves: readonly Leaf[]): void {
  if (target?.method !== undefined)
    addEffects(reader, [
      effectOfMethod(target.method, target.url !== undefined) ??
        (target.url === undefined ? 'change' : 'outward'),
    ])
  readOverride(reader, target?.url)
  readOverride(reader, target?.path)
  for (const { value } of leaves) readOverride(reader, value)
}

const URL_BEGINS = /^(?:[a-z]{1,32}:\/)?\//i
const URL_READ = 4096

function readOverride(reader: Reader, url: unknown): void {
  if (typeof url !== 'string' || !URL_BEGINS.test(url)) return
  const read = url.slice(0, URL_READ)
  if (!read.includes('=') || !spend(reader.budget, read.length)) return
  const method = OVERRIDE.exec(read)?.[1]
  const effect = method === undefined ? undefined : effectOfMethod(method, true)
  if (effect !== undefined) addEffects(reader, [effect])
  readGraphIn(reader, read)
}

const GRAPHQL_IN_URL = /[?&;](?:query|mutation|gql|graphql)=([^&;#]+)/i

/** A mutation within a URL, as a server of GraphQL may take it with any method. */
function readGraphIn(reader: Reader, url: string): void {
  const text = GRAPHQL_IN_URL.exec(url)?.[1]
  if (text === undefined) return
  const query = decoded(text.replaceAll('+', ' '))
  if (!isMutation(query)) return
  addEffects(reader, ['outward'])
  for (const field of fieldsOfMutation(query, reader.budget)) addEffects(reader, reader.effectsOfName(field))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const SETTING_MAX = 64
const SENT_TO = /\b(?:web[- ]?hook|call-?back|forward(?:ing)?|redirect|bcc|payload)\b/i
const ADDRESS = /^(?:https?:\/\/\S+|[^\s@]+@[^\s@]+\.\w+)$/i

/** A field of a form by its label, behind which what happens is sent: `{ name: "Webhook URL", value: "https://…" }`. */
function readSentTo(reader: Reader, name: string, value: string): void {
  if (!reader.isReading && value.length < URL_READ && SENT_TO.test(name) && ADDRESS.test(value.trim()))
    addEffects(reader, ['outward'])
}

/** Pairs that stand side by side, as headers are often written: `{ name: "X-HTTP-Method", value: "DELETE" }`. */
export function readPair(reader: Reader, { value }: Inner): void {
  const held = value.value
  if (held === undefined) return
  const name = value.name ?? value.key ?? value.header ?? value.setting ?? value.option ?? value.property
  if (typeof name === 'string' && name.length <= SETTING_MAX) {
    readProtection(reader, name, held)
    if (typeof held === 'string') readSentTo(reader, name, held)
  }
  if (typeof name === 'string' && typeof held === 'string' && METHODS.has(plain(name)))
    readMethod(reader, reader.nameOf(name), held)
}
