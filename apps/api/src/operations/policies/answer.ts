// Versions and their policies as they are answered.
import type { Output } from '@countersign/contract'
import type { PolicyDocument, Settings } from '@countersign/policy'
import type { PolicyVersion, StoredVersion } from '../../ports/nouns.ts'

export function versionAnswer(version: PolicyVersion) {
  return {
    version: version.version,
    digest: version.digest,
    live: version.live,
    published_by: version.createdBy,
    published_at: version.createdAt,
  }
}

export function documentAnswer({ tests, ...document }: PolicyDocument): Output<'policies.get'>['document'] {
  return { ...document, ...(tests !== undefined && { tests: [...tests] }) }
}

/** The policies of a document as it was parsed; none of one that was not. */
export function summaries(
  { settings }: Pick<PolicyDocument, 'settings'>,
  policies: StoredVersion['parsed'],
): Output<'policies.check'>['policies'] {
  return policies.map(({ id, json }) => ({
    id,
    effect: json.effect,
    mode: modeOf(settings?.modes, id),
    ...(json.annotations?.reason !== undefined && { reason: json.annotations.reason }),
  }))
}

/** A policy may be named like what every object inherits. */
function modeOf(modes: Settings['modes'], id: string) {
  return (modes !== undefined && Object.hasOwn(modes, id) && modes[id]) || 'enforce'
}
