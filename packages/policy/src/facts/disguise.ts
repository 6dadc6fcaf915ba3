// Percent-encoding, compatibility forms, invisible characters: the layers that a text can hide another under.
import { type Budget, spend } from '../model/budget.ts'

const ENCODED = /(?:%[0-9a-f]{2})+|%u[0-9a-f]{4}/gi
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
// Signs that are drawn like a slash, and that some readers take for one.
const SLASHES = /[\u2044\u2215\u29f8\u27cb\u1735]/g
const BACKSLASHES = /[\u2216\u29f5\u29f9\u27cd]/g
const PLAIN = /^[\x20-\x24\x26-\x7e]*$/
const ASCII = /^[\0-\x7f]*$/

const LEADS = [
  { from: 0xf0, bits: 0x07, more: 3 },
  { from: 0xe0, bits: 0x0f, more: 2 },
  { from: 0xc0, bits: 0x1f, more: 1 },
] as const

const LAST = 0x10ffff

/** UTF-8 as lenient decoders read it, which accept letters that are written longer than they have to be: %c0%ae is a dot. */
function decodeLeniently(encoded: string): string {
  const bytes = encoded
    .slice(1)
    .split('%')
    .map((hex) => Number.parseInt(hex, 16))
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

function decodeOnce(encoded: string): string {
  if (encoded.length === 3) {
    const byte = Number.parseInt(encoded.slice(1), 16)
    return byte < 0x80 ? String.fromCharCode(byte) : decodeLeniently(encoded)
  }
  if (/^%u/i.test(encoded)) return String.fromCharCode(Number.parseInt(encoded.slice(2), 16)).toWellFormed()
  try {
    return decodeURIComponent(encoded)
  } catch {
    return decodeLeniently(encoded)
  }
}

/** Takes one layer off: percent-encoding, compatibility forms and invisible characters. */
function decodeLayer(text: string): string {
  if (PLAIN.test(text)) return text
  const decoded = text.includes('%') ? text.replace(ENCODED, decodeOnce) : text
  return ASCII.test(decoded)
    ? decoded
    : decoded.normalize('NFKC').replace(INVISIBLE, '').replace(SLASHES, '/').replace(BACKSLASHES, '\\')
}

/** The layers of a text. */
export type Layers = {
  /** From the text as it is to the innermost. */
  readonly texts: readonly string[]
  /** Whether there are more layers than anyone has a reason for, or bytes that are not UTF-8. */
  readonly isOdd: boolean
  /** Whether the innermost was not reached. */
  readonly isCut: boolean
}

/** Layers that an honest writer may have put on without noticing. */
const USUAL = 3
const MAX = 8

const PER_PLAIN = 1 / 8
const PER_ENCODED = 12

function costOf(text: string): number {
  return Math.ceil(text.length * (PLAIN.test(text) ? PER_PLAIN : PER_ENCODED))
}

/** Takes the disguises off a text, layer by layer. */
export function layersOf(text: string, budget: Budget): Layers {
  const texts = [text]
  for (let outer = text; ; ) {
    if (!spend(budget, costOf(outer))) return { texts, isOdd: true, isCut: true }
    const inner = decodeLayer(outer)
    if (inner === outer) break
    if (texts.length > MAX) return { texts, isOdd: true, isCut: true }
    texts.push(inner)
    outer = inner
  }
  return {
    texts,
    isOdd: texts.length > USUAL + 1 || texts.some((layer) => layer.includes('\ufffd')),
    isCut: false,
  }
}

const LOWER = /^[\x20-\x40\x5b-\x7e]*$/

// The one letter whose small form depends on what stands around it.
const FINAL_SIGMA = '\u03c2'

/** A text without the differences that file systems may not make: case, and compatibility forms. */
export function folded(text: string): string {
  if (LOWER.test(text)) return text
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replaceAll(FINAL_SIGMA, '\u03c3')
    .normalize('NFKC')
}
