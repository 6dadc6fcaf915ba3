// Tests that openapi.json describes the settings and tests of a document as they are checked.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { documentShape } from '../src/publish/document-shape.ts'
import { hasShape } from '../src/publish/shape.ts'
import { packNames } from './cases.ts'

const { components } = JSON.parse(
  readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8'),
) as { components: { schemas: Record<'PolicySettings' | 'PolicyTest', object> } }
const ajv = new Ajv2020({ strict: false })
const isSettings = ajv.compile(components.schemas.PolicySettings)
const isTest = ajv.compile(components.schemas.PolicyTest)

function isChecked(settings: unknown, tests: unknown[] = []): boolean {
  return hasShape(
    documentShape,
    { text: 'permit (principal, action, resource);', settings, tests },
    () => undefined,
  )
}

function jsonOf(pack: string, file: string): object | undefined {
  const url = new URL(`../packs/${pack}/${file}`, import.meta.url)
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as object) : undefined
}

test('the settings and tests of every pack are as they are described', () => {
  for (const pack of packNames()) {
    const settings = jsonOf(pack, 'settings.json') ?? {}
    assert.ok(isSettings(settings), `${pack}: ${ajv.errorsText(isSettings.errors)}`)
    const given = jsonOf(pack, 'tests.json') ?? []
    const tests = Array.isArray(given) ? given : (given as { tests: object[] }).tests
    for (const one of tests) assert.ok(isTest(one), `${pack}: ${ajv.errorsText(isTest.errors)}`)
  }
})

const REQUEST = { tool: 'a' }
const EXPECT = { verdict: 'allow' }
const WHOLE = {
  name: 'all of it',
  given: {
    agent: { roles: ['a'], labels: { a: 'b' }, owner: 'c' },
    tool: { risk: 'low', definition: 'changed' },
    time: '2026-01-05T12:00:00Z',
    calls: { minute: 1, agent_minute: 1, repeated: 1, paid_minute: 1, same_payment: 1 },
    session: { calls: 1, seconds: 1, cost_usd: 0.5 },
    run: { calls: 1, seconds: 1, cost_usd: 0.5 },
    taints: ['a'],
    exposure: { seconds: 1 },
    approved_by: [{ name: 'a', groups: ['b'], after: '15m' }],
  },
  request: {
    action: 'a',
    tool: 'b',
    arguments: { c: [1] },
    target: { url: 'https://a.example/', method: 'GET', path: '/a' },
    environment: 'staging',
    declared: {
      goal: 'a',
      side_effects: ['b'],
      tools: ['c'],
      retry_count: 1,
      elapsed_seconds: 0.5,
      cost_usd: 0.5,
    },
  },
  expect: { verdict: 'sanitize', reasons: ['a'], policies: ['b'], questions: ['c'], sanitized_arguments: {} },
}

test('what is described is checked, and what is not described is refused', () => {
  for (const one of [WHOLE, { name: 'a', request: REQUEST, expect: EXPECT }]) {
    assert.ok(isTest(one), ajv.errorsText(isTest.errors))
    assert.ok(isChecked({}, [one]))
  }
  for (const wrong of [
    { request: REQUEST, expect: EXPECT },
    { name: 'a', request: REQUEST },
    { name: 'a', request: { ...REQUEST, agent_id: 'agt_1' }, expect: EXPECT },
    { name: 'a', request: REQUEST, expect: { verdict: 'maybe' } },
    { name: 'a', request: REQUEST, expect: EXPECT, given: { calls: { hour: 1 } } },
    { name: 'a', request: REQUEST, expect: EXPECT, given: { approved: 'yes' } },
    { name: 'a', request: { ...REQUEST, target: { method: 'get' } }, expect: EXPECT },
  ]) {
    assert.ok(!isTest(wrong), JSON.stringify(wrong))
    assert.ok(!isChecked({}, [wrong]), JSON.stringify(wrong))
  }
  for (const [settings, isRight] of [
    [
      {
        time_zone: 'Europe/Berlin',
        zones: { a: { include: ['/b/**'] } },
        hosts: { c: ['*.d.example'] },
        modes: { e: 'off' },
      },
      true,
    ],
    [{ timeZone: 'UTC' }, false],
    [{ zones: { a: { include: [] } } }, false],
    [{ zones: { a: ['/b'] } }, false],
    [{ hosts: { a: 'b.example' } }, false],
    [{ modes: { a: 'on' } }, false],
  ] as const) {
    assert.equal(isSettings(settings), isRight, JSON.stringify(settings))
    assert.equal(isChecked(settings), isRight, JSON.stringify(settings))
  }
})
