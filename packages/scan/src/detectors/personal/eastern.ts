// The check digits and forms of numbers that states in Asia, Africa and the Pacific give to people.
import { passesLuhn } from './digits.ts'
import { isDay, isRepeated, signValue, weighed } from './sums.ts'

/** Indonesia: district, and the day of birth, higher by 40 for women; a form without a check. */
export function isNik(digits: string): boolean {
  if (!/^(?:1[1-9]|2[1-8]|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-6])\d{14}$/.test(digits)) return false
  const day = Number(digits.slice(6, 8))
  return isDay(Number(digits.slice(8, 10)), day > 40 ? day - 40 : day)
}

/** The Indonesian tax number as it was before it became the number of the person. */
export function isNpwp(digits: string): boolean {
  return /^\d{15}$/.test(digits) && !isRepeated(digits) && passesLuhn(digits.slice(0, 9))
}

/** Malaysia: day of birth, place, four digits; a form without a check. */
export function isMyKad(digits: string): boolean {
  if (!/^\d{12}$/.test(digits) || /^(?:00|1[789]|20|69|70|73|8[01])/.test(digits.slice(6))) return false
  return isDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6)))
}

/** Hong Kong: one or two letters, six digits, and a check modulo 11 in which A is ten. */
export function isHkid(number: string): boolean {
  const plain = number.replace(/[()]/g, '')
  if (!/^[A-Z]{1,2}\d{6}[\dA]$/.test(plain)) return false
  const padded = plain.padStart(9, ' ')
  const sum = Array.from(padded).reduce(
    (all, character, at) => all + (9 - at) * (character === ' ' ? 36 : signValue(character)),
    0,
  )
  return sum % 11 === 0
}

const TAIWANESE_AREAS = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'

/** Taiwan: a letter for the place, sex or residence, and a sum modulo ten. */
export function isTaiwaneseId(number: string): boolean {
  if (!/^[A-Z][1289]\d{8}$/.test(number)) return false
  const area = String(TAIWANESE_AREAS.indexOf(number.charAt(0)) + 10)
  return weighed(area + number.slice(1), [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]) % 10 === 0
}

/** Pakistan: region, family and sex in thirteen digits; a form without a check. */
export function isCnic(digits: string): boolean {
  return /^[1-7]\d{11}[1-9]$/.test(digits) && !isRepeated(digits)
}

/** New Zealand's tax number: a second row of weights where the first says ten. */
export function isIrd(digits: string): boolean {
  if (!/^\d{8,9}$/.test(digits) || Number(digits) < 10_000_000 || Number(digits) > 150_000_000) return false
  const whole = digits.padStart(9, '0')
  const first = (11 - (weighed(whole, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
  const second = (11 - (weighed(whole, [7, 4, 3, 2, 5, 2, 7, 6]) % 11)) % 11
  return (first === 10 ? second : first) === Number(whole.charAt(8))
}

/** New Zealand's health index: letters without I and O, and a check modulo 11. */
export function isNhi(number: string): boolean {
  if (!/^[A-HJ-NP-Z]{3}\d{4}$/.test(number)) return false
  const sum = Array.from(number.slice(0, 6)).reduce(
    (all, sign, at) =>
      all + (7 - at) * (/\d/.test(sign) ? Number(sign) : 'ABCDEFGHJKLMNPQRSTUVWXYZ'.indexOf(sign) + 1),
    0,
  )
  return sum % 11 !== 0 && (11 - (sum % 11)) % 10 === Number(number.charAt(6))
}

/** Kazakhstan: day of birth, century, and a sum modulo 11 with a second try. */
export function isIin(digits: string): boolean {
  if (!/^\d{6}[0-6]\d{5}$/.test(digits) || !isDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6))))
    return false
  const first = weighed(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11
  const second = weighed(digits, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11
  return (first < 10 ? first : second) === Number(digits.charAt(11))
}

/** The Emirates: 784, year of birth, and the Luhn check. */
export function isEmiratesId(digits: string): boolean {
  return /^784(?:19|20)\d{10}$/.test(digits) && passesLuhn(digits)
}

/** Saudi Arabia: citizen or resident, and the Luhn check. */
export function isSaudiId(digits: string): boolean {
  return /^[12]\d{9}$/.test(digits) && !isRepeated(digits) && passesLuhn(digits)
}

/** Kuwait: century, day of birth, and a sum modulo 11. */
export function isKuwaitiId(digits: string): boolean {
  if (!/^[23]\d{11}$/.test(digits) || !isDay(Number(digits.slice(3, 5)), Number(digits.slice(5, 7))))
    return false
  return 11 - (weighed(digits, [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11) === Number(digits.charAt(11))
}

/** Iran: a weighed sum modulo 11. */
export function isIranianId(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || isRepeated(digits)) return false
  const rest = weighed(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11
  return (rest < 2 ? rest : 11 - rest) === Number(digits.charAt(9))
}

/** Egypt: century, day of birth and governorate; its check is not published. */
export function isEgyptianId(digits: string): boolean {
  if (!/^[23]\d{6}(?:0[1-4]|1[1-9]|2[1-9]|3[1-5]|88)\d{5}$/.test(digits)) return false
  return isDay(Number(digits.slice(3, 5)), Number(digits.slice(5, 7)))
}

/** Sri Lanka: year and day of birth, before 2016 with a letter; a form without a check. */
export function isSriLankanId(number: string): boolean {
  const day = /^(?:\d\d(\d{3})\d{4}[VX]|(?:19|20)\d\d(\d{3})\d{5})$/.exec(number)
  const counted = Number(day?.[1] ?? day?.[2] ?? 0) % 500
  return counted >= 1 && counted <= 366
}

/** Vietnam: province, sex and century, year of birth; a form without a check. */
export function isVietnameseId(digits: string): boolean {
  return /^0\d{2}[0-3]\d{8}$/.test(digits) && !isRepeated(digits)
}

/** A bank customer or citizen of Nigeria; a form without a check. */
export function isElevenDigits(digits: string): boolean {
  return /^[1-9]\d{10}$/.test(digits) && !isRepeated(digits)
}

/** A taxpayer of Kenya. */
export function isKraPin(number: string): boolean {
  return /^A\d{9}[A-Z]$/.test(number)
}

/** A voter in India. */
export function isVoterId(number: string): boolean {
  return /^[A-Z]{3}\d{7}$/.test(number)
}

/** The health identifier of Australia: who it is of in six digits, and the Luhn check. */
export function isIhi(digits: string): boolean {
  return /^80036\d{11}$/.test(digits) && passesLuhn(digits)
}

/** South Africa: the day of birth, citizen or not, and the Luhn check. */
export function isSouthAfricanId(digits: string): boolean {
  if (!/^\d{10}[012]\d{2}$/.test(digits)) return false
  return isDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6))) && passesLuhn(digits)
}
