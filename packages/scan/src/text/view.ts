// A text as something reads it, with a way back to the text as it was given.

/** How a text was come by: as it was given, or from a part that was encoded or hidden. */
export type Layer = 'given' | 'plain' | 'escaped' | 'base64' | 'hex' | 'tags' | 'selectors' | 'turned'

/** A text, and where each of its units stands in the text that was given; without an origin it is that text. */
export type View = {
  readonly text: string
  readonly layer: Layer
  /** How many encodings lie around it. */
  readonly depth: number
  readonly origin?: Origin
}

/** What a view was made of. */
type Origin = {
  readonly view: View
  /** Four numbers for each part: where it begins, from where up to where in the other view its units come from, and how. */
  readonly parts: readonly number[]
}

/** How the units of a part come from those of another view: all from all, or one from one, from the first or the last on. */
const HOW = { all: 0, each: 1, backwards: 2 } as const
const NUMBERS = 4

/** A text as it was given. */
export function viewOf(text: string): View {
  return { text, layer: 'given', depth: 0 }
}

/** Where a unit of a view begins in the text that was given. */
export function startIn(view: View, at: number): number {
  if (view.origin === undefined) return at
  if (at >= 0 && at < view.text.length) return unitIn(view.origin, at).start
  return at > 0 && at === view.text.length ? unitIn(view.origin, at - 1).end : 0
}

/** Where what ends before a unit of a view ends in the text that was given. */
export function endIn(view: View, at: number): number {
  if (view.origin === undefined) return at
  if (at > 0 && at <= view.text.length) return unitIn(view.origin, at - 1).end
  return at === 0 && view.text.length > 0 ? unitIn(view.origin, 0).start : 0
}

/** Where a unit comes from. */
function unitIn({ view, parts }: Origin, at: number): { start: number; end: number } {
  const part = partAt(parts, at)
  const [from = 0, start = 0, end = 0, how] = parts.slice(part, part + NUMBERS)
  if (how === HOW.all) return { start: startIn(view, start), end: endIn(view, end) }
  const unit = how === HOW.each ? start + at - from : end - 1 - (at - from)
  return { start: startIn(view, unit), end: endIn(view, unit + 1) }
}

/** The last part that does not begin behind a unit. */
function partAt(parts: readonly number[], at: number): number {
  let [low, high] = [0, parts.length / NUMBERS - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((parts[middle * NUMBERS] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low * NUMBERS
}

/** Collects the units of a new view, part by part. */
export type Builder = {
  /** Adds a text all of which stands for the units of the old view from `start` up to `end`. */
  add(text: string, start: number, end: number): void
  /** Adds a text of as many units, each of which stands for one. */
  each(text: string, start: number, end: number): void
  /** The same, from the last one to the first. */
  backwards(text: string, start: number, end: number): void
  /** Adds the units from `start` up to `end` as they are. */
  copy(start: number, end: number): void
  view(layer: Layer, depth: number): View
}

/** A builder of a view that is made of parts of another. */
export function builderOn(from: View): Builder {
  const texts: string[] = []
  const parts: number[] = []
  let length = 0
  function put(text: string, start: number, end: number, how: number): void {
    if (text === '') return
    texts.push(text)
    parts.push(length, start, end, how)
    length += text.length
  }
  return {
    add: (text, start, end) => put(text, start, end, HOW.all),
    each: (text, start, end) => put(text, start, end, HOW.each),
    backwards: (text, start, end) => put(text, start, end, HOW.backwards),
    copy: (start, end) => put(from.text.slice(start, Math.max(start, end)), start, end, HOW.each),
    view: (layer, depth) => ({ text: texts.join(''), layer, depth, origin: { view: from, parts } }),
  }
}
