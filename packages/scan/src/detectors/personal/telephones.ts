// Telephone numbers as they are written within a country, behind a word that says that one calls it.

/** What leads to a number, in ASCII. */
export const PHONE_WORDS =
  'phone|mobile|cell|tel:|tel.|tel |call me|call us|fax|whatsapp|handy|telefon|telefono|portable'

/** What says it less clearly, so that the number comes next and has the form of a country. */
export const CALL_WORDS =
  'mobil|mob |mob.|mob:|natel|gsm|text me|text us|reach me|reach her|reach him|ring me|ring m|ring us|bel me|bel mij|bellen|bel ons|whats |rufnummer|durchwahl|nummer |erreichbar|unter |ro est le|joindre |joignable |appel|rappel|celular|llama|llamar|cellulare|chiama|fone|contato|ligue|zadzwo|kom.|puh|tlf|cep tel|no hp|hp:|sms|wa:|zap:|zap (|ruf mich|ruf uns|rufen sie|ring mr|ring her|ring him|call mr|call her|call him|call back'

const PHONE = /(?<![\d.\-A-Za-z])(?:\(\d{2,5}\)|\d{2,5})(?:[ .\-/]?\d{2,5}){1,4}(?![\d\-A-Za-z])/
/** A trunk prefix and nine to eleven digits; a Spanish or Portuguese number; a Brazilian, Polish, Nordic, Chinese or Russian one. */
const NATIONAL =
  /(?<![\d.\-/+A-Za-z])(?:\(?0\d(?:[ .\-/()]{0,2}\d){7,10}|\(\d{2}\) ?9?\d{4}[- ]?\d{4}|[5-9]\d{2}[ .-]?(?:\d{3}[ .-]?\d{3}|\d{2}[ .-]\d{2}[ .-]\d{2})|\d{2} \d{2} \d{2} \d{2}|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|8[ -]?\(?9\d{2}\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2})(?![\d\-A-Za-z]|[./]\d)/
const DATE = /^(?:(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d{2})$/
const LOOK_AHEAD = 40
const NEAR = 14

export type Found = { readonly start: number; readonly found: string }

/** The number behind a word for a telephone. */
export function phoneAt(text: string, end: number): Found | undefined {
  const found = PHONE.exec(text.slice(end, end + LOOK_AHEAD))
  const digits = found?.[0].replace(/\D/g, '').length ?? 0
  if (found === null || digits < 7 || digits > 15 || DATE.test(found[0])) return undefined
  return { start: end + found.index, found: found[0] }
}

/** The number that comes next behind a word for a call. */
export function callAt(text: string, end: number): Found | undefined {
  const found = NATIONAL.exec(text.slice(end, end + NEAR + LOOK_AHEAD))
  if (found === null || found.index > NEAR || DATE.test(found[0])) return undefined
  return { start: end + found.index, found: found[0] }
}
