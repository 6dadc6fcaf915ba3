// Decides what happens to calls that no imported rule matches, and reports it.
import { addLine, addPolicy, type Draft } from './draft.ts'
import type { ImportOptions, Product } from './product.ts'

/** Reports what happens to a call that no rule covers: allowed there, denied here unless the user keeps it allowed. */
export function importUnmatched(
  draft: Draft,
  { title, unmatched }: Product,
  { allowUnmatched }: ImportOptions,
): void {
  const source = 'what no rule covers'
  if (!allowUnmatched) {
    addLine(
      draft,
      'changed',
      source,
      `${title} allowed it; here it is denied. Add permits for what is needed, or import again with --allow-unmatched`,
    )
    return
  }
  const id = addPolicy(draft, {
    id: ['import.unmatched'],
    effect: 'permit',
    reason: `${title} allowed what no rule covers`,
    ...(unmatched !== undefined && { when: unmatched }),
  })
  const why =
    'WARNING: this permits every call that nothing forbids, unknown tools and actions included; remove it as soon as your permits are written'
  addLine(draft, 'carried', source, why, id)
}
