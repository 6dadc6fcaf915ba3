// Names of what is done at home, liked or asked for on the spot: ordinary, whatever their words are.
import { singularOf } from './effect-stems.ts'
import { stemmed } from './lexicon.ts'
import { list } from './lists.ts'

const SWITCHING = list('turn switch')
const ON_OFF = list('on off')
const STARTING = list('start stop pause resume dock dim brighten undock')
const APPLIANCES = list(`
  light lamp bulb chandelier nightlight vacuum mop hoover purifier humidifier dehumidifier television tv speaker soundbar radio
  dishwasher washer dryer`)
// What else is said about an appliance: where it stands, and what kind it is.
const WHERE = list(`
  all the a my in living room kitchen bedroom bathroom hall hallway office kid balcony garden ceiling desk floor wall porch attic
  cellar nursery air robot cleaner cleaning led ambient reading night main`)

const SHUTTING = list('lock arm shut')
const ENTRANCES = list('door gate garage window alarm lock')
const WHOSE = list('the all my a front back side main home house car patio balcony garage vehicle')

function areAll(words: readonly string[], of: ReadonlySet<string>, or: ReadonlySet<string>): boolean {
  return (
    words.some((word) => of.has(singularOf(word))) &&
    words.every((word) => of.has(singularOf(word)) || or.has(word) || or.has(singularOf(word)))
  )
}

/** `turn_on_light`, `start_vacuum`, `lock_front_door`: what people do at home without a thought. */
function isAtHome(words: readonly string[]): boolean {
  const [first = '', second = ''] = words
  if (SWITCHING.has(first) && ON_OFF.has(second)) return areAll(words.slice(2), APPLIANCES, WHERE)
  if (STARTING.has(first)) return areAll(words.slice(1), APPLIANCES, WHERE)
  return SHUTTING.has(first) && areAll(words.slice(1), ENTRANCES, WHOSE)
}

const JUDGING = list('like unlike dislike rate')
const ENJOYED = list(`
  song track album artist playlist podcast episode movie film show book recipe restaurant dish meal hotel stay trip ride driver
  courier delivery order product item course lesson app game photo image picture video conversation chat session call support
  service answer experience visit transaction host guide article story`)

/** `like_song`, `food_rate_order`: what somebody thinks of a thing. */
function isLiked(words: readonly string[]): boolean {
  const [first = '', second = ''] = words
  if (words.length > 3 || (!JUDGING.has(first) && !JUDGING.has(second))) return false
  if (!ENJOYED.has(singularOf(words.at(-1) ?? ''))) return false
  if (words.length === 2) return JUDGING.has(first)
  // Before it may stand the app, and no verb.
  return JUDGING.has(second) && stemmed(first) === undefined
}

const ASKING = list('request arrange')
const ON_THE_SPOT = list(`
  interpreter translator wheelchair transport escort assistance housekeeping towel porter chaplain crib cot blanket pillow wakeup
  cleaning turndown maid stretcher`)
const SPOT = list(
  'a an the room medical special patient language sign mobility passenger service extra fresh',
)

/** `request_interpreter`: somebody on the spot sees to it. */
function isAskedFor(words: readonly string[]): boolean {
  return ASKING.has(words[0] ?? '') && areAll(words.slice(1), ON_THE_SPOT, SPOT)
}

const SETTING = list('set create add update enable')
const NOTICES = list('alert reminder')
const WATCHED = list(
  'balance price stock usage spending fare budget rate mileage data temperature humidity weather traffic',
)
const SOME = list(
  'a an the low high min max minimum maximum account daily weekly monthly data flight hotel product item market threshold',
)

/** `set_low_balance_alert`: whoever sets it is told. */
function isAlert(words: readonly string[]): boolean {
  const [first = ''] = words
  if (!SETTING.has(first) || !NOTICES.has(singularOf(words.at(-1) ?? '')) || words.length > 6) return false
  return words.length > 2 && areAll(words.slice(1, -1), WATCHED, SOME)
}

/** Whether a name says something that is ordinary as a whole. */
export function isOrdinary(words: readonly string[]): boolean {
  if (words.length < 2) return false
  return isAtHome(words) || isLiked(words) || isAskedFor(words) || isAlert(words)
}

/** Tests that only measure: `run_speed_test`. */
export const MEASURED = list(`
  speed latency connectivity connection network bandwidth signal ping wifi internet reachability line broadband hearing vision eye
  throughput dns cable modem`)
