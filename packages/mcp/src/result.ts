// Turns an answer or a failure of the API into the result of a tool.
import { CountersignError } from '@countersign/client'
import type { CallToolResult } from '@modelcontextprotocol/server'
import type { Tool } from './tools.ts'

/** Passes an answer of the API on, as structured content and as text. */
export function answerResult(tool: Tool, answer: { readonly [member: string]: unknown }): CallToolResult {
  return {
    content: [{ type: 'text', text: JSON.stringify(answer) }],
    structuredContent: answer,
    // A caller that looks at nothing but isError must not act on a gate that did not open, so it fails closed.
    ...(tool.operation.agent?.permits === true && !mayAct(answer) && { isError: true }),
  }
}

function mayAct(answer: { readonly verdict?: unknown }): boolean {
  return answer.verdict === 'allow' || answer.verdict === 'sanitize'
}

/** Says that there is no answer, why, and what to do next; has no structured content that could be taken for a verdict. */
export function errorResult(tool: Tool, reason: unknown): CallToolResult {
  const lead =
    'verdict' in tool.outputSchema.properties
      ? 'There is no verdict: do not act.'
      : 'There is no answer: do not assume that this was done.'
  // A proxy between here and the API may have quoted the key in its error.
  const text = [lead, ...explain(tool, reason)].join('\n').replaceAll(API_KEYS, 'cs_$1_…')
  return { content: [{ type: 'text', text }], isError: true }
}

const API_KEYS = /cs_(live|test)_[0-9a-z]+/g

const REMEDIES: Readonly<Record<string, string>> = {
  'client.network':
    'Try again later; if it keeps failing, tell a human that COUNTERSIGN_API_URL cannot be reached.',
  'client.timeout': 'Try again later.',
  'client.answer': 'Tell a human to check that COUNTERSIGN_API_URL is the URL of a Countersign API.',
}

function explain({ operation }: Tool, reason: unknown): string[] {
  if (!(reason instanceof CountersignError)) return ['The call failed; tell a human if it keeps failing.']
  const { code, message, requestId, retryable, errors } = reason
  return [
    message,
    ...errors.map((fault) => `- ${fault.pointer ?? fault.parameter ?? fault.code}: ${fault.message}`),
    code === 'auth.scope'
      ? `Tell a human that COUNTERSIGN_API_KEY must be a key with the scope \`${operation.scope}\`.`
      : (REMEDIES[code] ?? (retryable ? 'Try again later.' : '')),
    `code: ${code}`,
    requestId === undefined ? '' : `request_id: ${requestId}`,
  ].filter((line) => line !== '')
}
