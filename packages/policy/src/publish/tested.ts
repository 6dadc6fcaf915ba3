// What comes of a document's own tests, and which failures keep it from being published.
import type { PolicyTest } from '../model/document.ts'
import type { ToolDefinition } from '../model/tool.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { shortened } from './cedar-answer.ts'
import type { Problem, TestResult } from './problem.ts'
import { runTests } from './run.ts'

/** A tool without what an admin may switch at any time, so that no test of a document stands against that. */
function withoutSwitches({ calls_per_minute: _, ...tool }: ToolDefinition): ToolDefinition {
  return { ...tool, require_approval: false, blocked: false, hidden: false }
}

function testProblem({ name, detail = 'it failed' }: TestResult, at: number, isExcused: boolean): Problem {
  const place = { pointer: `/tests/${at}`, test: name }
  return isExcused
    ? {
        severity: 'warning',
        code: 'test.tool_settings',
        message: shortened(`the test "${name}" fails only for what its tool is set to: ${detail}`),
        ...place,
      }
    : {
        severity: 'error',
        code: 'test.failed',
        message: shortened(`the test "${name}" fails: ${detail}`),
        ...place,
      }
}

/** What comes of the tests with the tools as they are; a failure is excused that is due to their switches alone. */
export function tested(
  setWith: (tools: readonly ToolDefinition[]) => PolicySet,
  tests: readonly PolicyTest[],
  tools: readonly ToolDefinition[],
): { problems: Problem[]; tests: TestResult[] } {
  const results = runTests(setWith(tools), tests)
  if (results.every(({ passed }) => passed)) return { problems: [], tests: results }
  const without = runTests(setWith(tools.map(withoutSwitches)), tests)
  const problems = results.flatMap((result, at) =>
    result.passed ? [] : testProblem(result, at, without[at]?.passed === true),
  )
  return { problems, tests: results }
}
