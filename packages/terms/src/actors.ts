// Who acted: the service itself, an API key, or a member of the org.
import { ULID_SOURCE } from './ids.ts'

/** The actor of what the service does by itself, such as letting a gate expire. */
export const SYSTEM_ACTOR = 'system'

/** Who acted, as receipts name it: `system`, the id of an API key, or the id of a member. */
export type Actor = typeof SYSTEM_ACTOR | `key_${string}` | `mem_${string}`

/** What an actor looks like, anchored. */
export const ACTOR_PATTERN = new RegExp(`^(?:${SYSTEM_ACTOR}|(?:key|mem)_${ULID_SOURCE})$`)

/** The three kinds of actor. */
export const ACTOR_KINDS = ['system', 'key', 'member'] as const

/** A kind of actor. */
export type ActorKind = (typeof ACTOR_KINDS)[number]

/** Whether a text is an actor. */
export function isActor(text: string): text is Actor {
  return typeof text === 'string' && ACTOR_PATTERN.test(text)
}

/** What kind of actor it is; throws `RangeError` for a text that is not one. */
export function actorKind(actor: Actor): ActorKind {
  if (!isActor(actor)) throw new RangeError(`\`${actor}\` is not an actor`)
  if (actor === SYSTEM_ACTOR) return 'system'
  return actor.startsWith('key_') ? 'key' : 'member'
}
