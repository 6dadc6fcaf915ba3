// Characters that look like ASCII: the confusables of UTS 39, and compatibility forms (NFKC).
import confusables from 'unhomoglyph/data.json' with { type: 'json' }

const looks: ReadonlyMap<string, string> = new Map(Object.entries(confusables))

const ASCII = /^[\x21-\x7e]+$/
const MARKS = /\p{M}/u

/** The ASCII text that a character outside ASCII looks like, or undefined. */
export function lookOf(character: string): string | undefined {
  const shown = looks.get(character)
  if (shown !== undefined && ASCII.test(shown)) return shown
  const compatible = character.normalize('NFKC')
  if (compatible === character) return undefined
  return ASCII.test(compatible) && !MARKS.test(compatible) ? compatible : undefined
}
