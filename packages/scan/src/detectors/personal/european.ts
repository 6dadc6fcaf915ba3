// The check digits and forms of more numbers that European states and insurers give to people.
import { isBsn } from './checks.ts'
import { passesLuhn } from './digits.ts'
import { isDay, isMod1110, isRepeated, signValue, toTen, weighed, weighedAcross } from './sums.ts'

/** The place of a capital in the alphabet, in two digits. */
function placeOf(letter: string): string {
  return String(signValue(letter) - 9).padStart(2, '0')
}

/** Austria: the check digit comes fourth, then the day of birth; months above twelve are given where days run out. */
export function isAustrianInsurance(digits: string): boolean {
  if (!/^[1-9]\d{9}$/.test(digits)) return false
  const [day, month] = [Number(digits.slice(4, 6)), Number(digits.slice(6, 8))]
  if (month > 15 || !isDay(Math.min(month, 12), day)) return false
  return weighed(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === Number(digits.charAt(3))
}

/** Who is insured in Germany: a letter, eight digits and a check digit. */
export function isGermanInsured(number: string): boolean {
  if (!/^[A-Z]\d{9}$/.test(number) || isRepeated(number.slice(1))) return false
  const digits = placeOf(number.charAt(0)) + number.slice(1, 9)
  return weighedAcross(digits, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 === Number(number.charAt(9))
}

/** The German pension insurance: area, day of birth, first letter of the name, two digits and a check digit. */
export function isGermanPension(number: string): boolean {
  const shape = /^(\d\d)(\d\d)(\d\d)\d\d([A-Z])\d\d(\d)$/.exec(number)
  if (shape === null) return false
  const [, area, day, month, letter = 'A', check] = shape
  if (Number(area) < 2 || !isDay(Number(month), Number(day) > 31 ? Number(day) - 50 : Number(day)))
    return false
  const digits = number.slice(0, 8) + placeOf(letter) + number.slice(9, 11)
  return weighedAcross(digits, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 === Number(check)
}

/** The German number for VAT, which one person alone can have. */
export function isGermanVat(number: string): boolean {
  const digits = number.replace(/^DE/, '')
  return /^[1-9]\d{8}$/.test(digits) && isMod1110(digits)
}

/** A German passport or identity card: letters that cannot be mistaken for others, and a digit at least. */
export function isGermanDocument(number: string): boolean {
  return /^(?=.*\d)[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ\d]{8}\d?$/.test(number)
}

/** The number for VAT of a Dutch person: all of it modulo 97, as for an IBAN. A company's is made of another sum. */
export function isDutchPersonVat(number: string): boolean {
  if (!/^NL\d{9}B\d{2}$/.test(number)) return false
  const digits = Array.from(number, (character) => String(signValue(character))).join('')
  return BigInt(digits) % 97n === 1n
}

/** The number for VAT of a Dutch person or company: before 2020 that of a person was made of the BSN. */
export function isDutchVat(number: string): boolean {
  return isDutchPersonVat(number) || (/^NL\d{9}B\d{2}$/.test(number) && isBsn(number.slice(2, 11)))
}

/** Iceland: day of birth, two digits, a check digit and the century. */
export function isKennitala(digits: string): boolean {
  if (!/^[0-3]\d{8}[089]$/.test(digits) || !isDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2))))
    return false
  return (11 - (weighed(digits, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(digits.charAt(8))
}

/** What Yugoslavia gave, and the states after it still give: day of birth, region, sex, a sum modulo 11. */
export function isJmbg(digits: string): boolean {
  if (!/^[0-3]\d[01]\d[089]\d{8}$/.test(digits)) return false
  if (!isDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2)))) return false
  return (
    (11 - (weighed(digits, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(digits.charAt(12))
  )
}

/** The citizen card of Portugal: every second sign is doubled, as for Luhn, and letters count from ten. */
export function isPortugueseCard(number: string): boolean {
  if (!/^\d{9}[A-Z\d]{2}\d$/.test(number)) return false
  const sum = Array.from(number, signValue).reduce((all, value, at) => {
    const counted = at % 2 === 0 ? value * 2 : value
    return all + (at % 2 === 0 && counted > 9 ? counted - 9 : counted)
  }, 0)
  return sum % 10 === 0
}

/** The Russian pension insurance: a weighed sum modulo 101. */
export function isSnils(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || isRepeated(digits.slice(0, 9))) return false
  return (weighed(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === Number(digits.slice(9))
}

/** The Russian tax number of a person; that of a company is shorter. */
export function isRussianTax(digits: string): boolean {
  if (!/^\d{12}$/.test(digits) || isRepeated(digits)) return false
  const first = (weighed(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10
  const second = (weighed(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10
  return first === Number(digits[10]) && second === Number(digits[11])
}

/** The Ukrainian tax number of a person. */
export function isUkrainianTax(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || isRepeated(digits)) return false
  const rest = ((weighed(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11) + 11) % 11
  return rest % 10 === Number(digits.charAt(9))
}

/** Spanish social security: province and number, modulo 97. A number below ten million is written without its zero. */
export function isSpanishInsurance(digits: string): boolean {
  if (!/^(?:0[1-9]|[1-4]\d|5[0-3]|66)\d{10}$/.test(digits)) return false
  const [province, number] = [Number(digits.slice(0, 2)), Number(digits.slice(2, 10))]
  const whole = number < 10_000_000 ? province * 10_000_000 + number : Number(digits.slice(0, 10))
  return whole % 97 === Number(digits.slice(10))
}

/** The French tax number of a person: ten digits, and their rest modulo 511. */
export function isFrenchTax(digits: string): boolean {
  return /^[0-3]\d{12}$/.test(digits) && Number(digits.slice(0, 10)) % 511 === Number(digits.slice(10))
}

/** A British taxpayer: the check digit comes first. */
export function isUtr(number: string): boolean {
  const digits = number.replace(/K$/, '')
  if (!/^\d{10}$/.test(digits) || isRepeated(digits)) return false
  const rest = weighed(digits.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11
  return '21987654321'.charAt(rest) === digits.charAt(0)
}

/** A British driver: five letters of the name, day of birth around the decade, initials, and three signs. */
export function isBritishDriver(number: string): boolean {
  const shape = /^(?=[A-Z])[A-Z9]{5}\d([0156]\d)([0-3]\d)\d[A-Z9]{2}[A-Z\d][A-Z]{2}(?:\d\d)?$/.exec(number)
  return shape !== null && isDay(Number(shape[1]) % 50, Number(shape[2]))
}

/** Latvia: day of birth, century and a sum; since 2017 without a day, beginning with 32 and without a check. */
export function isLatvianId(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false
  if (digits.startsWith('32')) return true
  if (!isDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2))) || Number(digits.charAt(6)) > 2)
    return false
  const sum = weighed(digits, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
  return ((1101 - sum) % 11) % 10 === Number(digits.charAt(10))
}

/** Denmark: the day of birth and four digits. Since 2007 numbers are issued without a check digit. */
export function isCpr(digits: string): boolean {
  return /^\d{10}$/.test(digits) && isDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2)))
}

/** Sweden, with the century: the form tells it where it is one that logs are not dated with. */
export function isSwedishOfLastCentury(number: string): boolean {
  const digits = number.slice(2)
  return (
    /^19\d{10}$/.test(number) &&
    isDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6))) &&
    passesLuhn(digits)
  )
}

/** The Hungarian health insurance. */
export function isTaj(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || isRepeated(digits)) return false
  return weighed(digits, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === Number(digits.charAt(8))
}

/** The Hungarian tax number of a person, which begins with an eight. */
export function isHungarianTax(digits: string): boolean {
  if (!/^8\d{9}$/.test(digits)) return false
  return weighed(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === Number(digits.charAt(9))
}

/** The Greek tax number: powers of two, modulo 11. */
export function isAfm(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || isRepeated(digits)) return false
  return (weighed(digits, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === Number(digits.charAt(8))
}

/** A Polish identity card: three letters, a check digit and five digits. */
export function isPolishCard(number: string): boolean {
  if (!/^[A-Z]{3}\d{6}$/.test(number)) return false
  const weights = [7, 3, 1, 9, 7, 3, 1, 7, 3]
  return weights.reduce((sum, weight, at) => sum + weight * signValue(number.charAt(at)), 0) % 10 === 0
}

/** An Italian identity card, of paper or electronic. */
export function isItalianCard(number: string): boolean {
  return /^(?:[A-Z]{2}\d{7}|[A-Z]{2}\d{5}[A-Z]{2})$/.test(number)
}

/** Scotland: the day of birth, and the sum of the NHS. */
export function isChi(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || !isDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2)))) return false
  return (11 - (weighed(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(digits.charAt(9))
}

/** Turkey's tax number: each digit is moved by its place before it counts. */
export function isTurkishTax(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || isRepeated(digits)) return false
  let sum = 0
  for (let at = 0; at < 9; at += 1) {
    const moved = (Number(digits.charAt(at)) + 9 - at) % 10
    const counted = (moved * 2 ** (9 - at)) % 9
    sum += moved !== 0 && counted === 0 ? 9 : counted
  }
  return toTen(sum) === Number(digits.charAt(9))
}
