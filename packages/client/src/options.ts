// Checks the options of a client: JavaScript callers may leave anything out, so what is wrong is named.
import { nearest } from '@countersign/terms'

/** How to reach an API. */
export type ClientOptions = {
  /** Where the API is, such as `https://countersign.example.com`. */
  readonly baseUrl: string
  /** An API key, or the token of a session; may be left out for public operations. */
  readonly apiKey?: string
  /** The org in which a session acts; a key has its own. */
  readonly org?: string
  readonly fetch?: typeof globalThis.fetch
  /** How long one attempt may wait for its answer, or a stream for its next bytes; 30,000 unless given. */
  readonly timeoutMs?: number
  /** How often a call is retried after a temporary failure, where that is safe; 2 unless given. */
  readonly retries?: number
  /** The first pause between attempts, doubled each time; 200 unless given. A `Retry-After` of the server wins. */
  readonly backoffMs?: number
}

const KINDS: { readonly [Name in keyof Required<ClientOptions>]: 'string' | 'number' | 'function' } = {
  baseUrl: 'string',
  apiKey: 'string',
  org: 'string',
  fetch: 'function',
  timeoutMs: 'number',
  retries: 'number',
  backoffMs: 'number',
}

/** The base of every request; throws TypeError for options that the client does not have or cannot use. */
export function baseOf(options: ClientOptions): URL {
  const { baseUrl, ...others }: Partial<ClientOptions> = Object(options)
  if (baseUrl === undefined)
    throw new TypeError('the option `baseUrl` is missing: set it to the URL of the API')
  for (const [name, value] of Object.entries(others)) requireKind(name, value)
  const base = URL.parse(baseUrl)
  if (base === null || !/^https?:$/.test(base.protocol) || base.username !== '' || base.password !== '') {
    throw new TypeError('`baseUrl` must be an http or https URL, without a user name or password')
  }
  return base
}

function requireKind(name: string, value: unknown): void {
  if (!Object.hasOwn(KINDS, name)) {
    const meant = nearest(name, Object.keys(KINDS))
    throw new TypeError(
      `the client has no option \`${name}\`${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`,
    )
  }
  const kind = KINDS[name as keyof ClientOptions]
  const isRight = kind === 'number' ? Number.isFinite(value) && Number(value) >= 0 : typeof value === kind
  if (value !== undefined && !isRight)
    throw new TypeError(
      `the option \`${name}\` must be a ${kind}${kind === 'number' ? ' of at least 0' : ''}`,
    )
}
