// Which ones of many a change is about: none that is named are all of them.
import type { Name } from '../name.ts'
import { CHANGING } from '../names/effect-objects.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { about, addEffects, type Reader } from './reader.ts'

const SELECTING = list('filter where query selector condition conditions criteria match')
const MATCHES_ALL = /^match_?all$/i
const MANY = list('many bulk multi batch')
// What is set as a whole, whatever its name ends in.
const AS_A_WHOLE = list(
  'setting preference option filter column field view detail stat metric param parameter permission rule search query report chart',
)

/** Whether the name of a call says that it changes several of something: `update_many`, `patch_documents`. */
function changesSeveral({ words }: Reader): boolean {
  if (!words.some((word) => CHANGING.has(word))) return false
  if (words.includes('by') && words.includes('query')) return true
  if (words.some((word) => AS_A_WHOLE.has(singularOf(word)))) return false
  return words.some((word) => MANY.has(word) || singularOf(word) !== word)
}

/** An object that selects by nothing: `filter: {}`, `query: { match_all: {} }`. */
function selectsAll(value: object): boolean {
  if (Array.isArray(value)) return false
  const members = Object.keys(value)
  return members.length === 0 || (members.length === 1 && MATCHES_ALL.test(members[0] ?? ''))
}

/** A change of every one there is, because none is selected. */
export function readSelection(reader: Reader, name: Name, value: object): void {
  if (reader.isReading || !SELECTING.has(about(reader, name).whole) || !selectsAll(value)) return
  if (changesSeveral(reader)) addEffects(reader, ['destructive'])
}
