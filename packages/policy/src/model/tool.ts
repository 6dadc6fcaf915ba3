// The types of a registered tool, and of what Cedar can know of its arguments.
import type { JsonObject } from '@countersign/json'
import type { DefinitionChange, Level } from '@countersign/terms'
import type { ToolEffect } from './effect.ts'

/** A registered tool, as far as policies are concerned with it. */
export type ToolDefinition = {
  name: string
  risk: Level
  /** What it does, as an admin says; derived from its name when absent. */
  effects?: readonly ToolEffect[]
  require_approval: boolean
  /** Per agent; no limit without. */
  calls_per_minute?: number
  blocked: boolean
  /** To the caller as if it were not registered. */
  hidden: boolean
  /** JSON Schema of the arguments, not to be trusted. */
  input_schema?: JsonObject
  /** The definition that was approved, as `sha256:` and hex over its RFC 8785 form. */
  definition?: PinnedDefinition
  /** What a definition other than the pinned one brings; `report` without. */
  on_definition_change?: DefinitionChange
}

/** The definition of a tool that was approved, and the one that it was last seen with where that is another. */
export type PinnedDefinition = {
  readonly digest: string
  readonly changed?: string
  /** What name and definition told when it was pinned, for an admin to confirm. */
  readonly proposed?: readonly (ToolEffect | 'unknown')[]
}

/** A member of a record of arguments. */
export type ArgumentsMember = {
  readonly type: ArgumentsType
  readonly required: boolean
}

/** A record of arguments. */
export type ArgumentsRecord = {
  readonly kind: 'record'
  readonly members: ReadonlyMap<string, ArgumentsMember>
  /** Every member that the schema names, those without a Cedar type as well. */
  readonly named: ReadonlySet<string>
  /** Whether other members than the named ones are refused. */
  readonly closed: boolean
}

/** What Cedar can know of the type of arguments. */
export type ArgumentsType =
  | { readonly kind: 'string' | 'bool' | 'long' | 'decimal' }
  | { readonly kind: 'set'; readonly of: ArgumentsType }
  | ArgumentsRecord

/** Which setting of a tool a policy comes from. */
export type ToolRule = 'blocked' | 'hidden' | 'approval' | 'rate' | 'definition'
