// A new org: its log begins with genesis, its first key and the policies that it starts with.
import { encodeBase64url } from '@countersign/json'
import type { Entry } from '../../ports/ledger.ts'
import { type ApiKey, EVERYWHERE } from '../../ports/nouns.ts'
import type { NewOrg } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import { keyMembers } from '../keys/make.ts'
import { type Joining, joiningEntries } from '../members/join.ts'

/** What a new org begins with; it may add others and remove all but the first. */
const ENVIRONMENTS = ['production', 'staging', 'development', 'test']

/** When this resolves, the org exists and its first commit is durable; whoever signed up for it is its owner. */
export function createOrg(
  context: Context,
  org: NewOrg,
  admin: { key: ApiKey; secret: string },
  owner?: Joining,
): Promise<void> {
  return context.store.createOrg(org, ({ kid }) => ({
    needs: {},
    bytes: 0,
    // Two leaves at least, because RFC 9942 has no inclusion proof for a tree of one.
    decide: () => ({
      entries: [
        genesis(org, kid),
        firstKey(context, org, admin),
        ...(owner === undefined ? [] : joiningEntries(context, owner).entries),
      ],
      answer: () => undefined,
    }),
  }))
}

function genesis(org: NewOrg, kid: Uint8Array): Entry {
  const log = { origin: `countersign/${org.id}`, kid: encodeBase64url(kid) }
  return { draft: { type: 'log.genesis', actor: 'system', log }, disclosures: [], changes: [] }
}

function firstKey(
  { store, starter }: Context,
  { createdAt }: NewOrg,
  { key, secret }: { key: ApiKey; secret: string },
): Entry {
  const version = { ...starter, version: 1, environment: EVERYWHERE, createdBy: key.id, createdAt }
  return {
    draft: { type: 'key.created', actor: 'system', key: keyMembers(key) },
    disclosures: [],
    changes: [
      { kind: 'key.create', key, hash: store.keys.hashOf(secret) },
      ...ENVIRONMENTS.map((name) => ({ kind: 'environment.add' as const, name, at: createdAt })),
      { kind: 'policy.add', version },
      { kind: 'policy.live', version: 1, environment: EVERYWHERE, at: createdAt },
    ],
  }
}
