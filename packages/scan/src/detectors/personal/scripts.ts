// Words outside ASCII that tell a number: looked for before the digits, since tables of words are of ASCII.
import { createBudget } from '../../budget.ts'
import { undress } from '../../text/undress.ts'
import { viewOf } from '../../text/view.ts'
import type { Groups } from './groups.ts'
import { TOLD, type Told } from './told.ts'

/** The kinds that words of other alphabets tell, as they are written. */
const WORDS: Readonly<Record<string, string>> = {
  bg_egn: 'ЕГН',
  jmbg: 'EMŠO|ЈМБГ|ЕМБГ|матични број|матичен број',
  ru_snils: 'СНИЛС|страховое свидетельство',
  ru_tax: 'ИНН',
  ua_tax: 'РНОКПП|ІПН',
  kz_id: 'ИИН|ЖСН',
  passport: 'паспорт|護照|护照|パスポート|旅券番号|여권번호|διαβατήριο|جواز|דרכון|หนังสือเดินทาง|hộ chiếu',
  gr_amka: 'ΑΜΚΑ',
  gr_tax: 'ΑΦΜ|Α.Φ.Μ.',
  il_id: 'תעודת זהות|ת.ז|ת״ז|ת"ז',
  cn_id: '身份证|身份證|公民身份号码',
  tw_id: '身分證|身份證|統一編號|居留證',
  hk_id: '身份證|身份证',
  jp_id: 'マイナンバー|個人番号',
  kr_id: '주민등록|외국인등록',
  th_id: 'เลขประจำตัวประชาชน|บัตรประชาชน|เลขบัตร',
  cz_birth: 'r. č.|r.č.|RČ|rodné č',
  pt_card: 'Cartão de Cidadão',
  vn_id: 'căn cước|CCCD số|chứng minh nhân dân',
  ir_id: 'کد ملی|شماره ملی',
  sa_id: 'رقم الهوية|رقم الإقامة',
  eg_id: 'الرقم القومي',
  in_aadhaar: 'आधार',
  hu_tax: 'adóazonosító',
  hu_insurance: 'társadalombiztosítási',
  es_insurance: 'n.º afiliación|nº afiliación',
}

/** What leads to a telephone number or a date of birth. */
const LEADING: Readonly<Record<'call' | 'birth', string>> = {
  call: '携帯|電話|电话|電話番号|手机|手機|тел|моб|телефон|☎|τηλ|κινητό|전화|휴대폰|טלפון|נייד|هاتف|جوال|โทร|फोन|téléphone|numéro est|llámame|móvil|teléfono|ring mig på|ring meg på|mój numer|điện thoại|whats é',
  birth:
    '生年月日|出生日期|出生|생년월일|дата рождения|г.р.|родился|родилась|дата народження|ημερομηνία γέννησης|תאריך לידה|تاريخ الميلاد|วันเกิด|født|fødselsdato|född|födelsedatum|data urodzenia|született|doğum tarihi|ngày sinh|datum narození',
}

const LOOK_BEHIND = 40
const ASCII_LAST = 0x7f
const NOT_ASCII = /[^\0-\x7f]/

/** As a text shows it once look-alikes are taken for what they look like. */
function shown(word: string): string {
  return undress(viewOf(word), createBudget()).plain.text
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** As it is written, in capitals, in small letters, and with a capital. */
function formsOf(word: string): string[] {
  const forms = [word, word.toUpperCase(), word.toLowerCase(), word.charAt(0).toUpperCase() + word.slice(1)]
  return [...new Set(forms.flatMap((form) => [form, shown(form)]))]
}

/** What each form of a word tells or leads to. */
type Meant<T> = ReadonlyMap<string, readonly T[]>

function meant<T>(words: Readonly<Record<string, string>>, of: (name: string) => readonly T[]): Meant<T> {
  const entries = Object.entries(words).flatMap(([name, list]) =>
    list
      .split('|')
      .flatMap(formsOf)
      .map((form) => ({ form, means: of(name) })),
  )
  return new Map(
    entries.map(({ form }) => [
      form,
      entries.filter((entry) => entry.form === form).flatMap(({ means }) => means),
    ]),
  )
}

/** A way to look for words before a place. */
function finderOf<T>(
  words: Meant<T>,
): (text: string, at: number) => { means: readonly T[]; end: number } | undefined {
  const forms = Array.from(words.keys()).sort((a, b) => b.length - a.length)
  const any = new RegExp(forms.map(escaped).join('|'), 'g')
  return (text, at) => {
    const from = Math.max(0, at - LOOK_BEHIND)
    // A letter that looks like a digit may end a word.
    const before = text.slice(from, at + 2)
    let last: { means: readonly T[]; end: number } | undefined
    for (const { 0: found, index } of before.matchAll(any))
      last = { means: words.get(found) ?? [], end: from + index + found.length }
    return last
  }
}

/** The first character outside ASCII of each word: none of the words stands where none of these does. */
const FIRSTS = new RegExp(
  `[${[WORDS, LEADING]
    .flatMap((words) => Object.values(words))
    .flatMap((list) => list.split('|').flatMap(formsOf))
    .map((form) => form.charAt(Math.max(0, form.search(NOT_ASCII))))
    .filter((first) => NOT_ASCII.test(first))
    .join('')}\u3012]`,
)

/** The groups of digits that a word of another script may stand before. */
export function mayBeLed(text: string, groups: Groups['groups']): Groups['groups'] {
  return groups.filter(({ from }) => {
    const begin = Math.max(0, from - LOOK_BEHIND)
    for (let at = begin; at < from; at += 1)
      if (text.charCodeAt(at) > ASCII_LAST) return FIRSTS.test(text.slice(at, from))
    return false
  })
}

const toldBefore = finderOf(meant(WORDS, (name) => TOLD.filter(({ kind }) => kind === `personal.${name}`)))
const ledBefore = finderOf(
  meant(LEADING, (name) => [name === 'birth' ? ('birth' as const) : ('call' as const)]),
)

/** What the last word before a place tells that is not of ASCII, and where it ends. */
export function scriptTold(text: string, at: number): { told: readonly Told[]; end: number } | undefined {
  const last = toldBefore(text, at)
  return last === undefined ? undefined : { told: last.means, end: last.end }
}

/** What the last such word before a place leads to. */
export function scriptLed(text: string, at: number): { what: 'call' | 'birth'; end: number } | undefined {
  const last = ledBefore(text, at)
  const [what] = last?.means ?? []
  return last === undefined || what === undefined ? undefined : { what, end: last.end }
}
