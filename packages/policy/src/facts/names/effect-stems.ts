// The words behind inflected and joined ones: `dropping`, `poweredoff`, `dropdb`, `selfdestruct`.

// Objects that are written in one word with their verb.
const JOINED = new Set(
  `db database databases table tables disk disks drive mail mails email emails sms message messages code cmd command commands
  shell script file files user users account accounts all everything data money fund funds key keys host server servers off
  now row rows record records repo bucket buckets volume volumes instance instances cluster node branch log logs queue api
  system os secret secrets password token tree dir down`.split(/\s+/),
)
const LONGEST_JOINED = Math.max(...[...JOINED].map((word) => word.length))
const NOT_JOINED = new Set([
  'dropdown',
  'rundown',
  'breakdown',
  'countdown',
  'markdown',
  'payload',
  'showdown',
  'burndown',
  'paycheck',
  'runtime',
  'workload',
])

// Endings that are the verb in a longer word.
const ENDINGS = [
  ...[
    'delete',
    'deletion',
    'destroy',
    'destruct',
    'destruction',
    'purge',
    'erase',
    'execute',
    'remove',
    'removal',
    'wipe',
  ],
  ...[
    'send',
    'deploy',
    'publish',
    'transfer',
    'terminate',
    'truncate',
    'shutdown',
    'revoke',
    'payment',
    'uninstall',
  ],
]
// Looks that are written in one word with what they look at: `spellcheck`, `geolookup`.
const LOOKS = ['check', 'lookup', 'search']
const SHORTEST = 3

const DOUBLED = /([bdgklmnprt])\1$/

/** The base forms that an inflected word may come from; none when it is in its base form. */
export function stemsOf(word: string): readonly string[] {
  const stems: string[] = []
  function add(stem: string): void {
    if (stem.length >= SHORTEST) stems.push(stem)
  }
  if (word.endsWith('ies')) add(`${word.slice(0, -3)}y`)
  if (word.endsWith('es')) add(word.slice(0, -2))
  if (word.endsWith('s') && !word.endsWith('ss')) add(word.slice(0, -1))
  for (const ending of ['ing', 'ed'])
    if (word.endsWith(ending)) {
      const stem = word.slice(0, -ending.length)
      add(stem)
      add(`${stem}e`)
      if (DOUBLED.test(stem)) add(stem.slice(0, -1))
      if (stem.endsWith('i')) add(`${stem.slice(0, -1)}y`)
    }
  return stems
}

const IS_PLURAL = /^(?:uris|apis|kpis|taxis)$/
// No plurals, whatever they end in.
const SINGULAR = /^(?:cors|https|news|series|alias|atlas|canvas|kubernetes|ipfs|lens|bias|always|sales)$/

/** The one form of a noun. */
export function singularOf(word: string): string {
  if (
    word.length < 4 ||
    !word.endsWith('s') ||
    word.endsWith('ss') ||
    word.endsWith('us') ||
    (word.endsWith('is') && !IS_PLURAL.test(word)) ||
    SINGULAR.test(word)
  )
    return word
  if (word.endsWith('ies') && !/^(?:cook|mov|self|t|p|l)ies$/.test(word)) return `${word.slice(0, -3)}y`
  return /(?:x|ch|sh|ss)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

/** How a word is inflected. */
export type Form = 'base' | 's' | 'ing' | 'ed'

/** How a word that is not in its base form is inflected. */
export function formOf(word: string): Form {
  if (word.endsWith('ing')) return 'ing'
  return word.endsWith('ed') ? 'ed' : 's'
}

const LOOK_MIN = 8
const LEFT_OUT = /^(?:skip|ignore|omit|avoid|pass|defer|pause)/

/** What stands in one word before a look; it may be a verb: `skipcheck`. */
export function beforeLook(word: string): string | undefined {
  if (word.length < LOOK_MIN) return undefined
  const look = LOOKS.find((one) => word.endsWith(one))
  if (look === undefined || word.length < look.length + SHORTEST) return undefined
  return NOT_JOINED.has(word) || LEFT_OUT.test(word) ? undefined : word.slice(0, -look.length)
}

const NOUNS = ['payment', 'transfer', 'deletion', 'removal', 'destruction']

/** The noun that a word ends in which would act without what stands before it. */
export function joinedNoun(word: string): string | undefined {
  return NOUNS.find((noun) => word.endsWith(noun))
}

/** The verbs that an unknown word may be joined from. */
export function joinedVerbs(word: string): readonly string[] {
  if (word.length < 5 || NOT_JOINED.has(word)) return []
  const found: string[] = ENDINGS.filter(
    (ending) => word.length >= ending.length + 2 && word.endsWith(ending),
  )
  for (let at = Math.max(SHORTEST, word.length - LONGEST_JOINED); at <= word.length - 2; at += 1)
    if (JOINED.has(word.slice(at))) found.push(word.slice(0, at))
  return found
}
