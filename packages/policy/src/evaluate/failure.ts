// The errors of compiling a policy, of reading a request, and of evaluating one policy.

/** A policy that cannot be compiled: it is not in Cedar's JSON form, or goes beyond a limit. */
export class CompileError extends Error {
  override name = 'CompileError'
}

/** A request or entity that Cedar refuses before any policy is asked. */
export class RequestError extends Error {
  override name = 'RequestError'
}

/** Why the evaluation of one policy failed. */
export class EvaluationError extends Error {
  override name = 'EvaluationError'
}

// Made once and thrown often: capturing a stack at every throw would make erring policies dear.
export const TYPE_ERROR = new EvaluationError('type error')
export const OVERFLOW = new EvaluationError('integer overflow')
export const NO_ENTITY = new EvaluationError('entity does not exist')
export const TOO_MUCH = new EvaluationError('the policies look at too many items of this request')
export const NO_TAG = new EvaluationError('entity does not have the tag')

/** The error of reading an attribute that is not there. */
export function noAttribute(name: string): EvaluationError {
  return new EvaluationError(`no attribute \`${name}\``)
}
