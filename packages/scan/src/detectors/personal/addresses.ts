// Postal addresses as the countries write them: a street and a number, with a postcode and a town.
import type { Found } from './telephones.ts'

const HOUSE = '\\d{1,4} ?[a-zA-Z]?(?:[-/]\\d{1,4}[a-z]?)?(?![\\d\\w])'
const TOWN = "\\p{Lu}[\\p{L}\\u2019'-]+"

function form(source: string): RegExp {
  return new RegExp(source, 'u')
}

const ENGLISH =
  /(?<![\w.])\d{1,5}[A-Za-z]? (?:(?:[NSEW]|North|South|East|West)\.? )?(?:[A-Z][\w.']{1,24} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Terrace|Way|Place|Pl|Highway|Hwy)\b\.?(?:,? (?:Apt|Suite|Unit|#)\.? ?[\w-]{1,8})?(?:,? [A-Z][\w.' ]{1,30}){0,2},? (?:[A-Z]{2} )?(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})?/
/** With a British, Irish, Canadian or Australian postcode, which has few digits. */
const BRITISH = form(
  `(?<![\\w.])\\d{1,4}[a-zA-Z]?,? (?:\\p{Lu}[\\p{L}.\u2019']{1,24} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court|Terrace|Way|Place|Close|Crescent|Gardens|Grove|Hill|Mews|Square|Park)\\.?,? (?:\\p{Lu}[\\p{L}.' -]{1,30},? ){1,2}(?:[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}|[A-Z]\\d[A-Z] ?\\d[A-Z]\\d|[A-Z]\\d[\\dW] ?[A-Z\\d]{4}|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT) \\d{4})(?![A-Z\\d])`,
)
const GERMAN = form(
  `\\p{Lu}[\\p{L}.-]{0,30}(?:stra\u00dfe|strasse|str\\.|[Ss]tra\u00dfe|weg|platz|allee|gasse|[ -](?:Weg|Platz|Allee|Gasse|Ring|Damm|Ufer)|ring|damm|ufer) ${HOUSE},? (?:[AD]-|CH-)?\\d{4,5} ${TOWN}`,
)
const GERMAN_LIVING = form(
  `(?<=wohnhaft (?:in |in der )?)\\p{Lu}[\\p{L} .-]{1,40} ${HOUSE},? (?:in )?(?:\\d{4,5} )?${TOWN}`,
)
const DUTCH = form(
  `\\p{Lu}[\\p{L} .'-]{1,40} \\d{1,4}(?:[- ]?[a-zA-Z]{1,4})?(?:[- ]\\d{1,4})?,? \\d{4} ?(?!SA|SD|SS)[A-Z]{2},? ${TOWN}|\\p{Lu}[\\p{L}.'-]{1,30}(?:straat|laan|steenweg|plein|lei|kaai) \\d{1,4}[a-z]?(?: bus \\w{1,4})?,? (?:B-)?\\d{4} ${TOWN}`,
)
const FRENCH_STREET =
  "\\d{1,4}(?: ?(?:bis|ter|quater|[A-D]))?,? (?:[Rr]ue|[Aa]venue|[Aa]v\\.|[Bb]oulevard|[Bb]d|[Pp]lace|[Cc]hemin|[Ii]mpasse|[Aa]ll\u00e9e|[Rr]oute|[Qq]uai|[Cc]ours|[Ss]quare) [\\p{L}\u2019' .-]{2,40}"
const FRENCH = form(`(?<!\\d)${FRENCH_STREET},? (?:[BFL]-)?\\d{4,5} ${TOWN}`)
const SPANISH = form(
  `(?:C/|Calle|Avda\\.?|Avenida|Paseo|P\u00ba|Plaza|Pza\\.?|Camino|Carrer|Ronda) ?[\\p{L} .'-]{2,40},? (?:n\\.?[\u00bao] ?)?\\d{1,4}(?:,[^,\\n]{1,20}){0,2},? \\d{5} ${TOWN}`,
)
const PORTUGUESE = form(
  `(?:Rua|R\\.|Avenida|Av\\.|Travessa|Pra\u00e7a|Alameda|Estrada|Rodovia|Largo) [\\p{L} .'-]{2,40},? (?:n\\.?[\u00bao] ?)?\\d{1,5}(?:[,-] ?[^,\\n]{1,25}){0,4}[, -]{1,3}(?:\\d{5}-\\d{3}|\\d{4}-\\d{3})(?!\\d)`,
)
const ITALIAN = form(
  `(?:Via|Viale|V\\.le|Piazza|P\\.za|Corso|Largo|Vicolo|Strada) [\\p{L} .\u2019'-]{2,40},? (?:n\\.? ?)?${HOUSE},? (?:- )?\\d{5} ${TOWN}`,
)
const POLISH = form(
  `(?:ul\\.|al\\.|os\\.|pl\\.) ?[\\p{L} .-]{2,40} ${HOUSE}(?:/\\d{1,4}| m\\. ?\\d{1,4})?,? \\d{2}-\\d{3} ${TOWN}`,
)
const NORDIC = form(
  `\\p{Lu}[\\p{L} ]{0,25}\\p{L}(?:gatan|gata|v\u00e4gen|vej|gade|veien|vegen|katu|tie) ${HOUSE},? (?:\\d{3} \\d{2}|\\d{4,5}) ${TOWN}`,
)
const HUNGARIAN = form(
  `\\d{4} ${TOWN}, [\\p{L} .-]{2,30} (?:utca|\u00fat|t\u00e9r|k\u00f6r\u00fat) \\d{1,4}\\.`,
)
const TURKISH = form(
  `\\p{Lu}[\\p{L} ]{1,30} (?:Mah|Cad|Sok)\\.[^\\n]{0,50} No: ?\\d{1,4}[^\\n]{0,40} (?:\\d{5} )?\\p{Lu}\\p{L}+(?:/\\p{L}+)?`,
)
/** Where a member or a line says that it is an address, the street and its number suffice. */
const NAMED = form(
  `(?<=(?:adresse|address|direcci\u00f3n|indirizzo)"\\s{0,2}:\\s{0,2}")(?:${FRENCH_STREET}|\\d{1,5} [\\p{L} .'-]{3,40}|\\p{Lu}[\\p{L} .'-]{3,40},? \\d{1,4}[a-z]?)(?=[",\\n])`,
)

/** Words for streets, in ASCII, and the forms in which addresses have them. */
const LED: readonly (readonly [words: string, forms: readonly RegExp[]])[] = [
  [
    ' street| st.| st,| st | avenue| ave| road| rd| boulevard| blvd| lane| ln| drive| dr| court| terrace| highway',
    [BRITISH, ENGLISH],
  ],
  [' close,| crescent| gardens,| grove,| mews,', [BRITISH]],
  ['stra|platz |gasse |weg |allee | ring |damm |ufer ', [GERMAN, ENGLISH]],
  ['wohnhaft', [GERMAN, GERMAN_LIVING]],
  ['straat|gracht |laan |kade |plein |singel |dijk |steenweg', [DUTCH]],
  [' rue | chemin | impasse | quai | avenue | boulevard | place ', [FRENCH]],
  [' calle |calle |c/ |avenida |avda|carrer |plaza |paseo ', [SPANISH, PORTUGUESE, ENGLISH]],
  ['rua |travessa |alameda ', [PORTUGUESE]],
  ['av. ', [PORTUGUESE, SPANISH, FRENCH]],
  ['via |viale |piazza |corso ', [ITALIAN]],
  ['ul. |al. |os. ', [POLISH]],
  ['gatan |gata |gade |vej |veien |katu |tie ', [NORDIC]],
  [' utca', [HUNGARIAN]],
  ['mah.|cad.|sok.', [TURKISH]],
  ['adresse"|address"|"direcci|"indirizzo', [NAMED]],
]

const entries = LED.flatMap(([words, forms]) => words.split('|').map((word) => ({ word, forms })))
const formsOf: ReadonlyMap<string, readonly RegExp[]> = new Map(
  entries.map(({ word }) => [
    word,
    entries.filter((entry) => entry.word === word).flatMap(({ forms }) => forms),
  ]),
)

/** What leads to an address. */
export const STREET_WORDS = [...formsOf.keys()].join('|')

const LOOK_BEHIND = 60
const LOOK_AHEAD = 80

/** The address around a word for a street. */
export function addressAt(text: string, end: number, word: string): Found | undefined {
  const from = Math.max(0, end - LOOK_BEHIND)
  const around = text.slice(from, end + LOOK_AHEAD)
  if (!/\d/.test(around)) return undefined
  for (const pattern of formsOf.get(word) ?? []) {
    const found = pattern.exec(around)
    if (found !== null) return { start: from + found.index, found: found[0].trimEnd() }
  }
  return undefined
}

const JAPANESE = /\u3012 ?\d{3}-\d{4} ?[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][^\n]{2,40}\d/u
/** The address whose Japanese postcode a group of digits begins with. */
export function addressBehind(text: string, from: number): Found | undefined {
  const start = Math.max(0, from - 2)
  const found = JAPANESE.exec(text.slice(start, from + LOOK_AHEAD))
  return found === null ? undefined : { start: start + found.index, found: found[0] }
}
