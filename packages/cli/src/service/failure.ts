// Describes why an export failed, without ever showing the API key.

import { CliError } from '../io.ts'
import { reasonOf } from '../reason.ts'
import type { Settings } from './settings.ts'

/** Says what state the export is in, what went wrong and what to do, and never shows the key. */
export function describeFailure(error: unknown, state: string, { apiKey, baseUrl }: Settings): CliError {
  const { code, status, message, requestId } = partsOf(error)
  const parts = [
    status === undefined ? message : `${message} [${code}]`,
    status === 0 ? `the API is expected at ${baseUrl}` : undefined,
    requestId === undefined ? undefined : `request ${requestId}`,
  ]
  const reason = parts.filter((part) => part !== undefined).join('; ')
  return new CliError(code, `${state}: ${reason}`.replaceAll(apiKey, '[key]'))
}

type Parts = {
  code: string
  message: string
  status?: number
  requestId?: string
}

/** The client's error is recognised by its name, so that describing a failure does not load the client. */
function partsOf(error: unknown): Parts {
  if (error instanceof CliError) return { code: error.code, message: error.message }
  if (!(error instanceof Error)) return { code: 'cli.failed', message: String(error) }
  if (error.name !== 'CountersignError') return { code: 'cli.failed', message: reasonOf(error) }
  return error as Error & Parts
}
