// The check digits and forms of numbers that American states, insurers and banks give to people.
import { passesLuhn } from './digits.ts'
import { isDay, isRepeated, toTen, weighed } from './sums.ts'

/** Ecuador: the province, a digit below six for persons, and the Luhn check. */
export function isEcuadorianId(digits: string): boolean {
  return /^(?:0[1-9]|1\d|2[0-4]|30)[0-5]\d{7}$/.test(digits) && passesLuhn(digits)
}

export function isDominicanId(digits: string): boolean {
  return /^\d{11}$/.test(digits) && !isRepeated(digits) && passesLuhn(digits)
}

export function isUruguayanId(digits: string): boolean {
  if (!/^[1-9]\d{6,7}$/.test(digits) || isRepeated(digits)) return false
  const whole = digits.padStart(8, '0')
  return toTen(weighed(whole, [2, 9, 8, 7, 6, 3, 4])) === Number(whole.charAt(7))
}

/** Venezuela: citizen or foreigner, and the number; a form without a check. */
export function isVenezuelanId(number: string): boolean {
  return /^[VE]\d{7,8}$/.test(number)
}

/** A Colombian tax number with its check digit: primes, modulo 11. */
export function isNit(digits: string): boolean {
  if (!/^[1-9]\d{8,10}$/.test(digits) || isRepeated(digits)) return false
  const weights = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43]
  const reversed = [...digits.slice(0, -1)].reverse().join('')
  const rest = weighed(reversed, weights) % 11
  return (rest < 2 ? rest : 11 - rest) === Number(digits.slice(-1))
}

/** Numbers without a check digit, which are found only by what they are called. */
export function isPlainId(digits: string): boolean {
  return /^[1-9]\d{6,9}$/.test(digits) && !isRepeated(digits)
}

/** An Argentine bank account: bank and branch, and the account, each with a check digit. */
export function isCbu(digits: string): boolean {
  if (!/^\d{22}$/.test(digits) || isRepeated(digits)) return false
  return (
    toTen(weighed(digits, [7, 1, 3, 9, 7, 1, 3])) === Number(digits.charAt(7)) &&
    toTen(weighed(digits.slice(8), [3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3])) === Number(digits.charAt(21))
  )
}

/** A Mexican bank account: bank, place and account, and a check digit. */
export function isClabe(digits: string): boolean {
  if (!/^\d{18}$/.test(digits) || isRepeated(digits)) return false
  const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7]
  return toTen(weighed(digits, weights)) === Number(digits.charAt(17))
}

const RFC_VALUES = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ'

/** The Mexican tax number of a person: four letters of the name, day of birth, two signs and a check modulo 11. */
export function isRfc(number: string): boolean {
  const shape = /^[A-Z&]{4}\d\d(\d\d)(\d\d)[1-9A-V][1-9A-Z][\dA]$/.exec(number)
  if (shape === null || !isDay(Number(shape[1]), Number(shape[2]))) return false
  let sum = 0
  for (let at = 0; at < 12; at += 1) sum += RFC_VALUES.indexOf(number.charAt(at)) * (13 - at)
  return '0123456789A'.charAt((11 - (sum % 11)) % 11) === number.charAt(12)
}

/** The Mexican social insurance. */
export function isMexicanInsurance(digits: string): boolean {
  return /^\d{11}$/.test(digits) && !isRepeated(digits) && passesLuhn(digits)
}

/** The health number of British Columbia. */
export function isBritishColumbianHealth(digits: string): boolean {
  if (!/^9\d{9}$/.test(digits) || isRepeated(digits)) return false
  const rest = weighed(digits.slice(1), [2, 4, 8, 5, 10, 9, 7, 3]) % 11
  return 11 - rest === Number(digits.charAt(9))
}

/** The health card of Ontario, which may end with letters of its version. */
export function isOntarioHealth(number: string): boolean {
  return /^[1-9]\d{9}[A-Z]{0,2}$/.test(number) && passesLuhn(number.slice(0, 10))
}

/** The health card of Quebec: letters of the name, day of birth with the month higher by 50 for women, two digits. */
export function isQuebecHealth(number: string): boolean {
  const shape = /^[A-Z]{4}\d\d(\d\d)(\d\d)\d\d$/.exec(number)
  return shape !== null && isDay(Number(shape[1]) % 50, Number(shape[2]))
}

/** A beneficiary of Medicare in the United States: digits and letters by their places, without letters that look like digits. */
export function isMbi(number: string): boolean {
  return /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d[AC-HJKMNP-RT-Y]{2}\d\d$/.test(
    number,
  )
}

/** Who is insured with a plan in the United States: the plan in three letters, and nine digits. */
export function isPlanMember(number: string): boolean {
  return /^[A-Z]{3}\d{9,12}$/.test(number)
}

/** A record of a hospital. */
export function isMedicalRecord(digits: string): boolean {
  return /^\d{6,10}$/.test(digits) && !isRepeated(digits)
}

/** The number of a Brazilian worker. */
export function isPis(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || isRepeated(digits)) return false
  const rest = weighed(digits, [3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11
  return (rest < 2 ? 0 : 11 - rest) === Number(digits.charAt(10))
}

/** The Brazilian health card: all of it is a multiple of eleven. */
export function isBrazilianHealth(digits: string): boolean {
  return (
    /^[12789]\d{14}$/.test(digits) &&
    weighed(digits, [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  )
}

/** A driver in Brazil. */
export function isCnh(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || isRepeated(digits)) return false
  const first = weighed(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11
  const second = weighed(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11
  const less = first > 9 ? 2 : 0
  const last = second > 9 ? 0 : second - less < 0 ? second - less + 11 : second - less
  return (first > 9 ? 0 : first) === Number(digits[9]) && (last > 9 ? 0 : last) === Number(digits[10])
}

/** Guatemala: a number modulo 11, and the place of birth. */
export function isGuatemalanId(digits: string): boolean {
  if (!/^\d{9}(?:0[1-9]|1\d|2[0-2])(?!00)\d{2}$/.test(digits)) return false
  return weighed(digits, [2, 3, 4, 5, 6, 7, 8, 9]) % 11 === Number(digits.charAt(8))
}

export function isSalvadoranId(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || isRepeated(digits)) return false
  return toTen(weighed(digits, [9, 8, 7, 6, 5, 4, 3, 2])) === Number(digits.charAt(8))
}
