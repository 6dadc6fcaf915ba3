// Finds many keywords in one pass over a text, whatever their number (Aho and Corasick).

/** Where a keyword ends in a text, and which of the list it is. */
export type Sighting = { readonly keyword: number; readonly end: number }

/** Keywords, ready to be looked for: one step of a table for each character, in any case. */
export type Keywords = {
  readonly classes: Uint8Array
  readonly width: number
  readonly next: Uint16Array
  readonly found: readonly (readonly number[] | undefined)[]
}

const ASCII = 128

type Node = { readonly to: Map<number, number>; readonly found: number[]; fail: number }

/** A table for keywords of printable ASCII in lower case. */
export function keywordsOf(words: readonly string[]): Keywords {
  const classes = classesOf(words)
  const width = Math.max(...classes) + 1
  const nodes = trieOf(words, classes)
  const next = new Uint16Array(nodes.length * width)
  // Nearest to the root first, so that where a step fails the table of the shorter match is ready.
  for (const at of byDepth(nodes)) {
    for (let step = 1; step < width; step += 1)
      next[at * width + step] = stepOf(nodes, next, { at, step, width })
  }
  return { classes, width, next, found: nodes.map(({ found }) => (found.length === 0 ? undefined : found)) }
}

type Place = { readonly at: number; readonly step: number; readonly width: number }

/** Where a step from a node leads; what it leads to learns what it fails to. */
function stepOf(nodes: readonly Node[], next: Uint16Array, { at, step, width }: Place): number {
  const node = nodes[at]
  const failed = at === 0 ? 0 : (next[(node?.fail ?? 0) * width + step] ?? 0)
  const to = node?.to.get(step)
  const inner = to === undefined ? undefined : nodes[to]
  if (to === undefined || inner === undefined) return failed
  inner.fail = failed
  inner.found.push(...(nodes[failed]?.found ?? []))
  return to
}

function classesOf(words: readonly string[]): Uint8Array {
  const classes = new Uint8Array(ASCII)
  let count = 0
  for (const character of new Set(words.join(''))) {
    count += 1
    classes[character.charCodeAt(0)] = count
    classes[character.toUpperCase().charCodeAt(0)] = count
  }
  return classes
}

function trieOf(words: readonly string[], classes: Uint8Array): Node[] {
  const nodes: Node[] = [{ to: new Map(), found: [], fail: 0 }]
  for (const [keyword, word] of words.entries()) {
    let at = 0
    for (const character of word) {
      const step = classes[character.charCodeAt(0)] ?? 0
      let to = nodes[at]?.to.get(step)
      if (to === undefined) {
        to = nodes.length
        nodes.push({ to: new Map(), found: [], fail: 0 })
        nodes[at]?.to.set(step, to)
      }
      at = to
    }
    nodes[at]?.found.push(keyword)
  }
  return nodes
}

function byDepth(nodes: readonly Node[]): number[] {
  const order = [0]
  for (const at of order) order.push(...(nodes[at]?.to.values() ?? []))
  return order
}

/** The keywords of a text in the order in which they end; no more than so many. */
export function sightingsIn(
  text: string,
  { classes, width, next, found }: Keywords,
  most: number,
): Sighting[] {
  const sightings: Sighting[] = []
  let state = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    state = code < ASCII ? (next[state * width + (classes[code] ?? 0)] ?? 0) : 0
    const words = found[state]
    if (words === undefined) continue
    for (const keyword of words) sightings.push({ keyword, end: at + 1 })
    if (sightings.length >= most) break
  }
  return sightings
}
