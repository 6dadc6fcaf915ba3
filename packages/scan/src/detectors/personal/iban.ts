// International bank account numbers in a text (ISO 13616).
import { type Budget, spend } from '../../budget.ts'
import type { Span } from './digits.ts'

const START = /(?<![A-Z0-9])[A-Z]{2}\d{2}/gi
const ANY_START = new RegExp(START.source, 'i')
/** How long those of a country are (the registry of ISO 13616). */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  Array.from(
    `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 
    FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 
    PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`.matchAll(
      /([A-Z]{2})(\d{2})/g,
    ),
    ([, country = '', length = '']): [string, number] => [country, Number(length)],
  ),
)
/** No IBAN is shorter. */
export const LENGTH_MIN = 15

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

// Letters count as two digits, A as 10 to Z as 35.
function append(rest: number, code: number): number {
  return code <= 57 ? (rest * 10 + code - 48) % 97 : (rest * 100 + (code & 0xdf) - 55) % 97
}

function appendAll(rest: number, text: string): number {
  let kept = rest
  for (let at = 0; at < text.length; at += 1) kept = append(kept, text.charCodeAt(at))
  return kept
}

/** The end of the IBAN that begins here; undefined when none does. */
function ibanFrom(text: string, from: number): number | undefined {
  const head = text.slice(from, from + 4)
  const whole = LENGTHS.get(head.slice(0, 2).toUpperCase())
  if (whole === undefined) return undefined
  let rest = 0
  let length = 4
  for (let at = from + 4; at < text.length; at += 1) {
    let code = text.charCodeAt(at)
    if (code === 32 || code === 45) code = text.charCodeAt(++at)
    if (!isAlphanumeric(code)) return undefined
    rest = append(rest, code)
    length += 1
    if (length < whole) continue
    const isEnd = !isAlphanumeric(text.charCodeAt(at + 1))
    return isEnd && appendAll(rest, head) === 1 ? at + 1 : undefined
  }
  return undefined
}

const PER_START = 60

/** The IBANs in a text, in groups or not, whose check digits are right. */
export function ibansIn(text: string, budget: Budget): Span[] {
  const spans: Span[] = []
  if (!ANY_START.test(text)) return spans
  let after = 0
  for (const { index } of text.matchAll(START)) {
    if (!spend(budget, PER_START)) break
    const to = index < after ? undefined : ibanFrom(text, index)
    if (to === undefined) continue
    spans.push([index, to])
    after = to
  }
  return spans
}
