// Numbers that name a person: those whose form tells them by itself, and those that a word before them tells.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import type { List, Sighting } from '../../text/keywords.ts'
import { matchesIn } from '../../text/matches.ts'
import type { Check } from './checks.ts'
import * as checks from './checks.ts'
import type { Groups } from './groups.ts'

/** What a text must hold for a form: runs of so many digits, all of them or any, so many digits, or so many letters and digits in a row. */
type Needs = {
  readonly all?: readonly number[]
  readonly any?: readonly number[]
  readonly digits?: number
  readonly row?: number
}

type Alone = {
  readonly kind: string
  readonly pattern: RegExp
  readonly check: Check
  readonly needs: Needs
}

function alone(kind: string, pattern: RegExp, check: Check, needs: Needs): Alone {
  return { kind: `personal.${kind}`, pattern, check, needs }
}

/** Forms that need no word before them. */
const ALONE: readonly Alone[] = [
  alone('us_ssn', /(?<![\d.-])\d{3}([ \-\u2013])\d{2}\1\d{4}(?![\d-])/g, checks.isSocial, { all: [2, 3, 4] }),
  alone('br_cpf', /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g, checks.isCpf, { all: [2, 3] }),
  alone('br_cnpj', /(?<!\d)\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}(?!\d)/g, checks.isCnpj, { all: [2, 3, 4] }),
  alone('ch_ahv', /(?<!\d)756\.\d{4}\.\d{4}\.\d{2}(?!\d)/g, checks.isAhv, { all: [2, 3, 4] }),
  alone(
    'fr_nir',
    /(?<![\dA-Z])[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\dA-Z])/g,
    checks.isNir,
    { digits: 14 },
  ),
  alone('cn_id', /(?<!\d)[1-9]\d{16}[\dXx](?![\dA-Za-z])/g, checks.isChineseId, { any: [17, 18] }),
  alone(
    'it_fiscal',
    /(?<![A-Za-z\d])[A-Za-z]{6}[\dA-Za-z]{2}[A-Za-z][\dA-Za-z]{2}[A-Za-z][\dA-Za-z]{3}[A-Za-z](?![A-Za-z\d])/g,
    checks.isCodiceFiscale,
    { row: 16 },
  ),
  alone('es_dni', /(?<![A-Za-z\d])(?:\d{8}|[XYZxyz]-?\d{7})-?[A-Za-z](?![A-Za-z\d])/g, checks.isDni, {
    any: [7, 8],
  }),
  alone('uk_nino', /(?<![A-Za-z\d])[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z\d])/g, checks.isNino, {
    any: [2, 4, 6],
  }),
  alone('sg_nric', /(?<![A-Za-z\d])[STFGM]\d{7}[A-Z](?![A-Za-z\d])/g, checks.isNric, { all: [7] }),
  alone('fi_id', /(?<![A-Za-z\d.-])\d{6}[-+A]\d{3}[A-FHJ-NPR-Y](?![A-Za-z\d-])/g, checks.isFinnishId, {
    all: [3, 6],
  }),
  alone('cl_rut', /(?<![\d.])\d{1,2}\.\d{3}\.\d{3}-[\dKk](?![\dA-Za-z-])/g, checks.isRut, { all: [3] }),
  alone('mx_curp', /(?<![A-Za-z\d])[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d(?![A-Za-z\d])/g, checks.isCurp, {
    row: 18,
  }),
  alone('kr_id', /(?<!\d)\d{6}-[1-8]\d{6}(?!\d)/g, checks.isKoreanId, { all: [6, 7] }),
  alone('passport', /(?<![A-Z\d<])[A-Z\d<]{44}(?![A-Z\d<])/g, checks.isPassportLine, { row: 44 }),
]

/** What a text holds of digits and letters, as far as forms need it. */
type Holds = { readonly runs: number; readonly digits: number; readonly row: number }

const LENGTH_COUNTED = 30

function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Whether a unit is part of a row of letters and digits, or of the fillers among them. */
function isInRow(code: number): boolean {
  return isDigitCode(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 0x3c
}

function holdsOf(text: string): Holds {
  let [runs, run, digits, row, longest] = [0, 0, 0, 0, 0]
  for (let at = 0; at <= text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (isDigitCode(code)) {
      run += 1
      digits += 1
    } else if (run > 0) {
      runs |= 1 << Math.min(run, LENGTH_COUNTED)
      run = 0
    }
    row = isInRow(code) ? row + 1 : 0
    longest = Math.max(longest, row)
  }
  return { runs, digits, row: longest }
}

function mayHold({ runs, digits, row }: Holds, needs: Needs): boolean {
  if (digits < (needs.digits ?? 0) || row < (needs.row ?? 0)) return false
  function hasRun(length: number): boolean {
    return (runs & (1 << length)) !== 0
  }
  return (needs.all ?? []).every(hasRun) && (needs.any === undefined || needs.any.some(hasRun))
}

type Told = { readonly kind: string; readonly words: string; readonly check: Check }

/** Numbers that say nothing by themselves. */
const TOLD: readonly Told[] = [
  {
    kind: 'personal.us_ssn',
    words: 'ssn|social security|socialsecurity|social_security',
    check: checks.isSocial,
  },
  { kind: 'personal.us_itin', words: 'itin|taxpayer', check: checks.isItin },
  { kind: 'personal.us_ein', words: 'ein:|ein |employer identification|fein|tax id', check: checks.isEin },
  { kind: 'personal.us_routing', words: 'routing|aba ', check: checks.isRouting },
  { kind: 'personal.uk_nhs', words: 'nhs', check: checks.isNhs },
  { kind: 'personal.uk_nino', words: 'nino|national insurance', check: checks.isNino },
  { kind: 'personal.de_tax', words: 'steuer|idnr|tin|tax', check: checks.isSteuerId },
  { kind: 'personal.nl_bsn', words: 'bsn|burgerservice|sofinummer', check: checks.isBsn },
  { kind: 'personal.pl_pesel', words: 'pesel', check: checks.isPesel },
  { kind: 'personal.br_cpf', words: 'cpf', check: checks.isCpf },
  { kind: 'personal.br_cnpj', words: 'cnpj', check: checks.isCnpj },
  { kind: 'personal.in_aadhaar', words: 'aadhaar|aadhar|uidai|uid', check: checks.isAadhaar },
  { kind: 'personal.in_pan', words: 'pan |pan:|pan_|permanent account|income tax', check: checks.isPan },
  { kind: 'personal.tr_id', words: 'kimlik|tckn|tc no|t.c.', check: checks.isTurkishId },
  { kind: 'personal.se_id', words: 'personnummer|swedish|samordningsnummer', check: checks.isLuhnNumber },
  { kind: 'personal.ca_sin', words: 'sin |sin:|sin#|social insurance|canad', check: checks.isLuhnNumber },
  {
    kind: 'personal.za_id',
    words: 'south african|za id|id number',
    check: (digits) => digits.length === 13 && checks.isLuhnNumber(digits),
  },
  { kind: 'personal.au_medicare', words: 'medicare', check: checks.isAustralianMedicare },
  { kind: 'personal.au_abn', words: 'abn|australian business', check: checks.isAbn },
  { kind: 'personal.it_vat', words: 'partita iva|p.iva|p. iva|p.i.', check: checks.isItalianVat },
  { kind: 'personal.fi_id', words: 'henkil|hetu|finnish', check: checks.isFinnishId },
  { kind: 'personal.sg_nric', words: 'nric|singapore', check: checks.isNric },
  { kind: 'personal.au_tfn', words: 'tfn|tax file', check: checks.isTfn },
  {
    kind: 'personal.be_id',
    words: 'rijksregister|registre national|national register|rrn',
    check: checks.isBelgianId,
  },
  { kind: 'personal.no_id', words: 'dselsnummer|personnummer|norwegian|fnr', check: checks.isNorwegianId },
  {
    kind: 'personal.jp_id',
    words: 'my number|mynumber|my_number|individual number|individual_number',
    check: checks.isMyNumber,
  },
  { kind: 'personal.kr_id', words: 'resident registration|rrn|jumin', check: checks.isKoreanId },
  { kind: 'personal.ch_ahv', words: 'ahv|avs', check: checks.isAhv },
  { kind: 'personal.cn_id', words: 'resident id|id card', check: checks.isChineseId },
  { kind: 'personal.es_dni', words: 'dni|nie|nif', check: checks.isDni },
  { kind: 'personal.cl_rut', words: 'rut:|rut |rut_|chile', check: checks.isRut },
  { kind: 'personal.mx_curp', words: 'curp', check: checks.isCurp },
  { kind: 'personal.ar_cuil', words: 'cuil|cuit:|cuit |cuit_', check: checks.isCuil },
  { kind: 'personal.th_id', words: 'thai', check: checks.isThaiId },
  { kind: 'personal.pt_nif', words: 'nif:|nif |nif_|contribuinte', check: checks.isPortugueseTax },
  { kind: 'personal.ro_cnp', words: 'cnp', check: checks.isRomanianId },
  { kind: 'personal.bg_egn', words: 'egn |egn:|egn_', check: checks.isBulgarianId },
  { kind: 'personal.cz_birth', words: 'rodn', check: checks.isBirthNumber },
  { kind: 'personal.ie_pps', words: 'ppsn| pps', check: checks.isPps },
  { kind: 'personal.hr_oib', words: 'oib', check: checks.isOib },
  { kind: 'personal.ee_lt_id', words: 'isikukood|asmens kod', check: checks.isBalticId },
  { kind: 'personal.gr_amka', words: 'amka', check: checks.isAmka },
  { kind: 'personal.il_id', words: 'teudat|israeli id|zehut', check: checks.isIsraeliId },
  { kind: 'personal.pl_nip', words: 'nip:|nip |nip_', check: checks.isNip },
  {
    kind: 'personal.passport',
    words: 'passport|reisepass|passeport|pasaporte|passaporto',
    check: (number) => /^[A-Z]{0,2}\d{5,9}[A-Z]?$|^(?=(?:\D*\d){4})[CFGHJKLMNPRTVWXYZ\d]{9}$/.test(number),
  },
  {
    kind: 'personal.driving_licence',
    words: "driver's licen|drivers licen|driver licen|driving licen|hrerschein",
    check: (number) => /^[A-Z]{1,5}\d{5,12}[A-Z\d]{0,4}$|^\d{7,9}$/.test(number),
  },
]

const entries = TOLD.flatMap((told) => told.words.split('|').map((word) => ({ word, told })))
const words = [...new Set(entries.map(({ word }) => word))]
const toldBy = words.map((word) => entries.filter((entry) => entry.word === word).map(({ told }) => told))
/** What leads to a number of a person. */
export const NUMBER_WORDS: List = { words, most: 5000 }

const NUMBER =
  /(?<![A-Za-z\d])(?:[A-Za-z]{1,5} ?)?\d[A-Za-z\d]{0,20}(?:[ .\-\u2013/]\d[A-Za-z\d]{0,12}){0,8}(?:[ -]?[A-Za-z](?![A-Za-z\d]))?/g
const DIGIT = /\d/
const BEFORE_DIGITS = /^[A-Za-z]{1,5} /
const LOOK_AHEAD = 64
const PER_WORD = 30
const PER_GROUP = 60
const PER_GROUP_CHARACTER = 3
const PER_CHARACTER = 1 / 10

const DIGITS_TOLD_MIN = 4
/** Letters and digits of a number may stand so far from its group of digits. */
const MARGIN = 24

/** The numbers of persons in a text. */
export function personNumbersIn(
  text: string,
  { groups, most }: Groups,
  sightings: readonly Sighting[],
  budget: Budget,
): Hit[] {
  const hits = groups.flatMap((group) => aloneIn(text, group, budget))
  return most < DIGITS_TOLD_MIN ? hits : [...hits, ...toldIn(text, sightings, budget)]
}

/** What needs no word before it, around a group of digits. */
function aloneIn(text: string, { from, to }: Groups['groups'][number], budget: Budget): Hit[] {
  const begin = Math.max(0, from - MARGIN)
  const end = Math.min(text.length, to + MARGIN)
  if (!spend(budget, PER_GROUP + (end - begin) * PER_GROUP_CHARACTER)) return []
  const part = text.slice(begin, end)
  const hits: Hit[] = []
  const holds = holdsOf(part)
  for (const { kind, pattern, check, needs } of ALONE) {
    if (!mayHold(holds, needs)) continue
    for (const { 0: found, index } of matchesIn(pattern, part))
      if (check(plain(found)))
        hits.push({ kind, severity: 'high', start: begin + index, end: begin + index + found.length })
  }
  return hits
}

function plain(number: string): string {
  return number.replace(/[ .\-\u2013/]/g, '').toUpperCase()
}

function toldIn(text: string, sightings: readonly Sighting[], budget: Budget): Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER)) return []
  const hits: Hit[] = []
  for (const { keyword, end } of sightings) {
    if (!spend(budget, PER_WORD)) break
    const ahead = text.slice(end, end + LOOK_AHEAD)
    const hit = DIGIT.test(ahead) ? toldAt(ahead, toldBy[keyword] ?? []) : undefined
    if (hit !== undefined) hits.push({ ...hit, start: end + hit.start, end: end + hit.end })
  }
  return hits
}

/** The first number of a text that a word before it tells. */
function toldAt(ahead: string, told: readonly Told[]): Hit | undefined {
  for (const { 0: whole, index } of matchesIn(NUMBER, ahead)) {
    const word = BEFORE_DIGITS.exec(whole)?.[0].length ?? 0
    for (const skipped of word === 0 ? [0] : [0, word]) {
      const number = whole.slice(skipped)
      const kind = told.find(({ check }) => check(plain(number)))?.kind
      const start = index + skipped
      if (kind !== undefined) return { kind, severity: 'high', start, end: start + number.length }
    }
  }
  return undefined
}
