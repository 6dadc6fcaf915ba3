// What is read quickly is what zod makes of the same value, and whatever zod refuses is left to it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operationList } from '@countersign/contract'
import fc from 'fast-check'
import * as z from 'zod'
import { quickReader, UNFIT } from './quick.ts'

const bodies = operationList.flatMap(({ name, input: { body }, examples }) => {
  const quick = body && quickReader(body)
  if (body === undefined || quick === undefined) return []
  const names = new Set(Object.keys((body as z.ZodObject).def.shape))
  const requests = examples.map(({ request }) =>
    Object.fromEntries(Object.entries(request as object).filter(([member]) => names.has(member))),
  )
  return { name, body, quick, names: [...names], requests }
})

type Body = (typeof bodies)[number]

/** Compared as texts, because the order of members is part of it. */
function compare({ name, body, quick }: Body, value: unknown): boolean {
  const given = JSON.stringify(value)
  const read = quick(value)
  const made = body.safeParse(JSON.parse(given))
  assert.equal(JSON.stringify(value), given, `${name} changed what it read`)
  if (read === UNFIT) return false
  assert.ok(made.success, `${name} read what zod refuses: ${given}`)
  assert.deepEqual(read, made.data)
  assert.equal(JSON.stringify(read), JSON.stringify(made.data))
  return true
}

test('every example of a request is read, as zod reads it', () => {
  assert.ok(bodies.some(({ name }) => name === 'gate'))
  for (const body of bodies)
    for (const request of body.requests) {
      const isRead = compare(body, request)
      assert.equal(isRead, body.body.safeParse(request).success, `${body.name}: ${JSON.stringify(request)}`)
    }
})

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', 'x', 'gate', 0, -1, 1.5, 1e300, true, null, [], {}, [''], { alg: 'hmac-sha256' }),
  fc.string({ maxLength: 200 }),
)

test('with a member that is missing, unknown or of any value, nothing is read that zod refuses', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...bodies.filter(({ requests }) => requests.length > 0)),
      fc.nat(),
      fc.nat(),
      fc.oneof(anyValue, fc.constant(undefined)),
      fc.boolean(),
      (body, which, at, value, isUnknown) => {
        const request = body.requests[which % body.requests.length]
        const member = isUnknown ? 'unheard_of' : body.names[at % body.names.length]
        if (member === undefined) return
        const { [member]: _, ...rest } = request ?? {}
        compare(body, value === undefined ? rest : { ...rest, [member]: value })
        // What was wrong before leaves nothing behind.
        assert.equal(compare(body, request), body.body.safeParse(request).success)
      },
    ),
  )
  for (const body of bodies)
    for (const value of [undefined, null, [], 'a', 1]) assert.equal(body.quick(value), UNFIT, body.name)
})

test('the members of members are closed, too, and what compares members is asked', () => {
  const schema = z
    .strictObject({ a: z.strictObject({ n: z.int().min(1) }).optional(), b: z.string().trim().optional() })
    .refine(({ a, b }) => a !== undefined || b !== undefined)
  const quick = quickReader(schema)
  assert.deepEqual(quick?.({ b: ' x ', a: { n: 1 } }), { a: { n: 1 }, b: 'x' })
  for (const value of [{}, { a: { n: 0 } }, { a: { n: 1, m: 2 } }, { a: {} }, { b: 1 }, { a: undefined }])
    assert.equal(quick?.(value), UNFIT, JSON.stringify(value))
  assert.equal(quickReader(z.object({ a: z.string() })), undefined)
})
