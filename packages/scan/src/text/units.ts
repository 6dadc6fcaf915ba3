// Tables that hold a number for each unit of a text.

const UNITS = 0x10000

/** What each ASCII character is, and 0 for all other units: to look takes less time than to ask first whether a unit is ASCII. */
export function tableOfUnits(ascii: ArrayLike<number>): Uint8Array {
  const table = new Uint8Array(UNITS)
  table.set(ascii)
  return table
}
