// Text that others wrote, as it is: what a terminal would hide, obey or reorder is shown by name.
import { type Mark, type Piece, reveal } from '@countersign/scan/text'

/** Letters that are written from right to left: beside others, a terminal may change the order of both. So few fit in any row. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]{1,12}/gu

const ASCII = /^[\x20-\x7e]+$/

/** What marks begin with, so that no text can pretend to hold one. */
const OPENING = /\u27e6/g

/** The first half of a character that was cut in two. */
const HALF = /[\ud800-\udbff]$/

/** The text in characters that stand for themselves; marks look like `⟦U+202E right-to-left override⟧`. */
export function visible(text: string): string {
  return shownOf(reveal(text))
}

/** The same for texts that were cut into pieces already. */
export function shownOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text, mark }) => (mark === undefined ? printed(text) : shownMark(mark))).join('')
}

/** The same for one column of a line: cut where it is too long, which is said. */
export function brief(text: string, characters = 60): string {
  const start = text.slice(0, characters).replace(HALF, '')
  const left = text.length - start.length
  return left === 0 ? visible(text) : `${visible(start)}… (${left} more characters)`
}

/** A mark in words, such as `U+200B zero width space ×3`. */
export function markText({ name, code, count, looksLike, hides }: Mark): string {
  const more = [
    ASCII.test(name) ? ` ${name}` : '',
    count > 1 ? ` ×${count}` : '',
    looksLike === undefined ? '' : `, looks like ${looksLike}`,
    hides === undefined || hides === '' ? '' : `, spells ${hides}`,
  ]
  return `${code}${more.join('')}`
}

function shownMark(mark: Mark): string {
  return `\u27e6${markText(mark)}\u27e7`
}

/** Each run of such letters stands between Latin ones, so that nothing moves but the letters among themselves. */
function printed(text: string): string {
  return text
    .replace(OPENING, '\u27e6U+27E6 bracket\u27e7')
    .replace(RIGHT_TO_LEFT, (letters) => `\u27e6rtl ${letters} rtl\u27e7`)
}
