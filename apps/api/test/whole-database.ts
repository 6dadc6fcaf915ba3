// Everything that a database holds, as text: each row of each table, unpacked and unsealed.
import assert from 'node:assert/strict'
import { localVault } from '../src/adapters/vault.ts'
import { dataKeyPurpose } from '../src/store/orgs.ts'
import { openDisclosures, unpackPayloads } from '../src/store/segments/blocks.ts'
import type { TestApp } from './harness.ts'

/** Columns of bytes, and what they hold; a new one must be thought of here. */
const BYTES: Record<string, string> = {
  'accounts.passkey.publicKey': 'key',
  'api_keys.hash': 'hash',
  'counters.id': 'hash',
  'gates.output_digest': 'hash',
  'instance.master_check': 'key',
  'instance.pepper': 'key',
  'invitations.hash': 'hash',
  'logs.frontier': 'hash',
  'logs.last_leaf': 'hash',
  'orgs.data_key': 'key',
  'repeats.digest': 'hash',
  'repeats.id': 'hash',
  'segments.disclosures': 'opened below',
  'segments.kid': 'hash',
  'segments.payloads': 'opened below',
  'segments.protected_header': 'header',
  'segments.root': 'hash',
  'segments.signature': 'signature',
  'signing_keys.kid': 'hash',
  'signing_keys.public_key': 'key',
  'signing_keys.seed': 'key',
  'tiles.hashes': 'hash',
  'tiles.root': 'hash',
  'webhooks.sealed': 'opened below',
}

const COLUMNS = `
  select table_schema as schema, table_name as name, column_name as column, data_type as type
    from information_schema.columns
   where table_schema in ('public', 'accounts') order by 1, 2, ordinal_position`

type Column = { schema: string; name: string; column: string; type: string }
type Segment = {
  org_id: string
  tree_size: string
  count: number
  payloads: Buffer
  disclosures: Buffer | null
}

/** Where each text is, by table; a table with nothing in it is there, too. */
export async function wholeDatabase(app: TestApp): Promise<Map<string, string>> {
  const client = await app.db.ledger.connect()
  try {
    const { rows: columns } = await client.query<Column>(COLUMNS)
    const bytes = columns.filter(({ type }) => type === 'bytea').map(nameOf)
    assert.deepEqual(
      bytes.filter((name) => BYTES[name] === undefined),
      [],
    )
    const found = new Map<string, string>()
    for (const { schema, name } of columns) {
      const table = `${schema}.${name}`
      if (found.has(table)) continue
      const { rows } = await client.query<{ text: string }>(
        `select t::text as text from "${schema}"."${name}" t`,
      )
      found.set(table, rows.map(({ text }) => text).join('\n'))
    }
    const keys = await dataKeys(client)
    const segments = await client.query<Segment>('select * from segments order by org_id, tree_size')
    const opened = segments.rows.map((segment) => opening(segment, keys))
    found.set('payloads', opened.map(({ payloads }) => payloads).join('\n'))
    found.set('disclosures', opened.map(({ disclosures }) => disclosures).join('\n'))
    const hooks = await client.query<{ org_id: string; id: string; sealed: Buffer }>('select * from webhooks')
    const settings = await Promise.all(
      hooks.rows.map(({ org_id: orgId, id, sealed }) => app.store.webhooks.open(orgId, { id, sealed })),
    )
    found.set('webhooks', JSON.stringify(settings))
    return found
  } finally {
    client.release()
  }
}

function nameOf({ schema, name, column }: Column): string {
  return `${schema === 'public' ? '' : `${schema}.`}${name}.${column}`
}

async function dataKeys(client: {
  query(text: string): Promise<{ rows: { org_id: string; data_key: Buffer }[] }>
}): Promise<Map<string, Uint8Array>> {
  const vault = localVault(new Uint8Array(32).fill(7))
  const { rows } = await client.query('select org_id, data_key from orgs')
  return new Map(rows.map(({ org_id: id, data_key: key }) => [id, vault.unwrap(dataKeyPurpose(id), key)]))
}

function opening(segment: Segment, keys: ReadonlyMap<string, Uint8Array>) {
  const { org_id: orgId, tree_size: size, count, payloads, disclosures } = segment
  const key = keys.get(orgId) ?? assert.fail(orgId)
  const disclosed =
    disclosures === null
      ? () => []
      : openDisclosures(key, { orgId, treeSize: Number(size) }, disclosures, count)
  return {
    payloads: unpackPayloads(payloads, count).join('\n'),
    disclosures: JSON.stringify(Array.from({ length: count }, (_, n) => disclosed(n))),
  }
}

/** The places that hold a text, in the clear or as hex. */
export async function placesOf(app: TestApp, text: string): Promise<string[]> {
  const forms = [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64')]
  const all = await wholeDatabase(app)
  return [...all].flatMap(([place, held]) => (forms.some((form) => held.includes(form)) ? [place] : []))
}
