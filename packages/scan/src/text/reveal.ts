// Cuts a text into what a reader sees as it is, and what must be shown by name.
import { isCombining, type MarkKind, type Oddity, oddityOf, plainName, spelledByTags } from './characters.ts'

/** A place that a reader would not see as what it is. */
export type Mark = {
  readonly kind: MarkKind | 'run'
  /** What stands there, in words, such as `zero width space`. */
  readonly name: string
  /** Its code point, such as `U+200B`. */
  readonly code: string
  /** How often it stands there in a row. */
  readonly count: number
  /** The ASCII text that it looks like. */
  readonly looksLike?: string
  /** The ASCII text that it spells without showing it. */
  readonly hides?: string
}

/** A part of a text; with a mark where it is not what it looks like. Joined, the parts are the text again. */
export type Piece = { readonly text: string; readonly mark?: Mark }

/** The same character in a row, and what stands before it. */
type Run = {
  readonly character: string
  readonly count: number
  readonly before: string
  readonly after: string
}

type Look = (character: string) => Oddity | undefined

/** So many of one character in a row push what follows out of sight. */
const RUN_MIN = 64
/** More accents than this on one letter draw over the lines around it. */
const STACKED_MAX = 2
const PRINTABLE_ASCII = /^[\x20-\x7e]$/
const TAG = /^[\u{e0000}-\u{e007f}]$/u
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u

/** Cuts a text into pieces, in time that grows with its length. */
export function reveal(text: string): Piece[] {
  const pieces: Piece[] = []
  let plain = ''
  let tags = ''
  let stacked = 0
  const known = new Map<string, Oddity | undefined>()
  function look(character: string): Oddity | undefined {
    if (!known.has(character)) known.set(character, oddityOf(character))
    return known.get(character)
  }
  function flush(): void {
    if (plain !== '') pieces.push({ text: plain })
    if (tags !== '') pieces.push({ text: tags, mark: tagMark(tags) })
    plain = ''
    tags = ''
  }
  for (const run of runsOf(text)) {
    const whole = run.character.repeat(run.count)
    if (TAG.test(run.character)) {
      if (tags === '') flush()
      tags += whole
      continue
    }
    stacked = isCombining(run.character) ? stacked + run.count : 0
    const mark = markOf(run, stacked, look)
    if (mark !== undefined || tags !== '') flush()
    if (mark === undefined) plain += whole
    else pieces.push({ text: whole, mark })
  }
  flush()
  return pieces
}

/** The marks of a text, each kind of character once with how often it stands there. */
export function marksIn(pieces: readonly Piece[]): Mark[] {
  const found = new Map<string, Mark>()
  for (const { mark } of pieces) {
    if (mark === undefined) continue
    const key = `${mark.kind} ${mark.code} ${mark.hides ?? ''}`
    const before = found.get(key)
    found.set(key, before === undefined ? mark : { ...before, count: before.count + mark.count })
  }
  return [...found.values()]
}

function* runsOf(text: string): Generator<Run> {
  let before = ''
  let character = ''
  let count = 0
  for (const next of text) {
    if (next === character) count += 1
    else {
      if (count > 0) yield { character, count, before, after: next }
      before = character
      character = next
      count = 1
    }
  }
  if (count > 0) yield { character, count, before, after: '' }
}

function markOf(run: Run, stacked: number, look: Look): Mark | undefined {
  const { character, count } = run
  if (count >= RUN_MIN) return longRun(character, count)
  if (PRINTABLE_ASCII.test(character) || isPartOfEmoji(run)) return undefined
  if (isCombining(character)) return isHiddenAccent(run, stacked) ? accent(character, count) : undefined
  const oddity = look(character)
  return oddity === undefined ? undefined : { ...oddity, code: codeOf(character), count }
}

/** Odd or not, what stands there so often is told by its number. */
function longRun(character: string, count: number): Mark {
  const { kind, ...oddity } = oddityOf(character) ?? { kind: 'run' as const, name: plainName(character) }
  return { kind, ...oddity, code: codeOf(character), count }
}

/** The selector and the joiner that make one picture of several, where they stand between pictures. */
function isPartOfEmoji({ character, count, before, after }: Run): boolean {
  if (count > 1 || !EMOJI.test(before)) return false
  if (character === '\ufe0f') return before !== '\ufe0f'
  return character === '\u200d' && EMOJI.test(after)
}

/** An accent is what it looks like, unless one character spells the same, nothing carries it, or they are piled up. */
function isHiddenAccent({ character, before }: Run, stacked: number): boolean {
  if (before === '' || stacked > STACKED_MAX) return true
  return Array.from((before + character).normalize('NFC')).length === 1
}

function accent(character: string, count: number): Mark {
  return { kind: 'combining', name: 'combining mark', code: codeOf(character), count }
}

function tagMark(tags: string): Mark {
  const characters = Array.from(tags)
  return {
    kind: 'tag',
    name: 'tag characters',
    code: `${codeOf(characters[0] ?? '')}…`,
    count: characters.length,
    hides: spelledByTags(tags),
  }
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
