// What a fault of the database means to the caller: the database is away or busy, or the mistake is ours.
import pg from 'pg'
import { Fault } from '../ports/faults.ts'

const LOCK_NOT_AVAILABLE = '55P03'

/** The database will not store these values (SQLSTATE classes 22 and 23); another item's it may. */
export function refusesData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '')
}

/** The server itself says that a statement failed, so its transaction stored nothing. */
export function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR'
}

/** The statement itself is wrong (SQLSTATE class 42): repeating it, or waiting for the database, cannot help. */
function isOurFault(error: pg.DatabaseError): boolean {
  return error.code?.startsWith('42') === true
}

export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error
  if (error instanceof pg.DatabaseError) {
    if (error.code === LOCK_NOT_AVAILABLE) return new Fault('busy', error)
    return new Fault(refusesData(error) || isOurFault(error) ? 'internal' : 'unavailable', error)
  }
  return new Fault(isConnectionError(error) ? 'unavailable' : 'internal', error)
}

function isConnectionError(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return (
    (typeof code === 'string' && /^E[A-Z]+$/.test(code)) ||
    (typeof message === 'string' && /timeout|terminated|Connection|not queryable/.test(message))
  )
}
