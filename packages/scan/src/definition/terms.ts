// What words count as, apart from where they stand; what others work out of that is kept beside it.

/** What a word counts as, wherever it stands. */
export type Term = {
  /** The word, and what else it counts as: without hyphens, with letters for digits, a kind such as `#url`. */
  readonly keys: readonly string[]
  /** Where others keep what they work out of it. */
  readonly place: number
}

const PLACES = 4096
let last = 0

/** A term of its own. */
export function termOf(keys: readonly string[]): Term {
  last = (last + 1) % PLACES
  return { keys, place: last }
}

/** Works something out of a term when it is met, and not again as long as no other term takes its place. */
export function perTerm<Held>(workOut: (term: Term) => Held): (term: Term) => Held {
  const terms: (Term | undefined)[] = new Array(PLACES)
  const held: Held[] = new Array(PLACES)
  return (term) => {
    const { place } = term
    if (terms[place] !== term) {
      terms[place] = term
      held[place] = workOut(term)
    }
    return held[place] as Held
  }
}
