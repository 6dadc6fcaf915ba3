// Finds many keywords in one pass over a text, whatever their number (Aho and Corasick).

/** Where a keyword ends in a text, and which of the list it is. */
export type Sighting = { readonly keyword: number; readonly end: number }

/** Keywords, ready to be looked for: one step of a table for each character, in any case. */
export type Keywords = {
  /** Which column of the table each ASCII character has. */
  readonly classes: Uint8Array
  /** The row that a step leads to, with `FOUND` added where keywords end. A row has a power of two of columns. */
  readonly next: Uint16Array
  readonly shift: number
  /** The keywords that end at a row. */
  readonly found: readonly (readonly number[] | undefined)[]
}

/** Added to the number of a row. */
export const FOUND = 0x8000

const ASCII = 128
const NONE: readonly number[] = []

type Node = { readonly to: Map<number, number>; readonly found: number[]; fail: number }

/** A table for keywords of printable ASCII in lower case. */
export function keywordsOf(words: readonly string[]): Keywords {
  const classes = classesOf(words)
  const shift = Math.ceil(Math.log2(Math.max(...classes) + 1))
  const nodes = byDepth(trieOf(words, classes))
  if (nodes.length > FOUND) throw new Error('the keywords are too many for one table, so divide them')
  const next = new Uint16Array(nodes.length << shift)
  // Nearest to the root first, so that where a step fails the row of the shorter match is ready.
  for (let at = 0; at < nodes.length; at += 1) fillRow(next, nodes, at, 1 << shift)
  const found = nodes.map((node) => (node.found.length === 0 ? undefined : node.found))
  return { classes, next: next.map((to) => (found[to] === undefined ? to : to + FOUND)), shift, found }
}

/** Steps from a node lead on, or where they would lead from the longest shorter match; what they lead to learns that. */
function fillRow(next: Uint16Array, nodes: readonly Node[], at: number, width: number): void {
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

/** What most texts are made of comes first, so that a row needs little of the memory that is near. */
const COMMON = ' abcdefghijklmnopqrstuvwxyz'

function classesOf(words: readonly string[]): Uint8Array {
  const classes = new Uint8Array(ASCII)
  const characters = new Set(words.join(''))
  let count = 0
  for (const character of new Set(COMMON + words.join(''))) {
    if (!characters.has(character)) continue
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

/** The nodes with those that few steps lead to first: texts are there most of the time, and near memory is fast. */
function byDepth(nodes: readonly Node[]): readonly Node[] {
  const order = [0]
  for (const at of order) order.push(...(nodes[at]?.to.values() ?? []))
  const places = new Uint16Array(nodes.length)
  for (const [place, at] of order.entries()) places[at] = place
  return order.flatMap((at) => {
    const node = nodes[at]
    if (node === undefined) return []
    return [{ ...node, to: new Map(Array.from(node.to, ([step, child]) => [step, places[child] ?? 0])) }]
  })
}

/** The first keyword of a text; undefined where there is none. */
export function firstSighting(text: string, keywords: Keywords): Sighting | undefined {
  const { classes, next, shift, found } = keywords
  let row = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    row = code < ASCII ? (next[(row << shift) + (classes[code] ?? 0)] ?? 0) : 0
    if (row >= FOUND) return { keyword: found[row - FOUND]?.[0] ?? 0, end: at + 1 }
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
  const { classes, next, shift } = lists.keywords
  const { none } = lists
  let sightings: Sighting[][] | undefined
  let row = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    row = code < ASCII ? (next[(row << shift) + (classes[code] ?? 0)] ?? 0) : 0
    if (row < FOUND) continue
    row -= FOUND
    sightings ??= lists.most.map(() => [])
    sight(sightings, lists, row, at + 1)
  }
  return sightings ?? none
}

function sight(
  sightings: Sighting[][],
  { keywords, lists, places, most }: Lists,
  row: number,
  end: number,
): void {
  for (const keyword of keywords.found[row] ?? NONE) {
    const list = lists[keyword] ?? 0
    const known = sightings[list]
    if (known !== undefined && known.length < (most[list] ?? 0))
      known.push({ keyword: places[keyword] ?? 0, end })
  }
}
