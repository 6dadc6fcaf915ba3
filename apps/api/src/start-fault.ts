// Why the service did not start, and what the operator can do about it.
import { Fault } from './ports/faults.ts'

/** Node and the database driver say what failed; the setting behind it is what one looks for. */
export function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof Fault && error.code === 'unavailable')
    return `the database stopped answering: ${whyNot(error.cause ?? 'it gave no reason')}; see DATABASE_URL`
  const { code, syscall } = error as NodeJS.ErrnoException
  // One of several addresses that were tried, such as those of `localhost`, has the reason.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return whyNot(error.errors[0])
  if (syscall === 'listen' && code === 'EADDRINUSE')
    return `${error.message}: stop what listens there, or set COUNTERSIGN_PORT to another port`
  if (syscall === 'listen') return `${error.message}: see COUNTERSIGN_HOST and COUNTERSIGN_PORT`
  if (syscall === 'connect' || syscall === 'getaddrinfo' || isRefused(code))
    return `the database did not let the service in: ${error.message}; see DATABASE_URL`
  return error.message
}

/** SQLSTATE 28: who connects; 3D000: there is no such database. */
function isRefused(code: string | undefined): boolean {
  return code === '3D000' || /^28[0-9A-Z]{3}$/.test(code ?? '')
}
