import { CliError } from '../io.ts'
import { reasonOf } from '../verify/source.ts'
import type { Settings } from './settings.ts'

/** What went wrong and what to do, without the key whatever the server or the runtime said. */
export function describeFailure(error: unknown, { apiKey, baseUrl }: Settings): CliError {
  const clean = (text: string): string => text.replaceAll(apiKey, '[key]')
  if (error instanceof CliError) return new CliError(error.code, clean(error.message))
  const { code, status, message, detail, remedy, requestId } = partsOf(error)
  if (status === undefined) {
    return new CliError('cli.failed', clean(`nothing was written: ${reasonOf(error)}`))
  }
  const parts = [
    `nothing was written: ${message} [${code}]`,
    detail,
    remedy,
    status === 0 ? `the API is expected at ${baseUrl}` : undefined,
    requestId === undefined ? undefined : `request ${requestId}`,
  ]
  return new CliError(code, clean(parts.filter((part) => part !== undefined && part !== '').join('; ')))
}

interface Parts {
  code: string
  message: string
  status?: number
  detail?: string
  remedy?: string
  requestId?: string
}

/** Told by its name, so that saying what went wrong loads no client. */
function partsOf(error: unknown): Parts {
  if (!(error instanceof Error)) return { code: 'cli.failed', message: String(error) }
  if (error.name !== 'CountersignError') return { code: 'cli.failed', message: error.message }
  return error as Error & Parts
}
