// Which texts of a request name hosts, by their form and by the names that they stand under.
import { type Budget, spend } from '../../model/budget.ts'
import type { Facts } from '../../model/facts.ts'
import type { Leaf, Leaves } from '../leaves.ts'
import { aboutOf, endsIn, isPackageWord, MEANS, means, type Name, type NameReader } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { hostOfCopy, hostOfShare, isHostForm, isMailAddress } from './host-form.ts'
import {
  ABSOLUTE,
  type Candidate,
  calledNames,
  headerOf,
  insideEndpoint,
  insideText,
  insideUrl,
  isGoingName,
  isPlainHost,
  type Reader,
} from './inside.ts'
import type { Expectation } from './url.ts'

const NESTED = /^(?:view-source|feed|jar|jdbc|url|blob|git\+)+:?(?=[a-z][a-z0-9+.-]*:)/i

const FILE = /^\s*file:/i
const WORD = /^[^.:/\s[\]]*$/
const LOCALHOST = /^localhost$/i
const URL_SIGN = /^[/\\]{2}|@/

/** How a text is to be read of which the name promises a host or a URL. */
function promised(name: Name, text: string, reader: Reader): Expectation | undefined {
  if (endsIn(name, MEANS.notHost) && !means(name, MEANS.hostItself)) return undefined
  if (means(name, MEANS.host)) return 'host'
  if (!means(name, MEANS.url | MEANS.hostIfLikely) || isMailAddress(text)) return undefined
  if (WORD.test(text) && !LOCALHOST.test(text)) return promisedWord(name, reader)
  if (!means(name, MEANS.url)) return isHostForm(text, false) ? 'host' : undefined
  return isHostForm(text, true) || URL_SIGN.test(text) ? 'url' : undefined
}

const URL_NAME = /^ur[il]s?$/i

/** One word is a host only where a URL is asked for by a tool that goes there. */
function promisedWord(name: Name, { isGoing }: Reader): Expectation | undefined {
  return isGoing && URL_NAME.test(name.text) ? 'url' : undefined
}

function ofWhole(name: Name, text: string, reader: Reader): Candidate | undefined {
  // A file of this machine, for what goes where it is told.
  if (reader.isGoing && FILE.test(text)) return { text: 'localhost', expected: 'host' }
  if (ABSOLUTE.test(text)) return { text: text.replace(NESTED, ''), expected: 'url' }
  const expected = promised(name, text, reader)
  if (expected !== undefined) return { text, expected }
  const host = hostOfShare(text) ?? hostOfCopy(text)
  if (host !== undefined) return { text: host, expected: 'host' }
  return !isMailAddress(text) && isPlainHost(text, reader) ? { text, expected: 'host' } : undefined
}

const VERSIONED = /version|release$|revision/i
// What only says which package, member or dialect is meant.
const IDENTIFYING =
  /^\$?(?:packages?|librar(?:y|ies)|modules?|dependenc(?:y|ies)|gem|crate|class|method|property|field|column|attribute|event|selector|schema|xmlns|namespace)$/i
const CALLED = /^(?:names?|ids?|titles?|specs?|identifiers?|keywords?|quer(?:y|ies)|q|terms?|search)$/i
// `socket.io`, `@scope/chart.js`, `next.js@15.1.0`: neither a path nor a port behind it.
const PACKAGE = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(?:@[\w.^~<>=*-]+)?$/i

/** Whether a text is the name of a package, by what it stands under; a tool that goes somewhere must be about packages itself. */
function isPackage({ name, parent }: Leaf, text: string, { isGoing, isPackaging }: Reader): boolean {
  if ((isGoing && !isPackaging) || !PACKAGE.test(text)) return false
  const { words, last, isPackaging: isAbout } = aboutOf(name)
  if (isPackageWord(singularOf(last))) return true
  if (!CALLED.test(last)) return false
  return words.length > 1 ? isAbout : isPackaging || aboutOf(parent).isPackaging
}

// What a text is changed from and into.
const REPLACED =
  /^(?:old|new|before|after|find|replace(?:ment|_with|With)?|(?:old|new)_?(?:text|string|str|content|code))$/i
const SIGNS = /[.:\\]|\/\/|localhost/i
const SPACE = /\s/

const PORT = /:[0-9]{1,5}(?:\/|$)/

/** Who names a package by its URL has it fetched from there. */
function isIdentifying({ text: name }: Name, text: string): boolean {
  if (!IDENTIFYING.test(name)) return false
  return !isPackageWord(singularOf(name.toLowerCase())) || !(ABSOLUTE.test(text) || PORT.test(text))
}

/** Whether a text under a name that promises no host is one that is written, said or sought, or a version. */
function isOther(name: Name, text: string, isProse: boolean, reader: Reader): boolean {
  if (!SIGNS.test(text)) return true
  if (!reader.isGoing && (VERSIONED.test(name.text) || isIdentifying(name, text))) return true
  if (reader.isWriting && REPLACED.test(name.text)) return true
  if (means(name, MEANS.content) && (reader.isWriting || isProse)) return true
  return means(name, MEANS.search) && !reader.isAsked
}

const ENCODED_URL = /^\s*[a-z][a-z0-9+.-]{0,15}%(?:25){0,4}3a/i

/** A URL whose very scheme is encoded, as it is once that is taken off. */
function decodedUrl(text: string): string {
  const at = text.indexOf('%')
  if (at < 1 || at > SCHEME_MAX || !ENCODED_URL.test(text.slice(0, 2 * SCHEME_MAX))) return text
  let decoded = text
  for (let turn = 0; turn < LAYERS && ENCODED_URL.test(decoded); turn += 1)
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      return decoded
    }
  return decoded
}

const LAYERS = 5
const SCHEME_MAX = 24

function candidatesOfText(leaf: Leaf, given: string, reader: Reader): readonly Candidate[] {
  const { name } = leaf
  const text = decodedUrl(given)
  const isNamed = means(name, MEANS.host | MEANS.url | MEANS.hostIfLikely)
  const isProse = !isNamed && SPACE.test(text.trim()) && !ABSOLUTE.test(text)
  if (!isNamed && (isOther(name, text, isProse, reader) || isPackage(leaf, text, reader)))
    return NO_CANDIDATES
  const isArgument = means(name, MEANS.command) || text.startsWith('-')
  if (isProse && !isArgument) return headerOf(text, reader)
  if (
    !spend(
      reader.budget,
      PER_TEXT + Math.ceil(text.length * (ASCII.test(text) ? PER_TEXT_CHARACTER : PER_FOREIGN_CHARACTER)),
    )
  )
    return NO_CANDIDATES
  const whole = ofWhole(name, text, reader)
  if (whole === undefined) return insideText(text, reader)
  return ABSOLUTE.test(text)
    ? [whole, ...insideUrl(text, reader.budget)]
    : [whole, ...insideEndpoint(text, reader)]
}

const NO_CANDIDATES: readonly Candidate[] = []

export const COUNT = 256
const PER_LEAF = 5
/** Looking for the beginning of a URL stops early, but for texts made to be slow. */
const PER_CHARACTER = 1 / 16
const PER_TEXT = 10
const PER_TEXT_CHARACTER = 1.5
/** Its compatibility forms may be many times as long. */
const PER_FOREIGN_CHARACTER = 30
const ASCII = /^[\0-\x7f]*$/

function candidatesOfLeaf(leaf: Leaf, reader: Reader): readonly Candidate[] {
  const { value, isJson } = leaf
  if (typeof value !== 'string' || value === '' || isJson) return NO_CANDIDATES
  if (!spend(reader.budget, PER_LEAF + Math.ceil(value.length * PER_CHARACTER))) return NO_CANDIDATES
  return candidatesOfText(leaf, value, reader)
}

function isAbsolute({ value }: Leaf): boolean {
  return typeof value === 'string' && ABSOLUTE.test(value)
}

export function candidatesOf(
  facts: Facts,
  { leaves, keys, isWriting }: Leaves,
  budget: Budget,
  nameOf: NameReader,
): readonly Candidate[] {
  const url = facts.target?.url
  const called = calledNames(facts, nameOf)
  const isGoing = called.some(isGoingName)
  const hasUrl = url !== undefined || leaves.some(isAbsolute)
  const isPackaging = called.every((name) => aboutOf(name).isPackaging)
  const reader = { isAsked: isGoing && !hasUrl, isGoing, isPackaging, isWriting, budget }
  const found: Candidate[] = []
  if (url !== undefined) {
    found.push({ text: url, expected: 'url' })
    if (spend(budget, url.length)) found.push(...insideUrl(url, budget))
  }
  // More than are ever told: nothing that is still to come changes that.
  for (const leaf of leaves) {
    if (found.length > COUNT) break
    for (const one of candidatesOfLeaf(leaf, reader)) found.push(one)
  }
  for (const { name } of keys) if (ABSOLUTE.test(name.text)) found.push({ text: name.text, expected: 'url' })
  return found
}
