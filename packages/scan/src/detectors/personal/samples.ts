// Addresses and telephone numbers that are kept free for examples, which reach nobody.
import type { Hit } from '../../finding.ts'
import { isReserved } from './emails.ts'

/** 555-0100 to 555-0199 in North America, those of Ofcom for drama, and those of Arcep for films. */
const NORTH_AMERICA = /^1?(?:[2-9]\d\d)?55501\d\d$/
const BRITAIN =
  /^(?:44|0)0?(?:113496|114496|115496|116496|117496|118496|121496|131496|141496|151496|161496|207946|191498|292018|808157|909879)0\d{3}$|^(?:44|0)0?(?:2896496|1632960|7700900|3069990)\d{3}$/
const FRANCE = /^(?:33|0)0?(?:19900|26191|35301|46571|53649|63998)\d{4}$/

/** Whether nobody can be reached there, whatever text it stands in. */
function isKeptFree(kind: string, found: string): boolean {
  if (kind === 'personal.email') return isReserved(found.slice(found.lastIndexOf('@') + 1))
  if (kind !== 'personal.phone') return false
  const digits = found.replace(/\D/g, '')
  return NORTH_AMERICA.test(digits) || BRITAIN.test(digits) || FRANCE.test(digits)
}

/** `Ada Lovelace <`, `Tel:` or nothing but signs: what else is in a member that holds an address. */
const NAMED = /^(?:[\p{L} -]{1,20}:)?[^\p{L}\p{N}]*(?:[\p{L}\p{M}'’.-]+ ){0,4}[<"'([]*$/u
const BEHIND = /^[^\p{L}\p{N}]*$/u
const ALONE_MAX = 100

/** Members that are about a person, beside that of the address; JSON within a text may have its quotes escaped. */
const OF_PERSON = /["'](?:\w*name|phone\w*|tel\w*|mobile\w*|\w*address|street|birth\w*|dob|city)\\?["']\s*:/i
const MEMBER_BEFORE = /[:[,]\s*\\?["']$/
const MEMBER_BEHIND = /^\\?["']\s*[,}\]]/
const BESIDE = 200
const SIGNS = 8

/** Whether a member of a record holds it: then it is somebody's, as the other members are. */
function isMember(text: string, { start, end }: Hit): boolean {
  if (
    text.length - (end - start) <= ALONE_MAX &&
    NAMED.test(text.slice(0, start)) &&
    BEHIND.test(text.slice(end))
  )
    return true
  return (
    MEMBER_BEFORE.test(text.slice(Math.max(0, start - SIGNS), start)) &&
    MEMBER_BEHIND.test(text.slice(end, end + SIGNS)) &&
    OF_PERSON.test(text.slice(Math.max(0, start - BESIDE), end + BESIDE))
  )
}

/** The hits, with those marked that are examples unless data of a person stands beside them. */
export function withSamples(text: string, hits: readonly Hit[]): readonly Hit[] {
  return hits.map((hit) =>
    isKeptFree(hit.kind, text.slice(hit.start, hit.end)) && !isMember(text, hit)
      ? { ...hit, isSample: true as const }
      : hit,
  )
}
