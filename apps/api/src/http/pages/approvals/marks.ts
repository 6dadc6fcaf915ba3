// Texts of strangers as a page shows them: each apart from what is around it, and what it hides by name.
import { type Mark, type Piece, reveal } from '@countersign/scan/text'
import { type Html, html, withCode } from '../html.ts'
import { chunksOf } from './units.ts'

/** What one mark adds to a page, in characters; a text adds its length. */
const MARK_COST = 96

export function costOf({ text, mark }: Piece): number {
  return mark === undefined ? text.length : MARK_COST + spellingOf(mark).length
}

/** The pieces of a text that may be long; what was cut in two is counted as one again. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  for (const chunk of chunksOf(text)) for (const piece of reveal(chunk)) join(pieces, piece)
  return pieces
}

/** Adds a piece to those before it. */
function join(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1)
  const isSame = last?.mark !== undefined && piece.mark !== undefined && last.mark.code === piece.mark.code
  if (!isSame || last?.mark === undefined || piece.mark === undefined) {
    pieces.push(piece)
    return
  }
  const { mark } = last
  const hides = mark.hides === undefined ? {} : { hides: mark.hides + (piece.mark.hides ?? '') }
  const count = mark.count + piece.mark.count
  pieces[pieces.length - 1] = { text: last.text + piece.text, mark: { ...mark, ...hides, count } }
}

export function piecesHtml(pieces: readonly Piece[]): Html[] {
  return pieces.map(({ text, mark }) => (mark === undefined ? html`${text}` : markHtml(text, mark)))
}

/** Only what can be seen is written as itself; everything else by its name alone. */
function markHtml(text: string, mark: Mark): Html {
  const seen = mark.kind === 'lookalike' && mark.count === 1 && html`<bdi>${text}</bdi> `
  return html`<mark class="${mark.kind}">${seen}${labelOf(mark)}</mark>`
}

/** A mark in words, such as `U+202E right-to-left override`. */
export function labelOf({ code, name, count, looksLike, hides }: Mark): string {
  return [
    `${code} ${name}`,
    ...(looksLike === undefined ? [] : [`that looks like “${looksLike}”`]),
    ...(count === 1 ? [] : [`× ${numberOf(count)}`]),
    ...(hides === undefined || hides === '' ? [] : [`spelling ${spellingOf({ hides })}`]),
  ].join(' ')
}

const SPELLING_MAX = 500

function spellingOf({ hides = '' }: Pick<Mark, 'hides'>): string {
  const left = hides.length - SPELLING_MAX
  return `“${hides.slice(0, SPELLING_MAX)}”${left > 0 ? ` and ${numberOf(left)} more characters` : ''}`
}

export function numberOf(count: number): string {
  return count.toLocaleString('en')
}

const SHOWN_MAX = 500

/**
 * A short text of a stranger, whose direction ends with it. Of a longer one the beginning, and how much is left out;
 * nothing behind it is read.
 */
export function shown(text: string, max = SHOWN_MAX): Html {
  const kept: Piece[] = []
  let [cost, length] = [0, 0]
  for (const piece of piecesOf(headOf(text, 2 * max))) {
    const room = max - cost
    if (room <= 0 || (piece.mark !== undefined && costOf(piece) > room && kept.length > 0)) break
    const cut = piece.mark === undefined ? { text: headOf(piece.text, room) } : piece
    kept.push(cut)
    cost += costOf(cut)
    length += cut.text.length
    if (cut.text.length < piece.text.length) break
  }
  const left = text.length - length
  return html`<bdi dir="auto">${piecesHtml(kept)}</bdi>${left > 0 && html` <em>… and ${numberOf(left)} more characters</em>`}`
}

/** The first characters, none of them cut in two. */
function headOf(text: string, length: number): string {
  const head = text.slice(0, length)
  return head.isWellFormed() ? head : head.slice(0, -1)
}

/** The same of a text that may have lines, such as a policy. */
export function shownLines(text: string, max = SHOWN_MAX): Html {
  const head = headOf(text, max)
  const left = text.length - head.length
  const lines = head.split(/\r?\n/)
  return html`${lines.map((line, at) => html`${at > 0 && '\n'}${shown(line, max)}`)}${left > 0 && html` <em>… and ${numberOf(left)} more characters</em>`}`
}

/** A sentence of the service that has names and conditions between backticks; each part may be a text of a stranger. */
export function shownWithCode(text: string): Html {
  return text.length > SHOWN_MAX ? shown(text) : withCode(text, (part) => shown(part))
}
