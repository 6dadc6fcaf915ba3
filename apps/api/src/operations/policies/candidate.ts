// A document that was checked and may become the live version.
import type { UncheckedDocument } from '@countersign/policy'
import type { Change, View } from '../../ports/ledger.ts'
import { EVERYWHERE, type OrgConfig, type StoredVersion } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import type { Context } from '../context.ts'
import { type Found, findings } from './findings.ts'
import { toolsOf } from './live.ts'
import { requireValid } from './valid.ts'

/** For which environment, started from which version. */
export type Where = { environment?: string | undefined; based_on?: number | undefined }

export type Chosen = { version: Pick<StoredVersion, 'version' | 'digest' | 'document'>; added: Change[] }

/** Checked against this configuration, and good. */
export type Candidate = {
  config: OrgConfig
  basedOn: number | undefined
  found: Found
  /** Under the lock: the version that becomes live. */
  choose: (view: View) => Chosen
}

/** A document as a new version. */
export async function newVersion(
  context: Context,
  call: Call,
  config: OrgConfig,
  where: Where,
  given: UncheckedDocument,
): Promise<Candidate> {
  const { orgId, actor } = call.caller
  const checked = await context.checker.check(orgId, { document: given, tools: toolsOf(config) })
  const document = requireValid(given, checked)
  const digest = context.digestOf(document)
  const found = await findings(context, call, config, where.environment, document, checked)
  return {
    config,
    basedOn: where.based_on,
    found,
    choose(view) {
      const version: StoredVersion = {
        version: view.config.latestVersion + 1,
        digest,
        document,
        parsed: checked.policies,
        environment: where.environment ?? EVERYWHERE,
        createdBy: actor,
        createdAt: view.now,
      }
      return { version, added: [{ kind: 'policy.add', version }] }
    },
  }
}

/** A version as it was, so it keeps its number; tools may have changed since, so it is checked again. */
export async function earlierVersion(
  context: Context,
  call: Call,
  config: OrgConfig,
  where: Where,
  stored: StoredVersion,
): Promise<Candidate> {
  const { document } = stored
  const checked = await context.checker.check(call.caller.orgId, { document, tools: toolsOf(config) })
  requireValid(document, checked, `version ${stored.version}`)
  const found = await findings(context, call, config, where.environment, document, checked)
  return { config, basedOn: where.based_on, found, choose: () => ({ version: stored, added: [] }) }
}
