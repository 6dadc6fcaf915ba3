// Takes a definition apart: its texts, with what they hold encoded, and the words of all of them.
import { type Budget, spend } from '../budget.ts'
import { viewsOf } from '../text/decode.ts'
import { type Framed, type Gathering, gathering, gatherName, gatherSentence } from '../weighed/features.ts'
import { framesIn, hasSign, placeAt } from '../weighed/weigh.ts'
import { plainText } from './plain.ts'
import type { DefinitionString } from './strings.ts'
import { type Word, wordsOf } from './words.ts'

/** Nothing shorter gives an order. */
export const TEXT_MIN = 6
/** Taking a text apart into words and looking for all phrases costs so much for each character. */
const PER_CHARACTER = 12

/** A text of a definition, taken apart. */
export type Text = {
  readonly text: string
  /** Where it stands first. */
  readonly path: string
  /** Everywhere that it stands. */
  readonly paths: readonly string[]
  readonly plain: string
  readonly words: readonly Word[]
  readonly framed: readonly Framed[]
  /** The number of its first sentence. */
  readonly from: number
}

/** What was read: the texts, and all of their words. */
export type Reading = { readonly texts: Text[]; readonly words: Gathering }

/** Takes strings apart. One that says the same in such a place again, as schemas of results do, is read once. */
export function* readStrings(
  strings: readonly DefinitionString[],
  budget: Budget,
): Generator<undefined, Reading> {
  const reading: Reading = { texts: [], words: gathering() }
  const pathsOf = new Map<string, string[]>()
  for (const string of strings) {
    yield
    const said = `${string.role} ${placeAt(string.path)} ${string.text}`
    const known = pathsOf.get(said)
    if (known !== undefined) {
      known.push(string.path)
      continue
    }
    const paths = [string.path]
    pathsOf.set(said, paths)
    readString(string, paths, reading, budget)
  }
  return reading
}

/** Takes a string apart, and what it holds encoded. */
function readString(
  { text, role }: DefinitionString,
  paths: readonly string[],
  reading: Reading,
  budget: Budget,
): undefined {
  if (!spend(budget, text.length * PER_CHARACTER)) return
  if (role === 'name' || role === 'key')
    gatherName(reading.words, framesIn(wordsOf(plainText(wordsOfName(text)))))
  if (role === 'name') return
  const read = role === 'key' ? spacedOut(text) : withoutWarnings(text)
  if (read === '') return
  readText(read, paths, reading, 0, role !== 'key')
  for (const [n, inner] of encodedIn(read, budget).entries())
    readText(inner, paths, reading, (n + 1) * APART, true)
}

const KEY_FILE = /\bid (rsa|ed25519|ecdsa|dsa)\b/i
/** Fewer words are a name of something. */
const SENTENCE_MIN = 4

/** A member name as a sentence, where it can be one: `content_from_reading_ssh_id_rsa`. */
function spacedOut(name: string): string {
  const words = wordsOfName(name).replace(KEY_FILE, 'id_$1').trim()
  return words.split(' ').length < SENTENCE_MIN ? '' : words
}

function wordsOfName(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[_\s]+/g, ' ')
}

/** So far apart are the sentences of two readings of a text. */
const APART = 1_000_000

function readText(
  text: string,
  paths: readonly string[],
  { texts, words: all }: Reading,
  from: number,
  isProse: boolean,
) {
  const [path = ''] = paths
  const plain = plainText(text)
  const words = wordsOf(plain)
  const framed = framesIn(words, placeAt(path))
  if (isProse) for (const one of framed) gatherSentence(all, one)
  texts.push({ text, path, paths, plain, words, framed: framed.filter(hasSign), from })
}

/** A tool may warn of orders in what it returns, which tells nobody to obey or to drop something. */
const WARNING_TEXT =
  /(?:do not|don't|never) (?:follow|execute|obey|trust|act on)(?: any| the)? (?:instructions?|commands?|orders?|directives?)(?: or (?:instructions?|commands?))? (?:that (?:are|is) )?(?:returned|contained|embedded|found|included|within|inside|in) [^.!?\n]{0,60}/gi
const NO_WARNING = /system|developer|operator|user|prompt|earlier|previous|prior|other|above/i

function withoutWarnings(text: string): string {
  return text.replace(WARNING_TEXT, (warning) => (NO_WARNING.test(warning) ? warning : ' '))
}

function encodedIn(text: string, budget: Budget): string[] {
  const inner = viewsOf(text, undefined, budget).filter(({ layer }) => layer !== 'given' && layer !== 'plain')
  return inner
    .map((view) => view.text)
    .filter((held) => held.length >= TEXT_MIN && spend(budget, held.length * PER_CHARACTER))
}
