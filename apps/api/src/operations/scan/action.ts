// A verdict on an HTTP call as it would be sent: that of a gate, with what the call is to its service.
import type { Input, Output } from '@countersign/contract'
import type { JsonObject, JsonValue } from '@countersign/json'
import { readingOf, serviceIn } from '@countersign/policy'
import { namesSecret } from '@countersign/scan'
import { NAME_PATTERN } from '@countersign/terms'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { gate } from '../gate.ts'

type Request = Input<'scan.action'>

type Service = Output<'scan.action'>['service']

export function scanAction(context: Context): Handler<'scan.action'> {
  const ask = gate(context)
  return async (call, request) => {
    const args = argumentsOf(request)
    const service = await context.pace.light(call.caller.orgId, () => serviceOf(request, args))
    const { url, method, headers: _, body: __, tool, ...asked } = request
    const answer = await ask(call, {
      ...asked,
      tool: tool ?? nameOf(service, method),
      target: { url, method: method.toUpperCase() },
      ...(args !== undefined && { arguments: args }),
    })
    const left = answer.sanitized_arguments?.body
    return {
      ...answer,
      reason_codes: [...new Set(answer.reasons.map(({ code }) => code))],
      ...(left !== undefined && { sanitized_body: left }),
      service,
    }
  }
}

const CREDENTIALS =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|apikey|x-auth-token|x-csrf-token|x-amz-security-token|x-goog-iap-jwt-assertion)$/i

/** Nobody but the receiver needs the credentials: they are neither read nor committed to. */
function argumentsOf({ headers, body }: Request): JsonObject | undefined {
  const kept = Object.entries(headers ?? {}).filter(([name]) => !CREDENTIALS.test(name) && !namesSecret(name))
  const args: Record<string, JsonValue> = {}
  if (body !== undefined) args.body = body
  if (kept.length > 0) args.headers = Object.fromEntries(kept)
  return Object.keys(args).length === 0 ? undefined : args
}

/** As policies see it. */
function serviceOf({ url, method, tool }: Request, args: JsonObject | undefined): Service {
  const facts = {
    agent: { id: '', status: 'active' as const, roles: [], labels: {} },
    action: tool ?? 'http_request',
    environment: '',
    target: { url, method: method.toUpperCase() },
    ...(args !== undefined && { arguments: args }),
  }
  const { names, operations, resources, access, unclear } = serviceIn(readingOf(facts))
  return {
    names: [...names],
    operations: [...operations],
    resources: [...resources],
    access,
    unclear,
  }
}

const NAME_MAX = 128

/** One operation of one service names the tool; anything else is an HTTP call by its method. */
function nameOf({ operations }: Service, method: string): string {
  const [only = '', ...others] = operations
  const name = only.slice(0, NAME_MAX)
  const isName = others.length === 0 && !name.startsWith('generic:') && NAME_PATTERN.test(name)
  return isName ? name : `http:${method.toLowerCase()}`
}
