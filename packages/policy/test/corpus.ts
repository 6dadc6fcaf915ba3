// Runs the public Cedar test corpus and counts the answers that differ from the recording.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import { type CompiledSet, compilePolicies, evaluate, type RawRequest } from '../src/evaluate/compile.ts'
import type { CedarWasm } from '../src/model/wasm.ts'
import { policiesOf } from '../src/sets/text.ts'
import { guideOf, type SchemaGuide } from './schema.ts'

const wasm = engine as unknown as CedarWasm

/** The texts of a corpus by their path. */
export type Files = ReadonlyMap<string, string>

/** What was compared, and what of it differs from the recording. */
export type Tally = {
  cases: number
  requests: number
  allowed: number
  determining: number
  erring: number
  wrong: { decisions: number; reasons: number; errors: number; failed: number }
  /** The first differences, in words. */
  differences: string[]
}

type Recorded = RawRequest & {
  decision: 'allow' | 'deny'
  reason: string[]
  errors: string[]
}

type Case = {
  policies: string
  entities: string
  schema: string
  requests: Recorded[]
}

// JSON as JavaScript reads it rounds integers beyond 2^53 - 1, and the corpus is full of them.
function exact(_: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined
    ? BigInt(context.source)
    : value
}

function parse(text: string): unknown {
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown)
}

/** Reads a folder, with paths relative to it. */
export function readFolder(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length).replace(/^\/+/, ''), readFileSync(path, 'utf8')]),
  )
}

/** A file named by a case: from the root, from above it, or beside the case. */
function textOf(files: Files, from: string, path: string): string {
  const text =
    files.get(path) ??
    files.get(path.split('/').slice(1).join('/')) ??
    files.get(join(dirname(from), basename(path)))
  if (text === undefined) throw new Error(`${from} names ${path}, which is not there`)
  return text
}

function nameOf(entity: unknown): string {
  const { type, id } = (entity as { uid: { type: string; id: string } }).uid
  return JSON.stringify([type, id])
}

function entitiesOf(text: string, guide: SchemaGuide): unknown[] {
  const entities = (parse(text) as unknown[]).map(guide.entity)
  const named = new Set(entities.map(nameOf))
  return [...entities, ...guide.actions.filter((action) => !named.has(nameOf(action)))]
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join() === [...b].sort().join()
}

function compare(tally: Tally, where: string, recorded: Recorded, set: CompiledSet, entities: unknown[]) {
  tally.requests += 1
  function differs(what: keyof Tally['wrong'], detail: string): void {
    tally.wrong[what] += 1
    if (tally.differences.length < 20) tally.differences.push(`${where}: ${what}: ${detail}`)
  }
  try {
    const { decision, determining, errors } = evaluate(set, recorded, entities)
    const erring = errors.map(({ policyId }) => policyId)
    if (decision !== recorded.decision) differs('decisions', `${decision}, not ${recorded.decision}`)
    if (!same(determining, recorded.reason)) differs('reasons', `${determining}, not ${recorded.reason}`)
    if (!same(erring, recorded.errors)) differs('errors', `${erring}, not ${recorded.errors}`)
    tally.allowed += decision === 'allow' ? 1 : 0
    tally.determining += determining.length
    tally.erring += erring.length
  } catch (error) {
    differs('failed', String(error))
  }
}

/** Evaluates every request of a corpus in the form of cedar-integration-tests beside its recorded answer. */
export function runCorpus(files: Files): Tally {
  const tally: Tally = {
    cases: 0,
    requests: 0,
    allowed: 0,
    determining: 0,
    erring: 0,
    wrong: { decisions: 0, reasons: 0, errors: 0, failed: 0 },
    differences: [],
  }
  for (const [path, text] of files) {
    if (!path.endsWith('.json') || path.endsWith('entities.json')) continue
    const { policies, entities, schema, requests } = parse(text) as Case
    tally.cases += 1
    const set = compilePolicies(policiesOf(wasm, textOf(files, path, policies)).map(({ json }) => json))
    const guide = guideOf(textOf(files, path, schema))
    const store = entitiesOf(textOf(files, path, entities), guide)
    for (const [at, recorded] of requests.entries()) {
      const context = guide.context(recorded.action, recorded.context)
      compare(tally, `${path} request ${at}`, { ...recorded, context }, set, store)
    }
  }
  return tally
}
