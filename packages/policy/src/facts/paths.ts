import type { CedarValue } from '../evaluator.ts'
import type { Facts } from '../facts.ts'
import { layersOf } from './disguise.ts'
import type { Budget } from './glob.ts'
import { type Leaf, type Leaves, nameWords } from './leaves.ts'
import { READINGS, type Reading, type Readings, readingsOf, within } from './path.ts'
import { type CompiledZone, type Folded, foldedReading, isIn, mayBeIn } from './zones.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''))

// Of a member of this name, the text is a path whatever it looks like.
const SURE = words(`
  path paths pathname file files filename filenames filepath filepaths dir dirs directory directories dirname
  folder folders src dst dest cwd root roots workdir workspace subdir subdirectory basedir symlink`)

// Of these it is one when it looks like one, or when the tool works on files.
const LIKELY = words(
  'source sources destination destinations from to target targets origin input output location',
)

// A folder that relative paths beside it may be meant from.
const BASES = words('cwd root roots dir directory folder workdir workspace base basedir')

// A word at the end that makes something else of the name: file_id, source_code.
const OTHER = words(`
  id ids type types size sizes format encoding mode content contents hash digest checksum count counts limit
  language languages lang code text body description url urls uri mime owner permissions created modified`)

const FILING = words(`
  file files path paths dir directory directories folder folders move mv copy cp rename link symlink archive
  extract zip unzip tar mount rsync scp`)

const LOOKS = /[/\\~$%]|^\.|^[a-z]:/i
const URL = /^[a-z][a-z0-9+.-]+:/i
const FILE_URL = /^\s*file:/i

/** A text that names a file or folder. */
interface Candidate {
  readonly text: string
  readonly isBase: boolean
  readonly mayHaveQuery?: true
}

const endsOther = (names: readonly string[]): boolean => names.length > 1 && OTHER.has(names.at(-1) ?? '')

const hasAny = (names: readonly string[], set: ReadonlySet<string>): boolean =>
  names.some((word) => set.has(word))

const isPathName = (names: readonly string[]): boolean => hasAny(names, SURE) && !endsOther(names)

const looksLikePath = (text: string): boolean => {
  const inner = layersOf(text).texts.at(-1) ?? text
  return (LOOKS.test(text) || LOOKS.test(inner)) && (!URL.test(text) || text.includes('..'))
}

/** The paths of `file:` URLs, read with and without a host. */
const ofFileUrl = (text: string): string[] => {
  const rest = text.trim().slice('file:'.length)
  const [, host, path] = /^\/\/([^/\\]*)([\s\S]*)$/.exec(rest) ?? []
  if (path === undefined) return [rest]
  return host === '' || host?.toLowerCase() === 'localhost' ? [path] : [`//${host}${path}`]
}

const candidateOf = ({ name, parent, value }: Leaf, isFiling: boolean): Candidate[] => {
  if (typeof value !== 'string' || value === '') return []
  if (FILE_URL.test(value)) return ofFileUrl(value).map((text) => ({ text, isBase: false }))
  const names = nameWords(name)
  const isBelow = isPathName(nameWords(parent))
  // In `{ files: { "src/a.ts": … } }` the name is the path, and what it names is not.
  if (isBelow && /[/\\.]/.test(name)) return []
  const isSure = isPathName(names) || (name === 'name' && isBelow)
  const isLikely = hasAny(names, LIKELY) && !endsOther(names) && (isFiling || looksLikePath(value))
  return isSure || isLikely ? [{ text: value, isBase: hasAny(names, BASES) }] : []
}

/** Some tools take files as an object whose names are the paths. */
const ofKeys = (keys: readonly Leaf[]): Candidate[] =>
  keys.flatMap(({ name, value }) =>
    typeof value === 'string' && /[/\\.%]/.test(value) && isPathName(nameWords(name))
      ? [{ text: value, isBase: false }]
      : [],
  )

const candidatesOf = ({ action, tool, target }: Facts, { leaves, keys }: Leaves): Candidate[] => {
  const isFiling = hasAny([...nameWords(action), ...nameWords(tool ?? '')], FILING)
  const { path, url } = target ?? {}
  return [
    ...(path === undefined ? [] : [{ text: path, isBase: false, mayHaveQuery: true as const }]),
    ...(url !== undefined && FILE_URL.test(url)
      ? ofFileUrl(url).map((text) => ({ text, isBase: false }))
      : []),
    ...leaves.flatMap((leaf) => candidateOf(leaf, isFiling)),
    ...ofKeys(keys),
  ]
}

const COUNT = 256
const LENGTH = 32_768
const JOINED = 4096
const STEPS = 300_000

type Read = Readings & Candidate

/** Relative paths as they are meant when another member of the same arguments says from where. */
const joinedReadings = (read: readonly Read[]): Reading[] | undefined => {
  const bases = read.flatMap(({ isBase, readings }) =>
    readings.filter(({ isAbsolute }) => isBase || isAbsolute).slice(0, isBase ? READINGS : 1),
  )
  const relative = read.flatMap(({ readings }) => readings.filter(({ isAbsolute }) => !isAbsolute))
  if (bases.length * relative.length > JOINED) return undefined
  return bases.flatMap((base) => relative.map((reading) => within(base, reading)))
}

const anyOf = (zones: readonly CompiledZone[], paths: readonly Folded[], budget: Budget): string[] =>
  zones.filter((zone) => paths.some((path) => mayBeIn(zone, path, budget))).map(({ name }) => name)

const allOf = (zones: readonly CompiledZone[], paths: readonly Folded[], budget: Budget): string[] =>
  zones.filter((zone) => paths.every((path) => isIn(zone, path, budget))).map(({ name }) => name)

const NONE: CedarValue = Object.freeze({ count: 0, zones_any: [], zones_all: [], unclear: false })

/** What nothing can be told of: a forbid that asks for any zone finds it. */
const untold = (count: number, zones: readonly CompiledZone[]): CedarValue => ({
  count,
  zones_any: zones.map(({ name }) => name),
  zones_all: [],
  unclear: true,
})

/** The fact `paths`. */
export const pathsOf = (facts: Facts, leaves: Leaves, zones: readonly CompiledZone[]): CedarValue => {
  const candidates = candidatesOf(facts, leaves)
  const length = candidates.reduce((sum, { text }) => sum + text.length, 0)
  if (facts.hash_only === true || leaves.isCut || candidates.length > COUNT || length > LENGTH)
    return untold(candidates.length, zones)
  if (candidates.length === 0) return NONE
  const read: Read[] = candidates.map((candidate) => ({
    ...candidate,
    ...readingsOf(candidate.text, candidate.mayHaveQuery),
  }))
  if (read.some(({ isCut }) => isCut)) return untold(read.length, zones)
  const budget: Budget = { left: STEPS }
  const own = read.flatMap(({ readings }) => readings).map(foldedReading)
  const joined = joinedReadings(read)?.map(foldedReading)
  if (joined === undefined) return untold(read.length, zones)
  const unclear = read.some(({ isUnclear }) => isUnclear)
  const zones_all = unclear ? [] : allOf(zones, own, budget)
  const zones_any = anyOf(zones, [...own, ...joined], budget)
  return budget.left < 0 ? untold(read.length, zones) : { count: read.length, zones_any, zones_all, unclear }
}

/** The fact `paths` when no policy reads it. */
export const NO_PATHS: CedarValue = NONE
