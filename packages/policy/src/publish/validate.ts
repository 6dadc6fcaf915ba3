// Runs Cedar's strict validation on policies, with the types of the registered tools.
import type { ToolDefinition } from '../model/tool.ts'
import type { CedarWasm } from '../model/wasm.ts'
import { schemaTextOf } from '../tools/schema.ts'
import { type CedarError, messageOf, type Validation } from './cedar-answer.ts'
import type { ProblemCode } from './codes.ts'
import type { Problem, ProblemSeverity } from './problem.ts'
import { type Token, tokensOf } from './tokens.ts'

/** A policy under a name of its own, whatever its @id. */
export type Validated = {
  key: string
  text: string
}

/** Something the validator found; `byte` is an offset into the policy's text. */
export type ValidationFinding = {
  key: string
  severity: ProblemSeverity
  code: ProblemCode
  message: string
  byte: number
}

function usesContextWhole(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]?.text
  if (next === '.' || next === 'has') return false
  return next !== '[' || tokens[at + 2]?.text.includes('\\') !== false
}

function namesOtherAction(tokens: readonly Token[], at: number): boolean {
  const isName = tokens[at + 1]?.text === '::' && tokens[at + 2]?.kind === 'string'
  return isName && tokens[at + 2]?.text !== '"call"'
}

/**
 * Whether a policy can tell the tools' own actions from `Action::"call"`: all have the same members of the context but
 * `arguments`, so the others need no check against each of hundreds of tools.
 */
export function needsTools(text: string): boolean {
  const { tokens } = tokensOf(text)
  const body = tokens.findIndex(({ text: word }) => word === 'when' || word === 'unless')
  return tokens.some(({ kind, text: word }, at) => {
    if (kind === 'string') return word.includes('arguments') || word.includes('\\u')
    if (word === 'arguments') return true
    if (word === 'context') return usesContextWhole(tokens, at)
    if (word === 'Action') return namesOtherAction(tokens, at)
    return word === 'action' && body >= 0 && at > body && tokens[at - 1]?.text !== '.'
  })
}

const IMPOSSIBLE = /policy is impossible|unable to find an applicable action/

function findingOf(key: string, error: CedarError, severity: ProblemSeverity): ValidationFinding {
  const byte = error.sourceLocations?.[0]?.start ?? 0
  if (severity === 'error') return { key, severity, code: 'policy.type', message: messageOf(error), byte }
  return IMPOSSIBLE.test(error.message)
    ? {
        key,
        severity,
        code: 'lint.never_matches',
        message: 'no request can ever match this policy; correct its head or its conditions, or remove it',
        byte: 0,
      }
    : { key, severity, code: 'lint.characters', message: messageOf(error), byte }
}

function ask(wasm: CedarWasm, schema: string, policies: readonly Validated[]): Validation {
  return policies.length === 0
    ? { type: 'success', validationErrors: [], validationWarnings: [] }
    : wasm.validate({
        validationSettings: { mode: 'strict' },
        schema,
        policies: { staticPolicies: Object.fromEntries(policies.map(({ key, text }) => [key, text])) },
      })
}

function found(answer: Validation & { type: 'success' }): ValidationFinding[] {
  const errors = answer.validationErrors.map(({ policyId, error }) => findingOf(policyId, error, 'error'))
  const wrong = new Set(errors.map(({ key }) => key))
  const warnings = answer.validationWarnings
    .map(({ policyId, error }) => findingOf(policyId, error, 'warning'))
    // What does not type-check is "impossible" for that reason alone.
    .filter(({ key, code }) => code !== 'lint.never_matches' || !wrong.has(key))
  return [...errors, ...warnings]
}

/** One finding per place: the same is found again for every action that a policy applies to. */
function once(findings: readonly ValidationFinding[]): ValidationFinding[] {
  return [
    ...new Map(
      findings.map((finding) => [`${finding.key} ${finding.code} ${finding.byte}`, finding]),
    ).values(),
  ]
}

function schemaProblem(errors: readonly CedarError[]): Problem {
  return {
    severity: 'error',
    code: 'tools.schema',
    message: `the input schemas of the registered tools cannot be used together: ${errors.map(messageOf).join('; ').slice(0, 400)}; correct them`,
  }
}

/** Cedar's strict validation against the schema of the org; a problem without a policy is the schema's. */
export function validate(
  wasm: CedarWasm,
  baseSchema: string,
  tools: readonly ToolDefinition[],
  policies: readonly Validated[],
): { findings: ValidationFinding[]; problem?: Problem } {
  const ofTools = policies.filter(({ text }) => needsTools(text))
  const plain = policies.filter((policy) => !ofTools.includes(policy))
  const answers = [ask(wasm, baseSchema, plain), ask(wasm, schemaTextOf(baseSchema, tools), ofTools)]
  const findings: ValidationFinding[] = []
  for (const answer of answers) {
    if (answer.type === 'failure') return { findings: [], problem: schemaProblem(answer.errors) }
    findings.push(...found(answer))
  }
  return { findings: once(findings) }
}
