// House style that Biome has no rule for: first lines of files, plain sentences, and where no cast may stand.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** "is no integer": English says "is not an integer". "There is no", "no longer" and "no more" are fine. */
const INVERTED = /(?<!\bthere )\b(?:is|are|was|were) (?:no|none of)\b(?! (?:longer|more|less|one)\b)/i

/** A function at the top of a file is a declaration, unless its type is named. */
const TOP_LEVEL_ARROW = /^(?:export )?const \w+ = (?:async )?(?:<.+>)?\((?:$|.*=>)/

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
  if (file.endsWith('.ts') && !/^(\/\/ \S|#!)/.test(first)) {
    faults.push({ file, line: 1, message: 'say in a first line `// …` what the file is for' })
  }
  for (const [at, line] of lines.entries()) {
    if (INVERTED.test(line)) {
      faults.push({ file, line: at + 1, message: 'write "is not a …" or "there is no …"' })
    }
    if (file.endsWith('.ts') && TOP_LEVEL_ARROW.test(line)) {
      faults.push({ file, line: at + 1, message: 'declare it with `function`' })
    }
    if (holdsCasts(file) && CAST.test(line)) {
      faults.push({ file, line: at + 1, message: 'give it its type instead of a cast' })
    }
  }
  return faults
}

/** The faults of every tracked source file and document. */
export function styleFaultsIn(root: string): StyleFault[] {
  const listed = spawnSync('git', ['ls-files', '*.ts', '*.md'], { cwd: root, encoding: 'utf8' })
  const files = listed.stdout.split('\n').filter((file) => file !== '' && file !== 'scripts/style.ts')
  return files.flatMap((file) => styleFaults(file, readFileSync(join(root, file), 'utf8')))
}
