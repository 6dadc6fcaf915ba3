// Whether a pattern of a schema can keep a backtracking matcher busy for ever.
import { type Graph, graphOf, type Passing, type Work } from './pattern-graph.ts'
import { type Part, type Tree, treeOf } from './pattern-tree.ts'

/** What is known of a pattern: `unsure` where it was too large, or what it looks at decides. */
export type Danger = 'none' | 'unsure' | 'certain'

const LENGTH_MAX = 4096

/**
 * A matcher that goes back and forth never ends where a round trip through the pattern can be made in two ways with
 * the same text: each round then doubles the ways, and a text that does not match in the end has all of them tried.
 */
export function dangerOf(pattern: string, work: Work): Danger {
  work.left -= pattern.length
  if (pattern.length > LENGTH_MAX || work.left < 0) return 'unsure'
  const tree = treeOf(pattern)
  if (tree === undefined) return 'unsure'
  const dangers = [tree.root, ...looksIn(tree.root)].map((part) => dangerIn(part, tree, work))
  return dangers.find((one) => one === 'certain') ?? dangers.find((one) => one === 'unsure') ?? 'none'
}

function dangerIn(part: Part, { groups }: Tree, work: Work): Danger {
  function isAmbiguous(passing: Passing): boolean | undefined {
    const graph = graphOf(part, groups, passing, work)
    return graph && hasTwoWays(graph, work)
  }
  const most = isAmbiguous('all')
  if (most === false) return 'none'
  return isAmbiguous('none') === true ? 'certain' : 'unsure'
}

function partsOf(part: Part): readonly Part[] {
  if (part.kind === 'sequence' || part.kind === 'choice') return part.parts
  return part.kind === 'repeat' || part.kind === 'look' ? [part.part] : []
}

/** What is looked at, at any depth: a matcher that has passed it does not come back to it. */
function looksIn(part: Part): Part[] {
  const inner = partsOf(part).flatMap(looksIn)
  return part.kind === 'look' ? [part.part, ...inner] : inner
}

/** Whether from some place the same text leads back to it in two ways; undefined where that takes too long. */
function hasTwoWays(graph: Graph, work: Work): boolean | undefined {
  const rings = ringsOf(graph)
  for (const [from, next] of graph.ways.entries())
    for (const [to, count] of next) if (count > 1 && rings[from] === rings[to]) return true
  return hasPairs(graph, rings, work)
}

type Pair = readonly [number, number]

/** Two places at a time: whether they can part and come together again. */
function hasPairs(graph: Graph, rings: readonly number[], work: Work): boolean | undefined {
  const pairs: Pair[] = graph.masks.map((_, at) => [at, at] as const)
  const seen = new Set<number>()
  for (let at = 0; at < pairs.length; at += 1) {
    const [a, b] = pairs[at] ?? [0, 0]
    for (const [c, d] of nextOf(graph, rings, a, b, work)) {
      if (c === d && a !== b) return true
      const code = c * graph.masks.length + d
      if (c === d || seen.has(code)) continue
      seen.add(code)
      pairs.push([c, d])
    }
    if (work.left < 0) return undefined
  }
  return false
}

/** Where two places of one ring go with the same character, within it. */
function* nextOf(graph: Graph, rings: readonly number[], a: number, b: number, work: Work): Generator<Pair> {
  const ring = rings[a]
  function within(at: number): number[] {
    return [...(graph.ways[at]?.keys() ?? [])].filter((to) => rings[to] === ring)
  }
  const targets = within(b)
  for (const c of within(a)) {
    work.left -= targets.length
    if (work.left < 0) return
    for (const d of targets)
      if (((graph.masks[c] ?? 0n) & (graph.masks[d] ?? 0n)) !== 0n) yield c < d ? [c, d] : [d, c]
  }
}

/** The ring that each place is in: all of one can be reached from each other. */
function ringsOf({ ways }: Graph): number[] {
  const order: number[] = []
  const into: number[][] = ways.map(() => [])
  const passed = new Set<number>()
  for (const [start] of ways.entries()) follow(start, (at) => [...(ways[at]?.keys() ?? [])], passed, order)
  for (const [from, next] of ways.entries()) for (const to of next.keys()) into[to]?.push(from)
  const rings: number[] = []
  const found = new Set<number>()
  for (const start of order.reverse()) {
    const ring: number[] = []
    follow(start, (at) => into[at] ?? [], found, ring)
    for (const at of ring) rings[at] = start
  }
  return rings
}

/** Goes from a place wherever it leads, and notes each place once all that it leads to is noted. */
function follow(
  start: number,
  next: (at: number) => readonly number[],
  passed: Set<number>,
  noted: number[],
): void {
  if (passed.has(start)) return
  passed.add(start)
  const stack = [{ at: start, targets: next(start), index: 0 }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const target = top.targets[top.index++]
    if (target === undefined) {
      noted.push(top.at)
      stack.pop()
    } else if (!passed.has(target)) {
      passed.add(target)
      stack.push({ at: target, targets: next(target), index: 0 })
    }
  }
}
