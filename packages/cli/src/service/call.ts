// Calls the service for a command, and turns what goes wrong into a message and an exit code.
import type { Client, CountersignError } from '@countersign/client'
import { CliError, type ExitCode, type Io } from '../io.ts'
import { describeFailure } from './failure.ts'
import { cliRemedyOf } from './remedies.ts'
import { SCOPES, type ServiceCommand } from './scopes.ts'
import { clientOf, readSettings, type Settings, warnIfExposed } from './settings.ts'

/** What a command works with: the client, and the options of each of its calls. */
export type Service = {
  readonly client: Client
  readonly options: { readonly signal?: AbortSignal }
  readonly settings: Settings
}

/** Which command calls, and what is true when it fails, such as `the agent was not suspended`. */
export type Calling = { readonly command: ServiceCommand; readonly failed: string }

/** Statuses that say nothing about the request, only that it cannot be answered now. */
const TOO_BUSY = 429
const FAULT_MIN = 500

/** Runs `work` with a client; throws `CliError` with exit code 1 for a refusal, 3 where there was no answer. */
export async function withService(
  io: Io,
  { command, failed }: Calling,
  work: (service: Service) => Promise<ExitCode>,
): Promise<ExitCode> {
  const settings = await readSettings(io.env, SCOPES[command])
  warnIfExposed(settings, io)
  const client = await clientOf(settings)
  try {
    return await work({ client, settings, options: io.signal ? { signal: io.signal } : {} })
  } catch (error) {
    if (error instanceof CliError) throw error
    const exitCode = exitCodeOf(error)
    const state = exitCode === 3 && isChange(command) ? `${failed}, as far as is known` : failed
    if (io.signal?.aborted) throw new CliError('cli.interrupted', `${state}: interrupted`, exitCode)
    const { code, message } = describeFailure(withRemedy(error, settings), state, settings)
    throw new CliError(code, message, exitCode)
  }
}

/** Whether the service refused with this code. */
export function isRefusal(error: unknown, code: string): error is Answered {
  return isAnswer(error) && error.code === code
}

/** Whether the same may succeed later: there was no answer, or one that holds for the moment only. */
export function isPassing(error: unknown): boolean {
  return isAnswer(error) && exitCodeOf(error) === 3
}

/** What is read of the client's error. */
export type Answered = Error &
  Pick<CountersignError, 'code' | 'status' | 'errors'> & { readonly remedy?: string }

/** The client's error is recognised by its name, so that this file does not load the client. */
function isAnswer(error: unknown): error is Answered {
  return error instanceof Error && error.name === 'CountersignError'
}

/** A change may have been made although its answer never came. */
function isChange(command: ServiceCommand): boolean {
  return !SCOPES[command].every((scope) => scope.endsWith(':read'))
}

function exitCodeOf(error: unknown): ExitCode {
  if (!isAnswer(error) || error.code.startsWith('client.')) return 3
  return error.status === TOO_BUSY || error.status >= FAULT_MIN ? 3 : 1
}

/** Says what to do next in commands, where the service says it in requests. */
function withRemedy(error: unknown, { session }: Settings): unknown {
  if (!isAnswer(error) || error.remedy === undefined) return error
  const remedy = cliRemedyOf(error.code, session !== undefined)
  if (remedy !== undefined) error.message = error.message.replace(error.remedy, () => remedy)
  return error
}
