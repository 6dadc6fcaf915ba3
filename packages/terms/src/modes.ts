// Modes: of policies, and of what the service gets to see of a call.

/** Whether a policy decides, is only recorded alongside the verdict, or is ignored. */
export const POLICY_MODES = ['enforce', 'shadow', 'off'] as const

/** The mode of a policy. */
export type PolicyMode = (typeof POLICY_MODES)[number]

/** Whether the service sees the arguments, or only the caller's commitment to them. */
export const PAYLOAD_MODES = ['full', 'hash_only'] as const

/** How a receipt was made. */
export type PayloadMode = (typeof PAYLOAD_MODES)[number]
