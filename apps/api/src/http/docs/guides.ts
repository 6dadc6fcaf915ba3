// The guides: the documents of the repository that explain how to use the service, with links that lead here.
import { readdir, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { type DocPage, firstSentence } from './page.ts'

const ROOT = new URL('../../../../../', import.meta.url)
const FOLDERS = ['docs', 'docs/policies', 'docs/policies/packs']
/** Of the packages, those that somebody uses from a terminal or an agent. */
const PACKAGES = ['client', 'cli', 'mcp']

/** Every guide: the first call, then where each kind of user begins, then the others. */
export async function guidePages(): Promise<DocPage[]> {
  const documents = (await Promise.all(FOLDERS.map(documentsIn))).flat()
  const begin = documents.filter((file) => file.startsWith('docs/for-'))
  const others = documents.filter((file) => !begin.includes(file))
  const all = ['README.md', ...begin, ...others, ...PACKAGES.map((name) => `packages/${name}/README.md`)]
  const places = new Map(all.map((file) => [file, placeOf(file)]))
  return Promise.all(
    [...places].map(async ([file, path]) => {
      const text = await readFile(new URL(file, ROOT), 'utf8')
      const { title, summary } = beginningOf(text)
      return {
        section: 'Guides' as const,
        path,
        title,
        summary,
        markdown: () => relinked(text, file, places),
      }
    }),
  )
}

async function documentsIn(folder: string): Promise<string[]> {
  const names = await readdir(new URL(`${folder}/`, ROOT))
  return names
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`)
}

function placeOf(file: string): string {
  if (file === 'README.md') return '/docs/guides/start'
  const name = file.replace(/^docs\//, '').replace(/(?:\/README)?\.md$/, '')
  return `/docs/guides/${name}`
}

/** The title, and the first sentence of text under it. */
function beginningOf(text: string): { title: string; summary: string } {
  const [heading = '', ...paragraphs] = text.slice(0, 4000).split(/\n{2,}/)
  const first = paragraphs.find((paragraph) => /^[\w`*[]/.test(paragraph)) ?? ''
  const summary = firstSentence(first.replaceAll(/\[([^\][]+)\]\([^)]*\)/g, '$1'))
  return { title: heading.replace(/^# /, ''), summary }
}

/** Links to other guides lead to them; those to other files of the repository are only their text. */
function relinked(text: string, file: string, places: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\[([^\][]+)\]\(([^)\s:#]+)(#[^)\s]*)?\)/g,
    (_link, words: string, target: string, fragment = '') => {
      const place = places.get(posix.join(posix.dirname(file), target))
      return place === undefined ? words : `[${words}](${place}.md${fragment})`
    },
  )
}
