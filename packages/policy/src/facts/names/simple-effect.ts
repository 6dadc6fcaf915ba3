// Names that say one simple thing as a whole, whatever their words would mean one by one.
import type { Effect } from '../../model/cedar.ts'
import {
  ABOUT_HUMANS,
  ANNOTATING,
  ANNOTATIONS,
  ASKING,
  BESIDE,
  BUILT,
  COLLECTED,
  DESCRIBED,
  DIRECTIONS,
  DISKS,
  ERASING,
  FORMATS,
  FORMATTED,
  HANDING,
  HUMANS,
  KEEPING_AT_HAND,
  KEPT,
  LETTERS,
  LOOKED,
  LOOKS,
  MONEY,
  OUTSIDE,
  PAGED,
  PARTS,
  PASSING,
  PEOPLE,
  PERFORMING,
  PLACES,
  PREFERRING,
  RELABELING,
  REPORTING,
  REPORTS,
  RESOLVED,
  RIGHTS,
  SHAPING,
  SORTED,
  SORTING,
  SYSTEMS,
  TAKEN,
  TEXTS,
  TEXTUAL,
} from './effect-objects.ts'
import { singularOf } from './effect-stems.ts'
import { fillers, joiners, stemmed, verbs } from './lexicon.ts'
import { isOrdinary, MEASURED } from './ordinary.ts'

/** Whether a word is a verb for more than a look, and not one that may describe what is looked at. */
export function isPlainVerb(word: string): boolean {
  const verb = verbs.get(word)
  return verb !== undefined && verb !== 'read' && !DESCRIBED.has(word)
}

function isPassing(words: readonly string[]): boolean {
  if (!PASSING.has(singularOf(words.at(-1) ?? '')) && !fillers.has(words.at(-1) ?? '')) return false
  const rest = (AREAS.has(words[0] ?? '') ? words.slice(1) : words).filter((word) => !fillers.has(word))
  const [first = ''] = rest
  const last = singularOf(rest.at(-1) ?? '')
  if (KEPT.has(last) && (ERASING.has(first) || (first === 'remove' && COLLECTED.has(last)))) return false
  return rest.length === 2 && PASSING.has(last) && stemmed(first) !== undefined
}

const AREAS = new Set(['performance', 'browser', 'page', 'cpu', 'heap'])

/** `can_send_mms` only answers yes or no; what follows a joiner is an action of its own. */
function isYesOrNo(words: readonly string[]): boolean {
  return words.length > 1 && ASKING.has(words[0] ?? '') && !words.some((word) => joiners.has(word))
}

/** `transfer_to_human_agents`: from there on a person acts. */
function isHandover(words: readonly string[]): boolean {
  if (!HANDING.has(words[0] ?? '')) return false
  const others = words.slice(1).map(singularOf)
  return others.some((word) => HUMANS.has(word)) && others.every((word) => ABOUT_HUMANS.has(word))
}

/** `remove_from_cart`, `remove_item_from_wishlist`: nothing is gone that was not just looked at. */
function isPutBack(words: readonly string[]): boolean {
  if (words[0] !== 'remove' || words.length < 3 || words.length > 4) return false
  const isFrom = words.at(-2) === 'from' && COLLECTED.has(singularOf(words.at(-1) ?? ''))
  return isFrom && !words.some((word) => PEOPLE.has(singularOf(word)))
}

/** `move_email_to_folder` and `pin_message` send nothing. */
function isSorting(words: readonly string[]): boolean {
  if (words.length > 4) return false
  const [first = '', second = '', third = '', last = ''] = words
  if (third === '' && first === 'move') return LETTERS.has(singularOf(second))
  if (third === '') return KEEPING_AT_HAND.has(first) && LETTERS.has(singularOf(second))
  return (
    last !== '' &&
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
  if (words.length < 3 || words.length > 5) return false
  const first = words[0] ?? ''
  const last = singularOf(words.at(-1) ?? '')
  const isNoted = ANNOTATING.has(first) && ANNOTATIONS.has(last)
  const isReported = REPORTING.has(first) && REPORTS.has(last)
  const isPreferred = PREFERRING.has(first) && last === 'preference'
  if (isPreferred && words.some((word) => MONEY.has(singularOf(word)))) return false
  return (isNoted || isReported || isPreferred) && isPlainlyAbout(words.slice(1, -1))
}

/** `export_to_pdf` and `json_format` bring what there is into another form; `apply_patch` edits files. */
function isReformed(words: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = words
  if (words.length > 3) return false
  if (third === '' && first === 'merge') return MERGED.has(singularOf(second))
  if (first === 'export')
    return FORMATS.has(third === '' ? second : third) && (third === '' || /^(?:to|as)$/.test(second))
  return first === 'apply' && third === '' && ACTIONS_OF_CODE.has(second)
}

/** `append_block`, `set_cell_format`: a part of a page, or how something looks. */
function isFormed(words: readonly string[]): boolean {
  if (words.length < 2 || words.length > 4) return false
  const first = words[0] ?? ''
  const last = singularOf(words.at(-1) ?? '')
  if (last !== 'block' && last !== 'format' && last !== 'formatting') return false
  const between = words.slice(1, -1).map(singularOf)
  if (last === 'block') return PAGED.has(first) && between.every((word) => PARTS.has(word))
  return SHAPING.has(first) && between.length > 0 && !between.some((word) => DISKS.has(word))
}

/** `resolve_library_id`, `slack_resolve_user_name`: what stands for something is looked up. */
function isLookedUp(words: readonly string[]): boolean {
  const at = words.indexOf('resolve')
  if (at < 0 || at > 1 || words.length < at + 2 || words.length > at + 4) return false
  if (at === 1 && stemmed(words[0] ?? '') !== undefined) return false
  return RESOLVED.has(singularOf(words.at(-1) ?? '')) && isPlainlyAbout(words.slice(at + 1, -1))
}

/** Whether a name only says what is looked at: `docker_ps`, `goto_definition`, `json_format`. */
function isLooking(words: readonly string[]): boolean {
  const [first = '', second = '', last = ''] = [words[0], words[1], words.at(-1)]
  if (first === 'goto' || first === 'go')
    return words.length <= 3 && PLACES.has(singularOf(last)) && second !== ''
  if (LOOKED.has(last) && words.length > 1 && words.length <= 3 && words.slice(0, -1).every(isSystem))
    return true
  return words.length > 1 && last === 'format' && words.slice(0, -1).every(isFormatted)
}

function isSystem(word: string): boolean {
  return SYSTEMS.has(word) || SYSTEMS.has(singularOf(word))
}

function isFormatted(word: string): boolean {
  return FORMATTED.has(word) || FORMATTED.has(singularOf(word))
}

function isTurning([first, ...rest]: readonly string[]): boolean {
  if (first !== 'navigate' && first !== 'go') return false
  const [second = '', ...others] = rest.filter((word) => word !== 'page')
  return others.length === 0 && DIRECTIONS.has(second)
}

/** `strip_html`, `regex_test`, `csv_to_json`: a text in, a text out. */
function isOfText(words: readonly string[]): boolean {
  const [first = '', second = '', third] = words
  if (words.length < 2 || words.length > 3) return false
  if (third !== undefined && (second === 'to' || second === '2')) return isText(first) && isText(third)
  return TEXTUAL.has(first) ? isTextual(second, third) : third === undefined && isTested(first, second)
}

/** What is done with a text, whatever kind of it is named last: `strip_html`, `trim_text_whitespace`. */
function isTextual(second: string, third: string | undefined): boolean {
  if (third === undefined) return TEXTS.has(singularOf(second))
  return isText(second) && isText(third)
}

function isTested(first: string, second: string): boolean {
  return TEXTS.has(singularOf(first)) && TEXTUAL.has(second)
}

function isText(given: string): boolean {
  const word = singularOf(given)
  return TEXTS.has(word) || FORMATS.has(word) || FORMATTED.has(word)
}

const TURNING = new Set(['navigate', 'go'])
const KEEPING_FIRST = new Set(['take', 'build', 'dismiss', 'batch', 'bulk', ...RELABELING])

/** Whether it is worth a closer look, told at a glance. */
function mayPerform(words: readonly string[]): boolean {
  return (
    PERFORMING.has(words[0] ?? '') || PERFORMING.has(words[1] ?? '') || PERFORMING.has(words.at(-1) ?? '')
  )
}

function isAnyTurn(words: readonly string[]): boolean {
  const [first = ''] = words
  return (TURNING.has(first) && isTurning(words)) || (AREAS.has(first) && isTurning(words.slice(1)))
}

/** `run_report`, `perform_accessibility_audit`, `research_start`: what runs is a look. */
function isRunLook(words: readonly string[]): boolean {
  if (!mayPerform(words)) return false
  const [first = '', ...rest] = words
  if (rest.length === 0 || rest.length > 3) return false
  const last = rest.at(-1) ?? ''
  if (PERFORMING.has(first)) return isLookRun(rest.slice(0, -1), last)
  if (PERFORMING.has(last)) return isLookRun([first, ...rest.slice(0, -2)], rest.at(-2) ?? first)
  const isNamed = PERFORMING.has(rest[0] ?? '') && rest.length > 1 && stemmed(first) === undefined
  return isNamed && isLookRun(rest.slice(1, -1), last)
}

function isLookRun(others: readonly string[], look: string): boolean {
  const isMeasured = look === 'test' && MEASURED.has(others.at(-1) ?? '')
  return (
    (isMeasured || LOOKS.has(singularOf(look))) &&
    others.every((word) => !isPlainVerb(word) && !joiners.has(word))
  )
}

/** `take_snapshot`, `build_context`, `dismiss_notification`, `modify_email`: something is noted or put aside. */
function isKept(given: readonly string[]): boolean {
  const words = given[0] === 'batch' || given[0] === 'bulk' ? given.slice(1) : given
  const [first = '', second = '', ...rest] = words
  const last = singularOf(words.at(-1) ?? '')
  if (words.length < 2 || words.length > 3) return false
  if (first === 'take') return TAKEN.has(last)
  if (first === 'build') return rest.length === 0 && BUILT.has(last)
  if (rest.length > 0) return false
  return (
    (first === 'dismiss' && singularOf(second) === 'notification') ||
    (RELABELING.has(first) && LETTERS.has(last))
  )
}

/** The effects of a name that says one simple thing as a whole. */
export function simpleEffect(words: readonly string[]): Effect | undefined {
  const [first = ''] = words
  if (isPassing(words) || isHandover(words) || isSorting(words) || isPutBack(words)) return 'change'
  if (isOrdinary(words) || (ACKNOWLEDGING.has(first) && words.length === 2)) return 'change'
  if (isAboutMoney(words) || isReformed(words) || isFormed(words)) return 'change'
  if (isRunLook(words) || isOfText(words) || isLookedUp(words)) return 'read'
  if (KEEPING_FIRST.has(first) && isKept(words)) return 'change'
  const isFormatting = first === 'format' && FORMATTED.has(words.at(-1) ?? '')
  return isAnyTurn(words) || isFormatting || isYesOrNo(words) || isLooking(words) ? 'read' : undefined
}
