// Dates of birth: a date behind a word that says whose day it is.

/** What leads to a date of birth, in ASCII. */
export const BIRTH_WORDS =
  'date of birth|dob|d.o.b|birth date|birthdate|birth_date|birthday|geburtsdatum|geburtstag|geb. |geboren|geb.datum|geboortedatum|date de naissance|naissance| le 0| le 1| le 2| le 3|dt 0|dt 1|dt 2|dt 3|dd 0|dd 1|dd 2|dd 3|ur. |nacimiento|nacid|nascimento|nascid|di nascita|nato il|nata il|nato a|nata a|born|urodz|urodzenia|narozen|syntyn|syntym|kelahiran|lahir|um tarihi|fecha nac'

const YEAR = '(?:18|19|20)\\d{2}'
const MONTH_NAME = '[\\p{L}]{3,10}\\.?'
const DATE = new RegExp(
  [
    `\\d{1,2}(?:\\.|st|nd|rd|th|er)? ?(?:de |of )?${MONTH_NAME}(?: de| del)?,? ?${YEAR}`,
    `${MONTH_NAME} \\d{1,2}(?:st|nd|rd|th)?,? ${YEAR}`,
    `${YEAR}([-./ ])\\d{1,2}\\1\\d{1,2}`,
    `\\d{1,2}[-./ ]{1,2}\\d{1,2}[-./ ]{1,2}(?:${YEAR}|\\d{2})`,
    '\\d{1,2}[-./ ][A-Za-z]{3,9}[-./ ,]{1,2}\\d{2,4}',
    `${YEAR} ?[\u5e74\ub144] ?\\d{1,2} ?[\u6708\uc6d4] ?\\d{1,2}`,
  ]
    .map((part) => `(?<!\\d[.,]?)${part}(?!\\d)`)
    .join('|'),
  'u',
)
const LOOK_AHEAD = 48
/** A date behind a verb comes next, or behind a place. */
const NEAR = 24

/** Words that say more than birth, so that the date must follow at once. */
const LOOSE = new Set([
  'born',
  'geb. ',
  'geboren',
  'nacid',
  'nascid',
  'urodz',
  'narozen',
  'syntyn',
  'lahir',
  'nato a',
  'nata a',
])
const BORN = /(?<!\p{L})(?:n\u00e9e?s? le|f\u00f8dt|f\u00f6dd) \d$/iu

/** The date behind a word for birth. */
export function birthAt(
  text: string,
  end: number,
  word: string,
): { start: number; found: string } | undefined {
  const isWithDigit = /\d$/.test(word)
  // Most of what is before such a word ends otherwise.
  if (isWithDigit && !/[e\u00e9s\u00f8\u00f6]/i.test(text.charAt(end - word.length - 1))) return undefined
  if (isWithDigit && !BORN.test(text.slice(Math.max(0, end - 10), end))) return undefined
  const from = isWithDigit ? end - 1 : end
  const found = DATE.exec(text.slice(from, from + LOOK_AHEAD))
  if (found === null || (LOOSE.has(word) && found.index > NEAR)) return undefined
  return { start: from + found.index, found: found[0] }
}

/** A date behind a word of another script. */
export function dateAhead(text: string, end: number): { start: number; found: string } | undefined {
  const found = DATE.exec(text.slice(end, end + NEAR))
  return found === null ? undefined : { start: end + found.index, found: found[0] }
}
