// What was found in a whole text: each kind of mark with how often, and hosts that look like others.
import type { Mark, Piece } from '@countersign/scan/text'

/** Counts what is hidden while a text goes by. */
export type Findings = {
  see(pieces: readonly Piece[]): void
  marks(): readonly Mark[]
  hosts(): readonly LookalikeHost[]
}

export type LookalikeHost = { host: string; looksLike: string; ascii: string }

const HOSTS_MAX = 10
const MARKS_MAX = 200

export function findings(): Findings {
  const marks = new Map<string, Mark>()
  const hosts = new Map<string, LookalikeHost>()
  function count(mark: Mark): void {
    const key = `${mark.kind} ${mark.code} ${mark.hides ?? ''}`
    const before = marks.get(key)
    if (before !== undefined) marks.set(key, { ...before, count: before.count + mark.count })
    else if (marks.size < MARKS_MAX) marks.set(key, mark)
  }
  return {
    see(pieces) {
      for (const { mark } of pieces) if (mark !== undefined) count(mark)
      if (hosts.size < HOSTS_MAX) for (const found of hostsIn(pieces)) hosts.set(found.host, found)
    },
    marks: () => [...marks.values()],
    hosts: () => [...hosts.values()].slice(0, HOSTS_MAX),
  }
}

const WORD = /[^\s"'<>(){}[\],;|\\/@?#&=:]+/gu
const HOST = /^(?:[a-z0-9_-]+\.)+[a-z]{2,}$/i
const HOST_LENGTH_MAX = 253

/** Words that are a host once each look-alike is what it looks like. */
function hostsIn(pieces: readonly Piece[]): LookalikeHost[] {
  if (!pieces.some(({ mark }) => mark?.kind === 'lookalike')) return []
  const text = pieces.map((piece) => piece.text).join('')
  const looks = new Map(
    pieces.flatMap(({ text: character, mark }) =>
      mark?.kind === 'lookalike' && mark.count === 1 ? [[character, mark.looksLike ?? ''] as const] : [],
    ),
  )
  return [...text.matchAll(WORD)].flatMap(([host]) => {
    if (host.length > HOST_LENGTH_MAX) return []
    const looksLike = Array.from(host, (character) => looks.get(character) ?? character).join('')
    return looksLike !== host && HOST.test(looksLike) ? [{ host, looksLike, ascii: asciiOf(host) }] : []
  })
}

/** The name that a resolver would be asked for. */
function asciiOf(host: string): string {
  return URL.parse(`http://${host}/`)?.hostname ?? 'no host that exists'
}
