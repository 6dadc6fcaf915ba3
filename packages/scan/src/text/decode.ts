// Takes encodings off a text, one inside another: escapes, percent, entities, base64 and hex.
import { type Budget, isExceeded, spend } from '../budget.ts'
import { base64Bytes, hexByte, hexBytes, mayBeText, textOf } from './bytes.ts'
import type { Sighting } from './keywords.ts'
import { matchesIn } from './matches.ts'
import { base64From, HOLDS, surveyOf } from './survey.ts'
import { turnedBack } from './turned.ts'
import { type Undressed, undress } from './undress.ts'
import { builderOn, type View, viewOf } from './view.ts'

const DEPTH_MAX = 4

const ESCAPES =
  /%u[0-9a-f]{4}|(?:%[0-9a-f]{2})+|\\u\{[0-9a-f]{1,6}\}|\\u[0-9a-f]{4}|(?:\\x[0-9a-f]{2})+|\\[0-3][0-7]{2}|&#x[0-9a-f]{1,6};?|&#[0-9]{1,7};?|&(?:lt|gt|amp|quot|apos|nbsp|colon|sol|lpar|rpar|lsqb|rsqb|num|commat|Tab|NewLine|period|comma|excl|equals|lowbar|hyphen|shy|zwj|zwnj);|(?:=[0-9A-F]{2}){2,}/gi
const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  colon: ':',
  sol: '/',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  num: '#',
  commat: '@',
  tab: '\t',
  newline: '\n',
  period: '.',
  comma: ',',
  excl: '!',
  equals: '=',
  lowbar: '_',
  hyphen: '-',
  shy: '',
  zwj: '',
  zwnj: '',
}

// Lines of one block may be broken, as mail does it.
const BASE64 = /[A-Za-z0-9+/_-]+(?:\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}/y
const HEX = /(?:0x)?[0-9a-f]{2}(?:[ :,]?(?:0x)?[0-9a-f]{2}){11,}/gi

const PER_CHARACTER = 1 / 10
const PER_CHARACTER_TURNED = 1 / 6
const PER_DECODED = 2
const PER_ESCAPE = 25
const PER_BLOCK = 10
/** What is read in a text of its own, however short that is. */
const PER_VIEW = 400
/** So much of the text around escapes is read with them. */
const MARGIN = 160

/** Finds the words by which a turned text is known. */
export type TurnedWords = (text: string) => readonly Sighting[]

/** Every way of reading a text: as it shows itself, what it hides, and what it holds encoded, outermost first. */
export function viewsOf(text: string, turnedWords: TurnedWords | undefined, budget: Budget): readonly View[] {
  const views: View[] = []
  const waiting = [viewOf(text)]
  for (let view = waiting.shift(); view !== undefined; view = waiting.shift()) {
    if (!spend(budget, view.text.length * PER_CHARACTER)) return [...views, view]
    const held = surveyOf(view.text)
    const { plain, hidden } = shownBy(view, held, budget)
    const isSame = plain.text === view.text
    if (!isSame && view.layer === 'given') views.push(view)
    views.push(plain)
    if (isExceeded(budget)) return views
    if (view.depth >= DEPTH_MAX) continue
    // What look-alikes were taken off may have other runs than before.
    const holds = isSame ? held : surveyOf(plain.text)
    for (const inner of innerOf({ plain, hidden }, holds, turnedWords, budget)) waiting.push(inner)
  }
  return views
}

const NO_VIEWS: readonly View[] = []

function shownBy(view: View, held: number, budget: Budget): Undressed {
  if ((held & HOLDS.foreign) !== 0) return undress(view, budget)
  // Plain ASCII shows itself as it is.
  return { plain: view.layer === 'given' ? { ...view, layer: 'plain' } : view, hidden: NO_VIEWS }
}

/** What a text holds without showing it. */
function innerOf(
  { plain, hidden }: Undressed,
  holds: number,
  turnedWords: TurnedWords | undefined,
  budget: Budget,
): readonly View[] {
  const turned = turnedOnce(plain, turnedWords, budget)
  const inner = decoded(plain, holds, budget)
  return hidden.length + turned.length + inner.length === 0 ? NO_VIEWS : [...hidden, ...turned, ...inner]
}

/** What was turned around is looked for once: nobody does that within another encoding. */
function turnedOnce(view: View, turnedWords: TurnedWords | undefined, budget: Budget): readonly View[] {
  if (turnedWords === undefined || view.depth > 0) return NO_VIEWS
  const isAffordable = spend(budget, view.text.length * PER_CHARACTER_TURNED)
  return isAffordable ? turnedBack(view, turnedWords(view.text)) : NO_VIEWS
}

/** What a text holds in encodings of one layer. */
function decoded(view: View, holds: number, budget: Budget): readonly View[] {
  if (holds === 0) return NO_VIEWS
  return [
    ...((holds & HOLDS.escapes) === 0 ? [] : unescaped(view, budget)),
    ...((holds & HOLDS.base64) === 0 ? [] : blocksOf(view, base64In(view.text), 'base64', budget)),
    ...((holds & HOLDS.hex) === 0 ? [] : blocksOf(view, matchesIn(HEX, view.text), 'hex', budget)),
  ]
}

type Escape = { readonly at: number; readonly length: number; readonly meant: string }

/** The parts of a text that hold escapes, with what they stand for; those far from each other apart. */
function unescaped(view: View, budget: Budget): View[] {
  const views: View[] = []
  let group: Escape[] = []
  function flush(): void {
    const built = group.length === 0 ? undefined : withoutEscapes(view, group, budget)
    if (built !== undefined) views.push(built)
    group = []
  }
  ESCAPES.lastIndex = 0
  for (let found = ESCAPES.exec(view.text); found !== null; found = ESCAPES.exec(view.text)) {
    if (!spend(budget, PER_ESCAPE)) break
    const { 0: encoded, index } = found
    const meant = meantBy(encoded)
    if (meant === undefined) continue
    const last = group.at(-1)
    if (last !== undefined && index - last.at - last.length > 2 * MARGIN) flush()
    group.push({ at: index, length: encoded.length, meant })
  }
  flush()
  return views
}

function withoutEscapes(view: View, escapes: readonly Escape[], budget: Budget): View | undefined {
  const [first, last] = [escapes[0], escapes.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const to = Math.min(view.text.length, last.at + last.length + MARGIN)
  let after = Math.max(0, first.at - MARGIN)
  if (!spend(budget, PER_VIEW + (to - after) * PER_DECODED)) return undefined
  const builder = builderOn(view)
  for (const { at, length, meant } of escapes) {
    builder.copy(after, at)
    builder.add(meant, at, at + length)
    after = at + length
  }
  builder.copy(after, to)
  return builder.view('escaped', view.depth + 1)
}

function meantBy(encoded: string): string | undefined {
  const [first, second] = [encoded.charAt(0), encoded.charAt(1)]
  if (first === '&') return entity(encoded.slice(1).replace(';', ''))
  if (second === 'u' || second === 'U') return fromCode(encoded.replace(/[^0-9a-f]/gi, ''), 16)
  if (first === '%' || first === '=') return fromBytes(encoded, 3)
  return second === 'x' || second === 'X' ? fromBytes(encoded, 4) : fromCode(encoded.slice(1), 8)
}

function entity(name: string): string | undefined {
  if (/^#x/i.test(name)) return fromCode(name.slice(2), 16)
  return name.startsWith('#') ? fromCode(name.slice(1), 10) : NAMED[name.toLowerCase()]
}

function fromCode(digits: string, base: number): string | undefined {
  const code = Number.parseInt(digits, base)
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

/** What bytes stand for that each take so many units, of which the last two are hex digits. */
function fromBytes(encoded: string, width: number): string | undefined {
  if (encoded.length > width) return textOf(hexBytes(encoded, width))
  const byte = hexByte(encoded, width - 2)
  // No other byte is a character by itself.
  return byte < 0x80 ? String.fromCharCode(byte) : undefined
}

/** The blocks of base64 in a text: the pattern is tried only where enough units stand in a row, and once for each row. */
function* base64In(text: string): Generator<RegExpExecArray> {
  for (let block = blockFrom(text, 0); block !== null; block = blockFrom(text, block.index + block[0].length))
    yield block
}

function blockFrom(text: string, at: number): RegExpExecArray | null {
  const from = base64From(text, at)
  if (from < 0) return null
  BASE64.lastIndex = from
  return BASE64.exec(text)
}

/** The blocks of an encoding that hold a text. */
function blocksOf(
  view: View,
  blocks: Iterable<RegExpExecArray>,
  layer: 'base64' | 'hex',
  budget: Budget,
): View[] {
  const views: View[] = []
  for (const { 0: block, index } of blocks) {
    if (!spend(budget, PER_BLOCK)) break
    const text = layer === 'hex' ? fromHex(block, budget) : fromBase64(block, budget)
    if (text === undefined || !isReadable(text)) continue
    if (!spend(budget, PER_VIEW)) break
    const builder = builderOn(view)
    builder.add(text, index, index + block.length)
    views.push(builder.view(layer, view.depth + 1))
  }
  return views
}

function fromHex(block: string, budget: Budget): string | undefined {
  if (!spend(budget, block.length * PER_DECODED)) return undefined
  return textOf(hexBytes(block.replace(/0x|[^0-9a-f]/gi, '')))
}

function fromBase64(block: string, budget: Budget): string | undefined {
  if (!mayBeText(block) || !spend(budget, block.length * PER_DECODED)) return undefined
  const bytes = base64Bytes(block)
  return bytes && textOf(bytes)
}

// Most characters are told by the first look, without one at the properties of Unicode.
const UNREADABLE = /[\0-\x08\x0e-\x1f\x7f\ufffd]|(?![\0-\x7f])[\p{Co}\p{Cn}]/u
const WORD = /[\p{L}\p{N}]{2}/u

/** Whether what was decoded is a text, and not what bytes happen to spell. */
function isReadable(text: string): boolean {
  return text.length >= 6 && !UNREADABLE.test(text) && WORD.test(text)
}
