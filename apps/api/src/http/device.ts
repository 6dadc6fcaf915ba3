// How a program asks to act as a member, and ends that again: RFC 8628 and RFC 7009, without cookies.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DEVICE_CODE_LASTS_MS, type Devices } from '../identity/devices.ts'
import type { Sessions } from '../identity/session.ts'
import type { ApiError } from '../operations/refusal.ts'
import type { AccountStore } from '../ports/accounts.ts'
import type { Limits } from '../ports/limits.ts'
import { shareOf } from './address.ts'
import { type Form, readForm } from './pages/form.ts'
import { problemOf, toApiError } from './problem.ts'
import { enforce, type RateLimiter } from './rate-limit.ts'
import { Refusal } from './refusal.ts'

export type DeviceParts = {
  devices: Devices
  sessions: Pick<Sessions, 'signedIn'>
  accountStore: Pick<AccountStore, 'endSession'>
  limiter: RateLimiter
  /** Of all processes together. */
  limits: Pick<Limits, 'take'>
  publicUrl: () => string
  /** Hears what failed, for the log. */
  onFault: (error: ApiError, request: { id: string; route: string | undefined }) => void
}

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const BODY_BYTES_MAX = 4096
const INTERVAL_SECONDS = 5
/** Beginning costs storage, so it counts for several requests of the address. */
const BEGIN_COST = 30
/** How many may begin in the time that one lasts, so that a caller with many addresses cannot fill the database. */
const BEGUN = { name: 'devices begun', most: 10_000, windowMs: DEVICE_CODE_LASTS_MS } as const
const CLIENT = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const

type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'authorization_pending'
  | 'slow_down'
  | 'access_denied'
  | 'expired_token'

export function device(parts: DeviceParts) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(HEADERS).header('x-request-id', request.id)
    })
    app.setErrorHandler((error, request, reply) => answerError(parts, error, request, reply))
    const begin = beginner(parts)
    const collect = collector(parts)
    post(app, '/oauth/device', begin)
    post(app, '/oauth/token', collect)
    post(app, '/oauth/revoke', async (request, form, reply) => {
      enforce(parts.limiter.address(shareOf(request.ip)))
      const who = await parts.sessions.signedIn(form.raw('token'), 'bearer')
      if (who !== undefined) await parts.accountStore.endSession(who.account.id, who.session.id)
      // The same whatever the token was: it is worth nothing now.
      return reply.send({})
    })
  }
}

type Answer = (request: FastifyRequest, form: Form, reply: FastifyReply) => Promise<FastifyReply>

function post(app: FastifyInstance, url: string, answer: Answer): void {
  app.route({
    method: 'POST',
    url,
    bodyLimit: BODY_BYTES_MAX,
    handler: (request, reply) => answer(request, readForm(request), reply),
  })
}

function refuse(reply: FastifyReply, error: OAuthError, description: string, status = 400): FastifyReply {
  return reply.code(status).send({ error, error_description: description })
}

function beginner({ devices, limiter, limits, publicUrl }: DeviceParts): Answer {
  return async (request, form, reply) => {
    enforce(limiter.address(shareOf(request.ip), BEGIN_COST))
    const client = form.text('client_id')
    if (!CLIENT.test(client)) {
      return refuse(reply, 'invalid_client', 'client_id: 1 to 64 letters, digits, spaces and . _ -')
    }
    if (!(await limits.take([BEGUN])))
      return refuse(reply, 'slow_down', 'too many programs ask; try again in some minutes', 429)
    const { deviceCode, userCode } = await devices.begin({ client, address: request.ip })
    return reply.send({
      device_code: deviceCode,
      user_code: `${userCode.slice(0, 4)}-${userCode.slice(4)}`,
      // Without the code in it: people who follow a link from somebody else must still type the code themselves.
      verification_uri: `${publicUrl()}/device`,
      expires_in: DEVICE_CODE_LASTS_MS / 1000,
      interval: INTERVAL_SECONDS,
    })
  }
}

function collector({ devices, limiter, limits }: DeviceParts): Answer {
  /** Only codes that are open are counted, so made-up codes fill no table. */
  async function isHasty(deviceCode: string): Promise<boolean> {
    const windowMs = (INTERVAL_SECONDS - 1) * 1000
    return !(await limits.take([{ name: `device asks ${deviceCode}`, most: 1, windowMs }]))
  }
  return async (request, form, reply) => {
    enforce(limiter.address(shareOf(request.ip)))
    if (form.text('grant_type') !== GRANT) {
      return refuse(reply, 'unsupported_grant_type', `grant_type must be ${GRANT}`)
    }
    const deviceCode = form.text('device_code')
    if (!/^[\w-]{43}$/.test(deviceCode)) {
      return refuse(reply, 'invalid_request', 'device_code is not one of ours')
    }
    const found = await devices.collect(deviceCode)
    if (found === 'pending' && (await isHasty(deviceCode)))
      return refuse(reply, 'slow_down', `ask every ${INTERVAL_SECONDS} seconds`)
    if (found === 'pending') return refuse(reply, 'authorization_pending', 'nobody has answered yet')
    if (found === 'refused') return refuse(reply, 'access_denied', 'the member refused')
    if (found === 'over') return refuse(reply, 'expired_token', 'the code is over or was used; begin again')
    return reply.send({
      access_token: found.token,
      token_type: 'Bearer',
      expires_in: Math.max(0, Math.floor((found.expiresAt - Date.now()) / 1000)),
      org_id: found.orgId,
      member_id: found.memberId,
    })
  }
}

/** Errors in the form of OAuth; which request it was stands in its header. */
function answerError(parts: DeviceParts, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = toApiError(error)
  const { status, body } = problemOf(known, request.id)
  if (status >= 500) parts.onFault(known, { id: request.id, route: request.routeOptions.url })
  if (known instanceof Refusal) reply.headers(known.answerHeaders)
  const code = status === 429 ? 'slow_down' : status >= 500 ? 'temporarily_unavailable' : 'invalid_request'
  reply.code(status).send({ error: code, error_description: body.title })
}
