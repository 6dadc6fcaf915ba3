// Who or what is put into a group, taken out of it or left in it by a change of the group as a whole.
import type { Name } from '../name.ts'
import { CONTAINERS, GROUPS, LETTING_IN, PEOPLE } from '../names/effect-objects.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { about, addEffects, type Reader } from './reader.ts'

const IN_GROUPS = list('admin owner maintainer moderator collaborator viewer editor manager guest subscriber')
const TAKING_OUT = list('remove delete kick expel drop revoke')

function isPerson(word: string): boolean {
  return PEOPLE.has(word) || IN_GROUPS.has(word)
}

function hasGroup({ words }: Reader): boolean {
  return words.some((word) => GROUPS.has(singularOf(word)))
}

function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return typeof value === 'string' ? value !== '' : typeof value === 'object' && value !== null
}

// What a patient or a user is kept from harm by.
const WARNINGS = list('allergy intolerance contraindication precaution warning hazard recall directive')

/** `update_group` with `add_members` or `remove_members`, which is worth as much as a call of that name. */
export function readMembers(reader: Reader, name: Name, value: unknown): void {
  if (reader.isReading || !isGiven(value)) return
  const { words } = about(reader, name)
  const first = words[0] ?? ''
  // Most members begin with neither, and nothing else is asked about them.
  if (!TAKING_OUT.has(first) && !LETTING_IN.has(first)) return
  const rest = words.slice(1)
  if (TAKING_OUT.has(first) && rest.length < 2 && hasWarning(reader)) addEffects(reader, ['destructive'])
  if (!hasGroup(reader)) return
  if (rest.length > 2 || !rest.some(isPerson)) return
  if (LETTING_IN.has(first)) addEffects(reader, ['outward', 'rights'])
  else if (TAKING_OUT.has(first)) addEffects(reader, ['destructive'])
}

function hasWarning({ words }: Reader): boolean {
  return words.some((word) => WARNINGS.has(singularOf(word)))
}

const PUTTING = list('replace overwrite set put rewrite')
const CORRECTING = list('update edit patch modify change sync')
const HELD = list(
  'row record item file document entry page rule event task contact product message image attachment line step node',
)

/** Nothing in place of those who were in a group, or of what was in a thing. */
export function readEmptied(reader: Reader, name: Name, value: object): void {
  if (reader.isReading || !Array.isArray(value) || value.length > 0) return
  const { words, spelled } = about(reader, name)
  const last = words.at(-1) ?? ''
  // One of them, and those to be added or taken out, may well be nobody.
  const isOther = last === spelled.at(-1) || LETTING_IN.has(words[0] ?? '') || TAKING_OUT.has(words[0] ?? '')
  if (!isOther && isEmptied(reader, last)) addEffects(reader, ['destructive'])
}

function isEmptied(reader: Reader, last: string): boolean {
  const isPut = reader.words.some((word) => PUTTING.has(word))
  if (isPerson(last) && hasGroup(reader)) return isPut || reader.words.some((word) => CORRECTING.has(word))
  if (WARNINGS.has(last)) return isPut || reader.words.some((word) => CORRECTING.has(word))
  return isPut && (isPerson(last) || HELD.has(last)) && isNamed(reader, last)
}

/** Whether the call is about them: `replace_rows`, `put_dataset` with `rows`. */
function isNamed({ words }: Reader, last: string): boolean {
  return words.some((word) => singularOf(word) === last || CONTAINERS.has(singularOf(word)))
}
