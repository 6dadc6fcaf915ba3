// How the parts of a policy document can change from one version to the next.

/** How a setting or a test changed. */
export const VALUE_CHANGES = ['added', 'removed', 'changed'] as const

/** How a setting or a test changed. */
export type ValueChange = (typeof VALUE_CHANGES)[number]

/** How a policy changed; its place in the text counts as well. */
export const POLICY_CHANGES = [...VALUE_CHANGES, 'moved'] as const

/** How a policy changed. */
export type PolicyChange = (typeof POLICY_CHANGES)[number]
