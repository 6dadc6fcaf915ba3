// Names of what is brought, handed out or linked elsewhere from then on: parcels, medicine, data.
import { list } from './lists.ts'

function hasAny(words: readonly string[], of: ReadonlySet<string>): boolean {
  return words.some((word) => of.has(word))
}

const TURNING = list('change update modify edit replace move correct')
/** What is under way to somebody. */
export const BROUGHT = list(
  'delivery shipping shipment parcel package consignment dispatch bag baggage luggage courier freight dropoff',
)
const WHERE_TO = list('address location destination recipient locker depot point addressee')

/** `update_bag_delivery_address`: what is under way arrives somewhere else. */
function turns(words: readonly string[]): boolean {
  return TURNING.has(words[0] ?? '') && hasAny(words, BROUGHT) && WHERE_TO.has(words.at(-1) ?? '')
}

/** What is handed out to a patient. */
export const PRESCRIBED = list('prescription dosage dose')
const PRESCRIBING = list(
  'create add write change update modify edit adjust increase decrease raise lower set renew extend approve',
)
const NOTED = list('note label reminder history image photo template name record log tracker preference')

/** `create_prescription`, `adjust_insulin_dose`: somebody takes it. */
function prescribes(words: readonly string[]): boolean {
  return PRESCRIBING.has(words[0] ?? '') && hasAny(words, PRESCRIBED) && !hasAny(words, NOTED)
}

/** What data goes through to other systems. */
export const LINKING = list('integration connector')
const LINKED = list(
  'create add enable update install configure register edit set setup activate modify attach put upsert',
)
const OF_CODE = list('test testing branch environment guide doc plan spec diagram suite note label name icon')

/** `create_outbound_integration` */
function links(words: readonly string[]): boolean {
  return hasAny(words, LINKING) && hasAny(words, LINKED) && !hasAny(words, OF_CODE)
}

const BY_DEFAULT = list('preferred default primary')
/** Who gets goods or money where nothing else is said. */
export const RECEIVERS = list(
  'pharmacy supplier vendor carrier bank broker processor payee merchant retailer courier',
)

/** `change_preferred_pharmacy` */
function changesReceiver(words: readonly string[]): boolean {
  return words.some((word, at) => RECEIVERS.has(word) && BY_DEFAULT.has(words[at - 1] ?? ''))
}

/** Whether what is meant for one place goes to another from then on. */
export function isDelivered(words: readonly string[]): boolean {
  return turns(words) || prescribes(words) || links(words) || changesReceiver(words)
}
