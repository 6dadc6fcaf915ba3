// A definition as it was sent: its name, digest and findings, and how it compares with the pinned one.
import { hash } from 'node:crypto'
import type { Output } from '@countersign/contract'
import { canonicalize, differences, type JsonObject, type JsonValue } from '@countersign/json'
import { byFoldedName, foldedName } from '@countersign/policy'
import { type DefinitionScan, definitionSteps } from '@countersign/scan'
import { NAME_PATTERN } from '@countersign/terms'
import type { OrgConfig, RegisteredTool } from '../../ports/nouns.ts'
import type { Caller } from '../call.ts'
import type { Context } from '../context.ts'

/** A definition that was looked at. */
export type Scanned = {
  /** The name that the org knows it by; a name that cannot be one is not repeated. */
  tool: string
  /** `sha256:` and hex, over its RFC 8785 form. */
  digest: string
  scan: DefinitionScan
}

type Pin = Output<'scan.tool'>['pin']

const UNNAMED = 'unnamed'

/** The digest of a definition. */
export function digestOf(definition: JsonObject): string {
  return `sha256:${hash('sha256', canonicalize(definition), 'hex')}`
}

/** What a definition calls itself; model providers put it into `function`. */
export function nameIn({ name, function: inner }: JsonObject): string | undefined {
  const own = typeof inner === 'object' && inner !== null && 'name' in inner ? inner.name : name
  return typeof own === 'string' ? own : undefined
}

/** The names that another tool may want to be taken for: of a hidden tool an agent learns nothing. */
export function knownNames({ tools }: OrgConfig, caller: Caller): string[] {
  return [...tools.values()].flatMap(({ settings }) =>
    settings.hidden && caller.agentId !== undefined ? [] : [settings.name],
  )
}

/** Looks at one definition, in the org's turns. */
export async function scanned(
  { pace }: Context,
  orgId: string,
  definition: JsonObject,
  { tool, known }: { tool?: string | undefined; known: readonly string[] },
): Promise<Scanned> {
  const name = tool ?? nameIn(definition) ?? ''
  const digest = await pace.run(orgId, () => digestOf(definition))
  const scan = await lastOf(pace, orgId, definitionSteps(definition, { known }))
  return { tool: NAME_PATTERN.test(name) ? name : UNNAMED, digest, scan }
}

/** What steps come to that are taken in turns. */
async function lastOf<T>(pace: Context['pace'], orgId: string, steps: Generator<undefined, T>): Promise<T> {
  let last: IteratorResult<undefined, T> | undefined
  function* each(): Generator<undefined> {
    for (last = steps.next(); last.done !== true; last = steps.next()) yield
  }
  await pace.each(orgId, each(), () => undefined)
  if (last?.done !== true) throw new Error('the steps of a scan ended without a result')
  return last.value
}

/** Finds a registered tool by its name, in whatever capitals, as far as the caller may know of it. */
export type FindTool = (name: string) => RegisteredTool | undefined

/** Sorts the tools once, for any number of names. */
export function toolFinder({ tools, definitions }: OrgConfig, { agentId }: Caller): FindTool {
  const index = byFoldedName(definitions)
  return (name) => {
    const tool = tools.get(index.get(foldedName(name))?.[0]?.name ?? name)
    return tool?.settings.hidden === true && agentId !== undefined ? undefined : tool
  }
}

const DIFFERENCES_MAX = 20
/** Beyond these an object or array is one difference as a whole. */
const COUNTED_MAX = 1000
const TEXT_MAX = 500
/** So much of two long texts is shown before the first place where they differ. */
const BEFORE = 80

/** How a definition compares with the one that is pinned for its tool. */
export async function pinOf(
  { store, pace }: Context,
  orgId: string,
  tool: RegisteredTool | undefined,
  { digest }: Scanned,
  definition: JsonObject,
): Promise<Pin> {
  const pinned = tool?.settings.definition
  if (tool === undefined || pinned === undefined) return { status: 'none' }
  if (pinned.digest === digest) {
    return { status: pinned.changed === undefined ? 'pinned' : 'changed', digest: pinned.digest }
  }
  const was = await store.tools.definition(orgId, tool.settings.name)
  const found = await pace.run(orgId, () => differences(was ?? {}, definition, COUNTED_MAX))
  return {
    status: 'changed',
    digest: pinned.digest,
    differences: found.slice(0, DIFFERENCES_MAX).map(shortened),
    ...(found.length > DIFFERENCES_MAX && { more: found.length - DIFFERENCES_MAX }),
  }
}

type Difference = NonNullable<Pin['differences']>[number]

function shortened({ path, was, now }: Difference): Difference {
  const from = was === undefined || now === undefined ? 0 : Math.max(0, firstDifference(was, now) - BEFORE)
  return {
    path,
    ...(was !== undefined && { was: shortValue(was, from) }),
    ...(now !== undefined && { now: shortValue(now, from) }),
  }
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : canonicalize(value)
}

/** What was appended to a long description is what its reader must see. */
function firstDifference(was: JsonValue, now: JsonValue): number {
  const [before, after] = [textOf(was), textOf(now)]
  let at = 0
  while (at < before.length && before[at] === after[at]) at += 1
  return at
}

function shortValue(value: JsonValue, from: number): JsonValue {
  const text = textOf(value)
  if (text.length <= TEXT_MAX) return value
  const end = from + TEXT_MAX
  const shown = text.slice(from, end).toWellFormed()
  return `${from > 0 ? '\u2026' : ''}${shown}${end < text.length ? '\u2026' : ''}`
}

/** The members of an answer. */
export function scannedMembers({ tool, digest, scan }: Scanned, pin: Pin) {
  const { verdict, findings, complete } = scan
  return { tool, digest, verdict, findings: [...findings], complete, pin }
}
