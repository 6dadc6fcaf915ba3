// All pages of the documentation, each as HTML and as the Markdown that it is made of.
import { once } from '@countersign/terms'
import { html } from '../pages/html.ts'
import { documentOf } from '../pages/layout.ts'
import { errorPages } from './errors.ts'
import { guidePages } from './guides.ts'
import { render } from './markdown.ts'
import { operationPages } from './operations.ts'
import { type DocPage, SECTIONS } from './page.ts'
import { lazily, type Served, textOf } from './served.ts'

const LEADS = {
  Guides: 'How to use Countersign, from the first call to operating it.',
  Operations: 'Every operation of the API with its examples. `/docs` has the same for trying out.',
  Errors: 'An error means that there is no verdict: do not act. Each carries one of these codes.',
} as const

const OVERVIEW = `# Countersign

> AI agents ask Countersign before they act: it decides by policy, holds what needs a human, and signs what was decided and what happened into a log that anyone can verify offline.

Every page here is also Markdown: its address with \`.md\` at the end. The API is described at [/openapi.json](/openapi.json).
`

/** By path: every page, and the same with \`.md\`. */
export type Site = ReadonlyMap<string, () => Promise<Served>>

export async function createSite(): Promise<Site> {
  const pages = [...(await guidePages()), ...operationPages(), ...errorPages()]
  const overview = `${OVERVIEW}\n${SECTIONS.map((section) => `## ${section}\n\n${linesOf(pages, section)}`).join('\n')}`
  const indexes = SECTIONS.map((section) => ({
    path: `/docs/${section.toLowerCase()}`,
    markdown: () => `# ${section}\n\n${LEADS[section]}\n\n${linesOf(pages, section)}`,
  }))
  const twins = [{ path: '/docs', markdown: () => overview }, ...indexes, ...pages].flatMap(
    ({ path, markdown }): [string, () => Promise<Served>][] => [
      [path, lazily(() => textOf('text/html', htmlOf(path, markdown())))],
      [`${path}.md`, lazily(() => textOf('text/markdown', markdown()))],
    ],
  )
  return new Map([...twins, ['/llms.txt', lazily(() => textOf('text/plain', overview))]])
}

/** A list of links, each with what its page is about. */
function linesOf(pages: readonly DocPage[], of: DocPage['section']): string {
  return pages
    .filter(({ section }) => section === of)
    .map(({ path, title, summary }) => `- [${title}](${path}.md): ${summary}\n`)
    .join('')
}

const navigation = once(
  () => html`<nav class="tabs documents" aria-label="Documentation"><a href="/docs">Reference</a>
${SECTIONS.map((section) => html`<a href="/docs/${section.toLowerCase()}">${section}</a>\n`)}</nav>`,
)

function htmlOf(path: string, markdown: string): string {
  const { title, body } = render(markdown)
  return documentOf(
    {
      title,
      markdown: `${path}.md`,
      body: html`<div class="doc">${body}</div>
<p class="quiet"><a href="${path}.md">This page as Markdown</a></p>`,
      above: navigation(),
    },
    { token: '' },
  )
}
