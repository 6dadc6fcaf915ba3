// `countersign policy lint`: prints the problems of a policy folder or file.
import type { ExitCode, Io } from '../../io.ts'
import { plainJson } from '../../plain.ts'
import { checkFolder, type FolderChecked, problemLine } from './check.ts'
import { readFolder } from './folder.ts'
import { paintFor } from './screen.ts'

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function summary({ problems, policies, tests }: FolderChecked): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const what = [counted(policies.length, 'policy', 'policies'), counted(tests.length, 'test')]
  return `${what.join(', ')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}\n`
}

/** Prints what is wrong with a folder or file; 1 when something is an error. */
export async function lint(path: string, { json }: { json?: true }, io: Io): Promise<ExitCode> {
  const checked = checkFolder(await readFolder(path))
  const { ok, problems, tests } = checked
  if (json) io.stdout.write(`${plainJson({ ok, problems, tests })}\n`)
  else {
    const paint = paintFor(io)
    for (const problem of problems) io.stdout.write(problemLine(problem, paint))
    io.stdout.write(summary(checked))
  }
  return ok ? 0 : 1
}
