// Writes the report on an import, for the terminal and as IMPORT.md.
import { plain } from '../plain.ts'
import { type Draft, type Line, OUTCOMES, type Outcome } from './draft.ts'

const TITLES: Readonly<Record<Outcome, string>> = {
  carried: 'Carried over',
  changed: 'Changed in meaning',
  lost: 'Not carried over',
  inert: 'Never worked there',
  note: 'Worth knowing',
}

/** How many lines there are of each outcome. */
export function countsOf(lines: readonly Line[]): Record<Outcome, number> {
  const counts = { carried: 0, changed: 0, lost: 0, inert: 0, note: 0 }
  for (const { outcome } of lines) counts[outcome] += 1
  return counts
}

/** Whether everything that had an effect there has the same one here. */
export function isLossless(lines: readonly Line[]): boolean {
  return lines.every(({ outcome }) => outcome === 'carried' || outcome === 'note')
}

function lineText({ source, target, why }: Line): string {
  return [source, target === undefined ? '' : ` → ${target}`, why === undefined ? '' : `: ${why}`]
    .map(plain)
    .join('')
}

function headline(title: string, draft: Draft): string {
  const sizes = [
    [draft.ids.size, 'policies'],
    [draft.tools.size, 'tools'],
    [draft.zones.size, 'path zones'],
    [draft.tests.length, 'tests'],
  ] as const
  return `Imported from ${title}: ${sizes.map(([count, what]) => `${count} ${what}`).join(', ')}`
}

function sections(lines: readonly Line[], write: (title: string, lines: string[]) => string): string {
  return OUTCOMES.flatMap((outcome) => {
    const own = lines.filter((line) => line.outcome === outcome)
    return own.length === 0 ? [] : [write(`${TITLES[outcome]} (${own.length})`, own.map(lineText))]
  }).join('\n')
}

/** The report for a terminal. */
export function reportText(title: string, draft: Draft): string {
  return `${headline(title, draft)}\n\n${sections(draft.lines, (name, lines) => `${name}\n${lines.map((line) => `  ${line}\n`).join('')}`)}`
}

// What is imported may hold markup: none of it may become a heading, a link or HTML.
function escaped(line: string): string {
  return line.replace(/[\\`*_{}[\]<>#|!&~]/g, '\\$&')
}

/** The report as IMPORT.md. */
export function reportMarkdown(title: string, draft: Draft): string {
  return `# ${headline(title, draft)}\n\n${sections(draft.lines, (name, lines) => `## ${name}\n\n${lines.map((line) => `- ${escaped(line)}\n`).join('')}`)}`
}
