// Numbers that name a person: those whose form tells them by itself, and those that a word before them tells.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import type { Sighting } from '../../text/keywords.ts'
import { matchesIn } from '../../text/matches.ts'
import type { Check } from './checks.ts'
import * as checks from './checks.ts'
import { isEmiratesId, isHkid } from './eastern.ts'
import { isDutchPersonVat, isSwedishOfLastCentury } from './european.ts'
import { type Groups, isLetter } from './groups.ts'
import { scriptTold } from './scripts.ts'
import { TOLD_BY, type Told } from './told.ts'

/** What a text must hold for a form. */
type Needs = {
  /** Runs of so many digits, all of them or any. */
  readonly all?: readonly number[]
  readonly any?: readonly number[]
  readonly digits?: number
  /** A word of any of these lengths: letters and digits between others. */
  readonly words?: readonly number[]
  /** So many capitals, digits and fillers in a row. */
  readonly line?: number
}

type Alone = {
  readonly kind: string
  readonly pattern: RegExp
  readonly check: Check
  readonly needs: Holds & { readonly anyRun: number }
}

function alone(kind: string, pattern: RegExp, check: Check, needs: Needs): Alone {
  const { digits = 0, line = 0 } = needs
  return {
    kind: `personal.${kind}`,
    pattern,
    check,
    needs: {
      runs: bitsOf(needs.all),
      anyRun: needs.any === undefined ? ANY : bitsOf(needs.any),
      words: needs.words === undefined ? ANY : bitsOf(needs.words),
      digits,
      line,
    },
  }
}

const ANY = -1

/** A bit for each length. */
function bitsOf(lengths: readonly number[] = []): number {
  return lengths.reduce((bits, length) => bits | (1 << length), 0)
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
    { words: [16] },
  ),
  alone('es_dni', /(?<![A-Za-z\d])(?:\d{8}|[XYZxyz]-?\d{7})-?[A-Za-z](?![A-Za-z\d])/g, checks.isDni, {
    any: [7, 8],
    words: [7, 8, 9],
  }),
  alone('uk_nino', /(?<![A-Za-z\d])[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z\d])/g, checks.isNino, {
    any: [2, 4, 6],
    words: [2, 4, 6, 8, 9],
  }),
  alone('sg_nric', /(?<![A-Za-z\d])[STFGM]\d{7}[A-Z](?![A-Za-z\d])/g, checks.isNric, {
    all: [7],
    words: [9],
  }),
  alone('fi_id', /(?<![A-Za-z\d.-])\d{6}[-+A]\d{3}[A-FHJ-NPR-Y](?![A-Za-z\d-])/g, checks.isFinnishId, {
    all: [3, 6],
    words: [6, 11],
  }),
  alone('cl_rut', /(?<![\d.])\d{1,2}\.\d{3}\.\d{3}-[\dKk](?![\dA-Za-z-])/g, checks.isRut, { all: [3] }),
  alone('mx_curp', /(?<![A-Za-z\d])[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d(?![A-Za-z\d])/g, checks.isCurp, {
    words: [18],
  }),
  alone('kr_id', /(?<!\d)\d{6}-[1-8]\d{6}(?!\d)/g, checks.isKoreanId, { all: [6, 7] }),
  alone('hk_id', /(?<![A-Za-z\d])[A-Z]{1,2}\d{6}\([\dA]\)/g, isHkid, { all: [6], words: [7, 8] }),
  alone('se_id', /(?<![\d.-])19\d{6}[-+]\d{4}(?![\d.:-])/g, isSwedishOfLastCentury, { all: [4, 8] }),
  alone('nl_vat', /(?<![A-Za-z\d])NL ?\d{9}B\d{2}(?![A-Za-z\d])/g, isDutchPersonVat, {
    all: [2, 9],
    words: [12, 14],
  }),
  alone('ae_id', /(?<![\d-])784-\d{4}-\d{7}-\d(?![\d-])/g, isEmiratesId, { all: [3, 4, 7] }),
  alone('passport', /(?<![A-Z\d<])[A-Z\d<]{44}(?![A-Z\d<])/g, checks.isPassportLine, { line: 44 }),
]

/** What a text holds of digits and letters, as far as forms need it: a bit for each length of its runs of digits and its words. */
type Holds = {
  readonly runs: number
  readonly words: number
  readonly digits: number
  /** The longest row of capitals, digits and fillers. */
  readonly line: number
}

const LENGTH_COUNTED = 30

const DIGIT_KIND = 1
const CAPITAL = 2
const SMALL = 4
const FILLER = 8
const IN_WORD = DIGIT_KIND | CAPITAL | SMALL
const IN_LINE = DIGIT_KIND | CAPITAL | FILLER

/** What each ASCII character is part of. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/\d/.test(character)) return DIGIT_KIND
  if (/[A-Z]/.test(character)) return CAPITAL
  if (/[a-z]/.test(character)) return SMALL
  return character === '<' ? FILLER : 0
})

function bitOf(length: number): number {
  return 1 << Math.min(length, LENGTH_COUNTED)
}

function kindAt(text: string, at: number): number {
  const code = at < text.length ? text.charCodeAt(at) : 0
  return code < 128 ? (kinds[code] ?? 0) : 0
}

function holdsOf(text: string): Holds {
  let [runs, run, words, word, digits, line, longest] = [0, 0, 0, 0, 0, 0, 0]
  for (let at = 0; at <= text.length; at += 1) {
    const kind = kindAt(text, at)
    if (kind === DIGIT_KIND) {
      run += 1
      digits += 1
    } else {
      runs |= bitOf(run)
      run = 0
    }
    if ((kind & IN_WORD) !== 0) word += 1
    else {
      words |= bitOf(word)
      word = 0
    }
    line = (kind & IN_LINE) !== 0 ? line + 1 : 0
    if (line > longest) longest = line
  }
  return { runs, words, digits, line: longest }
}

function mayHold({ runs, words, digits, line }: Holds, needs: Alone['needs']): boolean {
  return (
    digits >= needs.digits &&
    line >= needs.line &&
    (runs & needs.runs) === needs.runs &&
    (runs & needs.anyRun) !== 0 &&
    (words & needs.words) !== 0
  )
}

const NUMBER =
  /(?<![A-Za-z\d])(?:[A-Za-z]{1,5} ?)?\d[A-Za-z\d]{0,22}(?:[ .\-\u2013/]\d[A-Za-z\d]{0,12}){0,8}(?:[ -]?[A-Za-z](?![A-Za-z\d]))?/g
const DIGIT = /\d/
const BEFORE_DIGITS = /^[A-Za-z]{1,5} /
const LOOK_AHEAD = 64
/** What comes next stands no further from its word. */
const NEXT_MAX = 24
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
  led: Groups['groups'],
  budget: Budget,
): Hit[] {
  const hits = groups.flatMap((group) => aloneIn(text, group, budget))
  return [...hits, ...toldIn(text, sightings, most, budget), ...toldByScripts(text, led, budget)]
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

function toldIn(text: string, sightings: readonly Sighting[], most: number, budget: Budget): Hit[] {
  if (sightings.length === 0 || !spend(budget, text.length * PER_CHARACTER)) return []
  const hits: Hit[] = []
  for (const { keyword, end } of sightings) {
    if (!spend(budget, PER_WORD)) break
    const ahead = text.slice(end, end + LOOK_AHEAD)
    if (!DIGIT.test(ahead)) continue
    const all = toldBy(text, keyword, end)
    const told = most < DIGITS_TOLD_MIN ? all.filter(({ pattern }) => pattern !== undefined) : all
    const hit = told.length === 0 ? undefined : toldAt(ahead, told)
    if (hit !== undefined) hits.push({ ...hit, start: end + hit.start, end: end + hit.end })
  }
  return hits
}

/** What a word tells where it stands. */
function toldBy(text: string, keyword: number, end: number): readonly Told[] {
  const by = TOLD_BY[keyword]
  if (by === undefined || by.anywhere.length === by.whole.length) return by?.whole ?? []
  return isLetter(text.charCodeAt(end - by.length - 1)) ? by.anywhere : by.whole
}

/** What words of other scripts tell, before the groups of digits of a text. */
function toldByScripts(text: string, groups: Groups['groups'], budget: Budget): Hit[] {
  const hits: Hit[] = []
  for (const { from } of groups) {
    if (!spend(budget, PER_WORD)) break
    const led = scriptTold(text, from)
    const hit = led === undefined ? undefined : toldAt(text.slice(led.end, led.end + LOOK_AHEAD), led.told)
    if (led !== undefined && hit !== undefined)
      hits.push({ ...hit, start: led.end + hit.start, end: led.end + hit.end })
  }
  return hits
}

/** The first number of a text that a word before it tells. */
function toldAt(ahead: string, told: readonly Told[]): Hit | undefined {
  let able = told
  for (const { 0: whole, index } of matchesIn(NUMBER, ahead)) {
    if (index > NEXT_MAX) able = able.filter(({ next }) => next !== true)
    const word = BEFORE_DIGITS.exec(whole)?.[0].length ?? 0
    const hit =
      checkedAt(whole, index, able) ??
      (word === 0 ? undefined : checkedAt(whole.slice(word), index + word, able))
    if (hit !== undefined) return hit
    able = able.filter(({ next }) => next !== true)
  }
  return told.map((own) => writtenAt(ahead, own)).find((hit) => hit !== undefined)
}

/** The first number of a text that is written in a way of its own. */
function writtenAt(ahead: string, told: Told): Hit | undefined {
  for (const { 0: found, index } of told.pattern === undefined ? [] : matchesIn(told.pattern, ahead)) {
    if (told.next === true && index > NEXT_MAX) return undefined
    const hit = checkedAt(found, index, [told])
    if (hit !== undefined) return hit
  }
  return undefined
}

function checkedAt(number: string, start: number, told: readonly Told[]): Hit | undefined {
  const bare = plain(number)
  const kind = told.find(({ check }) => check(bare))?.kind
  return kind === undefined ? undefined : { kind, severity: 'high', start, end: start + number.length }
}
