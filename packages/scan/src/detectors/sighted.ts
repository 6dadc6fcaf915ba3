// The words by which detectors are led to a place, all of them found in one pass over a text.
import { once } from '@countersign/terms'
import { listsOf, type Sighting, sightingsIn } from '../text/keywords.ts'
import { TURNED_WORDS } from '../text/turned.ts'
import { endIn, type View } from '../text/view.ts'
import { READER_WORDS } from '../weighed/passages.ts'
import { COMMAND_WORDS } from './commands.ts'
import { CLAIM_WORDS } from './instructions/claims.ts'
import { TURN_WORDS } from './instructions/markup.ts'
import { ORDER_WORDS } from './instructions/orders.ts'
import { CONTACT_WORDS } from './personal/contact.ts'
import { NUMBER_WORDS } from './personal/told.ts'
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
  readonly orders: readonly Sighting[]
  readonly turned: readonly Sighting[]
}

const lists = once(() =>
  listsOf([
    SECRET_WORDS,
    CONTACT_WORDS,
    NUMBER_WORDS,
    TURN_WORDS,
    CLAIM_WORDS,
    COMMAND_WORDS,
    READER_WORDS,
    ORDER_WORDS,
    TURNED_WORDS,
  ]),
)

function sightedOf(sightings: readonly (readonly Sighting[])[]): Sighted {
  const [secrets = [], contact = [], numbers = [], turns = [], claims = [], commands = [], ...others] =
    sightings
  const [readers = [], orders = [], turned = []] = others
  return { secrets, contact, numbers, turns, claims, commands, readers, orders, turned }
}

const NOTHING = sightedOf([])
const ASCII = /^[\x20-\x7e]*$/

/** Looks for the words of all detectors. */
export function sightedIn(text: string): Sighted {
  const sightings = sightingsIn(text, lists())
  return sightings === lists().none ? NOTHING : sightedOf(sightings)
}

/**
 * The words of secrets in a text as it was given, by those in what it shows: the second has all of the first, since what is
 * ASCII shows itself.
 */
export function asGiven(plain: View, { secrets }: Sighted): Sighted {
  const given = plain.origin?.view.text ?? plain.text
  const own: Sighting[] = []
  for (const { keyword, end } of secrets) {
    const last = endIn(plain, end)
    const word = SECRET_WORDS.words[keyword] ?? ''
    const there = given.slice(last - word.length, last)
    if (ASCII.test(there) && there.toLowerCase() === word) own.push({ keyword, end: last })
  }
  return { ...NOTHING, secrets: own }
}

/** Looks for the words of all detectors in several texts, and remembers those of the first. */
export function sighter(): (text: string) => Sighted {
  let first: { readonly text: string; readonly sighted: Sighted } | undefined
  return (text) => {
    if (first?.text === text) return first.sighted
    const sighted = sightedIn(text)
    first ??= { text, sighted }
    return sighted
  }
}
