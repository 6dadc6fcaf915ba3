// The words of all languages in one tree, each with what it means in which of them.
import { once } from '@countersign/terms'
import { shownBy } from '../../text/undress.ts'
import { LATIN } from './words-latin.ts'
import { OTHER } from './words-other.ts'

const NAMES = [
  'OVERRIDE',
  'WEAK',
  'PRIOR',
  'RULES',
  'POLICY',
  'TALK',
  'YOURS',
  'MODEL',
  'HELPER',
  'REVEAL',
  'ASK',
  'REPEAT',
  'SYSTEM',
  'SEND',
  'FETCH',
  'SECRET',
  'PRIVATE',
  'TELL',
  'USER',
  'SECRETLY',
  'NOT',
  'ROLE',
  'BECOME',
  'LIMIT',
  'FREE',
  'MUST',
  'NEW',
  'TASK',
  'INSTEAD',
  'SAY',
  'META',
] as const
const MORE = [
  'MAIL',
  'KNOWLEDGE',
  'KEEP',
  'DESCRIBED',
  'MODE',
  'STOP',
  'READING',
  'ADDRESS',
  'DO',
  'TO',
  'AND',
  'MODAL',
  'ALL',
  'PLAY',
  'VOID',
  'SAID',
  'ORIGIN',
  'SAFETY',
  'STORY',
  'ANSWER',
  'OPENS',
  'PREPEND',
  'OBEY',
  'RETELL',
  'EXCLUDE',
  'UNLOCK',
] as const

type Name = (typeof NAMES)[number] | (typeof MORE)[number]

/** What a word can mean, as bits of two numbers: those of the second list are in `more`. */
export type Meaning = { readonly main: number; readonly more: number }

function bitsOf(names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, at) => [name, 1 << at]))
}

const mainBits = bitsOf(NAMES)
const moreBits = bitsOf(MORE)

/** The bits of a meaning of the first list. */
export function main(...names: readonly (typeof NAMES)[number][]): number {
  return names.reduce((bits, name) => bits | (mainBits[name] ?? 0), 0)
}

/** The bits of a meaning of the second list. */
export function more(...names: readonly (typeof MORE)[number][]): number {
  return names.reduce((bits, name) => bits | (moreBits[name] ?? 0), 0)
}

/** The languages, English first. */
export const LANGUAGES = [...Object.keys(LATIN), ...Object.keys(OTHER)]

/** What a word means in each language that has it. */
export type Entry = ReadonlyMap<number, Meaning>

/** A place in the tree of words. */
export type Node = {
  readonly next: Map<number, Node>
  /** Where it goes on over the rest of the word, whatever that is. */
  over?: Node
  /** Where a word ends here, and where any word that begins so is meant. */
  exact?: Map<number, Meaning>
  prefix?: Map<number, Meaning>
}

const ARABIC: Readonly<Record<string, string>> = { أ: 'ا', إ: 'ا', آ: 'ا', ة: 'ه', ى: 'ي', ؤ: 'و', ئ: 'ي' }
const ASCII = /^[\x20-\x7e]+$/
const MARKED = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}/u

/** A letter without what does not matter: its case, its accents, and which of the letters that look alike it is. */
export function folded(character: string): string {
  if (character.length === 1 && character.charCodeAt(0) < 128) return character.toLowerCase()
  const lower = character.toLowerCase()
  const bare = MARKED.test(lower) ? lower.normalize('NFD').replace(/\p{M}/gu, '') : (ARABIC[lower] ?? lower)
  const shown = shownBy(bare)
  if (ASCII.test(shown)) return shown.toLowerCase()
  const upper = bare.toUpperCase()
  if (upper === bare) return shown
  const above = shownBy(upper)
  return ASCII.test(above) ? above.toLowerCase() : shown
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]/u

/** Whether a character stands in a script that puts no spaces between words. */
export function isWide(character: string): boolean {
  return WIDE.test(character)
}

/** Whether a word may end in anything, and begin within another. */
function isLoose(word: string): boolean {
  return isWide(word) || (/\p{Script=Hangul}/u.test(word) && word.length > 1)
}

/** A word of the lists as it stands in a text that was made plain. */
function plainWord(word: string): string {
  const folds = Array.from(word.normalize('NFC'), folded).join('')
  return folds.replace(/(?<=\S)[-_./](?=\S)/g, ' ').replace(/\s+/g, ' ')
}

function stepFrom(node: Node, word: string, at: number): Node {
  if (word.charAt(at) === '*') {
    node.over ??= { next: new Map() }
    return node.over
  }
  const code = word.charCodeAt(at)
  const next = node.next.get(code) ?? { next: new Map() }
  node.next.set(code, next)
  return next
}

function addWord(root: Node, word: string, language: number, meaning: Meaning): void {
  const isPrefix = word.endsWith('*')
  const plain = plainWord(isPrefix ? word.slice(0, -1) : word)
  if (plain === '') return
  let node = root
  for (let at = 0; at < plain.length; at += 1) node = stepFrom(node, plain, at)
  const place = isPrefix || isLoose(word) ? 'prefix' : 'exact'
  const entry = node[place] ?? new Map<number, Meaning>()
  node[place] = entry
  const known = entry.get(language) ?? { main: 0, more: 0 }
  entry.set(language, { main: known.main | meaning.main, more: known.more | meaning.more })
}

function treeOf(): Node {
  const root: Node = { next: new Map() }
  for (const [language, name] of LANGUAGES.entries())
    for (const line of (LATIN[name] ?? OTHER[name] ?? '').trim().split('\n')) {
      const space = line.indexOf(' ')
      const meaning: Name = line.slice(0, space) as Name
      const bits = { main: mainBits[meaning] ?? 0, more: moreBits[meaning] ?? 0 }
      for (const word of line.slice(space + 1).split(',')) addWord(root, word.trim(), language, bits)
    }
  return root
}

/** The tree of all words. */
export const tree = once(treeOf)
