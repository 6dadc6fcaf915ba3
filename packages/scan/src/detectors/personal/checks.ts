// The check digits of numbers that states give to people.
import { passesLuhn } from './digits.ts'
import { isDay, isMod1110, isRepeated, weighed } from './sums.ts'

/** Whether the letters and digits of a number are right: without separators, in capitals. */
export type Check = (number: string) => boolean

/** National Insurance number: letters that are never given, and a last one from A to D. */
export function isNino(number: string): boolean {
  return /^(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(number)
}

export function isNhs(digits: string): boolean {
  const check = 11 - (weighed(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return (
    /^\d{10}$/.test(digits) && !isRepeated(digits) && (check === 11 ? 0 : check) === Number(digits.charAt(9))
  )
}

/** The German tax number of a person: ISO 7064, MOD 11,10, and one digit that comes twice or thrice. */
export function isSteuerId(digits: string): boolean {
  if (!/^[1-9]\d{10}$/.test(digits)) return false
  const counts = [...new Set(digits.slice(0, 10))].length
  if (counts !== 9 && counts !== 8) return false
  return isMod1110(digits)
}

/** The French social security number: sex, year, month, place, and a key modulo 97. */
export function isNir(number: string): boolean {
  if (!/^[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{8}$/.test(number)) return false
  const plain = number.replace('2A', '19').replace('2B', '18')
  return 97 - Number(BigInt(plain.slice(0, 13)) % 97n) === Number(plain.slice(13))
}

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE'

export function isDni(number: string): boolean {
  if (!/^[XYZ\d]\d{7}[A-Z]$/.test(number)) return false
  const digits = number.slice(0, 8).replace('X', '0').replace('Y', '1').replace('Z', '2')
  return DNI_LETTERS.charAt(Number(digits) % 23) === number.charAt(8)
}

const ODD_VALUES = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
]

function fiscalValue(character: string, isOdd: boolean): number {
  const code = character.charCodeAt(0)
  const value = code >= 65 ? code - 65 : code - 48
  return isOdd ? (ODD_VALUES[value] ?? 0) : value
}

export function isCodiceFiscale(number: string): boolean {
  if (!/^[A-Z]{6}[\dLMNPQRSTUV]{2}[ABCDEHLMPRST][\dLMNPQRSTUV]{2}[A-Z][\dLMNPQRSTUV]{3}[A-Z]$/.test(number))
    return false
  let sum = 0
  for (let at = 0; at < 15; at += 1) sum += fiscalValue(number.charAt(at), at % 2 === 0)
  return String.fromCharCode(65 + (sum % 26)) === number.charAt(15)
}

export function isBsn(digits: string): boolean {
  return (
    /^\d{9}$/.test(digits) && !isRepeated(digits) && weighed(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0
  )
}

export function isPesel(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || !isDay(Number(digits.slice(2, 4)) % 20, Number(digits.slice(4, 6))))
    return false
  const sum = weighed(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3])
  return (10 - (sum % 10)) % 10 === Number(digits.charAt(10))
}

function modulo11(digits: string, from: number): number {
  const rest = weighed(
    digits,
    Array.from({ length: digits.length }, (_, at) => from - at),
  )
  return ((rest * 10) % 11) % 10
}

export function isCpf(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || isRepeated(digits)) return false
  return (
    modulo11(digits.slice(0, 9), 10) === Number(digits[9]) &&
    modulo11(digits.slice(0, 10), 11) === Number(digits[10])
  )
}

export function isCnpj(digits: string): boolean {
  if (!/^\d{14}$/.test(digits) || isRepeated(digits)) return false
  const weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
  const first = weighed(digits, weights.slice(1)) % 11
  const second = weighed(digits, weights) % 11
  return (
    (first < 2 ? 0 : 11 - first) === Number(digits[12]) &&
    (second < 2 ? 0 : 11 - second) === Number(digits[13])
  )
}

const VERHOEFF_PRODUCT =
  '0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210'.split(
    ' ',
  )
const VERHOEFF_ORDER =
  '0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258'.split(' ')

export function isAadhaar(digits: string): boolean {
  if (!/^[2-9]\d{11}$/.test(digits)) return false
  let check = 0
  for (let at = 0; at < 12; at += 1) {
    const digit = Number(VERHOEFF_ORDER[at % 8]?.charAt(Number(digits.charAt(11 - at))))
    check = Number(VERHOEFF_PRODUCT[check]?.charAt(digit))
  }
  return check === 0
}

export function isPan(number: string): boolean {
  return /^[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]$/.test(number)
}

export function isChineseId(number: string): boolean {
  const shape = /^[1-9]\d{5}(?:18|19|20)\d{2}(\d{2})(\d{2})\d{3}[\dX]$/.exec(number)
  if (shape === null || !isDay(Number(shape[1]), Number(shape[2]))) return false
  const sum = weighed(number, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
  return '10X98765432'.charAt(sum % 11) === number.charAt(17)
}

export function isTurkishId(digits: string): boolean {
  if (!/^[1-9]\d{10}$/.test(digits)) return false
  const odd = weighed(digits, [1, 0, 1, 0, 1, 0, 1, 0, 1])
  const even = weighed(digits, [0, 1, 0, 1, 0, 1, 0, 1])
  const tenth = (((odd * 7 - even) % 10) + 10) % 10
  return tenth === Number(digits[9]) && (odd + even + tenth) % 10 === Number(digits[10])
}

/** Sweden, Canada, South Africa: the Luhn check over all of it, in Sweden without the century. */
export function isLuhnNumber(digits: string): boolean {
  const plain = digits.length === 12 ? digits.slice(2) : digits
  return /^\d{9,13}$/.test(plain) && !isRepeated(plain) && passesLuhn(plain)
}

export function isTfn(digits: string): boolean {
  return (
    /^\d{9}$/.test(digits) && !isRepeated(digits) && weighed(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0
  )
}

export function isBelgianId(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false
  const [number, check] = [digits.slice(0, 9), Number(digits.slice(9))]
  return 97 - (Number(number) % 97) === check || 97 - (Number(`2${number}`) % 97) === check
}

export function isNorwegianId(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false
  const first = (11 - (weighed(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11
  const second = (11 - (weighed(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
  return first === Number(digits[9]) && second === Number(digits[10])
}

export function isAhv(digits: string): boolean {
  if (!/^756\d{10}$/.test(digits)) return false
  const sum = weighed(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3])
  return (10 - (sum % 10)) % 10 === Number(digits.charAt(12))
}

export function isKoreanId(digits: string): boolean {
  if (!/^\d{13}$/.test(digits) || !isDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6)))) return false
  const sum = weighed(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5])
  return (11 - (sum % 11)) % 10 === Number(digits.charAt(12))
}

export function isMyNumber(digits: string): boolean {
  if (!/^\d{12}$/.test(digits) || isRepeated(digits)) return false
  const rest = weighed(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
  return (rest <= 1 ? 0 : 11 - rest) === Number(digits.charAt(11))
}

/** A US social security number: groups that are never given. */
export function isSocial(digits: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits) && !isRepeated(digits)
}

/** A US taxpayer number of those without a social security number. */
export function isItin(digits: string): boolean {
  return /^9\d{2}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}$/.test(digits)
}

export function isEin(digits: string): boolean {
  return /^(?!00|07|08|09|17|18|19|28|29|49|69|70|78|79|89|96|97)\d{9}$/.test(digits) && !isRepeated(digits)
}

export function isRouting(digits: string): boolean {
  return (
    /^\d{9}$/.test(digits) && !isRepeated(digits) && weighed(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0
  )
}

const MRZ_VALUES = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

function mrzDigit(field: string): number {
  let sum = 0
  for (let at = 0; at < field.length; at += 1)
    sum += Math.max(0, MRZ_VALUES.indexOf(field.charAt(at))) * ([7, 3, 1][at % 3] ?? 0)
  return sum % 10
}

/** The second line of a passport that machines read (ICAO 9303): number, birth and expiry each with a check digit. */
export function isPassportLine(line: string): boolean {
  if (line.length !== 44) return false
  return [line.slice(0, 10), line.slice(13, 20), line.slice(21, 28)].every(
    (field) => mrzDigit(field.slice(0, -1)) === Number(field.slice(-1)),
  )
}

/** Finland: the day of birth, a sign for the century, and a letter or digit modulo 31. */
export function isFinnishId(number: string): boolean {
  const shape = /^(\d\d)(\d\d)(\d\d)[A-FU-Y+]?(\d{3})([\dA-FHJ-NPR-Y])$/.exec(number)
  if (shape === null) return false
  const [, day, month, year, running, check] = shape
  if (!isDay(Number(month), Number(day))) return false
  return '0123456789ABCDEFHJKLMNPRSTUVWXY'.charAt(Number(`${day}${month}${year}${running}`) % 31) === check
}

/** The tax number of an Italian business, often of one person alone. */
export function isItalianVat(number: string): boolean {
  const digits = number.replace(/^IT/, '')
  return /^\d{11}$/.test(digits) && !isRepeated(digits) && passesLuhn(digits)
}

/** The number of an Australian business: a weighed sum modulo 89, its first digit one less. */
export function isAbn(digits: string): boolean {
  if (!/^[1-9]\d{10}$/.test(digits)) return false
  return (weighed(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0
}

/** A card of the Australian health insurance, with or without the place of a person on it. */
export function isAustralianMedicare(digits: string): boolean {
  if (!/^[2-6]\d{9,10}$/.test(digits)) return false
  return weighed(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(digits.charAt(8))
}

const NRIC_LETTERS: Readonly<Record<string, readonly [offset: number, letters: string]>> = {
  S: [0, 'JZIHGFEDCBA'],
  T: [4, 'JZIHGFEDCBA'],
  F: [0, 'XWUTRQPNMLK'],
  G: [4, 'XWUTRQPNMLK'],
  M: [3, 'KLJNPQRTUWX'],
}

/** A citizen, resident or guest of Singapore. */
export function isNric(number: string): boolean {
  if (!/^[STFGM]\d{7}[A-Z]$/.test(number)) return false
  const [offset, letters] = NRIC_LETTERS[number.charAt(0)] ?? [0, '']
  const sum = weighed(number.slice(1, 8), [2, 7, 6, 5, 4, 3, 2]) + offset
  return letters.charAt(sum % 11) === number.charAt(8)
}

/** Chile: a weighed sum modulo 11, ten of which is a K. */
export function isRut(number: string): boolean {
  if (!/^\d{7,8}[\dK]$/.test(number)) return false
  const digits = number.slice(0, -1).padStart(8, '0')
  const check = (11 - (weighed(digits, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
  return (check === 10 ? 'K' : String(check)) === number.slice(-1) && !isRepeated(digits)
}

const CURP_VALUES = '0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ'

/** Mexico: letters of the name, day of birth, sex and state, and a last digit modulo 10. */
export function isCurp(number: string): boolean {
  const shape = /^[A-Z]{4}\d\d(\d\d)(\d\d)[HMX][A-Z]{5}[A-Z\d]\d$/.exec(number)
  if (shape === null || !isDay(Number(shape[1]), Number(shape[2]))) return false
  let sum = 0
  for (let at = 0; at < 17; at += 1) sum += CURP_VALUES.indexOf(number.charAt(at)) * (18 - at)
  return (10 - (sum % 10)) % 10 === Number(number.charAt(17))
}

/** Argentina: who it is in two digits, and a weighed sum modulo 11. */
export function isCuil(digits: string): boolean {
  if (!/^(?:2[034567]|3[034])\d{9}$/.test(digits)) return false
  return (11 - (weighed(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(digits.charAt(10))
}

export function isThaiId(digits: string): boolean {
  if (!/^[1-8]\d{12}$/.test(digits)) return false
  const sum = weighed(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
  return (11 - (sum % 11)) % 10 === Number(digits.charAt(12))
}

export function isPortugueseTax(digits: string): boolean {
  if (!/^[1-35689]\d{8}$/.test(digits) || isRepeated(digits)) return false
  const rest = weighed(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
  return (rest < 2 ? 0 : 11 - rest) === Number(digits.charAt(8))
}

export function isRomanianId(digits: string): boolean {
  if (!/^[1-9]\d{12}$/.test(digits) || !isDay(Number(digits.slice(3, 5)), Number(digits.slice(5, 7))))
    return false
  const rest = weighed(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
  return (rest === 10 ? 1 : rest) === Number(digits.charAt(12))
}

/** Bulgaria: months after 1999 are higher by 40, before 1900 by 20. */
export function isBulgarianId(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || !isDay(Number(digits.slice(2, 4)) % 20, Number(digits.slice(4, 6))))
    return false
  return (weighed(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === Number(digits.charAt(9))
}

/** Czechia and Slovakia: of a woman the month is higher by 50; and all of it is a multiple of 11. */
export function isBirthNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || !isDay((Number(digits.slice(2, 4)) % 50) % 20, Number(digits.slice(4, 6))))
    return false
  // Until 1985 some have a rest of ten, which was written as 0.
  return Number(digits) % 11 === 0 || (digits.endsWith('0') && Number(digits.slice(0, 9)) % 11 === 10)
}

const PPS_LETTERS = 'WABCDEFGHIJKLMNOPQRSTUV'

/** Ireland: seven digits, a letter modulo 23, and since 2013 another one that counts nine times. */
export function isPps(number: string): boolean {
  if (!/^\d{7}[A-W][A-ITWX]?$/.test(number)) return false
  // W, T and X say whose number it is, and do not count.
  const second = Math.max(0, 'WABCDEFGHI'.indexOf(number.charAt(8) || 'W'))
  const sum = weighed(number, [8, 7, 6, 5, 4, 3, 2]) + second * 9
  return PPS_LETTERS.charAt(sum % 23) === number.charAt(7)
}

export function isOib(digits: string): boolean {
  return /^\d{11}$/.test(digits) && !isRepeated(digits) && isMod1110(digits)
}

/** Estonia and Lithuania: sex and century, day of birth, and a sum modulo 11 with a second try. */
export function isBalticId(digits: string): boolean {
  if (!/^[1-8]\d{10}$/.test(digits) || !isDay(Number(digits.slice(3, 5)), Number(digits.slice(5, 7))))
    return false
  const first = weighed(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
  const second = weighed(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11
  return (first < 10 ? first : second % 10) === Number(digits.charAt(10))
}

/** Greece: the day of birth, and the Luhn check. */
export function isAmka(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false
  return isDay(Number(digits.slice(2, 4)), Number(digits.slice(0, 2))) && passesLuhn(digits)
}

export function isIsraeliId(digits: string): boolean {
  return /^\d{9}$/.test(digits) && !isRepeated(digits) && passesLuhn(digits)
}

/** The tax number of a Polish business, often of one person alone. */
export function isNip(digits: string): boolean {
  if (!/^[1-9]\d{9}$/.test(digits) || isRepeated(digits)) return false
  return weighed(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(digits.charAt(9))
}
