// Decides what becomes of calls that no imported rule matches, and reports it.
import { addPolicy, type Draft, tell } from './draft.ts'
import type { ImportOptions, Product } from './product.ts'

/** Says what becomes of a call that no rule speaks of: allowed there, denied here unless the user wants it as it was. */
export function importUnmatched(
  draft: Draft,
  { title, unmatched }: Product,
  { allowUnmatched }: ImportOptions,
): void {
  const source = 'what no rule speaks of'
  if (!allowUnmatched) {
    tell(
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
    reason: `${title} allowed what no rule speaks of`,
    ...(unmatched !== undefined && { when: unmatched }),
  })
  const why =
    'WARNING: this permits every call that nothing forbids, unknown tools and actions included; remove it as soon as your permits are written'
  tell(draft, 'carried', source, why, id)
}
