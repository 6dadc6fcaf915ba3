// The decision table and the role table of Stage0 as policies with tests.
import { addLine, addPolicy, addTest, type Draft, type DraftPolicy, type Outcome } from '../draft.ts'

type Row = readonly [source: string, outcome: Outcome, why: string | undefined, policy: DraftPolicy]

const OWN = 'rows of the decision table'

const ROWS: readonly Row[] = [
  [
    'row 1',
    'changed',
    "the words are still the agent's own, so what the service knows about the call decides as well: see row 5",
    {
      id: ['stage0.side-effects'],
      effect: 'forbid',
      reason: 'publish and deploy need guardrails',
      when: [
        'context has declared',
        'context.declared has side_effects',
        'context.declared.side_effects.containsAny(["publish", "deploy"])',
      ],
      annotations: { severity: 'high' },
    },
  ],
  [
    'row 2',
    'carried',
    undefined,
    {
      id: ['stage0.loop'],
      effect: 'forbid',
      reason: 'five retries or more',
      when: [
        'context has declared',
        'context.declared has side_effects',
        'context.declared.side_effects.contains("loop")',
        'context.declared has retry_count',
        'context.declared.retry_count >= 5',
      ],
      unless: ['context.approved'],
      annotations: { defer: 'What has changed since the last attempt?' },
    },
  ],
  [
    'row 2, counted',
    'changed',
    'the agent reported its own retries; identical calls of the last ten minutes are counted here as well',
    {
      id: ['stage0.repeated'],
      effect: 'forbid',
      reason: 'the same call was asked for five times',
      when: ['context.calls.repeated >= 5'],
      unless: ['context.approved'],
      annotations: { defer: 'The same call was made before: what is different this time?' },
    },
  ],
  [
    'row 3',
    'changed',
    'there a goal was vague with fewer than 10 characters or the letters "think" anywhere; here when it does not say what is done to what',
    {
      id: ['stage0.goal'],
      effect: 'forbid',
      reason: 'the goal is missing or vague',
      unless: [
        '(context.approved || context has declared && context.declared has goal_vague && !context.declared.goal_vague)',
      ],
      annotations: { defer: 'What is the specific outcome you want to achieve?' },
    },
  ],
  [
    'row 4',
    'changed',
    'DENY became defer: anyone could name a criterion, so it is asked for',
    {
      id: ['stage0.criteria'],
      effect: 'forbid',
      reason: 'success criteria are missing',
      unless: [
        '(context.approved || context has declared && context.declared has success_criteria && !context.declared.success_criteria.isEmpty())',
      ],
      annotations: { defer: 'How will you know that it has succeeded?' },
    },
  ],
  [
    'row 5',
    'changed',
    'ALLOW for reading and ordinary changes, judged by the name of the tool or action',
    {
      id: ['stage0.allow'],
      effect: 'permit',
      reason: 'a step that reads or makes an ordinary change',
      when: ['["read", "change"].contains(context.effect)'],
    },
  ],
  [
    'row 5, other effects',
    'changed',
    'running, sending, deploying or deleting was allowed when the agent did not declare it; here a human decides',
    {
      id: ['stage0.approved'],
      effect: 'permit',
      reason: 'anything with other effects waits for a human',
      when: ['context.approved'],
    },
  ],
]

const ROLES: readonly (readonly [name: string, condition: readonly string[], unless: readonly string[]])[] = [
  ['viewer', [], []],
  ['developer', ['context.environment == "production"'], ['context.approved']],
  ['admin', [], ['context.approved']],
]

/** The decision table of the simulation, which is in no file, and the role table that was only documented. */
export function addTable(draft: Draft): void {
  for (const [row, outcome, why, policy] of ROWS)
    addLine(draft, outcome, `${OWN}: ${row}`, why, addPolicy(draft, policy))
  for (const [role, when, unless] of ROLES) {
    const id = addPolicy(draft, {
      id: ['stage0.role', role],
      effect: 'forbid',
      reason: `the documented rule for the role ${role}`,
      when: [`principal.roles.contains("${role}")`, 'context.effect != "read"', ...when],
      ...(unless.length > 0 && { unless }),
      mode: 'shadow',
    })
    const why = 'was documented and never implemented; in shadow mode until you promote it'
    addLine(draft, 'inert', `role table: ${role}`, why, id)
  }
}

const DECLARED = {
  goal: 'Summarize the open invoices of November for the finance team',
  success_criteria: ['a table with one row per invoice'],
}

/** What the table decides at its edges; for when no constraint is in the way. */
export function testTable(draft: Draft): void {
  function add(name: string, declared: object, verdict: 'allow' | 'defer' | 'deny') {
    addTest(draft, {
      name,
      request: { action: 'read_invoices', declared: { ...DECLARED, ...declared } },
      expect: { verdict },
    })
  }
  add('row 5: a clear step goes on', {}, 'allow')
  add('row 1: a declared publication is denied', { side_effects: ['publish'] }, 'deny')
  add('row 1 before row 2', { side_effects: ['publish', 'loop'], retry_count: 9 }, 'deny')
  add('row 2: the fourth retry goes on', { side_effects: ['loop'], retry_count: 4 }, 'allow')
  add('row 2: the fifth retry is questioned', { side_effects: ['loop'], retry_count: 5 }, 'defer')
  add('row 4: success criteria are asked for', { success_criteria: [] }, 'defer')
}
