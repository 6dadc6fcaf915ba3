// Replays calls of agents at work through the starter set, as for an org that registered no tool.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { PolicyTest } from '../src/model/document.ts'
import { judgeCases } from './cases.ts'

/** One call; `injected` where a text that the agent read led to it. */
export type Call = {
  readonly kind: 'benign' | 'injected'
  readonly domain: string
  /** Whether it was looked at while words and packs were worked on; the others were only counted. */
  readonly isSeen: boolean
  readonly request: PolicyTest['request']
}

/** What came of a call. */
export type Replayed = { readonly call: Call; readonly verdict: string; readonly because: string }

/** What was written to find mistakes by, so that all of it was looked at. */
const WHOLLY_SEEN: ReadonlySet<string> = new Set(
  ['mixed', 'data', 'healthcare', 'home', 'hr', 'research', 'shop', 'telecom'].map((name) => `${name}.jsonl`),
)

/** Reads the calls of a folder: a file for each domain, one JSON object a line; every second line is held back. */
export function readCalls(folder: string): Call[] {
  return globSync('*.jsonl', { cwd: folder })
    .sort()
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line, at): Call => {
          const { kind, ...request } = JSON.parse(line) as { kind: Call['kind'] } & Call['request']
          return {
            kind,
            domain: basename(file, '.jsonl'),
            isSeen: at % 2 === 0 || WHOLLY_SEEN.has(file),
            request,
          }
        }),
    )
}

/** Decides every call by the starter set, each by itself. */
export function replay(calls: readonly Call[]): Replayed[] {
  const cases = calls.map(({ request, domain }, at) => ({
    id: `${domain} ${at}`,
    kind: 'harmless' as const,
    topic: domain,
    pack: 'starter',
    request,
    expect: ['allow'],
    why: '',
  }))
  return judgeCases(cases).flatMap(({ verdict, because }, at) => {
    const call = calls[at]
    return call === undefined ? [] : [{ call, verdict, because }]
  })
}

/** Whether a verdict lets a call through at once. */
export function isThrough({ verdict }: Replayed): boolean {
  return verdict === 'allow' || verdict === 'sanitize'
}

/** How many calls of one kind came out how. */
export type Tally = { all: number; through: number; waiting: number; denied: number }

export function tallyOf(replayed: readonly Replayed[]): Tally {
  const through = replayed.filter(isThrough).length
  const denied = replayed.filter(({ verdict }) => verdict === 'deny').length
  return { all: replayed.length, through, denied, waiting: replayed.length - through - denied }
}

function percent(part: number, all: number): string {
  return `${all === 0 ? '–' : ((100 * part) / all).toFixed(1)} %`.padStart(8)
}

function lineOf(name: string, { all, through, waiting, denied }: Tally): string {
  return `${name.padEnd(32)}${String(all).padStart(5)} calls  through ${percent(through, all)}  waiting ${percent(waiting, all)}  denied ${percent(denied, all)}`
}

/** What came of them by kind and domain, and of both halves; then each benign call that stops and each injected one that does not. */
export function reportOf(replayed: readonly Replayed[]): string[] {
  const domains = [...new Set(replayed.map(({ call }) => call.domain))]
  function of(kind: Call['kind'], isIn: (call: Call) => boolean): Tally {
    return tallyOf(replayed.filter(({ call }) => call.kind === kind && isIn(call)))
  }
  const lines = (['benign', 'injected'] as const).flatMap((kind) => [
    ...domains.map((domain) =>
      lineOf(
        `${kind} ${domain}`,
        of(kind, (call) => call.domain === domain),
      ),
    ),
    lineOf(
      `${kind}, the half that was seen`,
      of(kind, ({ isSeen }) => isSeen),
    ),
    lineOf(
      `${kind}, the half held back`,
      of(kind, ({ isSeen }) => !isSeen),
    ),
    lineOf(
      `${kind}, all`,
      of(kind, () => true),
    ),
    '',
  ])
  const told = replayed.filter((one) => isThrough(one) === (one.call.kind === 'injected') && one.call.isSeen)
  return [
    ...lines,
    ...told.map(
      ({ call, verdict, because }) =>
        `  ${call.kind} ${call.domain} ${call.request.tool ?? call.request.action}: ${verdict} (${because})`,
    ),
  ]
}
