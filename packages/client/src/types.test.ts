// What the compiler knows of requests and answers; `tsc` runs this file as much as the test runner does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, type InputOf, type Operations, operations } from '@countersign/contract'

type GateRequest = InputOf<Operations['gate']>

/** What a caller may do, by the verdict alone. */
function next(answer: Answer<'gate'>): string {
  switch (answer.verdict) {
    case 'allow':
      return `act under ${answer.gate.id}`
    case 'sanitize':
      return `act under ${answer.gate.id} with ${Object.keys(answer.sanitized_arguments).length} arguments`
    case 'require_approval':
      return `wait for ${answer.approval.id}`
    case 'defer':
      return `answer ${answer.clarifying_questions?.length ?? 0} questions`
    case 'deny':
      return 'stop'
  }
}

test('the verdict says what an answer has: after `allow` a gate, after `require_approval` an approval', () => {
  const [allowed, pending] = operations.gate.examples.map(({ answer }) => next(answer as Answer<'gate'>))
  assert.match(allowed ?? '', /^act under gte_/)
  assert.match(pending ?? '', /^wait for apr_/)
})

test('destructured members are narrowed, too', () => {
  const { verdict, gate } = operations.gate.examples[0].answer as Answer<'gate'>
  if (verdict === 'allow') assert.match(gate.id, /^gte_/)
  // @ts-expect-error: without a look at the verdict there may be no gate
  assert.match(gate.id, /^gte_/)
})

test('arguments are any JSON object, also one of an interface, and nothing that JSON changes or drops', () => {
  // biome-ignore lint/style/useConsistentTypeDefinitions: an interface has no index signature, a type has
  interface Transfer {
    amount: number
    to: { iban: string; note?: string }
    tags: readonly string[]
  }
  const transfer: Transfer = { amount: 5, to: { iban: 'DE00' }, tags: [] }
  const requests: GateRequest[] = [
    { action: 'pay', arguments: transfer },
    { action: 'pay', arguments: { amount: 5, nested: { list: [1, null, { deep: true }] } } },
    { action: 'pay', arguments: {} },
    // @ts-expect-error: an array
    { action: 'pay', arguments: [1] },
    // @ts-expect-error: JSON makes a text of it
    { action: 'pay', arguments: new Date(0) },
    // @ts-expect-error: JSON makes an empty object of it
    { action: 'pay', arguments: new Map([['a', 1]]) },
    // @ts-expect-error: JSON leaves it out
    { action: 'pay', arguments: () => undefined },
    // @ts-expect-error: a text
    { action: 'pay', arguments: '{}' },
    // @ts-expect-error: nothing
    { action: 'pay', arguments: null },
  ]
  const { body } = operations.gate.input
  const accepted = requests.map((request) => body.safeParse(JSON.parse(JSON.stringify(request))).success)
  assert.deepEqual(accepted.slice(0, 3), [true, true, true])
})

test('times are text, as they are sent', () => {
  const { gate } = operations.gate.examples[0].answer as Answer<'gate'>
  const at: string | undefined = gate?.expires_at
  assert.match(at ?? '', /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/)
})
