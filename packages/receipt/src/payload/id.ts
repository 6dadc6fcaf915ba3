import { ReceiptError } from './error.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const FIELD_CHARACTERS = 10

/** Id of the receipt issued at a time (ms since the epoch) with a sequence number: `rcp_` and 20 characters. */
export function receiptId(issuedAtMs: number, seq: number): string {
  return `rcp_${field(issuedAtMs)}${field(seq)}`
}

/** Id of the gate that the receipt with this time (ms since the epoch) and sequence number opened. */
export function gateId(issuedAtMs: number, seq: number): string {
  return `gte_${field(issuedAtMs)}${field(seq)}`
}

/** Sequence number inside a receipt id or a gate id; throws `ReceiptError` for any other text. */
export function seqOfId(id: string): number {
  if (!/^(rcp|gte)_[0-9a-hjkmnp-tv-z]{20}$/.test(id)) {
    throw new ReceiptError('payload.id', 'id', 'not the id of a receipt or a gate')
  }
  let seq = 0
  for (const character of id.slice(-FIELD_CHARACTERS)) seq = seq * 32 + ALPHABET.indexOf(character)
  return seq
}

/** Ten characters of Crockford base32 in lower case, most significant first: 50 bits. */
function field(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** 50) {
    throw new ReceiptError('payload.id', 'id', 'an id carries integers from 0 to 2^50-1')
  }
  let text = ''
  let rest = value
  for (let index = 0; index < FIELD_CHARACTERS; index++) {
    text = ALPHABET.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}
