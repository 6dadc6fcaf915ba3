// Checks an imported draft as publishing would, before anything is written.

import { checkFolder } from '../commands/policy/check.ts'
import { CliError } from '../io.ts'
import { addLine, type Draft, documentOf } from './draft.ts'

/** Checks the draft as publishing would: a test that overlapping rules make wrong is left out, anything else is a fault. */
export function checkDraft(draft: Draft): void {
  const document = JSON.parse(JSON.stringify(documentOf(draft)))
  const tools = JSON.parse(JSON.stringify([...draft.tools.values()]))
  const part = { file: 'policy.cedar', text: document.text, firstLine: 1 }
  const { problems, tests } = checkFolder({ path: '.', document, tools, parts: [part] })
  const fault = problems.find(({ severity, code }) => severity === 'error' && code !== 'test.failed')
  if (fault !== undefined)
    throw new CliError(
      'cli.import_unsound',
      `the result is not a valid policy, so nothing was written: ${fault.code} ${fault.policy_id ?? fault.pointer ?? ''}: ${fault.message}`,
    )
  const failed = new Map(tests.filter(({ passed }) => !passed).map((test) => [test.name, test]))
  draft.tests = draft.tests.filter(({ name }) => !failed.has(name))
  for (const { name, actual, expected } of failed.values())
    addLine(
      draft,
      'note',
      `test "${name}"`,
      `was left out: other rules of the input make it ${actual}, not ${expected}`,
    )
}
