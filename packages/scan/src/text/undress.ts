// Takes off a text what only changes how it looks: invisible characters, look-alikes, compatibility forms.
import { type Budget, spend } from '../budget.ts'
import { textOfUnits } from './bytes.ts'
import { lookOf } from './lookalikes.ts'
import { NOT_ONE, remember, unitFor } from './remembered.ts'
import { type Builder, builderOn, type View } from './view.ts'

const PLAIN = /^[\t\n\r\x20-\x7e]*$/
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/
const SPACE = /[\p{Z}\u2800\u3164\u115f\u1160\uffa0]/u
const DIGIT = /\p{Nd}/u
/** Spaces, controls, digits, and what is dropped: marks over letters and what nobody sees. */
const SPECIAL =
  /[\p{Z}\u2800\u3164\u115f\u1160\uffa0\x80-\x9f\p{Nd}\p{Default_Ignorable_Code_Point}\p{Cf}\u0640]|[\u0300-\u036f]|[\u064b-\u065f]/u
const ASCII = /^[\x20-\x7e]*$/

const TAGS = { first: 0xe0020, last: 0xe007e, base: 0xe0000 }
const SELECTORS = { first: 0xfe00, last: 0xfe0f }
const MORE_SELECTORS = { first: 0xe0100, last: 0xe01ef }
/** So many selectors in a row spell something; one or two choose the form of a character. */
const SELECTORS_MIN = 4

/** The few characters that stand for more than so many are whole phrases: a text of them would grow tenfold. */
const COMPATIBLE_MAX = 4

const PER_CHARACTER = 2
const PER_DIFFERENT = 60

/** What units outside ASCII show by themselves. */
const known = remember(shownBy)

/** What a text shows, and the texts that it holds without showing them. */
export type Undressed = { readonly plain: View; readonly hidden: readonly View[] }

/** A text without what only changes how it looks. */
export function undress(view: View, budget: Budget): Undressed {
  if (PLAIN.test(view.text) || !spend(budget, view.text.length * PER_CHARACTER))
    return { plain: view, hidden: [] }
  const plain = plainOf(view, budget)
  // Where nothing differs, there is no way back to go.
  return { plain: plain.text === view.text ? { ...view, layer: 'plain' } : plain, hidden: hiddenIn(view) }
}

function plainOf(view: View, budget: Budget): View {
  const { text } = view
  const builder = builderOn(view)
  const row: Row = { units: new Uint16Array(text.length), from: 0, isDifferent: false }
  const pairs = new Map<string, string>()
  let at = takeRow(row, text, 0)
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const shown = shownOnce(character, pairs, budget)
    if (shown === undefined) break
    addRow(builder, row, at)
    builder.add(shown, at, at + character.length)
    row.from = at + character.length
    at = takeRow(row, text, row.from)
  }
  addRow(builder, row, at)
  builder.copy(at, text.length)
  return builder.view('plain', view.depth)
}

/** Takes units as long as each stands for one, and returns where they end. */
function takeRow(row: Row, text: string, from: number): number {
  const { units } = row
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const unit = code < ASCII_UNITS ? (asciiShown[code] ?? NOT_ONE) : unitShownBy(text, at, code)
    if (unit === NOT_ONE) return at
    units[at] = unit
    if (unit !== code) row.isDifferent = true
  }
  return text.length
}

/** Units in a row that each stand for one: from where, and whether any differs from what it stands for. */
type Row = { readonly units: Uint16Array; from: number; isDifferent: boolean }

function addRow(builder: Builder, row: Row, to: number): void {
  if (row.isDifferent) builder.each(textOfUnits(row.units, row.from, to), row.from, to)
  else builder.copy(row.from, to)
  row.isDifferent = false
}

/** The unit that one outside ASCII shows; `NOT_ONE` where it shows none or several, or is the first of two. */
function unitShownBy(text: string, at: number, code: number): number {
  const isFirst = code >= 0xd800 && code < 0xdc00 && (text.codePointAt(at) ?? 0) > code
  return isFirst ? NOT_ONE : unitFor(known, code)
}

/** What a character shows that is not one unit; undefined once the budget is exceeded. */
function shownOnce(character: string, pairs: Map<string, string>, budget: Budget): string | undefined {
  if (character.length === 1) return known.texts.get(character.charCodeAt(0)) ?? ''
  const before = pairs.get(character)
  if (before !== undefined) return before
  if (!spend(budget, PER_DIFFERENT)) return undefined
  const shown = shownBy(character)
  pairs.set(character, shown)
  return shown
}

const ASCII_UNITS = 0x80
/** The unit that each of ASCII shows: itself, or `NOT_ONE`. */
const asciiShown = Uint8Array.from({ length: ASCII_UNITS }, (_, code) => (isControl(code) ? NOT_ONE : code))

function isControl(code: number): boolean {
  return code === 0x7f || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d)
}

/** What a character shows: nothing, or plain letters where it looks like them. */
export function shownBy(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return CONTROL.test(character) ? '' : character
  const isSpecial = SPECIAL.test(character)
  if (isSpecial && SPACE.test(character)) return ' '
  if (isSpecial && !DIGIT.test(character)) return ''
  const compatible = character.normalize('NFKC')
  if (compatible.length > COMPATIBLE_MAX) return character
  if (compatible !== character && ASCII.test(compatible)) return compatible
  if (isSpecial) return digitOf(code)
  return lookalike(character) ?? compatible
}

/** The value of a digit of any script: the digits of each stand in a row. */
function digitOf(code: number): string {
  let value = 0
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value += 1
  return String(value)
}

const SMALL_CAPITALS: ReadonlyMap<string, string> = new Map(
  Array.from(
    'ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz'.matchAll(/(.)(.)/gu),
    ([, small = '', letter = '']) => [small, letter],
  ),
)

/** Confusables name one letter for all that look alike; the case tells which was meant. */
function lookalike(character: string): string | undefined {
  const capital = SMALL_CAPITALS.get(character)
  if (capital !== undefined) return capital
  const look = lookOf(character)
  if (look === 'rn') return 'm'
  return look === 'l' && character !== character.toLowerCase() ? 'I' : look
}

const SELECTOR = /[\ufe00-\ufe0f\udb40]/

function hiddenIn(view: View): View[] {
  if (!SELECTOR.test(view.text)) return []
  const spelled = selected(view)
  return [...tagged(view), ...(spelled === undefined ? [] : [spelled])]
}

/** What tag characters spell. */
function tagged(view: View): View[] {
  const builder = builderOn(view)
  let at = 0
  for (const character of view.text) {
    const code = character.codePointAt(0) ?? 0
    const to = at + character.length
    if (code >= TAGS.first && code <= TAGS.last) builder.add(String.fromCharCode(code - TAGS.base), at, to)
    at = to
  }
  const spelled = builder.view('tags', view.depth + 1)
  return spelled.text === '' ? [] : [spelled]
}

/** What variation selectors spell, one byte each. */
function selected(view: View): View | undefined {
  const bytes: { readonly value: number; readonly at: number; readonly to: number }[] = []
  let at = 0
  for (const character of view.text) {
    const to = at + character.length
    const value = selectorOf(character.codePointAt(0) ?? 0)
    if (value !== undefined) bytes.push({ value, at, to })
    at = to
  }
  if (bytes.length < SELECTORS_MIN) return undefined
  const builder = builderOn(view)
  for (const { value, at: from, to } of bytes)
    builder.add(value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : ' ', from, to)
  return builder.view('selectors', view.depth + 1)
}

function selectorOf(code: number): number | undefined {
  if (code >= SELECTORS.first && code <= SELECTORS.last) return code - SELECTORS.first
  return code >= MORE_SELECTORS.first && code <= MORE_SELECTORS.last
    ? code - MORE_SELECTORS.first + 16
    : undefined
}
