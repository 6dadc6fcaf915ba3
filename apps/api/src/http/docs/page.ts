// What a page of the documentation is, and its sections in the order in which they are listed.

export const SECTIONS = ['Guides', 'Operations', 'Errors'] as const

/** A page: its path has no ending, and its Markdown, made when it is asked for, begins with its title. */
export type DocPage = {
  section: (typeof SECTIONS)[number]
  path: string
  title: string
  summary: string
  markdown: () => string
}

/** How a text begins: its first sentence. */
export function firstSentence(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  return /^.*?[.:](?= |$)/.exec(flat)?.[0].replace(/:$/, '.') ?? flat
}
