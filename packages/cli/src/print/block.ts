// A text of several lines in a margin of its own, so that it cannot look like what stands around it.

const COLUMNS_MIN = 40
const COLUMNS_USUAL = 100

const MARK_OR_CHARACTER = /\u27e6[^\u27e7]*\u27e7|./gsu

/** Lines between margins: `│` begins a line of the text, `┆` the rest of one that is wider than the terminal. */
export function block(text: string, columns = COLUMNS_USUAL): string {
  const width = Math.max(columns, COLUMNS_MIN) - 3
  return text
    .split('\n')
    .flatMap((line) => rowsOf(line, width).map((row, at) => `${at === 0 ? '│' : '┆'} ${row}\n`))
    .join('')
}

/** What stays together in a row: a mark that fits, else each character. */
function piecesOf(line: string, width: number): string[] {
  const pieces = line.match(MARK_OR_CHARACTER) ?? []
  return pieces.flatMap((piece) => (widthOf(piece) > width ? [...piece] : [piece]))
}

/** What is not ASCII counts as wide, so that no row is wrapped once more. */
function widthOf(piece: string): number {
  return Array.from(piece, (character) => (character < '\u007f' ? 1 : 2)).reduce((sum, wide) => sum + wide, 0)
}

/** Cuts a line into rows. */
function rowsOf(line: string, width: number): string[] {
  const rows: string[] = []
  let row = ''
  let used = 0
  for (const piece of piecesOf(line, width)) {
    const wide = widthOf(piece)
    if (used + wide > width) {
      rows.push(row)
      row = ''
      used = 0
    }
    row += piece
    used += wide
  }
  return [...rows, row]
}
