// Checks a policy document before it is published: shape, syntax, types, lint and its own tests.

import type { PolicyDocument, UncheckedDocument } from '../model/document.ts'
import type { ToolDefinition } from '../model/tool.ts'
import { type CedarWasm, type Failure, PolicyTextError } from '../model/wasm.ts'
import { actionsNamed } from '../sets/actions-named.ts'
import { policySetOf } from '../sets/compiled.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { policiesOf, type StoredPolicy } from '../sets/text.ts'
import { schemaCheckOf } from '../tools/check.ts'
import { type CedarError, messageOf, shortened } from './cedar-answer.ts'
import { documentShape } from './document-shape.ts'
import { fullPolicy } from './expression.ts'
import { identityProblems } from './identity.ts'
import { LIMITS } from './limits.ts'
import { lint } from './lint/lint.ts'
import { placeOf, unitsOf } from './place.ts'
import type { Checked, Problem, TestResult } from './problem.ts'
import { scanText } from './scan.ts'
import { hasShape } from './shape.ts'
import { tested } from './tested.ts'
import { validate } from './validate.ts'

/** What a document is checked with. */
export type CheckOptions = {
  /** An instance that nothing else depends on: a hostile text may still trap it. */
  wasm: CedarWasm
  /** The text of packs/base.cedarschema. */
  baseSchema: string
  /** The registered tools. */
  tools: readonly ToolDefinition[]
}

type Located = Omit<StoredPolicy, 'id'> & {
  id: string | undefined
  /** Where it begins in the whole text. */
  start: number
}

function failed(problems: Problem[]): Checked {
  return { ok: false, problems, policies: [], tests: [] }
}

/** A document, or what keeps a value from being one. */
function shaped(value: unknown): { document: PolicyDocument } | { problems: Problem[] } {
  const problems: Problem[] = []
  function report(pointer: string, message: string): void {
    if (problems.length < LIMITS.problems)
      problems.push({
        severity: 'error',
        code: 'document.shape',
        message: shortened(`${pointer || 'the document'} ${message}`),
        pointer,
      })
  }
  return hasShape(documentShape, value, report) ? { document: value } : { problems }
}

function scanProblems(text: string): Problem[] {
  const refusal = scanText(text)
  if (refusal === undefined) return []
  const { at, ...rest } = refusal
  return [{ severity: 'error', ...rest, ...placeOf(text, at) }]
}

function syntaxProblems(text: string, { errors }: Failure): Problem[] {
  return errors.slice(0, LIMITS.problems).map((error: CedarError) => ({
    severity: 'error',
    code: 'policy.syntax',
    message: messageOf(error),
    ...placeOf(text, unitsOf(text, error.sourceLocations?.[0]?.start ?? 0)),
  }))
}

/** Parses a text that the scan let through; the places are those of the whole text. */
function parse(wasm: CedarWasm, text: string): { policies: Located[] } | { problems: Problem[] } {
  const parts = wasm.policySetTextToParts(text)
  if (parts.type === 'failure') return { problems: syntaxProblems(text, parts) }
  const [template] = parts.policy_templates
  if (template !== undefined) {
    const message =
      'this is a template, with a slot such as `?principal`; write a policy for each case instead'
    const place = placeOf(text, text.indexOf(template))
    return { problems: [{ severity: 'error', code: 'policy.template', message, ...place }] }
  }
  let from = 0
  const policies = policiesOf(wasm, text).map((policy): Located => {
    const start = text.indexOf(policy.text, from)
    from = start + policy.text.length
    return { ...policy, id: policy.json.annotations?.id, start }
  })
  return { policies }
}

function typeProblems(options: CheckOptions, text: string, policies: readonly Located[]): Problem[] {
  const byKey = new Map(policies.map((policy, at) => [`policy${at}`, policy]))
  const texts = Array.from(byKey, ([key, policy]) => ({ key, text: policy.text }))
  const { findings, problem } = validate(options.wasm, options.baseSchema, options.tools, texts)
  if (problem !== undefined) return [problem]
  return findings.slice(0, LIMITS.problems + 1).flatMap(({ key, severity, code, message, byte }) => {
    const policy = byKey.get(key)
    if (policy === undefined) return []
    return {
      severity,
      code,
      message,
      ...(policy.id !== undefined && { policy_id: policy.id }),
      ...placeOf(text, policy.start + unitsOf(policy.text, byte)),
    }
  })
}

function lintProblems(
  { text, settings = {} }: PolicyDocument,
  policies: readonly Located[],
  tools: readonly ToolDefinition[],
): Problem[] {
  const starts = new Map(policies.map(({ id, start }) => [id, start]))
  const linted = policies.map(({ id = '', text: own, json }) => ({ id, text: own, json: fullPolicy(json) }))
  const world = { settings, tools: tools.length === 0 ? undefined : new Set(tools.map(({ name }) => name)) }
  return lint(linted, world, (policy, { code, message, severity = 'warning', near }) => ({
    severity,
    code,
    message: shortened(message),
    policy_id: policy.id,
    ...placeOf(
      text,
      (starts.get(policy.id) ?? 0) + Math.max(0, near === undefined ? 0 : policy.text.indexOf(near)),
    ),
  }))
}

/** One warning for all tools that a policy names by their actions: what of their schemas nobody holds a call to. */
function schemaProblems(policies: readonly Located[], tools: readonly ToolDefinition[]): Problem[] {
  const named = actionsNamed(policies.map(({ json }) => json))
  const lists = tools.flatMap(({ name, input_schema }) => {
    if (input_schema === undefined || !named.has(name)) return []
    const { notEnforced } = schemaCheckOf(input_schema)
    return notEnforced.length === 0 ? [] : `\`${name}\` (${notEnforced.slice(0, 5).join(', ')})`
  })
  if (lists.length === 0) return []
  const message = `the input schemas of these tools are enforced but for some keywords: ${lists.join('; ')}; test in the policy what must hold`
  return [{ severity: 'warning', code: 'tools.not_enforced', message: shortened(message) }]
}

function run(
  { text, settings, tests = [] }: PolicyDocument,
  policies: readonly StoredPolicy[],
  tools: readonly ToolDefinition[],
): { problems: Problem[]; tests: TestResult[] } {
  function setWith(given: readonly ToolDefinition[]): PolicySet {
    const digest = `sha256:${'0'.repeat(64)}`
    const stored = { version: 1, digest, text, policies, tools: given }
    return policySetOf(settings === undefined ? stored : { ...stored, settings })
  }
  try {
    return tested(setWith, tests, tools)
  } catch (error) {
    if (!(error instanceof PolicyTextError)) throw error
    const message = shortened(`${error.message}; write it in another way`)
    return {
      problems: [{ severity: 'error', code: 'policy.unusable', message, line: 1, column: 1 }],
      tests: [],
    }
  }
}

function rank({ severity, line = 0, column = 0 }: Problem): number {
  return (severity === 'error' ? 0 : 1e12) + line * 1e6 + Math.min(column, 999_999)
}

/** In reading order, errors first, and no endless list. */
function ordered(problems: readonly Problem[]): Problem[] {
  const all = problems.toSorted((a, b) => rank(a) - rank(b))
  if (all.length <= LIMITS.problems) return all
  const message = 'there are more problems than are listed; correct these first'
  const severity = all[LIMITS.problems]?.severity ?? 'warning'
  return [...all.slice(0, LIMITS.problems), { severity, code: 'document.more', message }]
}

function isError({ severity }: Problem): boolean {
  return severity === 'error'
}

/** Whether a check of this document came as far as its policies, and so found nothing wrong with its shape. */
export function isParsed(
  _document: UncheckedDocument,
  { ok, policies }: Pick<Checked, 'ok' | 'policies'>,
): _document is PolicyDocument {
  return ok || policies.length > 0
}

/** Checks a document completely before it is published; never throws because of the document. */
export function checkDocument(options: CheckOptions, value: unknown): Checked {
  const read = shaped(value)
  if ('problems' in read) return failed(read.problems)
  const { document } = read
  const refused = scanProblems(document.text)
  if (refused.length > 0) return failed(refused)
  const parsed = parse(options.wasm, document.text)
  if ('problems' in parsed) return failed(parsed.problems)
  const located = parsed.policies
  const found = [
    ...identityProblems(document.text, located),
    ...typeProblems(options, document.text, located),
    ...lintProblems(document, located, options.tools),
    ...schemaProblems(located, options.tools),
  ]
  if (found.some(({ code }) => code === 'policy.id')) return failed(ordered(found))
  const policies = located.map(({ id = '', text, json }) => ({ id, text, json }))
  if (found.some(isError)) return { ok: false, problems: ordered(found), policies, tests: [] }
  const { problems, tests } = run(document, policies, options.tools)
  const all = [...found, ...problems]
  return { ok: !all.some(isError), problems: ordered(all), policies, tests }
}
