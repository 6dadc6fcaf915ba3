// What decisions depend on, cached per org and epoch. Agents, keys and members are loaded when first needed.
import { LRUCache } from 'lru-cache'
import { PLAIN } from '../bounded.ts'
import type { Work } from '../ports/ledger.ts'
import type { Agent, ApiKey } from '../ports/nouns.ts'
import type { ConfigNeed } from '../ports/store.ts'
import { onceThere, type Soon } from '../soon.ts'
import { readAgents } from './agents.ts'
import { createEpochs } from './epochs.ts'
import { type FoundKeys, readKeys } from './keys.ts'
import type { Configured, Secrets, WorkConfigs } from './ledger/config.ts'
import { type FoundMembers, readMembers } from './members.ts'
import { readWhole } from './nouns.ts'
import { type KeyServices, readOrg } from './orgs.ts'
import { type PolicyParts, readPolicies } from './policies.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import { type LoadedTools, readTools } from './tools.ts'

const ORGS_MAX = 2000
const ROWS_MAX = 5000
/** Characters of documents and of their policies as JSON. */
const VERSIONS_CHARACTERS_MAX = 8 * 1024 * 1024

/** A configuration with what only the store may see of it. */
type Loaded = Configured & {
  agents: Map<string, Agent | null>
  tools: LoadedTools
} & FoundKeys &
  FoundMembers

type Need = {
  agents: readonly string[]
  keys: readonly string[]
  hashes: readonly string[]
  members: readonly string[]
  emails: readonly string[]
}
const NOTHING: Need = { agents: [], keys: [], hashes: [], members: [], emails: [] }

export type Configs = WorkConfigs & {
  /** Cached unless `fresh`; undefined: no such org. */
  get(orgId: string, need: ConfigNeed): Soon<Loaded | undefined>
  /** The key with this hash in hex, revoked ones included. */
  keyWith(orgId: string, hash: string, fresh: boolean): Soon<ApiKey | undefined>
  /** Not remembered: the transaction that makes the org may still fail. */
  forNewOrg(client: Client, orgId: string, secrets: Secrets): Promise<Configured | undefined>
}

export function createConfigs(
  readers: Readers,
  keeper: KeyServices,
  sets: Omit<PolicyParts, 'versions'>,
): Configs {
  const cache = new LRUCache<string, Loaded>({ max: ORGS_MAX })
  /** What a change of the configuration leaves as it is, and is dear to make: keys that are unsealed, tools that are read. */
  const lasting = new LRUCache<string, Pick<Loaded, 'secrets' | 'tools'>>({ max: ORGS_MAX })
  const epochs = createEpochs(readers)
  const policies: PolicyParts = { ...sets, versions: new LRUCache({ maxSize: VERSIONS_CHARACTERS_MAX }) }

  async function loadOn(client: Client, orgId: string, need: Need): Promise<Loaded | undefined> {
    const { secrets, tools } = cache.get(orgId) ?? lasting.get(orgId) ?? {}
    const loaded = await readLoaded(client, orgId, need, { keeper, policies, secrets, tools })
    return loaded === undefined ? undefined : keep(cache, loaded)
  }

  /** What is remembered, of this epoch where one is given. */
  function known(orgId: string, need: Need, epoch?: number): Loaded | undefined {
    const found = cache.get(orgId)
    if (found === undefined || !covers(found, need)) return undefined
    return epoch === undefined || found.config.epoch === epoch ? found : undefined
  }

  function knownOrLoaded(orgId: string, need: Need, epoch?: number): Soon<Loaded | undefined> {
    return known(orgId, need, epoch) ?? loadInTurn(orgId, need, epoch)
  }

  function loadInTurn(orgId: string, need: Need, epoch?: number): Promise<Loaded | undefined> {
    return readers.urgent(
      orgId,
      (client) => loadOn(client, orgId, need),
      // While it waits for its turn, another may load the same.
      () => known(orgId, need, epoch),
    )
  }

  /** The same, after comparing the epoch with the database. */
  async function fresh(orgId: string, need: Need): Promise<Loaded | undefined> {
    const epoch = await epochs(orgId)
    return epoch === undefined ? undefined : knownOrLoaded(orgId, need, epoch)
  }

  function load(orgId: string, need: Need, isFresh: boolean): Soon<Loaded | undefined> {
    return isFresh ? fresh(orgId, need) : knownOrLoaded(orgId, need)
  }

  /** As it is for nearly every request: nothing is made to find it. */
  function knownKey(orgId: string, hash: string): ApiKey | undefined {
    return keyOf(cache.get(orgId, PLAIN), hash)
  }

  return {
    get(orgId, { agentId, keyId, memberId, fresh = false }) {
      const named = { agents: listOf(agentId), keys: listOf(keyId), members: listOf(memberId) }
      return load(orgId, { ...NOTHING, ...named }, fresh)
    },
    keyWith(orgId, hash, isFresh) {
      const known = isFresh ? undefined : knownKey(orgId, hash)
      if (known !== undefined) return known
      const loaded = load(orgId, { ...NOTHING, hashes: [hash] }, isFresh)
      return onceThere(loaded, (found) => keyOf(found, hash))
    },
    forWorks(orgId, works) {
      const found = cache.get(orgId, PLAIN)
      return found !== undefined && coversAll(found, works) ? found : knownOrLoaded(orgId, needOf(works))
    },
    forWorksOn: (client, orgId, works) => loadOn(client, orgId, needOf(works)),
    forNewOrg: (client, orgId, secrets) =>
      readLoaded(client, orgId, NOTHING, { keeper, policies, secrets, tools: undefined }),
    drop(orgId) {
      const { secrets, tools } = cache.get(orgId) ?? {}
      if (secrets !== undefined && tools !== undefined) lasting.set(orgId, { secrets, tools })
      cache.delete(orgId)
    },
  }
}

function keyOf(loaded: Loaded | undefined, hash: string): ApiKey | undefined {
  const id = loaded?.byHash.get(hash)
  return (id && loaded?.keys.get(id)) || undefined
}

function listOf(id: string | undefined): string[] {
  return id === undefined ? [] : [id]
}

const NO_NAMES: readonly string[] = []

function needOf(works: readonly Work<unknown>[]): Need {
  const [only] = works
  if (only !== undefined && works.length === 1) {
    const { agents = NO_NAMES, keys = NO_NAMES, members = NO_NAMES, emails = NO_NAMES } = only.needs
    return { agents, keys, hashes: NO_NAMES, members, emails }
  }
  const agents = new Set<string>()
  const keys = new Set<string>()
  const members = new Set<string>()
  const emails = new Set<string>()
  for (const { needs } of works) {
    for (const id of needs.agents ?? []) agents.add(id)
    for (const id of needs.keys ?? []) keys.add(id)
    for (const id of needs.members ?? []) members.add(id)
    for (const email of needs.emails ?? []) emails.add(email)
  }
  return { agents: [...agents], keys: [...keys], hashes: [], members: [...members], emails: [...emails] }
}

function covers({ agents, keys, byHash, members, emails }: Loaded, need: Need): boolean {
  return (
    hasAll(agents, need.agents) &&
    hasAll(keys, need.keys) &&
    hasAll(byHash, need.hashes) &&
    hasAll(members, need.members) &&
    hasAll(emails, need.emails)
  )
}

/** The same for works, of which nothing is listed: it is nearly always so. */
function coversAll(loaded: Loaded, works: readonly Work<unknown>[]): boolean {
  for (const { needs } of works) {
    const { agents = NO_NAMES, keys = NO_NAMES, members = NO_NAMES, emails = NO_NAMES } = needs
    const isCovered =
      hasAll(loaded.agents, agents) &&
      hasAll(loaded.keys, keys) &&
      hasAll(loaded.members, members) &&
      hasAll(loaded.emails, emails)
    if (!isCovered) return false
  }
  return true
}

function hasAll(known: ReadonlyMap<string, unknown>, names: readonly string[]): boolean {
  for (const name of names) if (!known.has(name)) return false
  return true
}

/** Rows of the same epoch come together; a slow load must not replace what a newer one has learned. */
function keep(cache: LRUCache<string, Loaded>, loaded: Loaded): Loaded {
  const { id } = loaded.config.org
  const before = cache.get(id)
  if (before !== undefined && before.config.epoch > loaded.config.epoch) return loaded
  if (before?.config.epoch === loaded.config.epoch) {
    if (sizeOf(before) < ROWS_MAX) {
      merge(before, loaded)
      return before
    }
    // Callers can name agents that do not exist. A commit may be using the full one, so it stays as it is.
    merge(loaded, newestOf(before, ROWS_MAX / 2))
  }
  cache.set(id, loaded)
  return loaded
}

type Rows = Pick<Loaded, 'agents' | 'keys' | 'byHash' | 'members' | 'emails'>

function merge(into: Rows, from: Rows): void {
  for (const [id, agent] of from.agents) into.agents.set(id, agent)
  for (const [id, key] of from.keys) into.keys.set(id, key)
  for (const [hash, id] of from.byHash) into.byHash.set(hash, id)
  for (const [id, member] of from.members) into.members.set(id, member)
  for (const [email, id] of from.emails) into.emails.set(email, id)
}

function sizeOf({ agents, keys, byHash, members, emails }: Rows): number {
  return agents.size + keys.size + byHash.size + members.size + emails.size
}

/** Each kind of row gets a fifth; keys and their hashes go together. */
function newestOf({ agents, keys, byHash, members, emails }: Rows, max: number): Rows {
  const each = Math.floor(max / 5)
  const keptKeys = new Map([...keys].slice(-each))
  return {
    agents: new Map([...agents].slice(-each)),
    keys: keptKeys,
    byHash: new Map([...byHash].filter(([, id]) => id !== null && keptKeys.has(id))),
    members: new Map([...members].slice(-each)),
    emails: new Map([...emails].slice(-each)),
  }
}

type CachedParts = { secrets: Secrets | undefined; tools: LoadedTools | undefined }

async function readLoaded(
  client: Client,
  orgId: string,
  need: Need,
  { keeper, policies, ...before }: { keeper: KeyServices; policies: PolicyParts } & CachedParts,
): Promise<Loaded | undefined> {
  const head = await readOrg(client, orgId, keeper, before.secrets)
  if (head === undefined) return undefined
  const [whole, agents, { keys, byHash }, { members, emails }, tools] = await Promise.all([
    readWhole(client, orgId),
    readAgents(client, orgId, need.agents),
    readKeys(client, orgId, need.keys, need.hashes),
    readMembers(client, orgId, need.members, need.emails),
    readTools(client, orgId, before.tools),
  ])
  const live = await readPolicies(client, orgId, policies, tools.definitions)
  return {
    config: {
      org: head.org,
      epoch: head.epoch,
      ...whole,
      ...live,
      tools: tools.tools,
      definitions: tools.definitions,
      members,
      emails,
      agents,
      keys,
    },
    secrets: head.secrets,
    agents,
    keys,
    byHash,
    members,
    emails,
    tools,
  }
}
