// A text as something reads it, with a way back to the text as it was given.

/** How a text was come by: as it was given, or from a part that was encoded or hidden. */
export type Layer = 'given' | 'plain' | 'escaped' | 'base64' | 'hex' | 'tags' | 'selectors' | 'turned'

/** A text, and where each of its units stands in the text that was given; without a map it is that text. */
export type View = {
  readonly text: string
  readonly layer: Layer
  /** How many encodings lie around it. */
  readonly depth: number
  readonly map?: { readonly starts: Uint32Array; readonly ends: Uint32Array }
}

/** A text as it was given. */
export function viewOf(text: string): View {
  return { text, layer: 'given', depth: 0 }
}

/** Where a unit of a view begins in the text that was given. */
export function startIn({ map }: View, at: number): number {
  return map === undefined ? at : (map.starts[at] ?? map.ends[at - 1] ?? 0)
}

/** Where what ends before a unit of a view ends in the text that was given. */
export function endIn({ map }: View, at: number): number {
  return map === undefined ? at : (map.ends[at - 1] ?? map.starts[at] ?? 0)
}

/** Collects the units of a new view, part by part. */
export type Builder = {
  /** Adds a text that stands for the units of the old view from `start` up to `end`. */
  add(text: string, start: number, end: number): void
  /** Adds the units from `start` up to `end` as they are. */
  copy(start: number, end: number): void
  view(layer: Layer, depth: number): View
}

function grown(numbers: Uint32Array<ArrayBuffer>, size: number): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(Math.max(size, numbers.length * 2))
  more.set(numbers)
  return more
}

/** A builder of a view that is made of parts of another, and about as long as `size`. */
export function builderOn(from: View, size: number = from.text.length): Builder {
  const parts: string[] = []
  let length = 0
  let starts = new Uint32Array(size + 16)
  let ends = new Uint32Array(size + 16)
  function reserve(more: number): void {
    if (length + more <= starts.length) return
    starts = grown(starts, length + more)
    ends = grown(ends, length + more)
  }
  return {
    add(part, start, end) {
      parts.push(part)
      reserve(part.length)
      const [first, last] = [startIn(from, start), endIn(from, end)]
      for (let at = 0; at < part.length; at += 1) {
        starts[length] = first
        ends[length] = last
        length += 1
      }
    },
    copy(start, end) {
      if (end <= start) return
      parts.push(from.text.slice(start, end))
      reserve(end - start)
      for (let at = start; at < end; at += 1) {
        starts[length] = startIn(from, at)
        ends[length] = endIn(from, at + 1)
        length += 1
      }
    },
    view: (layer, depth) => ({
      text: parts.join(''),
      layer,
      depth,
      map: { starts: starts.subarray(0, length), ends: ends.subarray(0, length) },
    }),
  }
}
