// Words about scans: what texts hold, the verdict on a tool's definition, and how one changes.

/** What the detectors of texts find. */
export const CONTENT_CATEGORIES = ['secret', 'personal', 'instruction', 'invisible', 'command'] as const

/** One of them. */
export type ContentCategory = (typeof CONTENT_CATEGORIES)[number]

/** The verdict on a tool definition: nothing wrong, something to look at, or something that nobody should use. */
export const DEFINITION_VERDICTS = ['clean', 'warning', 'dangerous'] as const

/** The verdict on a tool definition. */
export type DefinitionVerdict = (typeof DEFINITION_VERDICTS)[number]

/** What a finding in a definition is about. */
export const DEFINITION_CATEGORIES = [
  'injection',
  'hidden',
  'parameter',
  'name',
  'secret',
  'reference',
  'schema',
] as const

/** What a finding in a definition is about. */
export type DefinitionCategory = (typeof DEFINITION_CATEGORIES)[number]

/** Whether a changed definition is only reported, or holds the calls of its tool until the new one is pinned. */
export const DEFINITION_CHANGES = ['report', 'hold'] as const

/** Whether a changed definition is only reported, or holds the calls of its tool. */
export type DefinitionChange = (typeof DEFINITION_CHANGES)[number]

/** What is known of a tool's definition: none is pinned, it is the pinned one as far as anybody saw, or it is another. */
export const DEFINITION_STATES = ['none', 'pinned', 'changed'] as const

/** What is known of a tool's definition. */
export type DefinitionState = (typeof DEFINITION_STATES)[number]
