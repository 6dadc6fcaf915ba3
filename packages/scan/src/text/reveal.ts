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

/** What is to be known of one character, found out once for each text. */
type Look = {
  readonly oddity: Oddity | undefined
  readonly code: string
  readonly isCombining: boolean
  readonly isPicture: boolean
}

/** So many of one character in a row push what follows out of sight. */
const RUN_MIN = 64
/** More accents than this on one letter draw over the lines around it. */
const STACKED_MAX = 2
const TAG = /^[\u{e0000}-\u{e007f}]$/u
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u

/** Cuts a text into pieces, in time that grows with its length. */
export function reveal(text: string): Piece[] {
  const pieces: Piece[] = []
  let plain = ''
  let tags = ''
  let stacked = 0
  const look = looker()
  function flush(): void {
    if (plain !== '') pieces.push({ text: plain })
    if (tags !== '') pieces.push({ text: tags, mark: tagMark(tags) })
    plain = ''
    tags = ''
  }
  for (const run of runsOf(text)) {
    const whole = run.character.repeat(run.count)
    if (isTag(run.character)) {
      if (tags === '') flush()
      tags += whole
      continue
    }
    stacked = isOverdrawing(run.character, look) ? stacked + run.count : 0
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

/** Looks at each character once. */
function looker(): (character: string) => Look {
  const known = new Map<string, Look>()
  return (character) => {
    const before = known.get(character)
    if (before !== undefined) return before
    const seen = lookOf(character)
    known.set(character, seen)
    return seen
  }
}

function lookOf(character: string): Look {
  return {
    oddity: oddityOf(character),
    code: codeOf(character),
    isCombining: isCombining(character),
    isPicture: EMOJI.test(character),
  }
}

/** Whether a character draws itself over the one before it. */
function isOverdrawing(character: string, look: (character: string) => Look): boolean {
  return character.charCodeAt(0) >= 0x80 && look(character).isCombining
}

function isTag(character: string): boolean {
  return character.length > 1 && TAG.test(character)
}

function markOf(run: Run, stacked: number, look: (character: string) => Look): Mark | undefined {
  const { character, count } = run
  if (count >= RUN_MIN) return longRun(character, count)
  if (isPrintable(character) || isPartOfEmoji(run, look)) return undefined
  const seen = look(character)
  if (seen.isCombining) return isHiddenAccent(run, stacked) ? accent(character, count) : undefined
  return seen.oddity === undefined ? undefined : { ...seen.oddity, code: seen.code, count }
}

function isPrintable(character: string): boolean {
  const code = character.charCodeAt(0)
  return code >= 0x20 && code < 0x7f
}

function longRun(character: string, count: number): Mark {
  const { kind, ...oddity } = oddityOf(character) ?? { kind: 'run' as const, name: plainName(character) }
  return { kind, ...oddity, code: codeOf(character), count }
}

/** The selector and the joiner that make one picture of several, where they stand between pictures. */
function isPartOfEmoji({ character, count, before, after }: Run, look: (character: string) => Look): boolean {
  if (count > 1 || (character !== '\ufe0f' && character !== '\u200d')) return false
  if (before === '' || !look(before).isPicture) return false
  if (character === '\ufe0f') return before !== '\ufe0f'
  return after !== '' && look(after).isPicture
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
