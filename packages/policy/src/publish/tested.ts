// What comes of a document's own tests, and which failures keep it from being published.
import { strictness } from '@countersign/terms'
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

const UNSAID = 'medium'

/** Also without what an admin says that it does, how risky it is and what it takes; it keeps an action of its own. */
function withoutSettings(tool: ToolDefinition): ToolDefinition {
  const { effects: _, input_schema: schema, ...others } = withoutSwitches(tool)
  return { ...others, risk: UNSAID, ...(schema !== undefined && { input_schema: { type: 'object' } }) }
}

/** Whether a test got nothing milder than it expects. */
function isAsStrict({ expected, actual }: TestResult): boolean {
  return strictness(actual) >= strictness(expected)
}

/** What to do about a test that expects invalid arguments of a tool without an input schema; empty for any other. */
function adviceOn(test: PolicyTest | undefined, tools: readonly ToolDefinition[]): string {
  const name = test?.request.tool ?? test?.request.action ?? ''
  const isTyped = tools.some((tool) => tool.name === name && tool.input_schema !== undefined)
  if (isTyped || test?.expect.reasons?.includes('tool.arguments_invalid') !== true) return ''
  return `; register \`${name}\` with its input schema first, as \`policy apply --tools\` does`
}

function testProblem(
  { name, detail }: TestResult & { detail: string },
  at: number,
  isExcused: boolean,
): Problem {
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
  const switched = runTests(setWith(tools.map(withoutSwitches)), tests)
  const plain = runTests(setWith(tools.map(withoutSettings)), tests)
  const problems = results.flatMap((result, at) => {
    if (result.passed) return []
    // What else is set excuses only what it makes stricter: where it lets more through, the test is right to fail.
    const isStricter = plain[at]?.passed === true && isAsStrict(result) && isAsStrict(switched[at] ?? result)
    const told = { ...result, detail: `${result.detail ?? 'it failed'}${adviceOn(tests[at], tools)}` }
    return testProblem(told, at, switched[at]?.passed === true || isStricter)
  })
  return { problems, tests: results }
}
