// Reads a list of the service page by page, up to as many as were asked for.
import { CliError } from '../io.ts'

const PAGE_MAX = 200
const LIMIT_MAX = 10_000
const EMPTY_PAGES_MAX = 100

type Page<Item> = { readonly data: readonly Item[]; readonly next_cursor?: string | undefined }

/** Part of a list, and whether there is more of it. */
export type Listed<Item> = { readonly data: readonly Item[]; readonly hasMore: boolean }

/** How many items a list may have, from `--limit`. */
export function limitOf(text: string): number {
  const limit = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : Number.NaN
  if (limit <= LIMIT_MAX) return limit
  throw new CliError('cli.option', `--limit: must be an integer from 1 to ${LIMIT_MAX}`)
}

/** The first `limit` items; a service that repeats itself or gives empty pages for ever is left. */
export async function readList<Item>(
  limit: number,
  read: (page: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<Listed<Item>> {
  const data: Item[] = []
  let empty = 0
  let cursor: string | undefined
  for (let left = limit; left > 0; ) {
    const page = await read({ limit: Math.min(left, PAGE_MAX), ...(cursor !== undefined && { cursor }) })
    data.push(...page.data.slice(0, left))
    left = limit - data.length
    cursor = page.next_cursor
    if (cursor === undefined) return { data, hasMore: false }
    // Matches of a filter may come after pages that are empty.
    if (page.data.length === 0 && ++empty === EMPTY_PAGES_MAX) break
  }
  return { data, hasMore: true }
}
