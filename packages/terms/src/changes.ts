// What can become of the parts of a policy document from one version to the next.

/** What became of a setting or a test. */
export const VALUE_CHANGES = ['added', 'removed', 'changed'] as const

/** What became of a setting or a test. */
export type ValueChange = (typeof VALUE_CHANGES)[number]

/** What became of a policy, whose place in the text counts as well. */
export const POLICY_CHANGES = [...VALUE_CHANGES, 'moved'] as const

/** What became of a policy. */
export type PolicyChange = (typeof POLICY_CHANGES)[number]
