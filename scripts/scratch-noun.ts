// A small stored noun that the product does not have: what the recipe for one asks for, file by file.

/** Files of its own, by path. */
export const ownFiles: Readonly<Record<string, string>> = {
  'packages/contract/src/nouns/contacts.ts': `
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Name, ReceiptRef } from '../wire/fields.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { receiptRef, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'

export const contactErrors = {
  'contact.exists': { status: 409, title: 'The org has this contact', remedy: 'GET /v1/contacts lists them.' },
} as const satisfies ErrorTable

const members = {
  name: z.string().meta({ description: 'Its name' }),
  created_at: Time.meta({ description: 'When it was added' }),
}

const contactsList = defineOperation({
  name: 'contacts.list',
  method: 'GET',
  path: '/v1/contacts',
  scope: 'org:read',
  input: {},
  output: z.object({ data: z.array(z.object(members)), has_more: z.boolean() }),
  errors: [],
  summary: 'List contacts',
  description: 'Every contact of the org.',
  examples: [{ title: 'none', request: {}, answer: { data: [], has_more: false } }],
})

const contactsAdd = defineOperation({
  name: 'contacts.add',
  method: 'POST',
  path: '/v1/contacts',
  scope: 'org:write',
  input: { body: z.strictObject({ name: Name }) },
  output: z.object({ ...members, receipt: ReceiptRef }),
  status: 201,
  errors: ['contact.exists'],
  summary: 'Add a contact',
  description: 'Adds a contact.',
  examples: [
    {
      title: 'a contact',
      request: { name: 'ada' },
      answer: { name: 'ada', created_at: timeAt(3), receipt: receiptRef('org.changed', 3) },
    },
  ],
  refusals: { 'contact.exists': {} },
})

export const contacts = tableOf(contactsList, contactsAdd)
`,
  'apps/api/src/store/schema/contacts.ts': `
import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { millis } from './columns.ts'
import { orgs } from './orgs.ts'

export const contacts = pgTable(
  'contacts',
  {
    orgId: text('org_id').notNull().references(() => orgs.orgId),
    name: text('name').notNull(),
    createdAt: millis('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.name] })],
)
`,
  'apps/api/src/store/contacts.ts': `
import type { ChangeOf } from '../ports/ledger.ts'
import type { Contact } from '../ports/nouns.ts'
import type { Client } from './pool.ts'

export async function readContacts(client: Client, orgId: string): Promise<Map<string, Contact>> {
  const found = await client.query<Contact>(
    'select name, created_at::float8 as "createdAt" from contacts where org_id = $1 order by name',
    [orgId],
  )
  return new Map(found.rows.map((row) => [row.name, row]))
}

function addContact(client: Client, orgId: string, { contact }: ChangeOf<'contact.add'>) {
  return client.query('insert into contacts (org_id, name, created_at) values ($1, $2, $3)', [
    orgId,
    contact.name,
    contact.createdAt,
  ])
}

export const contactEffects = {
  'contact.add': { write: addContact },
}
`,
  'apps/api/src/operations/contacts.ts': `
import type { Handler } from './call.ts'
import { change } from './change.ts'
import type { Context } from './context.ts'
import { currentConfig } from './current.ts'
import { receiptRef } from './recorded.ts'
import { ApiError } from './refusal.ts'

export function contacts(context: Context) {
  return { 'contacts.list': list(context), 'contacts.add': add(context) }
}

function list(context: Context): Handler<'contacts.list'> {
  return async (call) => {
    const { contacts } = await currentConfig(context, call)
    return { data: [...contacts.values()].map(({ name, createdAt }) => ({ name, created_at: createdAt })), has_more: false }
  }
}

function add(context: Context): Handler<'contacts.add'> {
  return async (call, { name }) => {
    const made = await change(context, call, {
      environment: null,
      make({ config, now }) {
        if (config.contacts.has(name)) throw new ApiError('contact.exists')
        return {
          draft: { type: 'org.changed', change: { status: 'contact_added' } },
          changes: [{ kind: 'contact.add', contact: { name, createdAt: now } }],
        }
      },
    })
    return { name, created_at: made.payload.issued_at, receipt: receiptRef(made) }
  }
}
`,
}

/** A line of a file that lists nouns, and what the noun adds after it. */
export type Listing = { path: string; after: string; added: string }

export const listings: readonly Listing[] = [
  {
    path: 'packages/contract/src/operations.ts',
    after: "import { agentErrors, agents } from './nouns/agents.ts'\n",
    added: "import { contactErrors, contacts } from './nouns/contacts.ts'\n",
  },
  { path: 'packages/contract/src/operations.ts', after: '  ...environments,\n', added: '  ...contacts,\n' },
  {
    path: 'packages/contract/src/operations.ts',
    after: '  ...environmentErrors,\n',
    added: '  ...contactErrors,\n',
  },
  {
    path: 'apps/api/src/ports/nouns.ts',
    after: "import type { Webhook, WebhookChanges, WebhookReader } from './webhooks.ts'\n",
    added: `
export type Contact = { name: string; createdAt: number }
type ContactChanges = { 'contact.add': { contact: Contact } }
`,
  },
  { path: 'apps/api/src/ports/nouns.ts', after: '  EnvironmentChanges &\n', added: '  ContactChanges &\n' },
  {
    path: 'apps/api/src/ports/nouns.ts',
    after: 'export type OrgConfig = {\n',
    added: '  contacts: ReadonlyMap<string, Contact>\n',
  },
  {
    path: 'apps/api/src/store/nouns.ts',
    after: "import { agentEffects, createAgentReader } from './agents.ts'\n",
    added: "import { contactEffects, readContacts } from './contacts.ts'\n",
  },
  {
    path: 'apps/api/src/store/nouns.ts',
    after: '  ...environmentEffects,\n',
    added: '  ...contactEffects,\n',
  },
  {
    path: 'apps/api/src/store/nouns.ts',
    after: '    environments: await readEnvironments(client, orgId),\n',
    added: '    contacts: await readContacts(client, orgId),\n',
  },
  {
    path: 'apps/api/src/operations/handlers.ts',
    after: "import type { Handlers } from './call.ts'\n",
    added: "import { contacts } from './contacts.ts'\n",
  },
  {
    path: 'apps/api/src/operations/handlers.ts',
    after: '    ...environments(context),\n',
    added: '    ...contacts(context),\n',
  },
]
