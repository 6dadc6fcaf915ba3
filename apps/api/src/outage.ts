// Logs a lost database in one line, then ever more rarely, however many requests fail.
import type { Logger } from 'pino'

export type Outage = {
  /** The driver's error of a database that cannot be reached or that refuses to work. */
  lost(error: unknown): void
  /** A round of jobs or a commit went through. */
  back(what: 'reads' | 'writes'): void
}

const FIRST_MS = 1000
const LONGEST_MS = 60_000

/** What the driver says where it has no code; anything else it says may quote what it was given. */
const DRIVER_MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^timeout exceeded when trying to connect/, 'connect_timeout'],
  [/^Query read timeout/, 'reply_timeout'],
  [/^Connection terminated/, 'connection_ended'],
]

export function createOutage(log: Pick<Logger, 'error' | 'info'>, now = () => performance.now()): Outage {
  const away = outageReporter(log, now, [
    'the database cannot be reached',
    'the database can be reached again',
  ])
  const refusing = outageReporter(log, now, ['the database refuses to work', 'the database works again'])
  return {
    lost(error) {
      // What it refuses, it has answered: it is there, and reading may go on.
      const isRefusal = (error as { severity?: unknown } | undefined)?.severity === 'ERROR'
      const { lost } = isRefusal ? refusing : away
      lost(codeOf(error))
    },
    back(what) {
      away.back()
      if (what === 'writes') refusing.back()
    },
  }
}

function outageReporter(
  log: Pick<Logger, 'error' | 'info'>,
  now: () => number,
  [bad, good]: [string, string],
) {
  let since: number | undefined
  let isReported = false
  let endedAt = Number.NEGATIVE_INFINITY
  let nextAt = Number.NEGATIVE_INFINITY
  let waitMs = FIRST_MS
  let failures = 0
  return {
    lost(code: string): void {
      const at = now()
      // One that comes and goes stays rare in the log.
      if (since === undefined && at - endedAt > LONGEST_MS) {
        nextAt = at
        waitMs = FIRST_MS
      }
      since ??= at
      failures += 1
      if (at < nextAt) return
      log.error({ code, failures, seconds: Math.round((at - since) / 1000) }, bad)
      isReported = true
      failures = 0
      nextAt = at + waitMs
      waitMs = Math.min(2 * waitMs, LONGEST_MS)
    },
    back(): void {
      if (since === undefined) return
      const at = now()
      if (isReported) log.info({ seconds: Math.round((at - since) / 1000) }, good)
      since = undefined
      isReported = false
      failures = 0
      endedAt = at
    },
  }
}

/** A SQLSTATE, the name of a system error, or a word of ours: never the message. */
function codeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && /^(?:[0-9A-Z]{5}|E[A-Z_0-9]{2,30})$/.test(code)) return code
  return DRIVER_MESSAGES.find(([pattern]) => pattern.test(String(message)))?.[1] ?? 'unknown'
}
