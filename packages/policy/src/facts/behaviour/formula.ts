// Formulas of a spreadsheet that reach out as soon as they are calculated.
import { MEANS, means, type Name } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { addEffects, type Reader } from './reader.ts'

const BEGINS = /^\s{0,8}["']?[=+@-]/
// What always asks another server.
const ASKS = /\b(?:IMPORT(?:DATA|XML|HTML|FEED|JSON)|WEBSERVICE|RTD|REGISTER\.ID|CALL)\s{0,4}\(/i
// What shows an address, and sends along whatever the address is made of.
const SHOWS = /\b(?:IMAGE|HYPERLINK|IMPORTRANGE|QRCODE)\s{0,4}\(/i
const PICTURE = /\bIMAGE\s{0,4}\(\s{0,4}["']https?:/i
const JOINED =
  /["')\s]&|&["'\s(]|\b(?:CONCAT(?:ENATE)?|TEXTJOIN|JOIN|SUBSTITUTE|ENCODEURL|INDIRECT)\s{0,4}\(/i
// Another program: `=cmd|'/C calc'!A0`.
const PROGRAM = /^\s{0,8}["']?[=+@-]\s{0,4}(?:cmd|powershell|msexcel|mshta|rundll32|dde|wscript)\s{0,4}[|(]/i

const SHEETS = list(
  'sheet spreadsheet cell row column range table worksheet workbook excel gsheet grid csv formula',
)

const LONGEST = 4096
// The signs that a formula may begin with, and what may stand before them.
const MAY_BEGIN: ReadonlySet<number> = new Set(Array.from('=+-@\'" \t\n', (sign) => sign.charCodeAt(0)))

/** A formula where one is calculated: `=IMPORTDATA("https://…"&B2)`. */
export function readFormula(reader: Reader, name: Name, value: string): void {
  if (reader.isReading || !MAY_BEGIN.has(value.charCodeAt(0)) || value.length > LONGEST) return
  if (!BEGINS.test(value)) return
  if (PROGRAM.test(value)) addEffects(reader, ['execute'])
  if (!value.includes('(')) return
  // In a note or a message it is only spoken about.
  if (means(name, MEANS.content) && !reader.words.some((word) => SHEETS.has(singularOf(word)))) return
  if (ASKS.test(value) || PICTURE.test(value) || (SHOWS.test(value) && JOINED.test(value)))
    addEffects(reader, ['outward'])
}
