// Checking a policy is bounded in time, memory and turns, whatever the document.
import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { after, test } from 'node:test'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { decide, type ToolDefinition } from '@countersign/policy'
import { type CedarWasm, compiledPolicySet } from '@countersign/policy/compiled'
import { Fault } from '../../ports/faults.ts'
import { createPolicyChecker } from './checker.ts'
import { createThreads } from './threads.ts'

const checker = createPolicyChecker({ timeoutMs: 30_000 })
const hasty = createPolicyChecker({ timeoutMs: 500, concurrency: 1 })
after(() => Promise.all([checker.close(), hasty.close()]))

const GOOD =
  '@id("a") permit (principal, action in Action::"call", resource) when { context.effect == "read" };'
function policy(condition: string, id = 'a') {
  return `@id("${id}") permit (principal, action in Action::"call", resource) when { ${condition} };`
}

function codes({ problems }: { problems: { code: string }[] }) {
  return [...new Set(problems.map(({ code }) => code))]
}

// Every policy is typed once for every tool, which takes seconds.
const slowTools = Array.from(
  { length: 400 },
  (_, at): ToolDefinition => ({
    name: `tool_${at}`,
    risk: 'low',
    require_approval: false,
    blocked: false,
    hidden: false,
    input_schema: { type: 'object', properties: { note: { type: 'string' } } },
  }),
)
const slowText = Array.from({ length: 900 }, (_, at) =>
  policy(
    `context has arguments && context.arguments has note && context.arguments.note == "${at}"`,
    `p${at}`,
  ),
).join('\n')

test('a good document is found good, and answers as plain data', async () => {
  const document = {
    text: GOOD,
    tests: [{ name: 'reads', request: { tool: 'read_file' }, expect: { verdict: 'allow' } }],
  }
  const checked = await checker.check('org_a', { document, tools: [] })
  assert.deepEqual(checked.problems, [])
  assert.deepEqual([checked.ok, checked.policies.map(({ id }) => id)], [true, ['a']])
  assert.deepEqual(structuredClone(checked), checked)
})

test('the thread that starts others ends when nothing is checked for a while, and a later check has another', async () => {
  const starters: Worker[] = []
  function seen(message: unknown) {
    starters.push((message as { worker: Worker }).worker)
  }
  subscribe('worker_threads', seen)
  const threads = createThreads(1)
  try {
    const job = { document: { text: GOOD }, tools: [] }
    const limits = { timeoutMs: 30_000, memoryMb: 192 }
    assert.equal((await threads.check(job, limits)).ok, true)
    while (starters[0]?.threadId !== -1) await setTimeout(5)
    assert.equal((await threads.check(job, limits)).ok, true)
    assert.equal(starters.length, 2)
  } finally {
    unsubscribe('worker_threads', seen)
    await threads.close()
  }
})

const HOSTILE: [string, unknown, string][] = [
  ['deep nesting', { text: policy(`${'('.repeat(5000)}true${')'.repeat(5000)}`) }, 'policy.too_deep'],
  ['a long chain', { text: policy(`true${' && true'.repeat(9000)}`) }, 'policy.too_deep'],
  [
    'nested ifs',
    { text: policy(`${'if true then '.repeat(900)}true${' else false'.repeat(900)}`) },
    'policy.too_deep',
  ],
  ['thousands of policies', { text: 'permit(principal,action,resource);'.repeat(5000) }, 'policy.too_many'],
  ['300 KB of junk', { text: '\\"{(['.repeat(60_000) }, 'text.too_large'],
  ['junk', { text: '"'.repeat(200_001) }, 'policy.syntax'],
  ['half a character', { text: policy('context.action == "\ud800"') }, 'text.characters'],
  [
    'a prototype',
    JSON.parse(`{"text": ${JSON.stringify(GOOD)}, "settings": {"__proto__": {"zones": {}}}}`),
    'document.shape',
  ],
  [
    'a glob like a regex',
    { text: GOOD, settings: { zones: { a: { include: ['(a+)+$*'.repeat(20)] } } } },
    'document.shape',
  ],
  ['something else', 7, 'document.shape'],
]
test('hostile documents of many orgs are refused without harm', async () => {
  const answers = HOSTILE.map(async ([name, document, code], at) => {
    const checked = await checker.check(`org_${at}`, { document, tools: [] })
    assert.deepEqual([checked.ok, codes(checked)], [false, [code]], name)
  })
  await Promise.all(answers)
})

test('a huge set does no harm', async () => {
  const words = Array.from({ length: 20_000 }, (_, at) => `"w${at}"`).join(',')
  const checked = await checker.check('org_a', {
    document: { text: policy(`[${words}].contains(context.action)`) },
    tools: [],
  })
  assert.equal(checked.ok, true)
})

test('slow work is cut off with a problem, while decisions go on, and the next check works', async () => {
  const set = compiledPolicySet({
    wasm: wasm as unknown as CedarWasm,
    text: GOOD,
    version: 1,
    digest: 'sha256:00',
  })
  let isRunning = true
  const slow = hasty
    .check('org_slow', { document: { text: slowText }, tools: slowTools })
    .then(codes, ({ code }: Fault) => [code])
    .finally(() => {
      isRunning = false
    })
  let decisions = 0
  while (isRunning) {
    const { verdict } = decide(set, {
      agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
      action: 'read_file',
      environment: 'production',
    })
    assert.equal(verdict, 'allow')
    decisions += 1
    await setImmediate()
  }
  // On a machine that lets its thread hardly compute, it is not the document that is found wanting.
  const [outcome] = await slow
  assert.ok(outcome === 'policy.too_complex' || outcome === 'policy_busy', `${outcome}`)
  assert.ok(decisions > 0)
  assert.equal((await checker.check('org_slow', { document: { text: GOOD }, tools: [] })).ok, true)
})

test('a flood of one org is refused early and does not keep another waiting', async () => {
  const crowded = createPolicyChecker({ concurrency: 2, timeoutMs: 30_000, queueMax: 8 })
  const flood = Array.from({ length: 20 }, () =>
    crowded.check('org_flood', { document: { text: GOOD }, tools: [] }).then(
      () => 'done',
      (error: unknown) => (error instanceof Fault ? error.code : error),
    ),
  )
  let waiting = flood.length
  for (const one of flood) void one.then(() => waiting--)
  assert.equal((await crowded.check('org_other', { document: { text: GOOD }, tools: [] })).ok, true)
  assert.ok(waiting > 0)
  await crowded.close()
  const answers = await Promise.all(flood)
  // One runs and two wait: an org gets a quarter of the queue; those are done, or were waiting at the end.
  assert.ok(answers.filter((answer) => answer === 'policy_busy').length >= 17)
  assert.deepEqual(
    answers.filter((answer) => answer !== 'policy_busy' && answer !== 'done'),
    [],
  )
})

test('while others want something, an org rests after a check, and its next one waits for that', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const polite = createPolicyChecker({
    concurrency: 2,
    timeoutMs: 30_000,
    isWantedByOthers: (org) => org === 'org_a',
  })
  const work = { document: { text: GOOD }, tools: [] }
  assert.equal((await polite.check('org_a', work)).ok, true)
  let isDone = false
  const next = polite.check('org_a', work).finally(() => {
    isDone = true
  })
  // Nobody wants anything while this org is at work, and it has a thread for itself.
  for (let n = 0; n < 3; n++) assert.equal((await polite.check('org_b', work)).ok, true)
  assert.equal(isDone, false)
  t.mock.timers.tick(1000)
  assert.equal((await next).ok, true)
  await polite.close()
})

test('what cannot be handed to a thread is a problem, too', async () => {
  const checked = await checker.check('org_a', { document: { text: 1n }, tools: [] })
  assert.deepEqual([checked.ok, codes(checked)], [false, ['policy.too_complex']])
})

test('once closed, it takes no more work and what waits is refused', async () => {
  const closing = createPolicyChecker({ timeoutMs: 30_000 })
  const begun = closing.check('org_a', { document: { text: slowText }, tools: slowTools })
  function isBusy(error: unknown) {
    return error instanceof Fault && error.code === 'policy_busy'
  }
  const refused = assert.rejects(begun, isBusy)
  // Its thread is at work by then.
  await setTimeout(100)
  await closing.close()
  await refused
  await assert.rejects(closing.check('org_a', { document: { text: GOOD }, tools: [] }), isBusy)
})
