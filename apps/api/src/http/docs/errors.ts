// A page for each error: what it means, what to do, and which operations answer it.
import { type ErrorCode, errorCodes, errorEntry, operationList } from '@countersign/contract'
import type { DocPage } from './page.ts'

export function errorPages(): DocPage[] {
  return errorCodes.map((code) => ({
    section: 'Errors' as const,
    path: `/docs/errors/${code}`,
    title: `\`${code}\``,
    summary: `${errorEntry(code).title}.`,
    markdown: () => pageOf(code),
  }))
}

function pageOf(code: ErrorCode): string {
  const { status, title, remedy, retryable } = errorEntry(code)
  const answered = operationList.filter(({ errors }) => errors.some((own) => own === code))
  const by = answered.map(({ name, summary }) => `- [${summary}](/docs/operations/${name}.md), \`${name}\`\n`)
  return `# \`${code}\`

${title}. The status is ${status}, and there is no verdict: do not act.

## What to do

${remedy}${retryable === true ? ' The same request may be repeated.' : ''}
${by.length === 0 ? '' : `\n## Answered by\n\n${by.join('')}`}`
}
