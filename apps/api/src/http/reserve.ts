// What a request takes of the process, asked for before its body is read and given back when it is answered.
import { bodyBytesDefault, type Operation } from '@countersign/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../operations/call.ts'
import type { Pace } from '../ports/services.ts'
import { shareOf } from './address.ts'
import type { Bodies, Owner, Reservation } from './bodies.ts'
import { announcedBytes } from './body.ts'
import { createPlaces, type Places } from './places.ts'
import type { Quota } from './quota.ts'
import { enforce, type RateLimiter } from './rate-limit.ts'
import { refuseUntil } from './refusal.ts'
import type { WorkQueue } from './work-queue.ts'

/** The resources that requests share. */
export type Resources = {
  readonly limiter: RateLimiter
  readonly bodies: Bodies
  readonly quota: Quota
  readonly pace: Pace
  readonly queues: { readonly strangers: WorkQueue; readonly callers: WorkQueue }
}

/** Takes what a request needs, or throws a refusal; answers the room that is held for its body. */
export type Reserve = (request: FastifyRequest, reply: FastifyReply) => Reservation | undefined

const BYTES_PER_REQUEST = 64 * 1024
/** Bytes of a body that stops an agent or an org: one of at most this size always finds room. */
export const URGENT_BYTES_MAX = 16 * 1024
const SOON_MS = 1000

export function reserver(operation: Operation, resources: Resources): Reserve {
  const places = operation.perOrgMax === undefined ? undefined : createPlaces(operation.perOrgMax)
  return (request, reply) => {
    const { caller } = request
    const bytes = announcedBytes(request.headers, operation.bodyBytesMax)
    chargeSize(resources.limiter, caller, request.ip, bytes)
    refuseSpentQuota(operation, resources.quota, caller)
    refuseClosedQueue(operation, resources, request)
    const giveBack = takePlace(operation, places, caller)
    if (giveBack !== undefined) reply.raw.once('close', giveBack)
    if (bytes === 0 || (operation.urgent && bytes <= URGENT_BYTES_MAX)) return undefined
    const held = holdBody(resources.bodies, ownerOf(request), bytes)
    // Giving back what was given back changes nothing, and `once` makes an object and two functions.
    reply.raw.on('close', () => resources.bodies.settle(held, 0))
    return held
  }
}

/** The queue of a caller for isolated work, and the name under which it takes turns there. */
export function queueOf({ queues }: Pick<Resources, 'queues'>, request: FastifyRequest) {
  const { caller } = request
  return caller === undefined
    ? { queue: queues.strangers, owner: shareOf(request.ip) }
    : { queue: queues.callers, owner: caller.orgId }
}

/** Strangers pay for every 64 KiB, callers with a key for large bodies only; each from a share of its own. */
function chargeSize(limiter: RateLimiter, caller: Caller | undefined, ip: string, bytes: number): void {
  const cost = Math.ceil(bytes / BYTES_PER_REQUEST)
  if (caller === undefined) {
    // The request itself was counted when it came.
    if (cost > 1) enforce(limiter.address(shareOf(ip), cost - 1))
  } else if (bytes > bodyBytesDefault) enforce(limiter.org(caller.orgId, cost))
}

function refuseSpentQuota(operation: Operation, quota: Quota, caller: Caller | undefined): void {
  if (!operation.metered || caller === undefined) return
  const spentForMs = quota.spentForMs(caller)
  if (spentForMs !== undefined) throw refuseUntil('quota.exceeded', spentForMs)
}

function refuseClosedQueue(
  operation: Operation,
  resources: Pick<Resources, 'queues'>,
  request: FastifyRequest,
): void {
  if (!operation.isolated) return
  const { queue, owner } = queueOf(resources, request)
  const closedForMs = queue.closedForMs(owner)
  if (closedForMs !== undefined) throw refuseUntil(operation.busy, closedForMs)
}

function takePlace(operation: Operation, places: Places | undefined, caller: Caller | undefined) {
  if (places === undefined || caller === undefined) return undefined
  const giveBack = places.take(caller.orgId)
  if (giveBack === undefined) throw refuseUntil(operation.busy, SOON_MS)
  return giveBack
}

function holdBody(bodies: Bodies, owner: Owner, bytes: number): Reservation {
  const held = bodies.reserve(owner, bytes)
  if (held === 'shared') throw refuseUntil('server.busy', SOON_MS)
  if (held === 'own') {
    throw refuseUntil('rate.limited', SOON_MS, 'too many bytes of your requests are waiting for an answer')
  }
  return held
}

function ownerOf({ caller, ip }: FastifyRequest): Owner {
  return caller === undefined ? { share: shareOf(ip) } : { orgId: caller.orgId, actor: caller.actor }
}
