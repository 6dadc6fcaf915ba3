// Imported policies decide sample calls as the original rules said they should.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { PolicyTest } from '@countersign/policy/publish'
import { countersign, folder } from '../../test/run.ts'
import { checkFolder } from '../commands/policy/check.ts'
import { readFolder } from '../commands/policy/folder.ts'

function input(name: string): string {
  return fileURLToPath(new URL(`../../test/import/vectors/input/${name}`, import.meta.url))
}

type Case = [
  name: string,
  verdict: PolicyTest['expect']['verdict'],
  request: PolicyTest['request'],
  given?: PolicyTest['given'],
]

/** Imports the product's samples and checks the policies against cases that the import does not know. */
async function decides(t: TestContext, product: string, cases: readonly Case[], ...flags: string[]) {
  const out = join(await folder(t), 'policies')
  await countersign(['import', product, input(product), '--out', out, ...flags])
  const read = await readFolder(out)
  const tests = cases.map(([name, verdict, request, given]) => ({
    name,
    request,
    expect: { verdict },
    ...(given && { given }),
  }))
  const document = { ...read.document, tests: JSON.parse(JSON.stringify(tests)) }
  const checked = checkFolder({ ...read, document })
  assert.deepEqual(
    checked.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  )
  assert.equal(checked.tests.length, cases.length)
}

function write(path: string, content = 'x'): PolicyTest['request'] {
  return {
    tool: 'write_file',
    arguments: { path, content },
  }
}

function read(path: string): PolicyTest['request'] {
  return { tool: 'read_file', arguments: { path } }
}

const planner = { agent: { roles: ['planner'] } }
const writer = { agent: { roles: ['writer'] } }

const AEGIS: Case[] = [
  ['a role writes where it may', 'allow', write('apps/planner/a.ts'), planner],
  ['elsewhere a human decides, as with an override', 'require_approval', write('apps/other/a.ts'), planner],
  ['an immutable boundary lets nobody through', 'deny', write('infra/secrets/db'), planner],
  ['nor once somebody approved', 'deny', write('infra/secrets/db'), { ...planner, approved: true }],
  ['nor by another spelling', 'deny', read('apps/planner/../../infra/./secrets/db'), planner],
  ['nor by another case', 'deny', read('INFRA/Secrets/db'), planner],
  ['braces are written out', 'deny', read('keys/prod.key'), planner],
  ['what a role may not see waits', 'require_approval', read('apps/planner/fixtures/real/x'), planner],
  ['the same is open to another role', 'allow', read('apps/planner/fixtures/real/x'), writer],
  ['a file glob that never worked stops now', 'require_approval', write('docs/tls.pem'), writer],
  ['secrets are redacted in what is written', 'sanitize', write('docs/a.md', 'AKIAIOSFODNN7EXAMPLE'), writer],
  ['a read-only path outside the writable ones waits', 'require_approval', write('LICENSE'), writer],
  ['commands wait', 'require_approval', { tool: 'run_command', arguments: { command: 'ls' } }, planner],
  [
    'a command on a forbidden path is denied',
    'deny',
    { tool: 'run_command', arguments: { cwd: 'infra/secrets/x' } },
    planner,
  ],
  ['an agent without a role may do nothing', 'deny', read('docs/a.md')],
]

test('aegis: paths, roles and overrides keep their meaning', (t) => decides(t, 'aegis', AEGIS))

test('aegis: --allow-unmatched opens no path to anybody', (t) =>
  decides(
    t,
    'aegis',
    [
      ...AEGIS.filter(([name]) => !name.startsWith('commands wait')),
      ['what names no path is open', 'allow', { tool: 'get_weather' }],
    ],
    '--allow-unmatched',
  ))

const ASQAV: Case[] = [
  ['a blocked prefix', 'deny', { action: 'sql:drop_table' }],
  ['a pattern without a star was a prefix', 'deny', { action: 'deployment_list' }],
  ['an approval that was ignored', 'require_approval', { tool: 'ledger:post' }],
  ['the same once approved', 'allow', { tool: 'ledger:post' }, { approved: true }],
  ['a limit', 'deny', { tool: 'warehouse:query' }, { approved: true, calls: { minute: 12 } }],
  ['below the limit', 'allow', { tool: 'warehouse:query' }, { approved: true, calls: { minute: 11 } }],
  ['a blocked tool', 'deny', { tool: 'bucket:purge' }, { approved: true }],
  ['a hidden tool', 'deny', { tool: 'telemetry:raw' }],
]

test('asqav: rows and tools hold, and what no rule covers is denied', (t) =>
  decides(t, 'asqav', [...ASQAV, ['no rule covers it', 'deny', { action: 'mail:send' }]]))

test('asqav: --allow-unmatched opens what no rule covers, and nothing else', (t) =>
  decides(
    t,
    'asqav',
    [
      ...ASQAV,
      ['no rule covers it', 'allow', { action: 'calendar:add' }],
      ['an alert only watches', 'allow', { action: 'mail:send' }],
      ['a row that is off', 'allow', { action: 'release:cut' }],
      ['a star in the middle only watches', 'allow', { action: 'crm:delete:7' }],
    ],
    '--allow-unmatched',
  ))

const clear = {
  goal: 'Summarize the open invoices of November for the finance team',
  success_criteria: ['a table'],
}

const sre = { agent: { roles: ['sre'] }, time: '2026-01-06T09:00:00Z' }
const deploy = { tool: 'deploy_service', declared: clear }

test('stage0: roles, environments, windows and loops are judged by what the service knows', (t) =>
  decides(t, 'stage0', [
    [
      'a role that the agent only claims',
      'deny',
      { ...deploy, declared: { ...clear, actor_role: 'sre' } },
      { ...sre, agent: { roles: [] } },
    ],
    [
      'an approval that the agent only claims',
      'require_approval',
      { ...deploy, declared: { ...clear, approval_status: 'approved' } },
      sre,
    ],
    ['once approved', 'allow', deploy, { ...sre, approved: true }],
    [
      'in no other environment',
      'deny',
      { ...deploy, environment: 'development' },
      { ...sre, approved: true },
    ],
    ['not at night', 'deny', deploy, { ...sre, approved: true, time: '2026-01-06T18:00:00Z' }],
    ['not on Saturday', 'deny', deploy, { ...sre, approved: true, time: '2026-01-10T09:00:00Z' }],
    [
      'the third identical call',
      'defer',
      { tool: 'search_reports', declared: clear },
      { calls: { repeated: 2 } },
    ],
    ['the second', 'allow', { tool: 'search_reports', declared: clear }, { calls: { repeated: 1 } }],
    ['the sixth step', 'defer', { tool: 'search_reports', declared: clear }, { session: { calls: 5 } }],
    ['the fifth', 'allow', { tool: 'search_reports', declared: clear }, { session: { calls: 4 } }],
    [
      'an expensive step',
      'require_approval',
      { tool: 'search_reports', declared: { ...clear, cost_usd: 2.51 } },
    ],
    ['no goal', 'defer', { tool: 'search_reports' }],
    ['sending without declaring it', 'require_approval', { tool: 'send_email', declared: clear }],
  ]))

function chat(text: string, target?: { url: string }): PolicyTest['request'] {
  return {
    tool: 'slack',
    action: 'chat.postMessage',
    arguments: { channel: 'c', body: text },
    ...(target && { target }),
  }
}

test('interven: sums, data and hosts decide, not words', (t) =>
  decides(t, 'interven', [
    [
      'a sum of money waits',
      'require_approval',
      { tool: 'stripe', target: { method: 'POST' }, arguments: { amount: 1 } },
    ],
    ['data is redacted', 'sanitize', chat('key AKIAIOSFODNN7EXAMPLE')],
    ['a permit of a name reaches no other host', 'deny', chat('hello', { url: 'https://evil.example/' })],
    [
      'a denial reaches the host under any name',
      'deny',
      { tool: 'http', action: 'files.upload', target: { url: 'https://slack.com/api/files.upload' } },
    ],
    ['what cannot be seen is left to a human', 'require_approval', { tool: 'refunds:create' }],
    ['reading is allowed', 'allow', { tool: 'balance:read' }],
    ['and nothing else of it', 'deny', { tool: 'balance:delete' }],
    [
      'in another environment the policy does not permit',
      'deny',
      { tool: 'balance:read', environment: 'staging' },
    ],
  ]))
