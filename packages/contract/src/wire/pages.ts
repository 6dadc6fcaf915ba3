// Pages of lists: how a caller asks for one, and what it holds.
import * as z from 'zod'
import { queryInteger } from './fields.ts'

/** The message for a cursor that no page of the list gave. */
export const CURSOR_RULE =
  'must be the `next_cursor` of an earlier page of this list; leave it out to start again'

/** The two members of every list query: how many, and from where. */
export const pageQuery = {
  limit: queryInteger(1, 200).default(50).meta({ description: 'How many at most' }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,512}$/, CURSOR_RULE)
    .optional()
    .meta({ description: 'The `next_cursor` of the previous page' }),
}

/** A page of a list; `next_cursor` is absent on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item).meta({ description: 'The items of this page' }),
    has_more: z
      .boolean()
      .meta({ description: 'Whether there is a next page; this one may be empty even so' }),
    next_cursor: z
      .string()
      .optional()
      .meta({ description: 'The `cursor` of the next page, if there is one' }),
  })
}

/** A list that is answered whole. */
export function wholeList<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item).meta({ description: 'Every item' }),
    has_more: z.boolean().meta({ description: 'Always false: this list is answered whole' }),
  })
}

/** Whether an answer is a page of a list. */
export function isPage(answer: z.ZodType): boolean {
  return answer instanceof z.ZodObject && 'next_cursor' in answer.shape
}
