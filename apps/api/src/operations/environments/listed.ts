// Refuses what would belong to an environment that the org does not list.
import type { OrgConfig } from '../../ports/nouns.ts'
import { ApiError } from '../refusal.ts'

/** `null` stands for every environment. */
export function requireListed({ environments }: OrgConfig, name: string | null): void {
  if (name === null || environments.has(name)) return
  throw new ApiError('environment.unknown', { detail: `\`${name}\` is not an environment of the org` })
}
