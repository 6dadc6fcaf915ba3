// Which version decides where, and what it is checked with.
import type { ToolDefinition } from '@countersign/policy'
import { EVERYWHERE, type OrgConfig } from '../../ports/nouns.ts'

/** The version that decides in an environment; 0 when none does. */
export function liveIn({ live }: OrgConfig, environment: string | undefined): number {
  return (environment !== undefined && live.get(environment)) || live.get(EVERYWHERE) || 0
}

export function toolsOf({ definitions }: OrgConfig): ToolDefinition[] {
  return [...definitions]
}
