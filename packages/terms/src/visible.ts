// Whether a text has anything in it that a reader can see.

/** A letter, a digit or a sign that is not drawn as nothing, such as a zero-width space or a filler. */
const SEEN = /(?!\p{Default_Ignorable_Code_Point}|\u2800)[\p{L}\p{N}\p{P}\p{S}]/u

export function isVisible(text: string): boolean {
  return typeof text === 'string' && SEEN.test(text)
}
