// Names that say one simple thing as a whole, whatever their words would mean one by one.
import type { Effect } from '../../model/cedar.ts'
import {
  ABOUT_HUMANS,
  ANNOTATING,
  ANNOTATIONS,
  ASKING,
  BESIDE,
  COLLECTED,
  DESCRIBED,
  DIRECTIONS,
  DISKS,
  FORMATS,
  FORMATTED,
  HANDING,
  HUMANS,
  KEEPING_AT_HAND,
  LETTERS,
  LOOKED,
  MONEY,
  OUTSIDE,
  PAGED,
  PARTS,
  PASSING,
  PEOPLE,
  PLACES,
  PREFERRING,
  REPORTING,
  REPORTS,
  RIGHTS,
  SHAPING,
  SORTED,
  SORTING,
  SYSTEMS,
} from './effect-objects.ts'
import { singularOf } from './effect-stems.ts'
import { fillers, joiners, stemmed, verbs } from './lexicon.ts'

/** Whether a word is a verb for more than a look, and not one that may describe what is looked at. */
export function isPlainVerb(word: string): boolean {
  const verb = verbs.get(word)
  return verb !== undefined && verb !== 'read' && !DESCRIBED.has(word)
}

function isPassing(words: readonly string[]): boolean {
  const rest = words.filter((word) => !fillers.has(word))
  const last = singularOf(rest.at(-1) ?? '')
  return rest.length === 2 && PASSING.has(last) && stemmed(rest[0] ?? '') !== undefined
}

/** `can_send_mms` only answers yes or no; what follows a joiner is an action of its own. */
function isYesOrNo(words: readonly string[]): boolean {
  return words.length > 1 && ASKING.has(words[0] ?? '') && !words.some((word) => joiners.has(word))
}

/** `transfer_to_human_agents`: from there on a person acts. */
function isHandover([first = '', ...rest]: readonly string[]): boolean {
  const others = rest.map(singularOf)
  return (
    HANDING.has(first) &&
    others.some((word) => HUMANS.has(word)) &&
    others.every((word) => ABOUT_HUMANS.has(word))
  )
}

/** `remove_from_cart`, `remove_item_from_wishlist`: nothing is gone that was not just looked at. */
function isPutBack([first = '', ...rest]: readonly string[]): boolean {
  const [last = '', before = ''] = rest.toReversed().map(singularOf)
  const isFrom = first === 'remove' && before === 'from' && COLLECTED.has(last)
  return isFrom && rest.length <= 3 && !rest.some((word) => PEOPLE.has(singularOf(word)))
}

/** `move_email_to_folder` and `pin_message` send nothing. */
function isSorting(words: readonly string[]): boolean {
  const [first = '', second = '', third = '', ...rest] = words
  const [last = ''] = rest
  if (third === '' && first === 'move') return LETTERS.has(singularOf(second))
  if (third === '') return KEEPING_AT_HAND.has(first) && LETTERS.has(singularOf(second))
  return (
    rest.length === 1 &&
    SORTING.has(first) &&
    LETTERS.has(singularOf(second)) &&
    BESIDE.has(third) &&
    SORTED.has(singularOf(last))
  )
}

const MERGED = new Set('pdf image file cell csv document list text video audio docx slide'.split(' '))
const ACKNOWLEDGING = new Set(['acknowledge', 'ack'])
const ACTIONS_OF_CODE = new Set(['patch', 'diff', 'edit'])

const PUBLISHED = new Set(
  'release deployment share broadcast tweet retweet post publication tag hook trigger'.split(' '),
)
const MANY = new Set('all every everything bulk'.split(' '))

/** Whether nothing between the first word and the last one says more than what it is about. */
function isPlainlyAbout(between: readonly string[]): boolean {
  return !between.some((word) => {
    const one = singularOf(word)
    const isSpread = OUTSIDE.has(one) || RIGHTS.has(one) || PUBLISHED.has(one)
    return isSpread || joiners.has(word) || BESIDE.has(word) || isPlainVerb(word) || MANY.has(word)
  })
}
/** `add_order_note`, `create_budget_report`, `update_email_preferences`: what stands between is only what it is about. */
function isAboutMoney(words: readonly string[]): boolean {
  const [first = '', last = ''] = [words[0], singularOf(words.at(-1) ?? '')]
  if (words.length < 3 || words.length > 5) return false
  const isNoted = ANNOTATING.has(first) && ANNOTATIONS.has(last)
  const isReported = REPORTING.has(first) && REPORTS.has(last)
  const isPreferred = PREFERRING.has(first) && last === 'preference'
  if (isPreferred && words.some((word) => MONEY.has(singularOf(word)))) return false
  return (isNoted || isReported || isPreferred) && isPlainlyAbout(words.slice(1, -1))
}

/** `export_to_pdf` and `json_format` bring what there is into another form; `apply_patch` edits files. */
function isReformed([first = '', second = '', third = '', ...rest]: readonly string[]): boolean {
  if (rest.length > 0) return false
  if (third === '' && first === 'merge') return MERGED.has(singularOf(second))
  if (first === 'export')
    return FORMATS.has(third === '' ? second : third) && (third === '' || /^(?:to|as)$/.test(second))
  return first === 'apply' && third === '' && ACTIONS_OF_CODE.has(second)
}

/** `append_block`, `set_cell_format`: a part of a page, or how something looks. */
function isFormed(words: readonly string[]): boolean {
  const [first = '', last = ''] = [words[0], singularOf(words.at(-1) ?? '')]
  const between = words.slice(1, -1).map(singularOf)
  if (words.length < 2 || words.length > 4) return false
  if (last === 'block') return PAGED.has(first) && between.every((word) => PARTS.has(word))
  const isShape = last === 'format' || last === 'formatting'
  return isShape && SHAPING.has(first) && between.length > 0 && !between.some((word) => DISKS.has(word))
}

/** Whether a name only says what is looked at: `docker_ps`, `goto_definition`, `json_format`. */
function isLooking(words: readonly string[]): boolean {
  const [first = '', second = '', last = ''] = [words[0], words[1], words.at(-1)]
  if (first === 'goto' || first === 'go')
    return words.length <= 3 && PLACES.has(singularOf(last)) && second !== ''
  if (words.length === 2 && SYSTEMS.has(first) && LOOKED.has(second)) return true
  return words.length > 1 && last === 'format' && words.slice(0, -1).every((word) => FORMATTED.has(word))
}

/** The effects of a name that says one simple thing as a whole. */
export function simpleEffect(words: readonly string[]): Effect | undefined {
  const [first = '', second = ''] = words
  if (isPassing(words) || isHandover(words) || isSorting(words) || isPutBack(words)) return 'change'
  if (ACKNOWLEDGING.has(first) && words.length === 2) return 'change'
  if (isAboutMoney(words) || isReformed(words) || isFormed(words)) return 'change'
  const isTurn = words.length === 2 && (first === 'navigate' || first === 'go') && DIRECTIONS.has(second)
  const isFormatting = first === 'format' && FORMATTED.has(words.at(-1) ?? '')
  return isTurn || isFormatting || isYesOrNo(words) || isLooking(words) ? 'read' : undefined
}
