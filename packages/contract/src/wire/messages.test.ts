// Every refusal of a schema is in the words of this API, never in those of the schema library.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { type Operation, operationList } from '../operations.ts'
import { issueMessage } from './messages.ts'

function messagesOf(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value, { error: issueMessage })
  return error?.issues.map(({ message }) => message) ?? []
}

const WRONG = [undefined, null, 5, -1, 1.5, '', 'x'.repeat(300_000), true, [], {}, [5], { a: 5 }, [{}]]

/** Every part of an input, with each of its members in turn replaced by what it cannot be. */
function* wrongInputs({ input, examples }: Operation): Generator<[z.ZodType, unknown]> {
  for (const schema of [input.params, input.query, input.body]) {
    if (!(schema instanceof z.ZodObject)) continue
    for (const wrong of WRONG) yield [schema, wrong]
    for (const { request } of examples) {
      for (const name of Object.keys(schema.shape)) {
        for (const wrong of WRONG) yield [schema, { ...Object(request), [name]: wrong }]
      }
    }
  }
}

describe('the words for what a schema refuses', () => {
  for (const [schema, value, message] of [
    [z.object({ a: z.string() }), {}, 'is required'],
    [z.enum(['a', 'b']), undefined, 'is required'],
    [z.string(), 1, 'must be a string'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.number(), 'a', 'must be a number'],
    [z.boolean(), 'a', 'must be true or false'],
    [z.array(z.string()), 'a', 'must be an array'],
    [z.strictObject({}), 'a', 'must be an object'],
    [z.record(z.string(), z.string()), 1, 'must be an object'],
    [z.string().min(1), '', 'must have at least 1 character'],
    [z.string().min(2), '', 'must have at least 2 characters'],
    [z.string().max(1), 'ab', 'must have at most 1 character'],
    [z.array(z.string()).min(1), [], 'must have at least 1 item'],
    [z.array(z.string()).max(0), ['a'], 'must have at most 0 items'],
    [z.number().min(3), 2, 'must be at least 3'],
    [z.int().max(3), 4, 'must be at most 3'],
    [z.enum(['succeeded', 'failed', 'unknown']), 'done', 'must be one of `succeeded`, `failed`, `unknown`'],
    [z.literal('AKP'), 'x', 'must be `AKP`'],
    [
      z.enum(Array.from({ length: 40 }, (_, at) => `choice-${at}`)),
      'x',
      'must be one of `choice-0`, `choice-1`, `choice-2`, `choice-3`, `choice-4`, `choice-5`, `choice-6`, `choice-7`, `choice-8`, `choice-9` and 30 more: see /docs',
    ],
    [
      z.strictObject({ a: z.int().optional(), b: z.int().optional() }),
      { c: 1 },
      'is not accepted here: give one of `a`, `b`',
    ],
    [z.strictObject({ a: z.int().optional() }), { c: 1 }, 'is not accepted here: give `a`'],
    [z.strictObject({}), { c: 1 }, 'is not accepted here: leave it out'],
    [z.url(), 'x', 'must be a URL'],
    [z.string().regex(/a/), 'b', 'does not have the form that is accepted here'],
    [z.string().regex(/a/, 'must have an a'), 'b', 'must have an a'],
  ] as const) {
    it(`are \`${message}\``, () => {
      assert.deepEqual(messagesOf(schema, value), [message])
    })
  }

  it('are ours for every member of every operation', () => {
    let refused = 0
    for (const operation of operationList) {
      for (const [schema, value] of wrongInputs(operation)) {
        for (const message of messagesOf(schema, value)) {
          refused++
          assert.match(
            message,
            /^(must|is required|is not accepted|does not|name|leave|give|send|`)/,
            operation.name,
          )
        }
      }
    }
    assert.ok(refused > 1000, String(refused))
  })
})
