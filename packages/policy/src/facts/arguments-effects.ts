// What the target and the arguments of a call say that it does, whatever its name says.
import { type Budget, isExceeded, spend } from '../model/budget.ts'
import type { EffectWord, Run } from '../model/cedar.ts'
import { EFFECTS, RUNS } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'
import { SECRETS } from './effect-objects.ts'
import { effectsOfName, strictestOf, wordsOf } from './effect-of-name.ts'
import { singularOf } from './effect-stems.ts'
import { fieldsOfMutation, isMutation } from './graphql.ts'
import { isMailAddress } from './host-form.ts'
import { KNOWN_CONTROL, KNOWN_SECRETS, KNOWN_SYSTEM } from './known-zones.ts'
import type { Inner, Key, Leaf, Leaves } from './leaves.ts'
import { pathFormOf } from './path-form.ts'
import { runsOfShell } from './shell.ts'
import { isSql, runsOfSql } from './sql.ts'

/** What a call does as its target and arguments tell, and what would run. */
export type Deeds = {
  readonly effects: ReadonlySet<EffectWord>
  readonly runs: ReadonlySet<Run>
  /** The environments that the arguments name, in lower case. */
  readonly environments: ReadonlySet<string>
}

type Reader = {
  readonly effects: Set<EffectWord>
  readonly runs: Set<Run>
  readonly environments: Set<string>
  readonly words: readonly string[]
  /** Whether the name of the call says that it only looks. */
  readonly isReading: boolean
  readonly hasUrl: boolean
  /** Whether something is asked for by its name, as from a store of settings. */
  readonly isHolding: boolean
  /** What was found out of member names. */
  readonly names: Map<string, About>
  /** The names that were read which hold true, or a text or number that stands for it. */
  readonly flags: Set<string>
  readonly weakFlags: Set<string>
  readonly budget: Budget
}

/** A member name as one word, and its words. */
type About = {
  readonly whole: string
  readonly words: readonly string[]
  readonly last: string
  readonly isReceiving: boolean
  readonly isVisible: boolean
}

function list(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** A member name as one word: `X-HTTP-Method-Override` and `http_method` are read alike. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

const PER_MEMBER_NAME = 80

/** What a member name says, found out once for all members of that name. */
function about({ names, budget }: Reader, name: string): About {
  const kept = names.get(name)
  if (kept !== undefined) return kept
  spend(budget, PER_MEMBER_NAME + name.length)
  const split = wordsOf(name)
  const words = split.map(singularOf)
  const made = {
    whole: plain(name),
    words,
    last: split.at(-1) ?? '',
    isReceiving: words.some((word) => RECEIVING.has(word) && word !== 'email'),
    isVisible: words.some((word) => VISIBLE.has(word)),
  }
  names.set(name, made)
  return made
}

const METHODS = list(
  'method verb httpmethod httpverb requestmethod xhttpmethod xhttpmethodoverride xmethodoverride',
)
const SAFE = list('get head options trace query propfind')
const UNSAFE = list('post put patch')
const OPERATIONS = list('operation operationname op action intent verb deed task subcommand method rpcmethod')
const PER_TEXT = 10
const TOKEN = /^[\w.:/-]{2,64}$/

/** The effect of a method of HTTP; undefined when it is none. */
export function effectOfMethod(method: string, hasUrl: boolean): EffectWord | undefined {
  const lower = method.trim().toLowerCase()
  if (SAFE.has(lower)) return 'read'
  if (lower === 'delete' || lower === 'purge') return 'destructive'
  if (UNSAFE.has(lower)) return hasUrl ? 'outward' : 'change'
  return undefined
}

/** Adds what is worse than reading. */
function addDeeds(reader: Reader, effects: Iterable<EffectWord>): void {
  for (const effect of effects) if (effect !== 'read') reader.effects.add(effect)
}

function readMethod(reader: Reader, name: string, value: string): void {
  const word = about(reader, name).whole
  if (METHODS.has(word)) {
    const effect = effectOfMethod(value, reader.hasUrl)
    if (effect !== undefined) addDeeds(reader, [effect])
    if (effect !== undefined) return
  }
  if (OPERATIONS.has(word) && TOKEN.test(value)) addDeeds(reader, effectsOfName(value))
}

const COMMANDS = list(
  'command commands cmd cmds exec shell script entrypoint bash powershell cmdline commandline execute run',
)
const LINES = list('input text line stdin keys data')
const CONSOLES = list('console terminal shell tty repl pty prompt command cmd bash')
const STATEMENTS = list(
  'sql query statement stmt statements queries q ddl dml sqlquery rawsql sqlstatement expression search body data input text code',
)
const SURE_SQL = list('sql statement stmt statements ddl dml rawsql sqlstatement sqlquery')

const OF_RUN: Readonly<Record<Run, readonly EffectWord[]>> = {
  looks: [],
  writes: ['change'],
  unknown: [],
  downloads: ['execute', 'later'],
  rights: ['rights'],
  history: ['destructive'],
  wipes: ['destructive'],
}

function addRuns(reader: Reader, runs: readonly Run[], least: readonly EffectWord[]): void {
  addDeeds(reader, least)
  for (const run of runs) {
    reader.runs.add(run)
    addDeeds(reader, OF_RUN[run])
  }
}

function readCommand(reader: Reader, name: string, value: string): void {
  if (value.trim() === '') return
  const { whole } = about(reader, name)
  const isLine = LINES.has(whole) && reader.words.some((word) => CONSOLES.has(word))
  if (COMMANDS.has(whole) || isLine) addRuns(reader, runsOfShell(value, reader.budget), ['execute'])
}

function readStatement(reader: Reader, name: string, value: string): void {
  const word = about(reader, name).whole
  if (!STATEMENTS.has(word) || !spend(reader.budget, PER_TEXT + Math.min(value.length, 2000))) return
  if (isMutation(value)) {
    addDeeds(reader, ['outward'])
    for (const field of fieldsOfMutation(value, reader.budget)) addDeeds(reader, effectsOfName(field))
  } else if (SURE_SQL.has(word) || isSql(value) || (word === 'query' && reader.words.includes('sql'))) {
    const runs = runsOfSql(value, reader.budget)
    addRuns(reader, runs, runs.every((run) => run === 'looks') ? [] : ['execute'])
  }
}

const FLAGGED = /^-{1,2}[a-z][\w-]*(?:=|$)/i
const RUNNING_OPTION =
  /^--?(?:output|exec|pre|upload-pack|receive-pack|ext-diff|open-files-in-pager|config|post-?\w*|hook|eval|command|to-command|checkpoint-action|use-compress-program|rsh|proxycommand|o)(?:[=/]|$)/i
const OPTION_NAMES = list('args argv arguments flags options extraargs params parameters commandargs')

/** A value that the program behind the tool takes for an option, with a path or a program behind it. */
function readOption(reader: Reader, name: string, value: string): void {
  if (!value.startsWith('-') || /\s/.test(value.trim()) || !spend(reader.budget, value.length)) return
  if (RUNNING_OPTION.test(value)) addDeeds(reader, ['execute'])
  if (OPTION_NAMES.has(about(reader, name).whole)) return
  const behind = FLAGGED.test(value) ? value.slice(value.indexOf('=') + 1) : value.slice(2)
  if (pathFormOf(behind) === 'rooted' || pathFormOf(behind) === 'file') addDeeds(reader, ['execute'])
}

const RECEIVING = list(
  'to cc bcc recipient attendee guest invitee participant forward share notify copy subscriber collaborator with email',
)
const OPEN_TO_ALL =
  /^(?:public(?:-read(?:-write)?)?|anyone|everyone|world|allusers|all_?users|internet|any|\*|0\.0\.0\.0\/0|::\/0)$/i
const VISIBLE = list(
  'visibility acl access scope audience sharing shared anyone permission privacy principal source cidr cidrs role with',
)

function readRecipient(reader: Reader, { name, parent, value }: Leaf): void {
  if (reader.isReading || typeof value !== 'string') return
  const [outer, inner] = [about(reader, parent.text), about(reader, name.text)]
  if ((outer.isReceiving || inner.isReceiving) && isMailAddress(value)) addDeeds(reader, ['outward'])
  if ((outer.isVisible || inner.isVisible) && OPEN_TO_ALL.test(value.trim()))
    addDeeds(reader, ['outward', 'rights'])
  if (outer.words.includes('anyone') || inner.words.includes('anyone'))
    addDeeds(reader, ['outward', 'rights'])
}

const SCALED = list(
  'retention ttl replica replicas instance instances capacity count desired keep day days backup backups version versions',
)
const SCALING = list('retention instance instances replica replicas capacity scale ttl concurrency')

/** A text is looked at only when it begins as a zero may. */
function isZero(value: Leaf['value']): boolean {
  return typeof value === 'string' ? /^[\s0+.-]/.test(value) && Number(value) === 0 : Number(value) === 0
}

function readZero(reader: Reader, { name, value }: Leaf): void {
  if (reader.isReading || value === '' || !isZero(value)) return
  const { words, whole } = about(reader, name.text)
  const isScaled = whole === 'value' || words.some((word) => SCALED.has(word))
  if (isScaled && reader.words.some((word) => SCALING.has(word))) addDeeds(reader, ['destructive'])
}

const PLACED = list('environment env stage tier')
const PLACE = /^[\w.-]{1,64}$/

function readEnvironment(reader: Reader, name: string, value: string): void {
  if (PLACED.has(about(reader, name).last) && PLACE.test(value)) reader.environments.add(value.toLowerCase())
}

const HOLDERS = list(
  'parameter variable env config configuration setting value key item environment entry property param',
)

/** The name of a secret where something is asked for by its name. */
function readSecret(reader: Reader, { value }: Leaf): void {
  if (!reader.isHolding || typeof value !== 'string' || value.length > 256 || /\s/.test(value)) return
  if (wordsOf(value).some((word) => SECRETS.has(singularOf(word)))) reader.effects.add('secrets')
}

function readLeaf(reader: Reader, leaf: Leaf): void {
  const { name, value, isJson } = leaf
  readZero(reader, leaf)
  if (typeof value !== 'string' || value === '' || isJson) return
  if (!spend(reader.budget, PER_TEXT)) return
  readMethod(reader, name.text, value)
  readCommand(reader, name.text, value)
  readStatement(reader, name.text, value)
  readOption(reader, name.text, value)
  if (value.length > 320) return
  readEnvironment(reader, name.text, value)
  readRecipient(reader, leaf)
  readSecret(reader, leaf)
}

const NOT_DONE =
  /^(?:include|with|show|is|has|have|dry|only|no|not|skip|exclude|without|allow|can|should|must|use|return|list|get|find|ignore|hide|prefer|keep|was|were|if|when|filter|sort|order|auto|max|min|last|first|expand)$/
const REVEALING =
  /^(?:reveal|decrypt|unmask|plaintext|withdecryption|showsecrets?|showvalues?|includesecrets?|unredacted)$/
const DOING = list(
  'exec command cmd script shell set patch delete remove apply update drop destroy purge truncate overwrite',
)

function readKey(reader: Reader, { text, value }: Key): void {
  if (typeof value === 'object' && value !== null) readObjectKey(reader, text, value)
  else readFlag(reader, text, value)
}

const ON_MAX = 4

function isOn(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= ON_MAX && /^(?:true|yes|1|on)$/i.test(value)
  return value === 1 || value === 1n
}

function readFlag(reader: Reader, text: string, value: unknown): void {
  if (value !== true && !isOn(value)) return
  const flags = value === true ? reader.flags : reader.weakFlags
  if (flags.has(text)) return
  flags.add(text)
  if (!spend(reader.budget, PER_NAME + text.length * PER_NAME_CHARACTER)) return
  const word = plain(text)
  if (REVEALING.test(word)) reader.effects.add('secrets')
  if (word === 'privileged') addDeeds(reader, ['rights'])
  if (word === 'public' && !reader.isReading) addDeeds(reader, ['outward', 'rights'])
  const words = wordsOf(text)
  if (value !== true || NOT_DONE.test(words[0] ?? '')) return
  const effects = effectsOfName(text)
  const strictest = EFFECTS.indexOf(strictestOf(effects))
  if (reader.isReading || strictest > EFFECTS.indexOf('change')) addDeeds(reader, effects)
}

const PER_NAME = 150
const PER_NAME_CHARACTER = 16
const PER_KEY = 6
const PER_OBJECT = 20

function readObjectKey(reader: Reader, text: string, value: object): void {
  if (COMMANDS.has(plain(text)) && Array.isArray(value) && value.every((word) => typeof word === 'string'))
    addRuns(
      reader,
      runsOfShell(value.map((word) => (/\s/.test(word) ? `'${word}'` : word)).join(' '), reader.budget),
      ['execute'],
    )
  else if (reader.isReading && DOING.has(plain(text))) addDeeds(reader, effectsOfName(text))
}

const INNER_NAMES = [
  'tool',
  'tool_name',
  'toolName',
  'function',
  'function_name',
  'functionName',
  'recipient_name',
  'name',
  'action',
  'operation',
  'endpoint',
]
const INNER_ARGUMENTS = [
  'arguments',
  'args',
  'parameters',
  'params',
  'call',
  'kwargs',
  'tool_input',
  'toolInput',
  'tool_args',
  'arguments_json',
  'inputs',
  'input',
]
const ALWAYS = new Set(['tool', 'tool_name', 'toolName', 'recipient_name', 'function_name', 'functionName'])
const OPEN = /^(?:tool|function|method|api|action)s?$/

/** A call within the call: a tool that calls another is never laxer than that one. */
function readInner(reader: Reader, { name, value }: Inner, isTop: boolean): void {
  const hasArguments = INNER_ARGUMENTS.some((member) => Object.hasOwn(value, member))
  // Who asks about a tool does not call it.
  const isAbout = isTop && reader.isReading && !hasArguments && reader.words.some((word) => OPEN.test(word))
  if (isAbout) return
  const isCall = hasArguments && isCalling(reader, name.text, isTop)
  for (const member of INNER_NAMES) {
    const inner = Object.hasOwn(value, member) ? value[member] : undefined
    if ((isCall || ALWAYS.has(member)) && typeof inner === 'string') readInnerName(reader, inner)
  }
}

function readInnerName(reader: Reader, name: string): void {
  if (!TOKEN.test(name) || !spend(reader.budget, PER_NAME)) return
  const effects = effectsOfName(name)
  if (effects.size === 0) reader.effects.add('unsure')
  addDeeds(reader, effects)
}

/** Whether an object with a name and arguments is a call: under a name that says so, or in a tool that calls tools. */
function isCalling(reader: Reader, name: string, isTop: boolean): boolean {
  if (!isTop)
    return (
      /(?:tool|function|call|step|action|operation|task|request|command|invocation)/i.test(name) ||
      reader.words.some((word) => OPEN.test(word))
    )
  return reader.words.some(
    (word) =>
      OPEN.test(word) ||
      /^(?:invoke|call|dispatch|execute|run|proxy|delegate|batch|route|use|load|retrieve|fetch)$/.test(word),
  )
}

const WIPING = list('drop truncate wipe erase format shred obliterate nuke destroy delete purge flush zero')
const WHOLE = list('table database db schema disk drive partition keyspace warehouse filesystem volume')
const ROWS = list('drop truncate wipe erase')

/** A name that says that a whole table, database or disk is destroyed. */
function readName(reader: Reader): void {
  if (reader.isReading) return
  const words = reader.words.map(singularOf)
  const isWhole = words.some(
    (word, at) => WHOLE.has(word) && words.slice(0, at).some((one) => WIPING.has(one)),
  )
  const isTurned = words.some(
    (word, at) => ROWS.has(word) && words.slice(0, at).some((one) => WHOLE.has(one)),
  )
  if (isWhole || isTurned) reader.runs.add('wipes')
}

const OVERRIDE = /[?&;](?:_method|x-http-method(?:-override)?|http_method|method)=([a-z]+)/i

function readTarget(reader: Reader, { target }: Facts, leaves: readonly Leaf[]): void {
  if (target?.method !== undefined)
    addDeeds(reader, [
      effectOfMethod(target.method, target.url !== undefined) ??
        (target.url === undefined ? 'change' : 'outward'),
    ])
  readOverride(reader, target?.url)
  readOverride(reader, target?.path)
  for (const { value } of leaves) readOverride(reader, value)
}

const URL_BEGINS = /^(?:[a-z]{1,32}:\/)?\//i
const URL_READ = 4096

function readOverride(reader: Reader, url: unknown): void {
  if (typeof url !== 'string' || !URL_BEGINS.test(url)) return
  const read = url.slice(0, URL_READ)
  if (!read.includes('=') || !spend(reader.budget, read.length)) return
  const method = OVERRIDE.exec(read)?.[1]
  const effect = method === undefined ? undefined : effectOfMethod(method, true)
  if (effect !== undefined) addDeeds(reader, [effect])
}

/** Pairs that stand side by side, as headers are often written: `{ name: "X-HTTP-Method", value: "DELETE" }`. */
function readPair(reader: Reader, { value }: Inner): void {
  const name = value.name ?? value.key ?? value.header
  const held = value.value
  if (typeof name === 'string' && typeof held === 'string' && METHODS.has(plain(name)))
    readMethod(reader, name, held)
}

const HIDDEN = RUNS.filter((run) => run !== 'looks')

/** What nobody can see may be anything that a forbid asks for. */
function hide(reader: Reader): void {
  for (const run of HIDDEN) reader.runs.add(run)
  reader.environments.add('?')
}

/** What the places say that a call touches: credentials, what decides what runs next, the system itself. */
function readPlaces(reader: Reader, { hash_only }: Facts, known: readonly string[]): void {
  if (hash_only === true) return
  if (known.includes(KNOWN_SECRETS)) reader.effects.add('secrets')
  if (reader.isReading && strictestOf(reader.effects) === 'unknown') return
  if (known.includes(KNOWN_CONTROL) || known.includes(KNOWN_SYSTEM)) reader.effects.add('control')
}

/** What is known of a call beside its arguments. */
type Told = {
  /** The known zones that its paths may be in. */
  readonly known: readonly string[]
  /** What the names of its action and tool tell. */
  readonly named: readonly ReadonlySet<EffectWord>[]
}

/** What the arguments of a call hold that tells what it does. All of it counts as destruction beyond the budget. */
export function deedsOf(facts: Facts, all: Leaves, { known, named }: Told, budget: Budget): Deeds {
  const words = wordsOf(`${facts.action} ${facts.tool ?? ''}`)
  const reader: Reader = {
    effects: new Set(),
    runs: new Set(),
    environments: new Set(),
    words,
    isHolding: words.some((word) => HOLDERS.has(singularOf(word))),
    names: new Map(),
    flags: new Set(),
    weakFlags: new Set(),
    isReading: strictestOf(named.flatMap((effects) => [...effects])) === 'read',
    hasUrl:
      facts.target?.url !== undefined ||
      all.leaves.some(({ value }) => typeof value === 'string' && /^[a-z]+:\/\//i.test(value)),
    budget,
  }
  readName(reader)
  readTarget(reader, facts, all.leaves)
  for (const leaf of all.leaves) readLeaf(reader, leaf)
  if (spend(budget, all.keys.length * PER_KEY)) for (const key of all.keys) readKey(reader, key)
  if (spend(budget, all.objects.length * PER_OBJECT))
    all.objects.forEach((inner, at) => {
      readInner(reader, inner, at === 0)
      readPair(reader, inner)
    })
  readPlaces(reader, facts, known)
  if (facts.hash_only === true || all.isCut || isExceeded(budget)) hide(reader)
  if (facts.hash_only !== true && (all.isCut || isExceeded(budget))) reader.effects.add('destructive')
  return { effects: reader.effects, runs: reader.runs, environments: reader.environments }
}
