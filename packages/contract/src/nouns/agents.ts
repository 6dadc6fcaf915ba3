// Agents: registering them, reading them, and changing what they may do.
import { AGENT_STATUSES } from '@countersign/terms'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Labels, Name, ReasonBody, ReceiptRef, Roles, Title } from '../wire/fields.ts'
import { AgentId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { page, pageQuery } from '../wire/pages.ts'
import { receiptRef, sample, timeAt, unknownEnvironment } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'

/** Errors of agents. */
export const agentErrors = {
  'agent.state': {
    status: 409,
    title: 'The agent is in a state that does not allow this',
    remedy:
      'Read the agent with GET /v1/agents/{agent_id}; a revoked agent cannot come back, so create a new one.',
  },
} as const satisfies ErrorTable

/** The status of an agent; only an active one is ever allowed anything. */
export const AgentStatus = z
  .enum(AGENT_STATUSES)
  .meta({ id: 'AgentStatus', description: 'Only an active agent is allowed anything' })

const agentMembers = {
  id: AgentId,
  name: z.string().meta({ description: 'Its name, for people' }),
  status: AgentStatus,
  roles: z.array(z.string()).meta({ description: 'Roles that policies rely on' }),
  labels: z.record(z.string(), z.string()).meta({ description: 'Labels that policies rely on' }),
  environment: z
    .string()
    .optional()
    .meta({ description: 'The only environment in which it may act; any, if absent' }),
  owner: z.string().optional().meta({ description: 'Who is responsible for it' }),
  created_at: Time.meta({ description: 'When it was registered' }),
}

/** A registered actor. */
export const Agent = z.object(agentMembers).meta({ id: 'Agent' })

/** An agent after a change, and the receipt of that change. */
export const AgentChanged = z.object({ ...agentMembers, receipt: ReceiptRef }).meta({ id: 'AgentChanged' })

/** Registers an agent. */
export const AgentCreateRequest = z
  .strictObject({
    name: Title.meta({ description: 'Its name, for people' }),
    roles: Roles.optional().meta({ description: 'Roles that policies rely on' }),
    labels: Labels.optional().meta({ description: 'Labels that policies rely on' }),
    environment: Name.optional().meta({
      description: 'The only environment in which it may act; any, if absent',
    }),
    owner: Name.optional().meta({
      description: 'Who is responsible for it, such as a team or an email address',
    }),
  })
  .meta({ id: 'AgentCreateRequest' })

const params = z.strictObject({ agent_id: AgentId })

const sampleAgent: z.input<typeof Agent> = {
  id: sample.agent,
  name: 'Deploy bot',
  status: 'active',
  roles: ['deployer'],
  labels: { team: 'platform' },
  owner: 'platform-team',
  created_at: timeAt(4),
}

/** POST /v1/agents */
const agentsCreate = defineOperation({
  name: 'agents.create',
  method: 'POST',
  path: '/v1/agents',
  scope: 'agents:write',
  input: { body: AgentCreateRequest },
  output: AgentChanged,
  status: 201,
  errors: ['environment.unknown'],
  summary: 'Register an agent',
  description:
    'Roles, labels, environment and owner are facts that policies rely on; the agent cannot change them.',
  examples: [
    {
      title: 'an agent with a role and an owner',
      request: {
        name: 'Deploy bot',
        roles: ['deployer'],
        labels: { team: 'platform' },
        owner: 'platform-team',
      },
      answer: { ...sampleAgent, receipt: receiptRef('agent.created', 4) },
    },
  ],
  refusals: unknownEnvironment,
})

/** GET /v1/agents */
const agentsList = defineOperation({
  name: 'agents.list',
  method: 'GET',
  path: '/v1/agents',
  scope: 'agents:read',
  input: {
    query: z.strictObject({
      status: AgentStatus.optional().meta({ description: 'Only agents with this status' }),
      ...pageQuery,
    }),
  },
  output: page(Agent).meta({ id: 'AgentPage' }),
  errors: [],
  summary: 'List agents',
  description: 'Agents of the org, oldest first.',
  agent: {
    title: 'List agents',
    text: 'List the agents of the org, oldest first, with their status. Use it to find the id of an agent. For more, repeat with next_cursor as cursor.',
    readOnly: true,
    destructive: false,
    idempotent: true,
  },
  examples: [{ title: 'every agent', request: {}, answer: { data: [sampleAgent], has_more: false } }],
})

/** GET /v1/agents/{agent_id} */
const agentsGet = defineOperation({
  name: 'agents.get',
  method: 'GET',
  path: '/v1/agents/{agent_id}',
  scope: 'agents:read',
  input: { params },
  output: Agent,
  errors: [],
  summary: 'Read an agent',
  description: 'The agent and its current status.',
  agent: {
    title: 'Read an agent',
    text: 'Read an agent by its id: name, roles, labels and status. Only an agent whose status is active is ever allowed anything.',
    readOnly: true,
    destructive: false,
    idempotent: true,
  },
  examples: [{ title: 'an agent', request: { agent_id: sample.agent }, answer: sampleAgent }],
})

const change = {
  method: 'POST',
  scope: 'agents:write',
  input: { params, body: ReasonBody },
  output: AgentChanged,
  errors: ['agent.state'],
  refusals: { 'agent.state': { detail: 'the agent is revoked' } },
} as const

/** POST /v1/agents/{agent_id}/suspend */
const agentsSuspend = defineOperation({
  ...change,
  name: 'agents.suspend',
  path: '/v1/agents/{agent_id}/suspend',
  urgent: true,
  summary: 'Suspend an agent',
  description: 'Once its receipt is in the log, the agent is allowed nothing until it is resumed.',
  examples: [
    {
      title: 'an agent that misbehaves',
      request: { agent_id: sample.agent, reason: 'it repeats itself' },
      answer: { ...sampleAgent, status: 'suspended', receipt: receiptRef('agent.suspended', 12) },
    },
  ],
})

/** POST /v1/agents/{agent_id}/resume */
const agentsResume = defineOperation({
  ...change,
  name: 'agents.resume',
  path: '/v1/agents/{agent_id}/resume',
  summary: 'Resume an agent',
  description: 'Makes a suspended or quarantined agent active again.',
  examples: [
    {
      title: 'an agent that may act again',
      request: { agent_id: sample.agent, reason: 'the loop is fixed' },
      answer: { ...sampleAgent, status: 'active', receipt: receiptRef('agent.resumed', 13) },
    },
  ],
})

/** POST /v1/agents/{agent_id}/quarantine */
const agentsQuarantine = defineOperation({
  ...change,
  name: 'agents.quarantine',
  path: '/v1/agents/{agent_id}/quarantine',
  urgent: true,
  summary: 'Quarantine an agent',
  description: 'Like suspending, but for an agent that is suspected of misbehaving.',
  examples: [
    {
      title: 'an agent that was taken over',
      request: { agent_id: sample.agent, reason: 'it was told to leak secrets' },
      answer: { ...sampleAgent, status: 'quarantined', receipt: receiptRef('agent.quarantined', 14) },
    },
  ],
})

/** POST /v1/agents/{agent_id}/revoke */
const agentsRevoke = defineOperation({
  ...change,
  name: 'agents.revoke',
  path: '/v1/agents/{agent_id}/revoke',
  urgent: true,
  summary: 'Revoke an agent permanently',
  description: 'A revoked agent cannot be resumed; everything it asks for is denied, with a receipt.',
  examples: [
    {
      title: 'an agent that is no longer needed',
      request: { agent_id: sample.agent, reason: 'the project is over' },
      answer: { ...sampleAgent, status: 'revoked', receipt: receiptRef('agent.revoked', 15) },
    },
  ],
})

/** The operations on agents. */
export const agents = tableOf(
  agentsCreate,
  agentsList,
  agentsGet,
  agentsSuspend,
  agentsResume,
  agentsQuarantine,
  agentsRevoke,
)
