// Schemas of ids.
import { ID_PATTERNS, type IdPrefix, POSITION_ID_PREFIXES } from '@countersign/terms'
import * as z from 'zod'

function idSchema(prefix: IdPrefix, description: string) {
  const isPosition = POSITION_ID_PREFIXES.some((each) => each === prefix)
  const rule = `must be an id that starts with \`${prefix}_\`, and ${isPosition ? 20 : 26} letters and digits after it`
  return z.string().regex(ID_PATTERNS[prefix], rule).meta({ description })
}

/** Id of an org. */
export const OrgId = idSchema('org', 'Id of an org')
/** Id of an agent. */
export const AgentId = idSchema('agt', 'Id of an agent')
/** Id of an API key; not a secret. */
export const KeyId = idSchema('key', 'Id of an API key; not a secret')
/** Id of a member of an org; in receipts it stands for the person. */
export const MemberId = idSchema('mem', 'Id of a member of the org')
/** Id of an approval. */
export const ApprovalId = idSchema('apr', 'Id of an approval')
/** Id of a webhook. */
export const WebhookId = idSchema('whk', 'Id of a webhook')
/** Id of an attempt to deliver to a webhook. */
export const AttemptId = idSchema('att', 'Id of an attempt to deliver')
/** Id of a policy. */
export const PolicyId = idSchema('pol', 'Id of a policy')
/** Id of a receipt; sorts by time and carries the receipt's position in the log. */
export const ReceiptId = idSchema('rcp', 'Id of a receipt')
/** Id of a gate; carries the log position of the receipt that opened it. */
export const GateId = idSchema('gte', 'Id of a gate')
