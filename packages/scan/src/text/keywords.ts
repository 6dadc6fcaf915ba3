// Finds many keywords in one pass over a text, whatever their number (Aho and Corasick).

/** Where a keyword ends in a text, and which of the list it is. */
export type Sighting = { readonly keyword: number; readonly end: number }

/** Keywords, ready to be looked for: one step of a table for each character, in any case. */
export type Keywords = {
  /** Which column of the table each ASCII character has. */
  readonly classes: Uint8Array
  /** Where a step leads: to the row that begins at this number or, where keywords end, at `-1` minus it. */
  readonly next: Int32Array
  /** The keywords that end at a row, by its number. */
  readonly found: readonly (readonly number[] | undefined)[]
  readonly width: number
}

const ASCII = 128
const NONE: readonly number[] = []

type Node = { readonly to: Map<number, number>; readonly found: number[]; fail: number }

/** A table for keywords of printable ASCII in lower case. */
export function keywordsOf(words: readonly string[]): Keywords {
  const classes = classesOf(words)
  const width = Math.max(...classes) + 1
  const nodes = trieOf(words, classes)
  const next = new Int32Array(nodes.length * width)
  // Nearest to the root first, so that where a step fails the row of the shorter match is ready.
  for (const at of byDepth(nodes)) fillRow(next, nodes, at, width)
  const found = nodes.map((node) => (node.found.length === 0 ? undefined : node.found))
  return {
    classes,
    next: next.map((to) => (found[to] === undefined ? to * width : -1 - to * width)),
    found,
    width,
  }
}

/** Steps from a node lead on, or where they would lead from the longest shorter match; what they lead to learns that. */
function fillRow(next: Int32Array, nodes: readonly Node[], at: number, width: number): void {
  const { to, fail } = nodes[at] ?? { to: new Map<number, number>(), fail: 0 }
  if (at !== 0) next.copyWithin(at * width, fail * width, (fail + 1) * width)
  for (const [step, child] of to) {
    const inner = nodes[child]
    if (inner === undefined) continue
    inner.fail = at === 0 ? 0 : (next[at * width + step] ?? 0)
    inner.found.push(...(nodes[inner.fail]?.found ?? []))
    next[at * width + step] = child
  }
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

/** The keywords that end where a step led behind them; `row` as `next` has it. */
export function foundAt({ found, width }: Keywords, row: number): readonly number[] {
  return found[(-1 - row) / width] ?? NONE
}

/** The first keyword of a text; undefined where there is none. */
export function firstSighting(text: string, keywords: Keywords): Sighting | undefined {
  const { classes, next } = keywords
  let row = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    row = code < ASCII ? (next[row + (classes[code] ?? 0)] ?? 0) : 0
    if (row < 0) return { keyword: foundAt(keywords, row)[0] ?? 0, end: at + 1 }
  }
  return undefined
}

/** Words that are looked for, and for how many sightings at most. */
export type List = { readonly words: readonly string[]; readonly most: number }

/** Lists whose words are looked for together. */
export type Lists = {
  readonly keywords: Keywords
  /** Of each keyword its list, and its place in that. */
  readonly lists: Uint8Array
  readonly places: Uint16Array
  readonly most: readonly number[]
  /** What is sighted in most texts: nothing, of each list. */
  readonly none: readonly (readonly Sighting[])[]
}

/** One table for several lists. */
export function listsOf(lists: readonly List[]): Lists {
  const words = lists.flatMap((list, number) => list.words.map((word, place) => ({ word, number, place })))
  return {
    keywords: keywordsOf(words.map(({ word }) => word)),
    lists: Uint8Array.from(words, ({ number }) => number),
    places: Uint16Array.from(words, ({ place }) => place),
    most: lists.map(({ most }) => most),
    none: lists.map(() => []),
  }
}

/** The keywords of a text that are in each list, in the order in which they end. */
export function sightingsIn(text: string, lists: Lists): readonly (readonly Sighting[])[] {
  const { classes, next } = lists.keywords
  let sightings: Sighting[][] | undefined
  let row = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    row = code < ASCII ? (next[row + (classes[code] ?? 0)] ?? 0) : 0
    if (row >= 0) continue
    sightings ??= lists.most.map(() => [])
    sight(sightings, lists, row, at + 1)
    row = -1 - row
  }
  return sightings ?? lists.none
}

function sight(
  sightings: Sighting[][],
  { keywords, lists, places, most }: Lists,
  row: number,
  end: number,
): void {
  for (const keyword of foundAt(keywords, row)) {
    const list = lists[keyword] ?? 0
    const known = sightings[list]
    if (known !== undefined && known.length < (most[list] ?? 0))
      known.push({ keyword: places[keyword] ?? 0, end })
  }
}
