// What single characters stand for, worked out when one is first met and then kept.

/** What each unit stands for by itself, as far as it was met. Characters of two units are too many to be kept. */
export type Remembered = {
  readonly standsFor: (character: string) => string
  /** The one unit that each stands for. */
  readonly units: Uint16Array
  /** What those stand for that are none, or several. */
  readonly texts: Map<number, string>
}

const UNITS = 0x10000
const NOT_MET = 0
/** Instead of a unit: there is none, or several, and `texts` has them. */
export const NOT_ONE = 1

/** Remembers what a function says of characters, which must depend on nothing else. */
export function remember(standsFor: (character: string) => string): Remembered {
  return { standsFor, units: new Uint16Array(UNITS), texts: new Map() }
}

/** The unit that another stands for, or `NOT_ONE`. */
export function unitFor(known: Remembered, code: number): number {
  const unit = known.units[code] ?? NOT_MET
  return unit === NOT_MET ? meet(known, code) : unit
}

function meet({ standsFor, units, texts }: Remembered, code: number): number {
  const shown = standsFor(String.fromCharCode(code))
  const unit = shown.length === 1 && shown.charCodeAt(0) > NOT_ONE ? shown.charCodeAt(0) : NOT_ONE
  if (unit === NOT_ONE) texts.set(code, shown)
  units[code] = unit
  return unit
}
