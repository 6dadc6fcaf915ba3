// House style that Biome has no rule for: first lines, function declarations, plain sentences, no casts.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** "is no integer": English says "is not an integer". "There is no", "no longer" and "no more" are fine. */
const INVERTED = /(?<!\bthere )\b(?:is|are|was|were) (?:no|none of)\b(?! (?:longer|more|less|one)\b)/i

/** Phrases translated word for word, and what English says. */
const TRANSLATED: readonly (readonly [RegExp, string])[] = [
  [INVERTED, 'write "is not a …" or "there is no …"'],
  [/\bbelongs? into\b/i, 'write "belongs in …"'],
  [/\banother (?:\w+ )?than\b/i, 'write "a different … from" or "a … other than"'],
  [/\b(?:has|have|had) not (?:a|an|any|its|the)\b/i, 'write "does not have …"'],
]

/** The same in comments and documents. Messages and titles of tests may be compared, so they are left alone. */
const IN_PROSE: readonly (readonly [RegExp, string])[] = [
  [/\b(?:tells?|told|hears?) of\b/i, 'write "reports …", "is about …" or "is notified of …"'],
  [/\bby (?:its|their) clock\b/i, 'write "by the time of …"'],
]

/** The first line of a file is read in lists of files, so it stays short. */
const FIRST_LINE_MAX = 110

/** Operations answer what the contract says, and the compiler holds it: a cast through these would silence it. */
const CAST = /\bas (?:never|unknown)(?![\w'])|<(?:never|unknown)>[a-z(]/

function holdsCasts(file: string): boolean {
  return /^(?:apps\/api\/src\/operations|packages\/contract)\/.*(?<!\.test)\.ts$/.test(file)
}

export type StyleFault = { file: string; line: number; message: string }

/** What is wrong with the text of one file. */
export function styleFaults(file: string, text: string): StyleFault[] {
  const lines = text.split('\n')
  const faults: StyleFault[] = []
  const first = lines[0] ?? ''
  if (file.endsWith('.ts') && first.length > FIRST_LINE_MAX) {
    faults.push({ file, line: 1, message: `shorten the first line to ${FIRST_LINE_MAX} characters` })
  }
  if (file.endsWith('.ts') && !/^(\/\/ \S|#!)/.test(first)) {
    faults.push({ file, line: 1, message: 'say in a first line `// …` what the file is for' })
  }
  for (const [at, line] of lines.entries()) {
    for (const message of messagesFor(file, line)) faults.push({ file, line: at + 1, message })
  }
  if (file.endsWith('.ts')) {
    for (const line of namedArrows(text)) faults.push({ file, line, message: 'declare it with `function`' })
  }
  return faults
}

/** What is wrong with one line. */
function messagesFor(file: string, line: string): string[] {
  const messages = [...found(TRANSLATED, line), ...found(IN_PROSE, proseIn(file, line))]
  return holdsCasts(file) && CAST.test(line) ? [...messages, 'give it its type instead of a cast'] : messages
}

function found(phrases: typeof TRANSLATED, text: string): string[] {
  return phrases.flatMap(([phrase, message]) => (phrase.test(text) ? [message] : []))
}

/** A line of a document, or the comment in a line of a source. */
function proseIn(file: string, line: string): string {
  return file.endsWith('.md') ? line : (/(?:^|\s)(?:\/\/|\/\*\*|\*) .*/.exec(line)?.[0] ?? '')
}

/** Lines of arrow functions that are assigned to a name. One whose type is named may stay, and so may a callback. */
function namedArrows(text: string): number[] {
  const begins = /^ *(?:export )?const \w+ = (?:async )?(?:<[^=]+>)?(?=\(|\w+ =>)/gm
  return [...text.matchAll(begins)]
    .filter(({ 0: { length }, index }) => {
      const rest = text.slice(index + length)
      return /^\w/.test(rest) || /^\s*(?:=>|:)/.test(rest.slice(parametersLength(rest)))
    })
    .map(({ index }) => text.slice(0, index).split('\n').length)
}

/** How long the text in brackets is that `text` begins with. */
function parametersLength(text: string): number {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return at + 1
  }
  return text.length
}

/** The faults of every tracked source file and document. */
export function styleFaultsIn(root: string): StyleFault[] {
  const listed = spawnSync('git', ['ls-files', '*.ts', '*.md'], { cwd: root, encoding: 'utf8' })
  const files = listed.stdout.split('\n').filter((file) => file !== '' && file !== 'scripts/style.ts')
  return files.flatMap((file) => styleFaults(file, readFileSync(join(root, file), 'utf8')))
}
