// A grant with uses left is worth nothing to another caller or for another call.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  AGENT_SCOPES,
  ask,
  CALL,
  type Decided,
  grant,
  makeWorld,
  member,
  read,
  requireValidLog,
  use,
  verdict,
  type World,
} from './approvals-world.ts'
import { appOfFile } from './harness.ts'

const TOOL = 'labels:rename'
const POLICIES = `@id("renames") @grant("20 in 2h") permit (principal, action, resource)
  when { context.action == "rename_label" && context.approved };`
const RENAME = { ...CALL, action: 'rename_label', tool: TOOL, target: undefined }

const app = await appOfFile('postgres')

/** An org whose tool is registered, with a grant of five uses, one of them made. */
async function prepared(): Promise<{ world: World; id: string }> {
  const world = await makeWorld(app, POLICIES)
  await app.must('/v1/tools', { key: world.key, body: { name: TOOL, risk: 'medium' } })
  const { approval } = await ask(world, RENAME)
  await grant(world, approval.id, await member(world), { grant: { uses: 5, minutes: 60 } })
  assert.equal((await use(world, approval.id, RENAME)).verdict, 'allow')
  return { world, id: approval.id }
}

type Replay = (world: World, id: string) => Promise<Decided>

async function byOtherAgent(world: World): Promise<{ agent: string; key: string }> {
  const agent = await app.newAgent(world.key)
  return { agent, key: await app.newKey(AGENT_SCOPES, { agent_id: agent }, world.key) }
}

/** What is tried, how it is refused, and the path that is named. */
const REPLAYS: Record<string, [Replay, code: string, path?: string]> = {
  'by another agent with its own key': [
    async (world, id) => use({ ...world, agentKey: (await byOtherAgent(world)).key }, id, RENAME),
    'approval.unknown',
  ],
  'by a backend for another agent': [
    async (world, id) => {
      const { agent: agent_id } = await byOtherAgent(world)
      return use({ ...world, agentKey: world.key }, id, { ...RENAME, agent_id })
    },
    'approval.mismatch',
    'agent',
  ],
  'in another org': [async (_, id) => use(await makeWorld(app, POLICIES), id, RENAME), 'approval.unknown'],
  'in another environment': [
    (world, id) => use(world, id, { ...RENAME, environment: 'staging' }),
    'approval.mismatch',
    'environment',
  ],
  'in another session': [
    (world, id) => use(world, id, { ...RENAME, session_id: 'other' }),
    'approval.mismatch',
    'session',
  ],
  'with other arguments': [
    (world, id) => use(world, id, { ...RENAME, arguments: { ...CALL.arguments, limit: 11 } }),
    'approval.mismatch',
    'action.arguments',
  ],
  'under another policy version': [
    async (world, id) => {
      const body = { text: `// again\n${POLICIES}` }
      await app.must('/v1/policies/publish', { key: world.key, body })
      const refused = await use(world, id, RENAME)
      await app.must('/v1/policies/rollback', { key: world.key, body: { version: 2 } })
      return refused
    },
    'approval.mismatch',
    'policy.digest',
  ],
  'with another endpoint of the tool': [
    async (world, id) => {
      async function set(endpoint: string | null) {
        const body = { endpoint }
        await app.must(`/v1/tools/${TOOL}`, { key: world.key, method: 'PATCH', body })
      }
      await set('https://elsewhere.example/')
      const refused = await use(world, id, RENAME)
      await set(null)
      return refused
    },
    'approval.mismatch',
    'action.tool_definition',
  ],
}

it('no replay of a grant with uses left goes through, and none uses anything up', async () => {
  const { world, id } = await prepared()
  for (const [how, [replay, code, path]] of Object.entries(REPLAYS)) {
    const decided = await replay(world, id)
    assert.equal(verdict(decided), `deny ${code}`, how)
    if (path !== undefined) assert.ok(decided.reasons[0]?.message.includes(`\`${path}\``), how)
    assert.equal((await read(world, id)).uses?.used, 1, how)
  }
  for (let left = 4; left > 0; left--) assert.equal((await use(world, id, RENAME)).verdict, 'allow')
  assert.equal(verdict(await use(world, id, RENAME)), 'deny approval.used')
  await requireValidLog(world)
})
