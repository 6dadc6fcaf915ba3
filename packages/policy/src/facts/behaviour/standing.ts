// What is remembered as an instruction for every time from then on, and what a change is paid with.
import { aboutOf, type Name } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { addEffects, type Reader } from './reader.ts'

const REMEMBERING = list('memory memories remember memo memos recall memorize')
const EVERY_TIME =
  /\b(?:always|from now on|every time|each time|whenever|in (?:the )?future|standing (?:instruction|order)|by default)\b/i
const ACTING =
  /\b(?:send|forward|share|copy|cc|bcc|e-?mail|post|upload|approve|pay|transfer|delete|grant|trust|ignore|skip|bypass|disable|run|execute|install|without (?:asking|approval|confirmation))\b/i

/** An instruction that is remembered, which the agent follows without anybody asking for it again. */
export function readStanding(reader: Reader, value: string): void {
  if (!value.includes(' ') || !isRemembering(reader)) return
  if (EVERY_TIME.test(value) && ACTING.test(value)) addEffects(reader, ['control'])
}

function isRemembering({ words }: Reader): boolean {
  return words.some((word) => REMEMBERING.has(word))
}

const PAID_WITH = list(`
  paymentref paymentreference paymentmethod paymentmethodid paymentid paymentsource paymenttoken paymentcard paymentinstrument
  card cardid paywith payfrom chargeto billedto billto`)
// `credit_card_4196779`, `pm_1NX`, `tok_visa_2`: one of them, and not only what kind.
const MEANS_TO_PAY =
  /^(?:credit|debit|gift|travel)?_?(?:card|certificate|pm|paypal|visa|mastercard|amex|tok|src|wallet|iban|acct)_\w{0,32}\d/i

/** What something is paid with, where nothing in the name says that it is paid. */
export function readPaidWith(reader: Reader, name: Name, value: string): void {
  if (!PAID_WITH.has(aboutOf(name).whole) || !MEANS_TO_PAY.test(value)) return
  if (!reader.words.some((word) => NOTED.has(singularOf(word)))) addEffects(reader, ['pay', 'outward'])
}

const NOTED = list('note comment log expense report record label tag annotation nickname reminder')
