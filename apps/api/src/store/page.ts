// Cutting a page that was read with one extra row, which shows that there are more.
import type { Page } from '../ports/page.ts'

export function pageOf<T>(rows: T[], limit: number): Page<T> {
  return { rows: rows.slice(0, limit), more: rows.length > limit }
}
