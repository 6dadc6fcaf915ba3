// Which characters a class of a pattern matches, told on a sample of all characters.

/** Letters, digits, marks, blanks, signs and pictures of many scripts, so that no usual class matches none of them. */
const OTHERS =
  '\u0085\u00a0\u00ad²½ªµéÉßñŁİǅʰ\u0301αΩяЯअ१\u0903אבعم٣ฟไあアー漢한ᚠⅧ\u2003\u200b\u200d\u2013\u2014\u2019\u2028\u2044€™→∑■☃\u3000。Ａ１\ue000😀𝒜𠀀'

/** ASCII and the others. */
const SAMPLE = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), ...OTHERS]
const ALL = (1n << BigInt(SAMPLE.length)) - 1n

/** The characters of the sample that a class or an escape matches, a bit for each; all where it matches none of them. */
export function masksOf(source: string): bigint {
  const form = formOf(source)
  if (form === undefined) return ALL
  let [mask, bit] = [0n, 1n]
  for (const character of SAMPLE) {
    if (form.test(character)) mask |= bit
    bit <<= 1n
  }
  return mask === 0n ? ALL : mask
}

function formOf(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(`^${source}$`, flags)
    } catch {
      // Without the flag fewer things are wrong.
    }
  }
  return undefined
}
