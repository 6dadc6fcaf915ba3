// Every way in which a file system, a library or a server might read one path.
import { type Budget, spend } from '../../model/budget.ts'
import { layersOf } from '../disguise.ts'
import { mayClimb } from './glob.ts'
import { followed } from './links.ts'

/** One way in which a path may be read. */
export type Reading = {
  readonly segments: readonly string[]
  readonly isAbsolute: boolean
  /** Folders that it climbs from where it starts. */
  readonly up: number
  /** Whether it starts in an unknown place. */
  readonly isFloating: boolean
  /** Present when it may be any file at all. */
  readonly isOpaque?: true
  /** Present when a question mark in it begins a query. */
  readonly isQuery?: true
}

/** All ways in which a path may be read. */
export type Readings = {
  readonly readings: readonly Reading[]
  /** Other names of the same place: for what forbids, and never in the way of what permits. */
  readonly wide: readonly Reading[]
  /** Whether something else than the path itself decides which file it is. */
  readonly isUnclear: boolean
  /** Whether there are ways that were not read. */
  readonly isCut: boolean
}

const LENGTH = 4096

/** The most readings of one path. */
export const READINGS = 64

type Draft = {
  readonly budget: Budget
  readonly readings: Reading[]
  /** What tells the readings apart, once there are two of them. */
  keys: Set<string> | undefined
  wide: Reading[] | undefined
  isUnclear: boolean
  isCut: boolean
}

function isName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..'
}

function resolved(text: string): Reading {
  const isAbsolute = text.startsWith('/')
  const given = text.split('/')
  if (given.every(isName)) return { segments: given, isAbsolute, up: 0, isFloating: false }
  const segments: string[] = []
  let up = 0
  for (const segment of given) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) up += 1
  }
  return { segments, isAbsolute, up, isFloating: up > 0 && !isAbsolute }
}

function from(reading: Reading, at: number, isFloating: boolean): Reading {
  return {
    segments: reading.segments.slice(at),
    isAbsolute: !isFloating,
    up: 0,
    isFloating,
  }
}

const PROC = new Set(['root', 'cwd', 'fd', 'exe', 'map_files', 'task'])
const DEVICES = new Set(['fd', 'stdin', 'stdout', 'stderr', 'tty'])

/** Where links that every system has lead to, as far as the path shows. */
function linked(reading: Reading): Reading[] | undefined {
  const [first, second, third, fourth, fifth] = reading.segments
  if (first === 'dev' && DEVICES.has(second ?? '')) return []
  if (first === '.vol') return []
  if (first !== 'proc' || third === undefined || !PROC.has(third)) return undefined
  const [link, at] = third === 'task' && fourth !== undefined ? [fifth, 5] : [third, 3]
  return link === 'root' || link === 'cwd' ? [from(reading, at, link === 'cwd')] : []
}

const ALIASES = ['private/', 'system/volumes/data/']
const NONE: readonly Reading[] = []

/** macOS keeps some folders under a second name. */
function aliased(reading: Reading): readonly Reading[] {
  if (!reading.isAbsolute) return NONE
  const start = `${reading.segments.slice(0, 3).join('/').toLowerCase()}/`
  const alias = ALIASES.find((prefix) => start.startsWith(prefix))
  return alias === undefined ? NONE : [from(reading, alias.split('/').length - 1, false)]
}

const DRIVE = /^[a-z]:/i
const MOUNTS = [[], ['mnt'], ['cygdrive']] as const

const LETTER_OF_DRIVE = /^\/?([a-z])[:$]?$/i
const LETTER = /^([a-z])$/i

function isMount(segment: string | undefined): boolean {
  return segment === 'mnt' || segment === 'cygdrive'
}

/** A folder of a drive by the other names that it has: `C:/a`, `/c/a`, `/mnt/c/a`, `/cygdrive/c/a`. */
function driveReadings({ segments, isAbsolute }: Reading): readonly Reading[] {
  const skip = isMount(segments[0]?.toLowerCase()) ? 1 : 0
  const first = segments[skip] ?? ''
  const letter = (skip === 0 ? LETTER_OF_DRIVE : LETTER).exec(first)?.[1]
  if (letter === undefined || (!isAbsolute && !first.includes(':'))) return NONE
  const rest = segments.slice(skip + 1)
  const whole = { isAbsolute: true, up: 0, isFloating: false }
  return [
    { ...whole, segments: [`${letter}:`, ...rest] },
    ...MOUNTS.map((mount) => ({ ...whole, segments: [...mount, letter, ...rest] })),
  ]
}

const ELSEWHERE = /^[~$%]/

/** What is behind a start that only the machine can resolve: a drive, a home, a variable. */
function started(reading: Reading): Reading[] | undefined {
  const first = reading.segments[0] ?? ''
  if (DRIVE.test(first)) {
    if (first.length === 2) return [from(reading, 1, false)]
    return [{ ...from(reading, 1, true), segments: [first.slice(2), ...reading.segments.slice(1)] }]
  }
  return ELSEWHERE.test(first) && !reading.isAbsolute ? [from(reading, 1, true)] : undefined
}

// Control characters, what a shell would put something else for, streams and short names of NTFS.
const ODD = /[\p{Cc}`\ufffd]|\$[({]|:\$|%[^%]+%|~[0-9]/u
const DOTS = /^[. ]{3,}$/

function isOdd(reading: Reading, isUrl: boolean): boolean {
  return reading.segments.some(
    (segment, at) => ODD.test(segment) || DOTS.test(segment) || (!(isUrl && at === 0) && mayClimb(segment)),
  )
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i

const PER_READING = 450
const PER_SEGMENT = 15

function keyOf({ segments, isAbsolute, up, isFloating }: Reading): string {
  return `${isAbsolute}${up}${isFloating}${segments.join('/')}`
}

/** Whether a path does not have this reading yet; most paths have only one. */
function isNew(draft: Draft, reading: Reading): boolean {
  if (draft.readings.length === 0) return true
  draft.keys ??= new Set(draft.readings.map(keyOf))
  const key = keyOf(reading)
  if (draft.keys.has(key)) return false
  if (draft.readings.length < READINGS) draft.keys.add(key)
  return true
}

function add(draft: Draft, reading: Reading, isUrl: boolean, isQuery = false): void {
  const { segments, up, isFloating } = reading
  if (draft.isCut || !spend(draft.budget, PER_READING + segments.length * PER_SEGMENT)) {
    draft.isCut = true
    return
  }
  if (!isNew(draft, reading)) return
  if (draft.readings.length >= READINGS) {
    draft.isCut = true
    return
  }
  draft.readings.push(reading)
  const behind = linked(reading) ?? (isUrl ? undefined : started(reading))
  if (behind !== undefined || up > 0 || isFloating || (!isQuery && isOdd(reading, isUrl)))
    draft.isUnclear = true
  if (isUrl) add(draft, from(reading, 2, true), false)
  for (const other of behind ?? NONE) add(draft, other, false)
  for (const other of aliased(reading)) add(draft, other, false)
}

/** Readings that a forbid must find, and that no permit has to hold. */
function addWide(draft: Draft, readings: readonly Reading[]): void {
  for (const reading of readings) {
    if (draft.isCut || !spend(draft.budget, PER_READING + reading.segments.length * PER_SEGMENT))
      draft.isCut = true
    else {
      draft.wide ??= []
      draft.wide.push(reading)
    }
  }
}

function trimmed(segment: string): string {
  let end = segment.length
  while (end > 0 && segment[end - 1] === ' ') end -= 1
  const bare = segment.slice(0, end)
  if (bare === '.' || bare === '..') return bare
  while (end > 0 && (segment[end - 1] === ' ' || segment[end - 1] === '.')) end -= 1
  return segment.slice(0, end)
}

function uncut(segment: string): string {
  const colon = segment.indexOf(':', DRIVE.test(segment) ? 2 : 0)
  return colon > 0 ? segment.slice(0, colon) : segment
}

/** The same text as Windows reads it: what ends a segment in dots, spaces or the name of a stream does not count. */
function bySegment(text: string): string[] {
  const segments = text.split('/')
  const short = segments.map(trimmed).join('/')
  const whole = segments.map((segment) => trimmed(uncut(segment))).join('/')
  const bare = text.includes(';') ? [segments.map((segment) => segment.split(';', 1)[0] ?? '').join('/')] : []
  return [text, short, ...bare, ...(SCHEME.test(text) ? [] : [whole])]
}

function upTo(text: string, end: RegExp): string[] {
  const at = text.search(end)
  return at < 0 ? [text] : [text, text.slice(0, at)]
}

const CONTROL = /[\p{Cc}]/gu

/** The texts that a layer may be read as: without what some readers end at, ignore, or take for a slash. */
function variantsOf(layer: string): ReadonlySet<string> {
  return new Set(
    [layer, layer.replace(CONTROL, '')]
      .flatMap((text) => upTo(text, /\0/))
      .flatMap((text) => upTo(text, /[?#]/))
      .flatMap((text) => (text.includes('\\') ? [text, text.replaceAll('\\', '/')] : [text]))
      .flatMap(substituted)
      .flatMap(expanded)
      .flatMap(bySegment),
  )
}

// Folders and files that variables stand for wherever nobody sets them otherwise.
const STANDS_FOR: Readonly<Record<string, string>> = {
  xdg_config_home: '~/.config',
  xdg_data_home: '~/.local/share',
  xdg_runtime_dir: '/run/user/0',
  gnupghome: '~/.gnupg',
  kubeconfig: '~/.kube/config',
  docker_config: '~/.docker',
  cargo_home: '~/.cargo',
  gh_config_dir: '~/.config/gh',
  cloudsdk_config: '~/.config/gcloud',
  aws_shared_credentials_file: '~/.aws/credentials',
  aws_config_file: '~/.aws/config',
  azure_config_dir: '~/.azure',
  netrc: '~/.netrc',
  pgpassfile: '~/.pgpass',
  npm_config_userconfig: '~/.npmrc',
  password_store_dir: '~/.password-store',
  zdotdir: '~',
}
const DEFAULTED = /\$\{\w{1,64}:?[-=]([^{}]*)\}/
const VARIABLE = /\$\{(\w{1,64})\}|\$(\w{1,64})|%(\w{1,64})%/g
const DEFAULTS = 4

/** With what stands for a variable in its place: `${XDG_CONFIG_HOME:-$HOME/.config}/gh`, `$GNUPGHOME/x`. */
function substituted(text: string): string[] {
  if (!text.includes('$') && !text.includes('%')) return [text]
  let other = text
  for (let at = 0; at < DEFAULTS && DEFAULTED.test(other); at += 1) {
    // A variable within the value is written so that the next round sees the braces around it.
    other = other.replace(/\$\{(\w{1,64})\}/g, '$$$1').replace(DEFAULTED, (_, value: string) => value)
  }
  other = other.replace(VARIABLE, (whole, braced?: string, plain?: string, percent?: string) => {
    const name = (braced ?? plain ?? percent ?? '').toLowerCase()
    return (Object.hasOwn(STANDS_FOR, name) ? STANDS_FOR[name] : undefined) ?? whole
  })
  return other === text ? [text] : [text, other]
}

const ALTERNATIVES = 16

/** What a brace with alternatives stands for, one after the other. */
function expanded(text: string): string[] {
  const [found, inner] = /\{([^{}]*,[^{}]*)\}/.exec(text) ?? []
  if (found === undefined || inner === undefined) return [text]
  const all = inner.split(',')
  return all.length > ALTERNATIVES ? [text] : [text, ...all.map((one) => text.replace(found, () => one))]
}

// There are at most 48 variants, most of them equal.
const PER_VARIANT_CHARACTER = 30

function readVariant(draft: Draft, text: string, mayHaveQuery: boolean): void {
  const reading = resolved(text)
  const isQuery = mayHaveQuery && text.includes('?')
  add(draft, isQuery ? { ...reading, isQuery } : reading, SCHEME.test(text), isQuery)
  for (const { segments, isFloating, isOpaque } of followed(text)) {
    const other: Reading = {
      segments,
      up: 0,
      isAbsolute: !isFloating,
      isFloating,
      ...(isOpaque && { isOpaque }),
    }
    if (text.includes('..')) add(draft, other, false)
    else addWide(draft, [other])
  }
  if (!text.startsWith('//')) return
  const share = text.replace(/^\/+[.?]\/|^\/+[^/]*(?=\/[a-z]\$(?:\/|$))/i, '/')
  if (share !== text) addWide(draft, driveReadings(resolved(share)))
  // A share on another machine, or a device: what follows may be a path of its own.
  draft.isUnclear = true
  for (const at of [1, 2]) add(draft, from(reading, at, false), false)
}

function readLayer(draft: Draft, layer: string, mayHaveQuery: boolean): void {
  if (draft.isCut || !spend(draft.budget, PER_READING + layer.length * PER_VARIANT_CHARACTER)) {
    draft.isCut = true
    return
  }
  for (const text of variantsOf(layer)) {
    if (draft.isCut || !spend(draft.budget, text.length)) draft.isCut = true
    else readVariant(draft, text, mayHaveQuery)
  }
}

const BACKUP = /(?:~|\.(?:bak|old|orig|save|sav|swp|swo|tmp|copy|backup|dist|disabled|rej|[0-9]{1,2}))$/i

const SAVED = /^#(.+)#$/

/** A copy that editors and people leave beside a file holds what the file held. */
function backupOf(reading: Reading): readonly Reading[] {
  const last = reading.segments.at(-1) ?? ''
  const bare = last.replace(BACKUP, '').replace(SAVED, '$1')
  return bare === last || bare === ''
    ? NONE
    : [{ ...reading, segments: [...reading.segments.slice(0, -1), bare] }]
}

const PLAIN = /^[\w/.-]*$/
const DOTTED = /\.(?:\/|$)/

/**
 * Reads a path in every way in which a file system, a library or a server might. A query may follow the path of a
 * request; anywhere else a question mark is a wildcard.
 */
export function readingsOf(text: string, budget: Budget, mayHaveQuery = false): Readings {
  if (text.length > LENGTH || !spend(budget, text.length))
    return { readings: [], wide: [], isUnclear: true, isCut: true }
  const draft: Draft = {
    budget,
    readings: [],
    keys: undefined,
    wide: undefined,
    isUnclear: false,
    isCut: false,
  }
  if (PLAIN.test(text) && !DOTTED.test(text) && !text.startsWith('//')) readVariant(draft, text, false)
  else {
    const { texts, isOdd: isOddlyWritten, isCut } = layersOf(text, budget)
    draft.isUnclear = isOddlyWritten
    draft.isCut = isCut
    for (const layer of texts) readLayer(draft, layer, mayHaveQuery)
  }
  for (const reading of draft.readings) {
    addWide(draft, driveReadings(reading))
    addWide(draft, backupOf(reading))
  }
  const { readings, wide = NONE, isUnclear, isCut } = draft
  return { readings, wide, isUnclear: isUnclear || isCut, isCut }
}

/** A path as it is read from a folder that the same request names. */
export function within(base: Reading, { segments, up, isAbsolute }: Reading): Reading {
  return isAbsolute
    ? { segments, up, isAbsolute, isFloating: false }
    : { ...base, segments: [...base.segments.slice(0, Math.max(base.segments.length - up, 0)), ...segments] }
}
