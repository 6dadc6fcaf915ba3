// Turns the globs of Aegis into globs of zones, erring on the safe side where they differ.
import type { JsonValue } from '@countersign/json'
import { addLine, type Draft } from '../draft.ts'
import { kindOf, shown } from '../members.ts'

const ALTERNATIVES_MAX = 64
const EXPANDED_CHARACTERS_MAX = 1024
const SEGMENTS_MAX = 24

/** Whether doubt must make a zone wider, as for a forbid, or narrower, as for a permit. */
export type Side = 'forbid' | 'permit'

/** `{a,b}` written out; undefined when there are too many, or braces in braces. */
function expanded(glob: string): string[] | undefined {
  if (glob.length > EXPANDED_CHARACTERS_MAX) return undefined
  let globs = [glob]
  for (;;) {
    const open = globs[0]?.indexOf('{') ?? -1
    if (open < 0) return globs
    const close = globs[0]?.indexOf('}', open) ?? -1
    const inner = globs[0]?.slice(open + 1, close) ?? ''
    if (close < 0 || inner.includes('{') || inner.includes('..')) return undefined
    const head = globs[0]?.slice(0, open) ?? ''
    const tail = globs[0]?.slice(close + 1) ?? ''
    const rest = globs.slice(1)
    globs = [...inner.split(',').map((part) => `${head}${part}${tail}`), ...rest]
    if (globs.length > ALTERNATIVES_MAX) return undefined
    globs.sort((a, b) => b.split('{').length - a.split('{').length)
  }
}

// What minimatch reads as classes, extended globs or negation, and what the zones of Countersign do not take.
const UNSUPPORTED = /[[\]{}\\!]|[@+?*]\(|[\p{Cc}\p{Cs}]|(?:^|\/)\.\.(?:\/|$)/u

const GLOB_CHARACTERS_MAX = 256
const STARS_MAX = 16

function isZoneGlob(glob: string): boolean {
  return (
    !UNSUPPORTED.test(glob) && glob.length <= GLOB_CHARACTERS_MAX && glob.split('*').length - 1 <= STARS_MAX
  )
}

/** A glob that covers more: the folder before the unsupported part, and all below it. */
function wider(glob: string): string {
  const at = glob.search(/[[\]{}\\!@+?*(\p{Cc}\p{Cs}]|\.\./u)
  const folder = glob.slice(0, Math.max(at, 0)).replace(/[^/]*$/, '')
  return isZoneGlob(folder) ? `${folder}**` : '**'
}

// Two stars beside other characters are one star to minimatch.
function cleaned(glob: string): string {
  const plain = (glob.startsWith('./') ? glob.slice(2) : glob)
    .split('/')
    .map((segment) => (segment === '**' ? segment : segment.replace(/\*+/g, '*')))
    .join('/')
  return plain.endsWith('/') ? `${plain}**` : plain
}

function globsOfText(draft: Draft, glob: string, source: string, side: Side): string[] {
  const globs = expanded(glob)?.map(cleaned)
  if (globs?.every((one) => one !== '' && isZoneGlob(one))) return globs
  const wide = wider(cleaned(glob))
  if (side === 'forbid')
    addLine(
      draft,
      'changed',
      source,
      `${shown(glob)} cannot be written as a zone; ${shown(wide)} is used instead, which covers more`,
    )
  else addLine(draft, 'lost', source, `${shown(glob)} cannot be written as a zone, so it permits nothing`)
  return side === 'forbid' ? [wide] : []
}

/** Aegis' globs as globs of a zone; in doubt a forbid covers more and a permit less. */
export function globsOf(draft: Draft, list: JsonValue | undefined, source: string, side: Side): string[] {
  if (list === undefined) return []
  if (!Array.isArray(list)) {
    addLine(draft, 'lost', source, `is ${kindOf(list)}, not a list of globs`)
    return []
  }
  const globs = list.flatMap((glob: JsonValue, at) => {
    if (typeof glob === 'string' && glob !== '') return globsOfText(draft, glob, `${source}[${at}]`, side)
    addLine(draft, 'lost', `${source}[${at}]`, `is ${shown(glob)}, not a glob`)
    return []
  })
  return [...new Set(globs)]
}

/** A path that the glob matches. */
export function sampleOf(glob: string): string {
  return glob
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment, at, all) =>
      segment === '**'
        ? at === all.length - 1
          ? 'sample.txt'
          : 'sample'
        : segment.replaceAll('*', 'sample').replaceAll('?', 'x'),
    )
    .join('/')
}

function segmentFits(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*')
  if (rest.length === 0) return glob === text
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of rest.slice(0, -1)) {
    at = text.indexOf(piece, at)
    if (at < 0) return false
    at += piece.length
  }
  const last = rest.at(-1) ?? ''
  return text.length >= at + last.length && text.endsWith(last)
}

/** Whether a glob may hold the path, below any folder; only to choose samples, so `?` fits anything. */
export function mayHold(glob: string, path: string): boolean {
  const segments = path.split('/')
  if (segments.length > SEGMENTS_MAX) return true
  function from(globs: readonly string[], at: number): boolean {
    const [head, ...tail] = globs
    if (head === undefined) return at === segments.length
    if (head === '**') return tail.length === 0 || segments.some((_, to) => to >= at && from(tail, to))
    const segment = segments[at]
    return segment !== undefined && segmentFits(head.replaceAll('?', '*'), segment) && from(tail, at + 1)
  }
  const globs = glob
    .split('/')
    .filter((segment) => segment !== '')
    .slice(0, 12)
  return globs.filter((one) => one === '**').length > 3 || segments.some((_, at) => from(globs, at))
}
