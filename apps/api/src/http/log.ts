// The service's logger, which hides whatever is secret.
import { SECRET_MEMBERS } from '@countersign/contract'
import { type DestinationStream, type Logger, pino } from 'pino'

const KEY_TEXT = /cs_(live|test)_[0-9a-z]{8,}/gi
/** What a session cookie or a bearer of one carries, its signature encoded or not. */
const SESSION_TEXT = /\b[A-Za-z0-9]{32}(?:\.|%2E)[A-Za-z0-9+/%]{43,60}(?:=|%3D)/g
const HIDDEN = '[hidden]'

/** Every member whose value never reaches a log: the headers that carry keys, and what the contract marks as secret. */
export const hiddenMembers: readonly string[] = [
  'authorization',
  'x-api-key',
  'cookie',
  'set-cookie',
  'x-csrf-token',
  'password',
  ...SECRET_MEMBERS,
]

/** The service's logger: JSON lines, without secrets even when one occurs inside a message or an error. */
export function createLogger(level: string, stream?: DestinationStream): Logger {
  const paths = hiddenMembers.flatMap((member) => [
    `["${member}"]`,
    `*["${member}"]`,
    `*.*["${member}"]`,
    `*.*.*["${member}"]`,
  ])
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: withoutValues },
    redact: { paths, censor: HIDDEN },
    hooks: { streamWrite: (line: string) => line.replace(KEY_TEXT, HIDDEN).replace(SESSION_TEXT, HIDDEN) },
  }
  return stream === undefined ? pino(options) : pino(options, stream)
}

/** For lines that hold ids and words of ours only: looking for members to hide costs more than writing them. */
export function requestLog(log: Logger): Logger {
  return log.child({}, { redact: { paths: [] } })
}

/** An error for the log. PostgreSQL quotes whole rows in these members, with what callers sent. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { detail: _, where: __, internalQuery: ___, ...kept } = pino.stdSerializers.err(error)
  return kept
}
