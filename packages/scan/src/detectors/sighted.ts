// The words by which detectors are led to a place, all of them found in one pass over a text.
import { once } from '@countersign/terms'
import { listsOf, type Sighting, sightingsIn } from '../text/keywords.ts'
import { READER_WORDS } from '../weighed/passages.ts'
import { COMMAND_WORDS } from './commands.ts'
import { CLAIM_WORDS } from './instructions/claims.ts'
import { TURN_WORDS } from './instructions/markup.ts'
import { CONTACT_WORDS } from './personal/contact.ts'
import { NUMBER_WORDS } from './personal/numbers.ts'
import { SECRET_WORDS } from './secrets.ts'

/** Where the words of each detector end in a text, in their order. */
export type Sighted = {
  readonly secrets: readonly Sighting[]
  readonly contact: readonly Sighting[]
  readonly numbers: readonly Sighting[]
  readonly turns: readonly Sighting[]
  readonly claims: readonly Sighting[]
  readonly commands: readonly Sighting[]
  readonly readers: readonly Sighting[]
}

const lists = once(() =>
  listsOf([SECRET_WORDS, CONTACT_WORDS, NUMBER_WORDS, TURN_WORDS, CLAIM_WORDS, COMMAND_WORDS, READER_WORDS]),
)

function sightedOf(sightings: readonly (readonly Sighting[])[]): Sighted {
  const [secrets = [], contact = [], numbers = [], turns = [], claims = [], commands = [], readers = []] =
    sightings
  return { secrets, contact, numbers, turns, claims, commands, readers }
}

const NOTHING = sightedOf([])

/** Looks for the words of all detectors. */
export function sightedIn(text: string): Sighted {
  const sightings = sightingsIn(text, lists())
  return sightings === lists().none ? NOTHING : sightedOf(sightings)
}
