// Calls an operation for a page: the same handler, scope, schema and quota as over the API.
import {
  hasScope,
  type InputOf,
  membersOf,
  type Operation,
  type OperationName,
  type Operations,
  type Output,
  operations,
} from '@countersign/contract'
import type { Call, Caller, Handlers } from '../../operations/call.ts'
import { ApiError } from '../../operations/refusal.ts'
import { parsePart } from '../../reading.ts'
import type { Quota } from '../quota.ts'
import { refuseUntil } from '../refusal.ts'

export type Operate = <Name extends OperationName>(
  who: { caller: Caller; requestId: string },
  name: Name,
  input: InputOf<Operations[Name]>,
) => Promise<Output<Name>>

export function operator(handlers: Handlers, quota: Quota): Operate {
  return async (who, name, input) => {
    const operation: Operation = operations[name]
    if (!hasScope(who.caller.scopes, operation.scope)) {
      throw new ApiError('auth.scope', { detail: `this needs the scope \`${operation.scope}\`` })
    }
    const given = input as object
    if (operation.metered) charge(quota, who.caller, given)
    const call: Call = { operation: name, caller: who.caller, requestId: who.requestId }
    const handle = handlers[name] as unknown as (call: Call, input: object) => Promise<Output<typeof name>>
    return handle(call, inputOf(operation, given))
  }
}

function inputOf({ input: { params, query, body } }: Operation, given: object): object {
  const members = Object.entries(given).filter(([, value]) => value !== undefined)
  const names = [...membersOf(params), ...membersOf(query)]
  function only(part: typeof body) {
    const own = membersOf(part)
    return Object.fromEntries(members.filter(([name]) => own.includes(name)))
  }
  return {
    ...(params && parsePart(params, only(params), 'parameter')),
    ...(query && parsePart(query, only(query), 'parameter')),
    ...(body &&
      parsePart(body, Object.fromEntries(members.filter(([name]) => !names.includes(name))), 'body')),
  }
}

function charge(quota: Quota, caller: Caller, input: object): void {
  const spentForMs = quota.spentForMs(caller)
  if (spentForMs !== undefined) throw refuseUntil('quota.exceeded', spentForMs)
  quota.charge(caller, JSON.stringify(input).length)
}
