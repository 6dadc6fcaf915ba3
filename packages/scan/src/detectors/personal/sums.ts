// The sums that check digits are made of.

/** Each digit times its weight. */
export function weighed(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits.charAt(at)), 0)
}

export function isDay(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

export function isRepeated(digits: string): boolean {
  return new Set(digits).size === 1
}

/** ISO 7064, MOD 11,10: the last digit of numbers in Croatia and Germany. */
export function isMod1110(digits: string): boolean {
  let product = 10
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return (11 - product) % 10 === Number(digits.slice(-1))
}

/** The last digit that brings a sum to a multiple of ten. */
export function toTen(sum: number): number {
  return (10 - (sum % 10)) % 10
}

/** The digits of a number, and A as 10 to Z as 35. */
export function signValue(character: string): number {
  return Number.parseInt(character, 36)
}

/** The sum of the digits of each weighed digit. */
export function weighedAcross(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => {
    const product = weight * Number(digits.charAt(at))
    return sum + Math.floor(product / 10) + (product % 10)
  }, 0)
}
