// Credentials in a text: one pass for every beginning and every telling name, then a closer look at each.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import type { List, Sighting } from '../text/keywords.ts'
import { type Format, formats } from './secrets/formats.ts'
import { type KeyReader, keyReader } from './secrets/keys.ts'
import { PLACES, type Place, placedValue, saidElsewhere } from './secrets/places.ts'
import { privateKeysIn } from './secrets/private-keys.ts'
import {
  authorization,
  clientPassword,
  NAMES,
  namedValue,
  optionValue,
  urlPassword,
  userOption,
} from './secrets/values.ts'

type Look = 'url' | 'header' | 'user' | 'option' | 'client' | 'armour'

/** What a keyword leads to. */
type Lead =
  | { readonly formats: readonly Format[]; readonly length: number }
  | { readonly place: Place; readonly length: number }
  | { readonly look: 'name' | Look; readonly length: number }

const OTHERS: readonly (readonly [string, Look])[] = [
  ['://', 'url'],
  ['bearer', 'header'],
  ['basic', 'header'],
  ['authorization: token', 'header'],
  ['x-api-key:', 'header'],
  [' -u', 'user'],
  ['--user', 'user'],
  ['--proxy-user', 'user'],
  ['sshpass -p', 'option'],
  ['-----begin ', 'armour'],
  ['putty-user-key-file-', 'armour'],
  ['mysql', 'client'],
  ['mariadb', 'client'],
]

function leadsOf(): ReadonlyMap<string, readonly Lead[]> {
  const leads = new Map<string, Lead[]>()
  function add(word: string, lead: Lead): void {
    leads.set(word, [...(leads.get(word) ?? []), lead])
  }
  const byPrefix = Map.groupBy(formats, ({ prefix }) => prefix.toLowerCase())
  for (const [prefix, group] of byPrefix) add(prefix, { formats: group, length: prefix.length })
  for (const name of new Set(NAMES)) add(name, { look: 'name', length: name.length })
  for (const place of PLACES) for (const word of place.words) add(word, { place, length: word.length })
  for (const [word, look] of OTHERS) add(word, { look, length: word.length })
  return leads
}

const leads = leadsOf()
const words = [...leads.keys()]
const leadLists = [...leads.values()]

const PER_CHARACTER = 1 / 8
const PER_SIGHTING = 2

/** What leads to a credential. */
export const SECRET_WORDS: List = { words, most: 100_000 }

/** The credentials in a text; not all of them once the budget is exceeded. */
export function secretHitsIn(text: string, sightings: readonly Sighting[], budget: Budget): readonly Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER)) return []
  const hits: Hit[] = [...saidElsewhere(text, budget)]
  if (sightings.length === 0 || !spend(budget, sightings.length * PER_SIGHTING)) return hits
  const read = keyReader(text, budget)
  let isArmoured = false
  for (const { keyword, end } of sightings) {
    for (const lead of leadLists[keyword] ?? []) {
      if ('look' in lead && lead.look === 'armour') isArmoured = true
      else hits.push(...hitsOf(lead, text, { keyword, end }, read, budget))
    }
  }
  if (isArmoured) hits.push(...privateKeysIn(text, budget))
  return hits.length < 2 ? hits : outermost(hits)
}

function hitsOf(lead: Lead, text: string, { end }: Sighting, read: KeyReader, budget: Budget): Hit[] {
  const start = end - lead.length
  if ('place' in lead) return [placedValue(text, { start, end }, lead.place, budget) ?? []].flat()
  if ('formats' in lead) return lead.formats.flatMap((format) => read(format, start) ?? [])
  if (lead.look === 'name') return [namedValue(text, start, end, budget) ?? []].flat()
  if (lead.look === 'url') return [urlPassword(text, end, budget) ?? []].flat()
  if (lead.look === 'option') return [optionValue(text, end, budget) ?? []].flat()
  if (lead.look === 'client') return [clientPassword(text, end, budget) ?? []].flat()
  if (lead.look === 'user') return [userOption(text, end, budget) ?? []].flat()
  return [authorization(text, end, budget) ?? []].flat()
}

const VAGUE = new Set([
  'secret.named_value',
  'secret.authorization',
  'secret.ai_provider_key',
  'secret.session_cookie',
])

/** Without what lies within another or says less of the same place. */
function outermost(hits: readonly Hit[]): Hit[] {
  const sorted = [...hits].sort((a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b))
  const kept: Hit[] = []
  for (const hit of sorted) {
    const last = kept.at(-1)
    if (last === undefined || hit.start >= last.end) kept.push(hit)
    else if (VAGUE.has(last.kind) && !VAGUE.has(hit.kind))
      kept[kept.length - 1] = { ...hit, start: last.start, end: Math.max(last.end, hit.end) }
    else if (hit.end > last.end) kept[kept.length - 1] = { ...last, end: hit.end }
  }
  return kept
}

function rank({ kind }: Hit): number {
  return VAGUE.has(kind) ? 1 : 0
}
