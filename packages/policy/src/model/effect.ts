// The words for what a call does, and for what commands and statements in it would do.

/** The classes of effect from the laxest to the strictest; of several that apply the last counts. */
export const EFFECTS = ['unknown', 'read', 'change', 'execute', 'outward', 'destructive'] as const

/** What an action does to the world, as far as its name shows. */
export type Effect = (typeof EFFECTS)[number]

/**
 * What is said besides of an effect: it moves money, gives rights or takes a protection away, decides what the agent may
 * do, runs later, or shows a secret.
 */
export const EFFECT_KINDS = ['pay', 'rights', 'control', 'later', 'secrets'] as const

/** A kind of effect, given besides the class. */
export type EffectKind = (typeof EFFECT_KINDS)[number]

/** A class or a kind, or `unsure` for an unknown action beside known ones. */
export type EffectWord = Effect | EffectKind | 'unsure'

/** What commands and statements in the arguments would do. */
export const RUNS = ['looks', 'writes', 'rights', 'downloads', 'history', 'wipes', 'unknown'] as const

/** What a command or a statement would do. */
export type Run = (typeof RUNS)[number]

/** What a tool can be registered as doing. */
export type ToolEffect = Exclude<Effect, 'unknown'> | EffectKind
