// Sends requests with a timeout, and retries them where that is safe.
import { readText, TooLarge } from './body.ts'
import { CountersignError, errorOf } from './error.ts'
import { baseOf, type ClientOptions } from './options.ts'

/** Options of a single call. */
export type CallOptions = {
  /** Makes retries of this call take effect once; each POST gets a key of its own when this is left out. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  /** Sent as X-Request-Id, 8 to 128 characters of `A-Za-z0-9_.:-`. */
  readonly requestId?: string
}

/** A request as the transport sends it. */
export type Outgoing = {
  readonly method: string
  readonly path: string
  readonly body?: string | undefined
  readonly accept: string
  /** How long the server was asked to wait before it answers, beyond the time that any answer may take. */
  readonly waitMs?: number
  readonly options: CallOptions
}

/** A successful answer whose body is unread; `touch` restarts the timeout while it is read, `done` ends it. */
export type Incoming = {
  readonly response: Response
  touch(): void
  done(): void
  /** Names why reading the body failed. */
  explain(error: unknown): CountersignError
}

/** Sends requests, and retries them where that is safe. */
export type Transport = (outgoing: Outgoing) => Promise<Incoming>

const PAUSE_MAX_MS = 10_000
const REFUSAL_BYTES_MAX = 1024 * 1024

/** Makes a transport; throws a TypeError for options that cannot be used. */
export function createTransport(options: ClientOptions): Transport {
  const base = baseOf(options)
  const prefix = base.origin + base.pathname.replace(/\/+$/, '')
  return async (outgoing) => {
    const headers = headersOf(outgoing, options)
    const isSafe = outgoing.method === 'GET' || headers['idempotency-key'] !== undefined
    const attempts = isSafe ? 1 + (options.retries ?? 2) : 1
    for (let attempt = 1; ; attempt++) {
      const answer = await send(prefix + outgoing.path, headers, outgoing, options)
      if (!(answer instanceof Failure)) return answer
      if (!answer.reason.retryable || attempt >= attempts) throw answer.reason
      await pause(answer.afterMs ?? backoff(options.backoffMs ?? 200, attempt), outgoing.options.signal)
    }
  }
}

/** A failed attempt, and when the server wants the next one. */
class Failure extends Error {
  readonly reason: CountersignError
  readonly afterMs: number | undefined

  constructor(reason: CountersignError, afterMs?: number) {
    super(reason.message)
    this.reason = reason
    this.afterMs = afterMs
  }
}

function headersOf({ method, body, accept, options }: Outgoing, { apiKey, org }: ClientOptions) {
  const headers: Record<string, string> = { accept }
  if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`
  if (org !== undefined) headers['countersign-org'] = org
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (method === 'POST') headers['idempotency-key'] = options.idempotencyKey ?? randomKey()
  if (options.requestId !== undefined) headers['x-request-id'] = options.requestId
  return headers
}

async function send(
  url: string,
  headers: Record<string, string>,
  { method, body, waitMs = 0, options: { signal } }: Outgoing,
  { fetch = globalThis.fetch, timeoutMs = 30_000 }: ClientOptions,
): Promise<Incoming | Failure> {
  const deadline = createDeadline(timeoutMs + waitMs, signal)
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal: deadline.signal,
      // A verdict comes from the API that was asked, and a key goes to nobody else.
      redirect: 'error',
      ...(body === undefined ? {} : { body }),
    })
    if (response.ok) return { response, ...deadline }
    const refusal = await refusalOf(response)
    deadline.done()
    return refusal
  } catch (error) {
    deadline.done()
    return new Failure(deadline.explain(error))
  }
}

async function refusalOf(response: Response): Promise<Failure> {
  const text = await readText(response, REFUSAL_BYTES_MAX).catch(nothingIfTooLarge)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = undefined
  }
  const requestId = response.headers.get('x-request-id') ?? undefined
  const after = response.headers.get('retry-after') ?? ''
  const afterMs = /^\d{1,6}$/.test(after) ? Math.min(Number(after) * 1000, PAUSE_MAX_MS) : undefined
  return new Failure(errorOf(response.status, body, requestId), afterMs)
}

/** A refusal that is too large has no text, but its status counts. */
function nothingIfTooLarge(error: unknown): string {
  if (error instanceof TooLarge) return ''
  throw error
}

function createDeadline(timeoutMs: number, outer: AbortSignal | undefined) {
  const controller = new AbortController()
  let isLate = false
  function expire() {
    isLate = true
    controller.abort()
  }
  function abort() {
    controller.abort()
  }
  let timer = setTimeout(expire, timeoutMs)
  outer?.addEventListener('abort', abort)
  if (outer?.aborted === true) abort()
  return {
    signal: controller.signal,
    touch() {
      clearTimeout(timer)
      timer = setTimeout(expire, timeoutMs)
    },
    done() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', abort)
    },
    explain(cause: unknown): CountersignError {
      if (cause instanceof CountersignError) return cause
      if (outer?.aborted === true) {
        return new CountersignError({ code: 'client.aborted', message: 'the call was aborted', cause })
      }
      return isLate
        ? new CountersignError({
            code: 'client.timeout',
            message: `no answer within ${timeoutMs} ms; try again, or allow more time`,
            retryable: true,
            cause,
          })
        : new CountersignError({
            code: 'client.network',
            message: 'the API cannot be reached; check its URL and that it is running',
            retryable: true,
            cause,
          })
    },
  }
}

/** 128 random bits. Browsers offer `randomUUID` on secure pages only. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function backoff(firstMs: number, attempt: number): number {
  // Half of the pause is random, so that callers that failed together do not retry together.
  return Math.min(firstMs * 2 ** (attempt - 1), PAUSE_MAX_MS) * (0.5 + Math.random() / 2)
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    function stop() {
      clearTimeout(timer)
      reject(new CountersignError({ code: 'client.aborted', message: 'the call was aborted' }))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
