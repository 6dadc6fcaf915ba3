// The problem document, which every error is answered with.
import * as z from 'zod'
import { type ErrorCode, errorEntry } from './operations.ts'
import type { Refusal } from './wire/operation.ts'

/** An RFC 9457 problem document: there is no verdict, and the caller must not act. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'Where the error is explained, relative to the API' }),
    title: z.string().meta({ description: 'What the error is, always in the same words' }),
    status: z.int().meta({ description: 'The status of the answer' }),
    detail: z.string().optional().meta({ description: 'What went wrong in this case' }),
    remedy: z.string().meta({ description: 'What to do next' }),
    instance: z.string().optional().meta({ description: 'This occurrence, as a URN' }),
    code: z.string().meta({ description: 'The error as a stable code; /docs/errors has a page for each' }),
    request_id: z.string().meta({ description: 'The id of this request, for questions about it' }),
    errors: z
      .array(
        z.object({
          code: z.string().meta({ description: 'What it is, as a code' }),
          message: z.string().meta({ description: 'What it is, in words' }),
          pointer: z.string().optional().meta({ description: 'RFC 6901 pointer into the body' }),
          parameter: z
            .string()
            .optional()
            .meta({ description: 'Name of a path or query parameter, or of a header' }),
          offset: z.int().optional().meta({ description: 'Place in the body where parsing stopped' }),
          line: z.int().optional().meta({ description: 'Line in the text of the policies, from 1' }),
          column: z.int().optional().meta({ description: 'Column in that line, from 1' }),
          policy_id: z.string().optional().meta({ description: 'The `@id` of the policy' }),
          test: z.string().optional().meta({ description: 'Name of a test of the document' }),
        }),
      )
      .optional()
      .meta({ description: 'What is wrong, one by one' }),
  })
  .meta({ id: 'Problem', description: 'An RFC 9457 problem document: there is no verdict, do not act' })

/** A problem document as parsed. */
export type ProblemDocument = z.output<typeof Problem>

/** The problem document of an error of the catalogue. */
export function problemDocument(
  code: ErrorCode,
  requestId: string,
  { detail, errors }: Refusal,
): ProblemDocument {
  const { status, title, remedy } = errorEntry(code)
  return {
    type: `/docs/errors/${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    remedy,
    instance: `urn:countersign:request:${requestId}`,
    code,
    request_id: requestId,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  }
}
