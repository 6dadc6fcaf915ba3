// CRC-32, the checksum of API keys.
const TABLE = /* @__PURE__ */ makeTable()

function makeTable(): Uint32Array {
  const table = new Uint32Array(256)
  for (let index = 0; index < 256; index++) {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    table[index] = value >>> 0
  }
  return table
}

/** CRC-32 (IEEE 802.3) of a text whose characters are all below U+0080, as an unsigned 32-bit integer. */
export function crc32(ascii: string): number {
  let value = 0xffffffff
  for (let index = 0; index < ascii.length; index++) {
    value = (TABLE[(value ^ ascii.charCodeAt(index)) & 0xff] ?? 0) ^ (value >>> 8)
  }
  return (value ^ 0xffffffff) >>> 0
}
