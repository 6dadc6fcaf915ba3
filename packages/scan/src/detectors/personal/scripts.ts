// Words outside ASCII that tell a number: looked for before the digits, since tables of words are of ASCII.
import { lookOf } from '../../text/lookalikes.ts'
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

const LOOK_BEHIND = 40
const ASCII_LAST = 127
const NOT_ASCII = /[^\0-\x7f]/

/** As a text shows it once look-alikes are taken for what they look like. */
function shown(word: string): string {
  return Array.from(word, (character) => lookOf(character) ?? character.normalize('NFKC')).join('')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** As it is written, in capitals, and with a capital. */
function formsOf(word: string): string[] {
  const forms = [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)]
  return [...new Set(forms.flatMap((form) => [form, shown(form)]))]
}

const entries = Object.entries(WORDS).flatMap(([kind, words]) =>
  words
    .split('|')
    .flatMap(formsOf)
    .map((form) => ({ form, told: TOLD.filter((told) => told.kind === `personal.${kind}`) })),
)
const toldOf: ReadonlyMap<string, readonly Told[]> = new Map(
  entries.map(({ form }) => [
    form,
    entries.filter((entry) => entry.form === form).flatMap(({ told }) => told),
  ]),
)

const ANY = new RegExp(
  [...toldOf.keys()]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|'),
  'g',
)

const firsts: ReadonlySet<number> = new Set(
  Array.from(toldOf.keys(), (form) => form.charCodeAt(Math.max(0, form.search(NOT_ASCII)))),
)

/** What the last word before a place tells that is not of ASCII, and where it ends. */
export function scriptTold(text: string, at: number): { told: readonly Told[]; end: number } | undefined {
  const from = Math.max(0, at - LOOK_BEHIND)
  if (!mayTell(text, from, at)) return undefined
  let last: { told: readonly Told[]; end: number } | undefined
  for (const { 0: found, index } of text.slice(from, at).matchAll(ANY))
    last = { told: toldOf.get(found) ?? [], end: from + index + found.length }
  return last
}

/** Whether a character stands there that is the first outside ASCII of a word. */
function mayTell(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at)
    if (code > ASCII_LAST && firsts.has(code)) return true
  }
  return false
}
