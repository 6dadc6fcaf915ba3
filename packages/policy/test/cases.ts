// Judges cases, one JSON object a line, with the packs as they lie in the folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { TextDecoder } from 'node:util'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import { decide } from '../src/decide.ts'
import type { PolicyDocument, PolicyTest, Settings } from '../src/model/document.ts'
import type { ToolDefinition } from '../src/model/tool.ts'
import type { CedarWasm } from '../src/model/wasm.ts'
import { factsOfTest } from '../src/publish/index.ts'
import { compiledPolicySet } from '../src/sets/compiled.ts'
import type { PolicySet } from '../src/sets/policy-set.ts'

// The package's own types say less than what it answers.
const wasm = engine as unknown as CedarWasm
const folder = new URL('../packs/', import.meta.url)

/** One decision of one pack, with every verdict that is right. */
export type Case = {
  readonly id: string
  readonly kind: 'evasion' | 'harmless' | 'wrong'
  readonly topic: string
  readonly pack: string
  readonly given?: NonNullable<PolicyTest['given']>
  /** Zones that stand in place of the pack's zones of the same name. */
  readonly settings?: Settings
  readonly request: PolicyTest['request']
  readonly expect: readonly string[]
  readonly why: string
}

/** What came of a case. */
export type Judged = {
  readonly one: Case
  readonly verdict: string
  /** The policies and codes that decided. */
  readonly because: string
  readonly isRight: boolean
}

/** The names of the packs. */
export function packNames(): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

function jsonOf<T>(pack: string, file: string): T | undefined {
  const url = new URL(`${pack}/${file}`, folder)
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as T) : undefined
}

function setOf(pack: string, more: Settings | undefined): PolicySet {
  const own = jsonOf<PolicyDocument['settings']>(pack, 'settings.json')
  const settings = { ...own, ...more, zones: { ...own?.zones, ...more?.zones } }
  return compiledPolicySet({
    wasm,
    text: readFileSync(new URL(`${pack}/policy.cedar`, folder), 'utf8'),
    version: 1,
    digest: 'sha256:00',
    tools: jsonOf<{ tools: ToolDefinition[] }>(pack, 'tools.json')?.tools ?? [],
    settings,
  })
}

/** Reads cases; a line that is none ends it with its number. */
export function readCases(bytes: Uint8Array): Case[] {
  const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n')
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return []
    try {
      return [JSON.parse(line) as Case]
    } catch (cause) {
      throw new Error(`line ${at + 1} is not JSON`, { cause })
    }
  })
}

/** Decides every case with its pack. */
export function judgeCases(cases: readonly Case[]): Judged[] {
  const sets = new Map<string, PolicySet>()
  return cases.map((one) => {
    const key = JSON.stringify([one.pack, one.settings ?? {}])
    const set = sets.get(key) ?? setOf(one.pack, one.settings)
    sets.set(key, set)
    const facts = factsOfTest({ ...one, name: one.id, expect: { verdict: 'allow' } })
    const { verdict, reasons } = decide(set, facts, { approved: one.given?.approved === true })
    const because = reasons.map(({ code, policy_id }) => policy_id ?? code).join(' ')
    return { one, verdict, because, isRight: one.expect.includes(verdict) }
  })
}

type Count = { all: number; wrong: number }

function percentOf({ all, wrong }: Count): string {
  return all === 0 ? '–' : `${((100 * wrong) / all).toFixed(1)} %`
}

function countedBy(judged: readonly Judged[], keyOf: (one: Case) => string): Map<string, Count> {
  const counts = new Map<string, Count>()
  for (const { one, isRight } of judged) {
    const count = counts.get(keyOf(one)) ?? { all: 0, wrong: 0 }
    counts.set(keyOf(one), { all: count.all + 1, wrong: count.wrong + (isRight ? 0 : 1) })
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function lineOf([key, count]: readonly [string, Count]): string {
  return `${key.padEnd(40)} ${String(count.all - count.wrong).padStart(4)} right  ${String(count.wrong).padStart(4)} wrong`
}

/** What came of it by kind, by pack, and by pack, topic and kind; then every case that is wrong. */
export function reportOf(judged: readonly Judged[]): string[] {
  const kinds = countedBy(judged, ({ kind }) => kind)
  const wrong = judged.filter(({ isRight }) => !isRight)
  return [
    ...[...countedBy(judged, ({ pack, topic, kind }) => `${pack} ${topic} ${kind}`)].map(lineOf),
    '',
    ...[...countedBy(judged, ({ pack, kind }) => `${pack} ${kind}`)].map(lineOf),
    '',
    ...[...kinds].map((entry) => `${lineOf(entry)}  ${percentOf(entry[1])}`),
    `all ${judged.length}, right ${judged.length - wrong.length}, wrong ${wrong.length}`,
    ...wrong.map(
      ({ one, verdict, because }) =>
        `  ${one.id} ${one.pack} ${one.topic}: ${verdict} (${because}) – ${one.why}`,
    ),
  ]
}
