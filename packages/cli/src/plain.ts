// Makes untrusted text and JSON safe to print on a terminal.
import { stripVTControlCharacters } from 'node:util'

const CHARACTERS_MAX = 500
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu

/** Untrusted text for one line of a terminal: no escape sequences, control or direction characters; of limited length. */
export function plain(text: string): string {
  const clean = stripVTControlCharacters(text)
    .replace(/[\t\n\v\f\r]/g, ' ')
    .replace(UNPRINTABLE, '')
  return clean.length > CHARACTERS_MAX ? `${clean.slice(0, CHARACTERS_MAX)}…` : clean
}

/** JSON that is safe on a terminal: what `JSON.stringify` leaves unescaped of what `plain` removes is escaped. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
