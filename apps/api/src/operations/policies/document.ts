// A document of policies as its body says it.
import type { Input } from '@countersign/contract'
import type { PolicyDocument, Settings } from '@countersign/policy'

/** What the members of a body mean, whatever else they hold: the checker looks at the rest. */
export function documentOf({ text, settings, tests }: Input<'policies.check'>): PolicyDocument {
  return {
    text,
    ...(settings !== undefined && { settings: settings as Settings }),
    ...(tests !== undefined && { tests: tests as unknown as NonNullable<PolicyDocument['tests']> }),
  }
}
