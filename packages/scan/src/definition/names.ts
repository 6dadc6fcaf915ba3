// Names that are nearly those of other tools: look-alikes, typing errors, digits for letters.
import { lookOf } from '../text/lookalikes.ts'
import { writtenIn } from '../text/written.ts'
import type { DefinitionFinding } from './model.ts'
import { plainText } from './plain.ts'
import { WELL_KNOWN_TOOLS } from './well-known.ts'
import { lettersFor } from './words.ts'

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu
/** What the words of some languages are written with: of all that nobody sees, only this may stand in a name. */
const JOINERS = /^[\u200c\u200d]$/
const KNOWN_MAX = 1000
const NAME_MAX = 128
const NAMES_PER_STEP = 50
const FAR = 1000

/** What is wrong with a name beside those of the org's tools and of well-known ones, in short steps. */
export function* nameFindings(
  name: string,
  path: string,
  known: readonly string[],
): Generator<undefined, DefinitionFinding[]> {
  const findings: DefinitionFinding[] = []
  function add(code: string, severity: DefinitionFinding['severity'], message: string): void {
    findings.push({ code, category: code.startsWith('hidden') ? 'hidden' : 'name', severity, path, message })
  }
  const isHiding = holdsUnseen(name)
  if (isHiding) add('hidden.name', 'high', 'the name holds characters that nobody sees')
  const others = [...known.slice(0, KNOWN_MAX), ...WELL_KNOWN_TOOLS]
  if (name.length > NAME_MAX) {
    add('name.long', 'medium', `a name may be ${NAME_MAX} characters`)
    return findings
  }
  const isKnown = others.includes(name)
  if (!isHiding && isLookalike(name, others)) {
    add('name.lookalike', 'high', 'the name holds letters that only look like those of another')
  }
  if (isKnown) return findings
  const spelled = spellingOf(name)
  for (const [at, other] of others.entries()) {
    if (at % NAMES_PER_STEP === NAMES_PER_STEP - 1) yield
    if (!isNear(spelled, other)) continue
    add('name.near', 'medium', 'the name is nearly that of another tool')
    break
  }
  return findings
}

function holdsUnseen(name: string): boolean {
  const unseen = [...name.matchAll(INVISIBLE)]
  if (unseen.length === 0) return false
  const written = writtenIn(name)
  return unseen.some(({ 0: character, index }) => !JOINERS.test(character) || !written.has(index))
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu
const ASCII = /^[\x20-\x7e]*$/
/** Scripts that nobody takes for Latin letters. */
const UNLIKE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Whether a name passes for one of Latin letters. A word of another script, or with accents, is just a word. */
function isLookalike(name: string, others: readonly string[]): boolean {
  if (ASCII.test(name)) return false
  const plain = plainText(name)
  if (others.some((other) => other !== name && other.toLowerCase() === plain)) return true
  return (name.match(WORD) ?? []).some(isDisguised)
}

function isDisguised(word: string): boolean {
  const bare = word.normalize('NFD').replaceAll(/\p{M}/gu, '')
  if (ASCII.test(bare)) return false
  const foreign = [...bare].filter((character) => !ASCII.test(character) && !UNLIKE.test(character))
  const isSeen = foreign.map((character) => /^[a-z0-9]+$/i.test(lookOf(character) ?? ''))
  const isForm = foreign.some((character) => ASCII.test(character.normalize('NFKC')))
  return (
    isForm || (/[a-z]/i.test(bare) ? isSeen.includes(true) : isSeen.length > 0 && !isSeen.includes(false))
  )
}

/** The parts of a name in small letters. */
export function partsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
}

/** A name as it is compared with others. */
type Spelling = {
  readonly name: string
  readonly plain: string
  readonly letters: string
  readonly parts: readonly string[]
}

function spellingOf(name: string): Spelling {
  const plain = plainText(name)
  const parts = partsOf(plain === name.toLowerCase() ? name : plain)
  return { name, plain, letters: lettersFor(plain), parts }
}

function isNear({ name, plain, letters, parts }: Spelling, other: string): boolean {
  const to = other.toLowerCase()
  if (plain === to) return false
  if (letters === to && /[0-9]/.test(plain) && !/[0-9]/.test(to)) return true
  if (looksLike(name, other)) return true
  const others = partsOf(other)
  if (parts.join('_') === others.join('_')) return false
  if (others.length > 1 && parts.length === 1 && parts[0] === others.join(''))
    return name === name.toLowerCase()
  if (parts.length !== others.length) return false
  const different = parts.flatMap((part, at) =>
    part === others[at] ? [] : [[part, others[at] ?? ''] as const],
  )
  const [pair] = different
  return different.length === 1 && pair !== undefined && isTypingError(pair[0], pair[1], parts.length === 1)
}

/** A capital i and a small L are one stroke in most type faces. */
function looksLike(name: string, other: string): boolean {
  if (!/[Il|]/.test(name) || name.toLowerCase() === other.toLowerCase()) return false
  return strokesOf(name) === strokesOf(other)
}

function strokesOf(name: string): string {
  return name.replace(/[I|1]/g, 'l').toLowerCase()
}

// Real words that are one letter from a well-known one.
const WORDS = new Set(
  `base cash dash hash lash mash rash wash bask bass bath brash batch bush cast list last lost lift form from file fine
  fire fill film find read road real reed ready head lead load user used uses use edit exit emit send seed end lend
  mend bend spend sent write white wrote update updated research deletes create created creates fetch fetched fetches
  match patch hatch latch watch catch searches request requests code node mode copy move love more make take test text
  next tests team item items page pages save safe same name names game task tasks mask type time post cost host port
  past part push pull poll call cell tell fail mail main rule run runs get set let bet net put cut add ads and query
  queries open upen shell shelf tool tools image images email emails note notes date data rate late state status python
  pythons browser browse click clock block black stock rename resume remove merge message messages branch branches
  comment commit comments commits issue issues table tables label labels event events events order orders border field
  fields filed view views link links line lines like log logs map maps show shop slow chat chart channel channels
  lint lisp lists reap rear real edict mole movie mare mate maker male maze true trek three trie into inner core cone come
  codec cope oven omen pulse pill plush pose posit poet pout typo tape tent ford folk fort chick clink brunch merger even
  docket stack slick smack snack brake bravo monkey sand queer path paths pitch parch apple amply starch massage crate
  cremate deplete flies fills films fires fines director pavement whether`
    .trim()
    .split(/\s+/),
)

const LETTERS_MIN = 4

/** One letter more, less or other, or two that changed places: in a part that is not a word or a form of the other. */
function isTypingError(part: string, other: string, isWhole: boolean): boolean {
  if (other.length < LETTERS_MIN || part.length < LETTERS_MIN - 1 || WORDS.has(part)) return false
  if (/^\d+$/.test(part) || /^\d+$/.test(other) || isInflected(part, other) || isInflected(other, part))
    return false
  if (part[0] !== other[0] && !(part[0] === other[1] && part[1] === other[0])) return false
  const most = other.length >= (isWhole ? 6 : 8) ? 2 : 1
  return distance(part, other, most) <= most && (most === 1 || sharesLetters(part, other))
}

function isInflected(longer: string, shorter: string): boolean {
  if (!longer.startsWith(shorter.replace(/[ey]$/, '')) || longer.length <= shorter.length) return false
  return /^(?:[ey]?(?:s|es|d|ed|r|er|or|ing|ies|ion|able|v?\d+))$/.test(
    longer.slice(shorter.replace(/[ey]$/, '').length),
  )
}

/** Two errors are a typing error only where hardly a letter was added or lost. */
function sharesLetters(a: string, b: string): boolean {
  const [left, right] = [[...a].sort().join(''), [...b].sort().join('')]
  return distance(left, right, 1) <= 1
}

/** Optimal string alignment distance, or more than `most`: no further from the diagonal than that. */
function distance(a: string, b: string, most: number): number {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: most + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = rowAfter(row, before, { a, b, i, most })
    before = row
    row = next
  }
  return row[b.length] ?? most + 1
}

type Step = { readonly a: string; readonly b: string; readonly i: number; readonly most: number }

/** A row has holes where it is too far from the diagonal. */
function rowAfter(row: readonly number[], before: readonly number[], { a, b, i, most }: Step): number[] {
  const next: number[] = []
  if (i <= most) next[0] = i
  for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j += 1) {
    const cost = a[i - 1] === b[j - 1] ? 0 : 1
    const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
    next[j] = Math.min(
      (row[j] ?? FAR) + 1,
      (next[j - 1] ?? FAR) + 1,
      (row[j - 1] ?? FAR) + cost,
      isSwapped ? (before[j - 2] ?? FAR) + 1 : FAR,
    )
  }
  return next
}
