// Names without a verb that only ask for information: `fare_rules`, `patient.allergies`.

import { singularOf } from './effect-stems.ts'
import { list } from './lists.ts'

// Nouns that are not a verb in the name of any tool. A word that is not among them may be one, and such a name stays unknown.
const SUBJECTS = list(`
  patient doctor nurse physician hospital clinic pharmacy medicine drug disease symptom care health lab ward
  fare flight airline airport aircraft baggage luggage bag lounge cabin seat passenger traveler traveller visa passport trip travel
  itinerary journey hotel room hostel resort train railway station bus tram metro ferry cruise car vehicle rental vacation house
  apartment listing restaurant cafe cuisine dish recipe attraction museum landmark beach hike trail event concert movie film cinema theater
  theatre venue sport game league player season city town country region state province continent neighborhood neighbourhood district
  street climate air marine ocean tide river solar lunar moon sun earthquake traffic
  product item sku size warehouse store shop supplier vendor manufacturer brand catalog category department handset phone
  tablet laptop battery cell tower signal data broadband internet cable meter energy electricity water gas appliance fridge freezer
  oven washer dryer dishwasher blind curtain shade lamp thermostat sensor camera printer bulb
  course class lesson curriculum student teacher school university college campus exam syllabus library author paper article journal
  book magazine news podcast episode album artist song lyric genre word phrase language grammar
  loyalty points mile voucher coupon gift warranty insurance coverage tax duty employee staff team colleague workforce holiday
  leave timesheet shift roster job vacancy benefit stock equity bond fund etf index currency crypto coin commodity market sector company industry exchange
  economy population census crime election law statute regulation court patent chemical compound element protein gene species
  animal plant breed planet star galaxy satellite mineral material fabric color colour font icon unit
  shipping billing pricing tracking booking training hosting packing parking housing dining
  radiology provider practitioner appointment encounter problem diagnosis drug interaction advisory gate delay aisle layover mileage upgrade
  customer client account bank card atm interest loan mortgage fx merchant spending payee salary payroll org organization organisation
  candidate applicant opening contractor vacancy member user contact channel thread workspace project team board repo repository
  file folder document doc sheet slide table column row dataset database model variant version package dependency test coverage
  device door room temperature humidity motion meeting calendar chart map report profile headline financials mover feed reading
  state presence review location zone branch outage line bill order invoice feature importance compatibility quality
  inventory group light
  ticket ticketing price correlation covariance confusion seo accessibility page site keyword backlink
  semanticscholar arxiv pubmed crossref openalex wikipedia wikidata worldbank imf oecd eurostat imdb tmdb nasa noaa usgs fda who unesco
`)

// What is asked about them.
const TOLD = list(`
  rule term requirement allowance price fare rating station stop timetable menu cuisine capacity availability stock inventory level
  directory catalog catalogue content program programme balance citation suggestion recommendation indicator guide specification spec
  dimension ingredient nutrition calorie eligibility coverage benefit faq outage signal allergy immunization immunisation vaccination
  medication vital demographic symptom result team amenity feature hour range rate tariff seatmap population statistic matrix
  histogram distribution percentile ranking standing fixture lineup lyric glossary dictionary bibliography abstract reference condition
  conversion session audit attraction landmark category genre forecast fact trivia indicator history policy
  breed species holiday calendar roster chart map feed schedule type tier class band profile report compatibility importance presence snapshot
  temperature interaction headline financials detail tracking
`)

// Of these several are listed, and one of them may be what is done.
const LISTED = list(`
  message email notification alert reply comment issue commit ticket order invoice payment transaction subscription refund charge`)

// Subjects that are verbs as well: of these only what nobody does anything to is told.
const VERBS_TOO = list(`
  train fund leave page exchange plant shift house ticket bond phone book shop staff bag store tax sport cruise hike trail phrase word
  color colour breed shade star lap stock parking price gift tram water contact channel thread board file table model test map chart
  report profile feed state review branch order invoice line bill upgrade gate delay card document charter board motion team bank row
  slide version project drug light group document zone outage account user`)
// Of these nobody does anything to what stands behind them in the plural: `user_groups`, `account_limits`.
const OWNERS = list('user account team project zone outage document version card channel thread')
const ONLY_TOLD = list(`
  rule requirement fare rate price type tier class chart map schedule directory compatibility importance presence detail balance result roster calendar tariff timetable specification spec faq statistic hour range eligibility history percentile
  distribution terms`)

// Of which ones something is told.
const WHICH = list(`
  nearest nearby closest available local current upcoming popular top supported similar related common typical average total
  national international regional global daily weekly monthly annual historical estimated official favorite unread pending overdue recent latest next previous
`)

// A day in a calendar, and by whose calendar.
const DAYS = list('day weekday workday week weekend fortnight month quarter year holiday season semester')
const BY_CALENDAR = list(
  'business banking bank trading working work fiscal financial tax calendar school academic leap public federal full half',
)

/** `next_business_day`: a date is worked out. */
function isDay(between: readonly string[], last: string): boolean {
  return DAYS.has(singularOf(last)) && between.every((word) => BY_CALENDAR.has(word))
}

const WHERE = list('in near at for by of on from within around')

const UNITS = list(`
  liter litre gallon milliliter millilitre ounce oz pint quart cup tablespoon teaspoon meter metre kilometer kilometre km centimeter
  centimetre cm millimeter millimetre mm mile mi yard foot feet ft inch gram kilogram kg pound lb lbs stone ton tonne celsius
  fahrenheit kelvin joule calorie kilocalorie kwh watt horsepower hp second minute hour day week month year byte kilobyte megabyte
  gigabyte bit degree radian acre hectare knot mph kph kmh bar psi pascal atm usd eur gbp jpy chf
`)

function isSubject(word: string): boolean {
  return SUBJECTS.has(word) || SUBJECTS.has(singularOf(word))
}

function isTold(word: string): boolean {
  return TOLD.has(word) || TOLD.has(singularOf(word))
}

function isNoun(word: string): boolean {
  return isSubject(word) || isTold(word)
}

function isListed(word: string): boolean {
  const one = singularOf(word)
  return one !== word && LISTED.has(one)
}

/** `hotel_rooms`: several of them are a list. */
function isSeveral(word: string): boolean {
  return isListed(word) || (singularOf(word) !== word && isSubject(word))
}

/** `restaurants_in_city`: several of them, and where. */
function isFound(words: readonly string[]): boolean {
  const at = words.findIndex((word) => WHERE.has(word))
  const what = words[at - 1] ?? ''
  if (at < 1 || at === words.length - 1 || singularOf(what) === what) return false
  return words.slice(0, at).every(isNoun) && words.slice(at + 1).every(isNoun)
}

/** `train_fares` and `trains_stations` only tell, and `train_team` may do something. */
function isNoVerb(first: string, last: string): boolean {
  return (
    !VERBS_TOO.has(first) ||
    (OWNERS.has(first) && isSeveral(last)) ||
    ONLY_TOLD.has(singularOf(last)) ||
    ONLY_TOLD.has(last)
  )
}

const WORDS_MAX = 5

/** Whether all words of a name are nouns, and the last one is what is asked about the others. */
export function isInformation(words: readonly string[]): boolean {
  const [first = '', second = ''] = words
  const last = words.at(-1) ?? ''
  if (words.length < 2 || words.length > WORDS_MAX) return false
  if (words.length === 3 && (second === 'to' || second === '2'))
    return UNITS.has(singularOf(first)) && UNITS.has(singularOf(last))
  if (WHICH.has(first) && isDay(words.slice(1, -1), last)) return true
  if (WHICH.has(first)) return words.slice(1, -1).every(isNoun) && (isNoun(last) || isListed(last))
  const isAbout = (isTold(last) || isSeveral(last)) && isSubject(first) && words.slice(1, -1).every(isNoun)
  return isAbout ? isNoVerb(first, last) : isFound(words)
}
