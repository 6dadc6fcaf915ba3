// Generates random JSON values from a seed, for the tests.
/** A seeded generator of JSON values: fast enough for millions, and every run sees the same ones. */
export type Random = {
  /** An integer from 0 to below `bound`. */
  below(bound: number): number
  bits(): number
}

export function random(seed: number): Random {
  let state = seed >>> 0
  function bits(): number {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  return { bits, below: (bound) => bits() % bound }
}

const PIECES = [
  'a',
  'Z',
  '0',
  '"',
  '\\',
  '/',
  '\n',
  '\u0000',
  '\u001f',
  '\u007f',
  '\u0080',
  'é',
  '\u2028',
  '\ud7ff',
]
const HIGH = [
  '\ue000',
  '\ufeff',
  '\uffff',
  '\u{10000}',
  '😀',
  '\u{10ffff}',
  'דּ',
  '€',
  '</script>',
  '__',
  '1',
  '10',
]

export function someText(source: Random): string {
  let text = ''
  for (let left = source.below(6); left > 0; left--) {
    const list = source.below(2) === 0 ? PIECES : HIGH
    text += list[source.below(list.length)]
  }
  return text
}

const float = new DataView(new ArrayBuffer(8))

/** Any finite double but -0: random bits reach every exponent. */
export function someNumber(source: Random): number {
  return someDouble(source) + 0
}

function someDouble(source: Random): number {
  switch (source.below(4)) {
    case 0:
      return source.below(1000) - 500
    case 1:
      return (source.bits() * 2 ** 21 + source.below(2 ** 21)) * (source.below(2) === 0 ? 1 : -1)
    case 2:
      return source.bits() / 10 ** source.below(20)
    default: {
      float.setUint32(0, source.bits())
      float.setUint32(4, source.bits())
      const value = float.getFloat64(0)
      return Number.isFinite(value) ? value : 0
    }
  }
}

export function someValue(source: Random, depth: number, number = someNumber): unknown {
  switch (source.below(depth > 0 ? 8 : 5)) {
    case 0:
      return source.below(2) === 0
    case 1:
      return null
    case 2:
      return number(source)
    case 3:
    case 4:
      return someText(source)
    case 5:
      return Array.from({ length: source.below(5) }, () => someValue(source, depth - 1, number))
    default: {
      const object: Record<string, unknown> = {}
      for (let left = source.below(7); left > 0; left--) {
        object[someText(source)] = someValue(source, depth - 1, number)
      }
      return object
    }
  }
}
