// Where digits stand close to each other: without such places, a text holds no number of a person.

/** Groups of digits, each from its first to behind its last. */
export type Groups = {
  /** Those of at least six. */
  readonly groups: readonly { readonly from: number; readonly to: number }[]
  /** How many the largest has. */
  readonly most: number
  /** Whether two digits stand behind two letters, as an IBAN begins. */
  readonly mayBeIban: boolean
}

const GAP_MAX = 3
const DIGITS_MIN = 6

/** Whether a code is that of an ASCII letter. */
export function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

/** Whether the digit at a place is the second behind two letters. */
function isIbanHead(text: string, at: number, last: number): boolean {
  return last === at - 1 && isLetter(text.charCodeAt(at - 2)) && isLetter(text.charCodeAt(at - 3))
}

const NO_GROUPS: Groups = { groups: [], most: 0, mayBeIban: false }

/** The first digit from a place on; the length of the text where there is none. */
function digitFrom(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) return at
  }
  return text.length
}

/** The groups of digits in a text. */
export function groupsOf(text: string): Groups {
  const first = digitFrom(text, 0)
  if (first === text.length) return NO_GROUPS
  const groups: { from: number; to: number }[] = []
  let [from, last, count, most] = [0, -GAP_MAX - 2, 0, 0]
  let mayBeIban = false
  for (let at = first; at < text.length; at = digitFrom(text, at + 1)) {
    if (at - last > GAP_MAX + 1) {
      if (count >= DIGITS_MIN) groups.push({ from, to: last + 1 })
      from = at
      count = 0
    } else if (!mayBeIban) mayBeIban = isIbanHead(text, at, last)
    last = at
    count += 1
    if (count > most) most = count
  }
  if (count >= DIGITS_MIN) groups.push({ from, to: last + 1 })
  return { groups, most, mayBeIban }
}
