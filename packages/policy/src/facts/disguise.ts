const ENCODED = /(?:%[0-9a-f]{2})+|%u[0-9a-f]{4}/gi
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const PLAIN = /^[\x20-\x24\x26-\x7e]*$/

const LEADS = [
  { from: 0xf0, bits: 0x07, more: 3 },
  { from: 0xe0, bits: 0x0f, more: 2 },
  { from: 0xc0, bits: 0x1f, more: 1 },
] as const

const LAST = 0x10ffff

/** UTF-8 as careless decoders read it, that is with letters written longer than they have to be: %c0%ae is a dot. */
const careless = (encoded: string): string => {
  const bytes = Array.from(encoded.matchAll(/[0-9a-f]{2}/gi), ([hex]) => Number.parseInt(hex, 16))
  let text = ''
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    const lead = LEADS.find(({ from }) => byte >= from)
    const tail = lead === undefined ? [] : bytes.slice(at + 1, at + 1 + lead.more)
    const code = tail.reduce(
      (sum, next) => sum * 64 + (next & 0x3f),
      lead === undefined ? byte : byte & lead.bits,
    )
    text += code > LAST ? '\ufffd' : String.fromCodePoint(code)
    at += tail.length
  }
  return text.toWellFormed()
}

const decodedOnce = (encoded: string): string => {
  if (/^%u/i.test(encoded)) return String.fromCharCode(Number.parseInt(encoded.slice(2), 16)).toWellFormed()
  try {
    return decodeURIComponent(encoded)
  } catch {
    return careless(encoded)
  }
}

/** One layer off: percent-encoding, compatibility forms and invisible characters. */
const undressed = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(ENCODED, decodedOnce).normalize('NFKC').replace(INVISIBLE, '')

/** The layers of a text. */
export interface Layers {
  /** From the text as it is to the innermost. */
  readonly texts: readonly string[]
  /** Whether there are more layers than anyone has a reason for, or bytes that are no UTF-8. */
  readonly isOdd: boolean
  /** Whether the innermost was not reached. */
  readonly isCut: boolean
}

const HONEST = 3
const MAX = 8

/** Takes the disguises off a text, layer by layer. */
export const layersOf = (text: string): Layers => {
  const texts = [text]
  for (let inner = undressed(text); inner !== texts.at(-1); inner = undressed(inner)) {
    if (texts.length > MAX) return { texts, isOdd: true, isCut: true }
    texts.push(inner)
  }
  return {
    texts,
    isOdd: texts.length > HONEST + 1 || texts.some((layer) => layer.includes('\ufffd')),
    isCut: false,
  }
}

const LOWER = /^[\x20-\x40\x5b-\x7e]*$/

/** A text without the differences that file systems may not make: case, and compatibility forms. */
export const folded = (text: string): string =>
  LOWER.test(text) ? text : text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
