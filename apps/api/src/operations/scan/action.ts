// A verdict on an HTTP call as it would be sent: that of a gate, with what the call is to its service.
import type { Input, Output } from '@countersign/contract'
import type { JsonObject, JsonValue } from '@countersign/json'
import {
  isCredentialHeader,
  readingOf,
  serviceIn,
  targetServiceIn,
  type WithheldFacts,
  withheldIn,
} from '@countersign/policy'
import { NAME_PATTERN } from '@countersign/terms'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { gateWith } from '../gate.ts'

type Request = Input<'scan.action'>

type Service = Output<'scan.action'>['service']

export function scanAction(context: Context): Handler<'scan.action'> {
  const ask = gateWith(context)
  return async (call, request) => {
    const args = argumentsOf(request)
    const { orgId } = call.caller
    const { service, name } = await context.pace.light(orgId, () => serviceOf(request, args))
    const withheld = await context.pace.light(orgId, () => withheldOf(request))
    const { url, method, headers: _, body: __, tool, ...asked } = request
    const answer = await ask(
      call,
      {
        ...asked,
        tool: tool ?? name,
        target: { url, method: method.toUpperCase() },
        ...(args !== undefined && { arguments: args }),
      },
      withheld,
    )
    const left = answer.sanitized_arguments?.body
    return {
      ...answer,
      reason_codes: [...new Set(answer.reasons.map(({ code }) => code))],
      ...(left !== undefined && { sanitized_body: left }),
      service,
    }
  }
}

/** Nobody but the receiver needs the credentials: they are not committed to. */
function argumentsOf({ headers, body }: Request): JsonObject | undefined {
  const kept = Object.entries(headers ?? {}).filter(([name]) => !isCredentialHeader(name))
  const args: Record<string, JsonValue> = {}
  if (body !== undefined) args.body = body
  if (kept.length > 0) args.headers = Object.fromEntries(kept)
  return Object.keys(args).length === 0 ? undefined : args
}

/** What else stands in the headers that carry credentials. */
function withheldOf({ headers }: Request): WithheldFacts | undefined {
  const credentials = Object.entries(headers ?? {}).filter(([name]) => isCredentialHeader(name))
  return credentials.length === 0 ? undefined : withheldIn(Object.fromEntries(credentials))
}

/** As policies see it, and what the call is named by the URL that it goes to: one in its body is not called. */
function serviceOf(
  { url, method, tool }: Request,
  args: JsonObject | undefined,
): { service: Service; name: string } {
  const facts = {
    agent: { id: '', status: 'active' as const, roles: [], labels: {} },
    action: tool ?? 'http_request',
    environment: '',
    target: { url, method: method.toUpperCase() },
    ...(args !== undefined && { arguments: args }),
  }
  const reading = readingOf(facts)
  const { names, operations, resources, access, unclear } = serviceIn(reading)
  const own = targetServiceIn(reading).operations
  return {
    service: { names: [...names], operations: [...operations], resources: [...resources], access, unclear },
    name: nameOf(own, method),
  }
}

const NAME_MAX = 128

/** One operation of one service names the tool; anything else is an HTTP call by its method. */
function nameOf(operations: readonly string[], method: string): string {
  const [only = '', ...others] = operations
  const name = only.slice(0, NAME_MAX)
  const isName = others.length === 0 && !name.startsWith('generic:') && NAME_PATTERN.test(name)
  return isName ? name : `http:${method.toLowerCase()}`
}
