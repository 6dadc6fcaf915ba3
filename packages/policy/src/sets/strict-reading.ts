// Reads the names of a call strictly: what policies forbid or exclude by name, no other spelling sheds.
import { isObject } from '../evaluate/data.ts'
import { type Pattern, patternOf } from '../evaluate/like.ts'
import { createWork, type Work } from '../evaluate/work.ts'
import type { CedarRequest, Evaluation } from '../model/cedar.ts'
import { type ByFoldedName, byFoldedName, type Callee, foldedName } from '../tools/names.ts'
import { CALLED, foldedPattern, type Sought } from './strict-comparisons.ts'
import { strictPolicy } from './strict-policy.ts'
import type { StoredPolicy } from './text.ts'

/** The policies of a set that compare names, as they read them strictly. */
export type StrictReading = {
  /** An evaluation of a request with what these policies make of it; the same one where that is the same. */
  read(request: CedarRequest, plain: Evaluation, callee: Callee, work?: Work): Evaluation
}

type Evaluate = (request: CedarRequest, work?: Work) => Evaluation

type SoughtPattern = {
  readonly matches: Pattern
  /** Whether a name in lower case matches it exactly when it matches the pattern as written. */
  readonly isFolded: boolean
}

type Index = {
  readonly texts: ByFoldedName<{ readonly name: string }>
  readonly patterns: readonly SoughtPattern[]
  readonly isOpen: boolean
}

function soughtPattern(pattern: readonly unknown[]): SoughtPattern {
  const any = foldedPattern(pattern)
  return { matches: patternOf(any), isFolded: JSON.stringify(any) === JSON.stringify(pattern) }
}

function indexOf({ texts, patterns, isOpen }: Sought): Index {
  const distinct = new Map(patterns.map((pattern) => [JSON.stringify(pattern), pattern]))
  return {
    texts: byFoldedName(Array.from(texts, (name) => ({ name }))),
    patterns: [...distinct.values()].map(soughtPattern),
    isOpen,
  }
}

function isOtherwiseNamed({ texts }: Index, { tool, action }: Callee, folded: Callee): boolean {
  const same = texts.get(folded.tool)
  if (tool === action) return same?.some(({ name }) => name !== tool) === true
  return same !== undefined || texts.has(folded.action)
}

/** Whether the strict reading may differ: the usual call, spelled as the policies spell it, is evaluated once. */
function mayDiffer(index: Index, callee: Callee, folded: Callee): boolean {
  if (index.isOpen || isOtherwiseNamed(index, callee, folded)) return true
  const isPlain = callee.tool === callee.action && callee.tool === folded.tool
  const work = createWork()
  return index.patterns.some(
    ({ matches, isFolded }) =>
      !(isPlain && isFolded) && (matches(folded.tool, work) || matches(folded.action, work)),
  )
}

function textsIn(value: unknown): readonly string[] {
  const texts: string[] = []
  const left = [value]
  while (left.length > 0) {
    const part = left.pop()
    if (typeof part === 'string') texts.push(part)
    else if (Array.isArray(part)) for (const item of part) left.push(item)
    else if (isObject(part)) for (const name in part) left.push(part[name])
  }
  return texts
}

/** The names of a call as the agent's roles and labels spell them. */
function spelledByAgent({ entities, principal }: CedarRequest, { tool, action }: Callee): readonly string[] {
  const agent = entities.find(({ uid }) => uid.type === principal.type && uid.id === principal.id)
  return textsIn([agent?.attrs, agent?.tags]).filter((text) => {
    const folded = foldedName(text)
    return folded === tool || folded === action
  })
}

function requestWith(
  request: CedarRequest,
  index: Index,
  { tool, action }: Callee,
  folded: Callee,
): CedarRequest {
  const names = [folded.tool, folded.action, tool, action]
  if (index.isOpen) names.push(...spelledByAgent(request, folded))
  return { ...request, context: { ...request.context, [CALLED]: { ...folded, names: [...new Set(names)] } } }
}

function combined(plain: Evaluation, strict: Evaluation, ids: ReadonlySet<string>): Evaluation {
  const permits = plain.permits.filter((id) => !ids.has(id) || strict.permits.includes(id))
  const forbids = [...new Set([...plain.forbids, ...strict.forbids])].sort()
  const failed = new Set(plain.errors.map(({ policyId }) => policyId))
  const errors = [...plain.errors, ...strict.errors.filter(({ policyId }) => !failed.has(policyId))]
  // What contradicts itself must not become an allow here.
  const isAllowed = plain.decision === 'allow' && permits.length > 0 && forbids.length + errors.length === 0
  return {
    decision: isAllowed ? 'allow' : 'deny',
    determining: isAllowed ? permits : forbids,
    permits,
    forbids,
    errors,
  }
}

/** The strict reading of policies, which `compile` makes ready to be asked; undefined where names do not matter; throws `CompileError`. */
export function strictReadingOf(
  policies: readonly StoredPolicy[],
  compile: (policies: readonly { id: string; json: unknown }[]) => Evaluate,
): StrictReading | undefined {
  const sought: Sought = { texts: new Set(), patterns: [], isOpen: false, tests: 0 }
  const strict = policies.flatMap(({ id, json: plain }) => {
    const json = strictPolicy(plain, sought)
    return json === undefined ? [] : [{ id, json }]
  })
  if (strict.length === 0) return undefined
  const [index, evaluate] = [indexOf(sought), compile(strict)]
  const ids = new Set(strict.map(({ id }) => id))
  return {
    read(request, plain, callee, work) {
      const folded = { tool: foldedName(callee.tool), action: foldedName(callee.action) }
      if (!mayDiffer(index, callee, folded)) return plain
      return combined(plain, evaluate(requestWith(request, index, callee, folded), work), ids)
    },
  }
}
