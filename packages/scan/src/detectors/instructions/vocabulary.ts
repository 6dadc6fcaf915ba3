// The words of all languages as tables, in which a step along a word costs no memory.
import { once } from '@countersign/terms'
import { tableOfUnits } from '../../text/units.ts'
import { type Entry, LANGUAGES, main, more, type Node, tree } from './lexicon.ts'

/** The words of all languages. A node is a number, and 0 is none; an entry is what a word means, and 0 is nothing. */
export type Vocabulary = {
  /** The node that the first letter of a word leads to. */
  readonly first: Uint16Array
  /** The first child of each node. Children stand in a row, behind those of the node before. */
  readonly children: Uint16Array
  /** The letter that leads to each node. */
  readonly letters: Uint16Array
  /** ASCII letters need no search: with a letter added, the base of a node is the place of a step, if that is the node's own. */
  readonly bases: Uint16Array
  /** Of each step the node that it is of, moved by `OWNER_BITS`, and the child that it leads to, with `MARKED` added where anything stands there. */
  readonly steps: Uint32Array
  /** Of three letters, whether a word of more than two may begin with them: a bit at the place that `classes` make up. */
  readonly triples: Uint8Array
  /** Of two letters, the longest word with which they begin: its entry, doubled, and 1 more where it is both of them. */
  readonly pairs: Uint16Array
  /** Whether anything stands at a node: a word ends here, or goes on over the rest. */
  readonly isMarked: Uint8Array
  /** The node that goes on over the rest of a word. */
  readonly over: Uint16Array
  /** The entries of words that end here, and of words that only begin so. */
  readonly exact: Uint16Array
  readonly prefix: Uint16Array
  readonly entries: readonly (Entry | undefined)[]
  /** What each entry means in each language, `LANGUAGES.length` numbers for each. */
  readonly main: Int32Array
  readonly more: Int32Array
}

const LETTERS = 0x10000
/** The ASCII letters. */
export const ASCII = 128
export const OWNER_BITS = 16
/** Letters and digits as they are put together; all others are of one class, whose number is 0. */
const ASCII_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
export const CLASS_BITS = 6
const CLASSES = 2 ** CLASS_BITS
const OTHER_CLASS = 0
/** The class of each unit. */
const classes = tableOfUnits(
  Array.from({ length: ASCII }, (_, code) => ASCII_LETTERS.indexOf(String.fromCharCode(code)) + 1),
)
export const MARKED = 0x8000
/** No letter has this code, so nothing steps to a node that only `over` leads to. */
const NO_LETTER = 0

/** What words of English mean in every language: they are used as they are. */
const EVERYWHERE = main('MODEL', 'SECRET', 'FREE', 'RULES')
const EVERYWHERE_MORE = more('MODE')

type Numbered = { readonly node: Node; readonly letter: number }

/** The children of a node, that over the rest of the word first. */
function childrenOf({ over, next }: Node): Numbered[] {
  const stepped = Array.from(next, ([letter, node]): Numbered => ({ node, letter }))
  return over === undefined ? stepped : [{ node: over, letter: NO_LETTER }, ...stepped]
}

/** Numbers what words mean: those that mean the same share an entry. */
function entryNumbers(): { of: (entry: Entry | undefined) => number; all: readonly (Entry | undefined)[] } {
  const known = new Map<string, number>()
  const all: (Entry | undefined)[] = [undefined]
  function of(entry: Entry | undefined): number {
    if (entry === undefined) return 0
    const key = Array.from(entry, ([language, bits]) => `${language} ${bits.main} ${bits.more}`).join()
    const number = known.get(key) ?? all.length
    if (number === all.length) all.push(entry)
    known.set(key, number)
    return number
  }
  return { of, all }
}

function vocabularyOf(root: Node): Vocabulary {
  const nodes: Numbered[] = [{ node: root, letter: NO_LETTER }]
  const first = new Uint16Array(LETTERS)
  const children: number[] = []
  const over: number[] = []
  for (const { node } of nodes) {
    children.push(nodes.length)
    over.push(node.over === undefined ? 0 : nodes.length)
    nodes.push(...childrenOf(node))
  }
  children.push(nodes.length)
  for (let at = children[0] ?? 0; at < (children[1] ?? 0); at += 1) first[nodes[at]?.letter ?? 0] = at
  const entries = entryNumbers()
  const letters = Uint16Array.from(nodes, ({ letter }) => letter)
  const isMarked = Uint8Array.from(nodes, ({ node }) => Number(hasMark(node)))
  return {
    first,
    children: Uint16Array.from(children),
    letters,
    triples: triplesOf(root),
    pairs: pairsOf(root, entries.of),
    ...stepsOf(children, letters, isMarked),
    isMarked,
    over: Uint16Array.from(over),
    exact: Uint16Array.from(nodes, ({ node }) => entries.of(node.exact)),
    prefix: Uint16Array.from(nodes, ({ node }) => entries.of(node.prefix)),
    entries: entries.all,
    ...meaningsOf(entries.all),
  }
}

function hasMark({ exact, prefix, over }: Node): boolean {
  return exact !== undefined || prefix !== undefined || over !== undefined
}

/** Every class, for letters that do not matter. */
const ANY_CLASS = Array.from({ length: CLASSES }, (_, number) => number)

function triplesOf(root: Node): Uint8Array {
  const triples = new Uint8Array(CLASSES ** 3 / 8)
  for (const triple of triplesFrom(root, 0))
    triples[triple >> 3] = (triples[triple >> 3] ?? 0) | (1 << (triple & 7))
  return triples
}

/** The triples of words behind a node that is so many letters deep. */
function triplesFrom(node: Node, depth: number): number[] {
  if (depth === 3) return [0]
  const place = CLASS_BITS * (2 - depth)
  if (node.over !== undefined) return anyFrom(depth)
  return Array.from(node.next).flatMap(([letter, child]) => {
    // What is not of ASCII shares its class with others, so only a walk tells which it is.
    const inner = classOf(letter) === OTHER_CLASS && hasMark(child) ? anyFrom(depth + 1) : []
    return [...inner, ...triplesFrom(child, depth + 1)].map((triple) => (classOf(letter) << place) + triple)
  })
}

/** All triples that there are behind so many letters. */
function anyFrom(depth: number): number[] {
  if (depth === 3) return [0]
  const place = CLASS_BITS * (2 - depth)
  return ANY_CLASS.flatMap((one) => anyFrom(depth + 1).map((triple) => (one << place) + triple))
}

/** The words of one letter and of two that two letters begin with. */
function pairsOf(root: Node, numberOf: (entry: Entry | undefined) => number): Uint16Array {
  const pairs = new Uint16Array(CLASSES ** 2)
  for (const [letter, { exact, prefix, next }] of root.next) {
    if (classOf(letter) === OTHER_CLASS) continue
    const row = classOf(letter) << CLASS_BITS
    pairs.fill(2 * numberOf(exact ?? prefix), row, row + CLASSES)
    for (const [second, inner] of next) {
      const entry = inner.exact ?? inner.prefix
      if (classOf(second) !== OTHER_CLASS && entry !== undefined)
        pairs[row + classOf(second)] = 2 * numberOf(entry) + 1
    }
  }
  return pairs
}

/** The class of a letter. */
export function classOf(letter: number): number {
  return classes[letter] ?? OTHER_CLASS
}

/** The steps of all nodes, and where a node's own begin. */
type Steps = Pick<Vocabulary, 'bases' | 'steps'>

/** Puts the steps of nodes with several one behind the other as far as they fall apart, and single ones into the gaps. */
function stepsOf(children: readonly number[], letters: Uint16Array, isMarked: Uint8Array): Steps {
  if (letters.length > MARKED) throw new Error('the words are too many for one table, so divide them')
  const bases = new Uint16Array(letters.length)
  const steps = new Uint32Array(2 * MARKED)
  const single: number[] = []
  let [base, free] = [1, ASCII]
  function put(node: number, own: readonly number[]): void {
    for (const child of own)
      steps[(bases[node] ?? 0) + (letters[child] ?? 0)] =
        (node << OWNER_BITS) + (isMarked[child] ?? 0) * MARKED + child
  }
  for (let node = 1; node < letters.length; node += 1) {
    const own = childrenIn(children, letters, node)
    if (own.length === 1) single.push(node)
    if (own.length < 2) continue
    while (!isFree(steps, base, own, letters)) base += 1
    bases[node] = base
    put(node, own)
  }
  for (const node of single) {
    const own = childrenIn(children, letters, node)
    while (steps[free] !== 0) free += 1
    bases[node] = free - (letters[own[0] ?? 0] ?? 0)
    put(node, own)
  }
  return { bases, steps: steps.slice(0, Math.max(base, free) + ASCII) }
}

function isFree(steps: Uint32Array, base: number, own: readonly number[], letters: Uint16Array): boolean {
  for (const child of own) if (steps[base + (letters[child] ?? 0)] !== 0) return false
  return true
}

/** The children that ASCII letters lead to; the first node, which `first` is for, has none. */
function childrenIn(children: readonly number[], letters: Uint16Array, node: number): number[] {
  const own: number[] = []
  if (node === 0) return own
  for (let child = children[node] ?? 0; child < (children[node + 1] ?? 0); child += 1)
    if (letters[child] !== NO_LETTER && (letters[child] ?? ASCII) < ASCII) own.push(child)
  return own
}

function meaningsOf(entries: readonly (Entry | undefined)[]): Pick<Vocabulary, 'main' | 'more'> {
  const mains = new Int32Array(entries.length * LANGUAGES.length)
  const mores = new Int32Array(entries.length * LANGUAGES.length)
  for (const [number, entry] of entries.entries()) {
    const english = entry?.get(0)
    for (const [language] of LANGUAGES.entries()) {
      const own = entry?.get(language)
      const at = number * LANGUAGES.length + language
      mains[at] = (own?.main ?? 0) | ((english?.main ?? 0) & EVERYWHERE)
      mores[at] = (own?.more ?? 0) | ((english?.more ?? 0) & EVERYWHERE_MORE)
    }
  }
  return { main: mains, more: mores }
}

/** The words of all languages. */
export const vocabulary = once(() => vocabularyOf(tree()))

/** The languages in which a word of each entry means one of these, as bits. */
export function languagesMeaning(main: number, more: number): Int32Array {
  return Int32Array.from(vocabulary().entries, (entry) => {
    let languages = 0
    for (const [language, meaning] of entry ?? [])
      if ((meaning.main & main) !== 0 || (meaning.more & more) !== 0) languages |= 1 << language
    return languages
  })
}

/** What each entry means in any language. */
export function anyMeanings(): Pick<Vocabulary, 'main' | 'more'> {
  const { main, more, entries } = vocabulary()
  function anyOf(meanings: Int32Array): Int32Array {
    return Int32Array.from(entries, (_, entry) => {
      const own = meanings.subarray(entry * LANGUAGES.length, (entry + 1) * LANGUAGES.length)
      return own.reduce((any, bits) => any | bits, 0)
    })
  }
  return { main: anyOf(main), more: anyOf(more) }
}
