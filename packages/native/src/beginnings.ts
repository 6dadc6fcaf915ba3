// Views of bytes that are filled again and again, and hashed as far as they are filled.

/** The beginning of these bytes in any length: the view of each length is made once, and kept. */
export function beginningsOf(bytes: Uint8Array): (length: number) => Uint8Array {
  const made = new Map<number, Uint8Array>()
  return (length) => {
    const known = made.get(length)
    if (known !== undefined) return known
    const view = bytes.subarray(0, length)
    made.set(length, view)
    return view
  }
}
