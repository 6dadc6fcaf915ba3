// Under the lock neither the arguments nor their sanitized form are read.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseApiKey } from '@countersign/terms'
import { keyAuthentication } from '../src/identity/key.ts'
import type { Context } from '../src/operations/context.ts'
import { gate } from '../src/operations/gate.ts'
import { appOfFile, orgWithAgent } from './harness.ts'

const app = await appOfFile('postgres')

/** The same value, with a count of how often anything at any depth of it was looked at. */
function watched<T extends object>(given: T): { value: T; looks: () => number } {
  let looks = 0
  const seen = new WeakMap<object, object>()
  function wrapped<Value>(value: Value): Value
  function wrapped(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const made = seen.get(value) ?? new Proxy(value, handler)
    seen.set(value, made)
    return made
  }
  const handler: ProxyHandler<object> = {
    get(target, name) {
      looks += 1
      return wrapped(Reflect.get(target, name))
    },
    has(target, name) {
      looks += 1
      return Reflect.has(target, name)
    },
    ownKeys(target) {
      looks += 1
      return Reflect.ownKeys(target)
    },
    getOwnPropertyDescriptor(target, name) {
      looks += 1
      return Reflect.getOwnPropertyDescriptor(target, name)
    },
  }
  return { value: wrapped(given), looks: () => looks }
}

/** The service's own context, which tells before and after what runs under the lock. */
function watchedLock(around: (when: 'before' | 'after') => void): Context {
  const { store } = app.context
  return {
    ...app.context,
    store: {
      ...store,
      record: (orgId, work) =>
        store.record(orgId, {
          ...work,
          decide(view) {
            around('before')
            const plan = work.decide(view)
            around('after')
            return plan
          },
        }),
    },
  }
}

const SANITIZES = '@id("mail") @sanitize("pii") permit (principal, action in Action::"call", resource);'
const SETS: Record<string, string> = {
  'decided early': SANITIZES,
  'decided under the lock': `${SANITIZES}
    @id("often") forbid (principal, action in Action::"call", resource) when { context.calls.minute > 100 };`,
  'one of several redactions': `${SANITIZES}
    @id("token") @sanitize("/token secrets") permit (principal, action in Action::"call", resource)
      when { context.calls.minute < 100 };`,
}

for (const [name, text] of Object.entries(SETS)) {
  it(`reads no argument under the lock: ${name}`, async () => {
    const { key, agent } = await orgWithAgent(app)
    await app.must('/v1/policies/publish', { key, body: { text } })
    const orgId = parseApiKey(key)?.orgId ?? ''
    const caller = await keyAuthentication(app.store)({ secret: key, orgId }, { fresh: true })
    assert.ok(caller !== undefined)
    const args = watched({
      text: 'ask ann@example.com',
      token: 'x',
      kept: { rows: [{ name: 'a', n: 1 }, { note: 'b' }] },
    })
    const counts: number[] = []
    const context = watchedLock(() => counts.push(args.looks()))
    const answer = await gate(context)(
      { operation: 'gate', caller, requestId: 'req_1' },
      { agent_id: agent, action: 'send_mail', arguments: args.value },
    )
    const [before = 0, after] = counts
    assert.ok(before > 0)
    assert.deepEqual([answer.verdict, counts.length, after], ['sanitize', 2, before])
    const left = JSON.parse(JSON.stringify(answer.sanitized_arguments))
    assert.deepEqual(left.kept, { rows: [{ name: 'a', n: 1 }, { note: 'b' }] })
    const { disclosures } = await app.must<{ disclosures: { path: string; value: unknown }[] }>(
      `/v1/receipts/${answer.receipt.id}`,
      { key },
    )
    assert.deepEqual(disclosures.find(({ path }) => path === 'decision.sanitized')?.value, left)
  })
}
