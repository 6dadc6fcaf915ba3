// `countersign policy test`: runs the tests of a policy folder and prints each result.
import type { ExitCode, Io } from '../../io.ts'
import { plain, plainJson } from '../../plain.ts'
import { checkFolder, type FolderChecked, problemLine } from './check.ts'
import { readFolder } from './folder.ts'
import { type Paint, paintFor } from './screen.ts'

function isTestFailure({ code }: { code: string }): boolean {
  return code === 'test.failed'
}

/** Errors that kept the tests from running, as lint prints them, then each test. */
function* lines({ problems, tests }: FolderChecked, paint: Paint): Generator<string> {
  for (const problem of problems)
    if (problem.severity === 'error' && !isTestFailure(problem)) yield problemLine(problem, paint)
  for (const { name, passed, detail = '' } of tests)
    yield passed
      ? `${paint.green('passed')} ${plain(name)}\n`
      : `${paint.red('failed')} ${plain(name)}\n       ${plain(detail)}\n`
  const failed = tests.filter(({ passed }) => !passed).length
  yield `${tests.length} ${tests.length === 1 ? 'test' : 'tests'}: ${tests.length - failed} passed, ${failed} failed\n`
}

/** Runs the tests of a folder; 1 when one fails, or the policies cannot be evaluated. */
export async function test(path: string, { json }: { json?: true }, io: Io): Promise<ExitCode> {
  const checked = checkFolder(await readFolder(path))
  const { ok, tests } = checked
  const problems = checked.problems.filter(
    (problem) => problem.severity === 'error' && !isTestFailure(problem),
  )
  if (json) io.stdout.write(`${plainJson({ ok, tests, problems })}\n`)
  else for (const line of lines(checked, paintFor(io))) io.stdout.write(line)
  return ok ? 0 : 1
}
