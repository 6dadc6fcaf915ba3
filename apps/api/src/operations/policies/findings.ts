// What is answered about a document besides its policies.
import type { Output } from '@countersign/contract'
import type { UncheckedDocument } from '@countersign/policy'
import { type Checked, diffDocuments, isParsed } from '@countersign/policy/publish'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import type { Context } from '../context.ts'
import { liveIn } from './live.ts'

export type Found = Pick<Output<'policies.publish'>, 'problems' | 'tests' | 'diff'>

/** A text that does not even parse is not compared: it may be built to take for ever. */
const NOT_COMPARED: Found['diff'] = {
  same: false,
  comments_only: false,
  policies: [],
  settings: [],
  tests: [],
}

export async function findings(
  context: Context,
  call: Call,
  config: OrgConfig,
  environment: string | undefined,
  document: UncheckedDocument,
  checked: Checked,
): Promise<Found> {
  const { problems, tests } = checked
  if (!isParsed(document, checked)) return { problems, tests, diff: NOT_COMPARED }
  const before = await context.store.policies.get(call.caller.orgId, liveIn(config, environment))
  return { problems, tests, diff: diffDocuments(before?.document ?? { text: '' }, document) }
}
