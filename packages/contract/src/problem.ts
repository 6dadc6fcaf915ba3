// The problem document, which every error is answered with.
import * as z from 'zod'
import { type ErrorCode, errorEntry } from './operations.ts'
import type { Refusal } from './wire/operation.ts'

/** An RFC 9457 problem document: there is no verdict, and the caller must not act. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'Where the error is explained, relative to the API' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional().meta({ description: 'What went wrong in this case' }),
    remedy: z.string().meta({ description: 'What to do next' }),
    instance: z.string().optional(),
    code: z.string(),
    request_id: z.string(),
    errors: z
      .array(
        z.object({
          code: z.string(),
          message: z.string(),
          pointer: z.string().optional().meta({ description: 'RFC 6901 pointer into the body' }),
          parameter: z
            .string()
            .optional()
            .meta({ description: 'Name of a path or query parameter, or of a header' }),
          offset: z.int().optional().meta({ description: 'Place in the body where parsing stopped' }),
          line: z.int().optional().meta({ description: 'Line in the text of the policies, from 1' }),
          column: z.int().optional().meta({ description: 'Column in that line, from 1' }),
          policy_id: z.string().optional(),
          test: z.string().optional().meta({ description: 'Name of a test of the document' }),
        }),
      )
      .optional(),
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
