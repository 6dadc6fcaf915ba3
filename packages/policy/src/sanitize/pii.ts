import { cardsIn, phonesIn, type Span, socialNumbersIn } from './digits.ts'
import { ibansIn } from './iban.ts'

const LOCAL_MAX = 64
const LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}$/u
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}\p{L}[\p{L}\p{N}-]{1,62}/u
const DOMAIN_MAX = 255

const isTrailing = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** The e-mail addresses in a text: from each `@` as far as an address can reach to both sides. */
export const emailsIn = (text: string): Span[] => {
  const spans: Span[] = []
  let after = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const low = Math.max(after, at - LOCAL_MAX)
    const from = isTrailing(text.charCodeAt(low)) ? low + 1 : low
    const local = LOCAL.exec(text.slice(from, at))?.[0]
    const domain = DOMAIN.exec(text.slice(at + 1, at + 1 + DOMAIN_MAX))?.[0]
    if (local === undefined || domain === undefined) continue
    after = at + 1 + domain.length
    spans.push([at - local.length, after])
  }
  return spans
}

/** The personal data in a text that can be told by its form. */
export const personalIn = (text: string): Span[] => [
  ...emailsIn(text),
  ...ibansIn(text),
  ...cardsIn(text),
  ...socialNumbersIn(text),
  ...phonesIn(text),
]
