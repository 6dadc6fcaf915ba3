// Whether a character that nobody sees parts a word by which an instruction or a credential is told.
import { folded, main, tree } from './lexicon.ts'

const TELLING = main('OVERRIDE', 'RULES', 'SECRET', 'SECRETLY')
const LETTERS_MIN = 4
/** No word of them is longer. */
const REACH = 24
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{Default_Ignorable_Code_Point}]/u
const UNSEEN = /\p{Default_Ignorable_Code_Point}+/gu

/** Whether the word around it is such a word only without it. */
export function isParted(text: string, from: number, to: number): boolean {
  const before =
    text
      .slice(Math.max(0, from - REACH), from)
      .split(BETWEEN_WORDS)
      .at(-1) ?? ''
  const [after = ''] = text.slice(to, to + REACH).split(BETWEEN_WORDS, 1)
  if (before === '' || after === '') return false
  const word = (before + after).replaceAll(UNSEEN, '')
  const length = before.replaceAll(UNSEEN, '').length
  return lengthTold(word) > length
}

/** How many letters of a word make it a telling one; 0 where none do. */
function lengthTold(word: string): number {
  let node = tree()
  let length = 0
  for (const character of word.toWellFormed()) {
    for (const letter of folded(character)) {
      const next = node.next.get(letter.charCodeAt(0))
      if (next === undefined) return 0
      node = next
    }
    length += character.length
    if (length < LETTERS_MIN) continue
    const entry = length === word.length ? (node.exact ?? node.prefix) : node.prefix
    if (entry !== undefined && [...entry.values()].some((meaning) => (meaning.main & TELLING) !== 0))
      return length
  }
  return 0
}
