// The words of all languages as tables, in which a step along a word costs no memory.
import { once } from '@countersign/terms'
import { type Entry, LANGUAGES, main, more, type Node, tree } from './lexicon.ts'

/** The words of all languages. A node is a number, and 0 is none; an entry is what a word means, and 0 is nothing. */
export type Vocabulary = {
  /** The node that the first letter of a word leads to. */
  readonly first: Uint16Array
  /** The first child of each node. Children stand in a row, behind those of the node before. */
  readonly children: Uint16Array
  /** The letter that leads to each node. */
  readonly letters: Uint16Array
  /** Of nodes with many children the row in `rows`; 0 for the others. */
  readonly row: Uint16Array
  /** Rows of `ROW` numbers: the child that each ASCII letter leads to, 0 for none. */
  readonly rows: Uint16Array
  /** Whether anything stands at a node: a word ends here, or goes on over the rest. */
  readonly isMarked: Uint8Array
  /** The node that goes on over the rest of a word. */
  readonly over: Uint16Array
  /** The entries of words that end here, and of words that only begin so. */
  readonly exact: Uint16Array
  readonly prefix: Uint16Array
  readonly entries: readonly (Entry | undefined)[]
  /** What each entry means in each language, `LANGUAGES.length` numbers for each. */
  readonly main: Uint32Array
  readonly more: Uint32Array
}

const LETTERS = 0x10000
/** The ASCII letters, of which a row has one number each. */
export const ROW = 128
/** So many children are faster told by a row than one after the other. */
const ROW_MIN = 4
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
  return {
    first,
    children: Uint16Array.from(children),
    letters,
    ...rowsOf(children, letters),
    isMarked: Uint8Array.from(nodes, ({ node }) => Number(isMarked(node))),
    over: Uint16Array.from(over),
    exact: Uint16Array.from(nodes, ({ node }) => entries.of(node.exact)),
    prefix: Uint16Array.from(nodes, ({ node }) => entries.of(node.prefix)),
    entries: entries.all,
    ...meaningsOf(entries.all),
  }
}

function isMarked({ exact, prefix, over }: Node): boolean {
  return exact !== undefined || prefix !== undefined || over !== undefined
}

function rowsOf(children: readonly number[], letters: Uint16Array): Pick<Vocabulary, 'row' | 'rows'> {
  const row = new Uint16Array(letters.length)
  // No node has the row 0.
  const rows: number[] = new Array(ROW).fill(0)
  for (let node = 0; node < letters.length; node += 1) {
    const [from = 0, to = 0] = [children[node], children[node + 1]]
    if (to - from < ROW_MIN) continue
    row[node] = rows.length / ROW
    const own = new Array(ROW).fill(0)
    for (let child = from; child < to; child += 1) {
      const letter = letters[child] ?? 0
      if (letter !== NO_LETTER && letter < ROW) own[letter] = child
    }
    rows.push(...own)
  }
  return { row, rows: Uint16Array.from(rows) }
}

function meaningsOf(entries: readonly (Entry | undefined)[]): Pick<Vocabulary, 'main' | 'more'> {
  const mains = new Uint32Array(entries.length * LANGUAGES.length)
  const mores = new Uint32Array(entries.length * LANGUAGES.length)
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
export function languagesMeaning(main: number, more: number): Uint32Array {
  return Uint32Array.from(vocabulary().entries, (entry) => {
    let languages = 0
    for (const [language, meaning] of entry ?? [])
      if ((meaning.main & main) !== 0 || (meaning.more & more) !== 0) languages |= 1 << language
    return languages
  })
}
