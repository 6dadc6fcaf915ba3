// A document of policies as its body says it.
import type { Input } from '@countersign/contract'
import type { UncheckedDocument } from '@countersign/policy'

/** The members of a body that make up the document, whatever they hold: the checker looks at them. */
export function documentOf({ text, settings, tests }: Input<'policies.check'>): UncheckedDocument {
  return { text, ...(settings !== undefined && { settings }), ...(tests !== undefined && { tests }) }
}
