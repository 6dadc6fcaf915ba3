// A new org: its keys, its log, and the first commit with genesis and the admin key.
import { randomBytes } from 'node:crypto'
import { emptyRange } from '@countersign/merkle'
import { type Entry, EVERYWHERE, type LogSigner, type NewOrg, type OrgConfig } from '../ports.ts'
import { seal, secretHash } from '../sealing.ts'
import { buildBatch, type Head, type Item } from './ledger/build.ts'
import { finish } from './ledger/commit.ts'
import { emptyState } from './ledger/state.ts'
import { beginFor, type Client, connect, giveBack } from './pool.ts'
import type { StoreParts } from './store.ts'

const SEED_BYTES = 32

/** When this resolves, the org exists and its log holds genesis and the admin key's receipt, in one commit. */
export async function createOrg(parts: StoreParts, org: NewOrg): Promise<void> {
  const dataKey = randomBytes(32)
  const seed = randomBytes(SEED_BYTES)
  const signer = parts.makeSigner(seed)
  const client = await connect(parts.db.readers)
  let fault: Error | undefined
  try {
    await client.query(beginFor(org.id, parts.db.timeouts))
    await insertOrg(client, parts, org, { dataKey, seed, signer })
    const head: Head = {
      epoch: 1,
      range: emptyRange(0),
      prev: '0'.repeat(64),
      issuedAt: 0,
      now: await databaseTime(client),
    }
    const batch = buildBatch(org.id, head, noConfig(org), emptyState(), [firstItem(parts, org, signer)])
    await finish(client, batch, { dataKey, signer })
  } catch (error) {
    fault = error as Error
    throw error
  } finally {
    await giveBack(client, fault)
  }
}

type Secrets = { dataKey: Uint8Array; seed: Uint8Array; signer: LogSigner }

async function insertOrg(client: Client, parts: StoreParts, org: NewOrg, secrets: Secrets): Promise<void> {
  const { dataKey, seed, signer } = secrets
  await client.query('insert into orgs (org_id, name, data_key, created_at) values ($1, $2, $3, $4)', [
    org.id,
    org.name,
    Buffer.from(parts.vault.wrap(`${org.id}/data-key`, dataKey)),
    org.adminKey.key.createdAt,
  ])
  await client.query(
    `insert into logs (org_id, size, epoch, frontier, last_leaf, issued_at) values ($1, 0, 1, '', $2, 0)`,
    [org.id, Buffer.alloc(32)],
  )
  await client.query(
    'insert into signing_keys (org_id, kid, public_key, seed, from_size) values ($1, $2, $3, $4, 0)',
    [
      org.id,
      Buffer.from(signer.kid),
      Buffer.from(signer.publicKey),
      Buffer.from(seal(dataKey, `${org.id}/signing-seed`, seed)),
    ],
  )
}

/** Two leaves, because RFC 9942 has no inclusion proof for a tree of one. */
function firstItem(parts: StoreParts, org: NewOrg, signer: LogSigner): Item {
  const { key, secret } = org.adminKey
  const genesis: Entry = {
    draft: {
      type: 'log.genesis',
      actor: 'system',
      log: { origin: `countersign/${org.id}`, kid: Buffer.from(signer.kid).toString('base64url') },
    },
    disclosures: [],
    changes: [],
  }
  const keyCreated: Entry = {
    draft: { type: 'key.created', actor: 'system', key: { id: key.id, scopes: key.scopes } },
    disclosures: [],
    changes: [
      { kind: 'key.create', key, hash: secretHash(parts.pepper, secret) },
      {
        kind: 'policy.add',
        version: {
          ...parts.starter,
          version: 1,
          environment: EVERYWHERE,
          createdBy: key.id,
          createdAt: key.createdAt,
        },
      },
      { kind: 'policy.live', version: 1, environment: EVERYWHERE, at: key.createdAt },
    ],
  }
  return {
    work: { decide: () => ({ entries: [genesis, keyCreated], answer: () => undefined }) },
    resolve: () => undefined,
    reject: (error) => {
      throw error
    },
  }
}

function noConfig(org: NewOrg): OrgConfig {
  return {
    org: {
      id: org.id,
      name: org.name,
      halted: false,
      logsPublic: true,
      createdAt: org.adminKey.key.createdAt,
    },
    epoch: 1,
    policyFor: () => undefined,
    live: new Map(),
    latestVersion: 0,
    tools: new Map(),
    definitions: [],
    agents: new Map(),
    keys: new Map(),
  }
}

async function databaseTime(client: Client): Promise<number> {
  const found = await client.query<{ now: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  )
  return found.rows[0]?.now ?? 0
}
