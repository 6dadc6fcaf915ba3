import { compilePolicies, evaluate } from './compile/compile.ts'
import { CompileError } from './compile/failure.ts'
import { annotationsOf, type CedarRequest, type Evaluation, type PolicySet, WHOLE_SET } from './evaluator.ts'
import { type ParsedPolicy, parseText } from './text.ts'
import { type CedarWasm, PolicyTextError } from './wasm.ts'

export { type CedarWasm, PolicyTextError } from './wasm.ts'

const compile = (parsed: readonly ParsedPolicy[]) => {
  try {
    return compilePolicies(
      parsed.map(({ json }) => json),
      parsed.map(({ info }) => info.id),
    )
  } catch (error) {
    if (error instanceof CompileError) throw new PolicyTextError(error.message)
    throw error
  }
}

const failed = (error: unknown): Evaluation => ({
  decision: 'deny',
  determining: [],
  errors: [
    { policyId: WHOLE_SET, message: error instanceof Error ? error.message : 'the evaluation failed' },
  ],
})

/** What a compiled policy set is made from. */
export interface CompiledPolicySetOptions {
  /** Parses the text, once; it is not needed afterwards. */
  wasm: CedarWasm
  /** Trusted or checked text: a deeply nested one can trap the WASM instance for good. */
  text: string
  version: number
  digest: string
}

/** A policy set that is evaluated without WASM; throws `PolicyTextError` when the text is not a usable set. */
export const compiledPolicySet = ({ wasm, text, version, digest }: CompiledPolicySetOptions): PolicySet => {
  const parsed = parseText(wasm, text)
  const compiled = compile(parsed)
  const policies = parsed.map(({ info }) => info)
  return {
    version,
    digest,
    text,
    policies,
    annotations: annotationsOf(policies),
    evaluate: (request: CedarRequest) => {
      try {
        const { decision, determining, errors } = evaluate(compiled, request, request.entities)
        return { decision: errors.length === 0 ? decision : 'deny', determining, errors }
      } catch (error) {
        return failed(error)
      }
    },
  }
}
