// The table of members.
import type { PasskeyKey } from '@countersign/receipt'
import { sql } from 'drizzle-orm'
import { jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { millis } from './columns.ts'
import { orgs } from './orgs.ts'

/** A passkey of a member; `id` is the credential's, as browsers name it. */
export type MemberPasskey = { id: string; key: PasskeyKey; thumbprint: string; relying_party: string }

/** The people of an org. A row goes when its member is removed; receipts hold the id. */
export const members = pgTable(
  'members',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => orgs.orgId),
    id: text('id').notNull(),
    name: text('name').notNull(),
    email: text('email'),
    role: text('role').notNull(),
    groups: jsonb('groups').$type<string[]>().notNull(),
    /** Who decides approvals for them, from when and until when. */
    substitute: jsonb('substitute').$type<{ id: string; from: number; until: number }>(),
    /** What they sign decisions with; each stands in a receipt, too. */
    passkeys: jsonb('passkeys').$type<MemberPasskey[]>().notNull().default([]),
    /** The app in Slack in which they decide, and as whom; `set` is the id of its secrets. */
    slack: jsonb('slack').$type<{ webhook: string; user: string; set: string }>(),
    /** The account that they sign in with; null until they have one. */
    accountId: text('account_id'),
    createdAt: millis('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('members_account').on(t.orgId, t.accountId).where(sql`account_id is not null`),
  ],
)
