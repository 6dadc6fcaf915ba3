// Where Slack sends what people press: an address for each of its apps, believed by signature only.
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../operations/refusal.ts'
import type { Interact } from '../operations/slack/interact.ts'
import { shareOf } from './address.ts'
import { enforce, type RateLimiter } from './rate-limit.ts'

export type SlackParts = { interact: Interact; limiter: RateLimiter }

const BODY_BYTES_MAX = 64 * 1024
const FORM = /^application\/x-www-form-urlencoded\b/i

export function slack(parts: SlackParts) {
  return async (app: FastifyInstance): Promise<void> => {
    app.route<{ Params: { org_id: string; webhook_id: string } }>({
      method: 'POST',
      url: '/slack/:org_id/:webhook_id',
      bodyLimit: BODY_BYTES_MAX,
      onRequest: async (request) => {
        enforce(parts.limiter.address(shareOf(request.ip)))
        if (!FORM.test(request.headers['content-type'] ?? '')) throw new ApiError('content.type')
      },
      handler: async (request, reply) => {
        const { body, headers, params } = request
        if (!(body instanceof Uint8Array)) throw new ApiError('request.invalid')
        await parts.interact({
          orgId: params.org_id,
          webhookId: params.webhook_id,
          body,
          timestamp: textOf(headers['x-slack-request-timestamp']),
          signature: textOf(headers['x-slack-signature']),
          requestId: request.id,
        })
        // An empty answer leaves the message as it is; the outcome comes as an event of its own.
        return reply.code(200).send('')
      },
    })
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}
