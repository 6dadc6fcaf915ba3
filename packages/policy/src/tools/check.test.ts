// Tests arguments against the input schemas of tools, also beside a JSON Schema validator.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { schemaCheckOf } from './check.ts'

function problemOf(schema: Readonly<Record<string, unknown>>, value: unknown): string | undefined {
  return schemaCheckOf(schema).problemOf(value)
}

function member(schema: object) {
  return { type: 'object', properties: { x: schema } }
}

// Each row: the schema of `x`, a value that fits, one that does not, and the message for that.
const RULES: [object, unknown, unknown, string][] = [
  [{ type: 'integer' }, 3.0, 3.5, 'must be of type integer (`type`)'],
  [{ type: ['string', 'null'] }, null, 1, 'must be of type string or null (`type`)'],
  [
    { enum: ['a', 1, { k: [1, 2] }] },
    { k: [1, 2] },
    { k: [2, 1] },
    'must be one of the values that are listed (`enum`)',
  ],
  [{ const: { a: 1, b: 2 } }, { b: 2, a: 1 }, { a: 1 }, 'must be the one value that is allowed (`const`)'],
  [{ minimum: 5 }, 5, 4.9, 'must be at least 5 (`minimum`)'],
  [{ maximum: 5 }, 5, 5.1, 'must be at most 5 (`maximum`)'],
  [{ exclusiveMinimum: 5 }, 5.1, 5, 'must be more than 5 (`exclusiveMinimum`)'],
  [{ exclusiveMaximum: 5 }, 4.9, 5, 'must be less than 5 (`exclusiveMaximum`)'],
  [{ maximum: 5, exclusiveMaximum: true }, 4.9, 5, 'must be less than 5 (`exclusiveMaximum`)'],
  [{ multipleOf: 3 }, -9, 10, 'must be a multiple of 3 (`multipleOf`)'],
  [{ minLength: 2 }, '😀😀', '😀', 'must have at least 2 characters (`minLength`)'],
  [{ maxLength: 2 }, '😀😀', 'abc', 'must have at most 2 characters (`maxLength`)'],
  [{ minItems: 1 }, [0], [], 'must have at least 1 items (`minItems`)'],
  [{ maxItems: 1 }, [0], [0, 1], 'must have at most 1 items (`maxItems`)'],
  [
    { uniqueItems: true },
    [1, '1', { a: 1 }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    'must not have two equal items (`uniqueItems`)',
  ],
  [{ minProperties: 1 }, { a: 1 }, {}, 'must have at least 1 members (`minProperties`)'],
  [{ maxProperties: 1 }, { a: 1 }, { a: 1, b: 2 }, 'must have at most 1 members (`maxProperties`)'],
  [{ required: ['a'] }, { a: 1 }, { b: 1 }, 'must have the member `a` (`required`)'],
  [{ required: ['toString'] }, { toString: 1 }, {}, 'must have the member `toString` (`required`)'],
]
for (const [schema, right, wrong, message] of RULES)
  test(`${JSON.stringify(schema)} is enforced, with its pointer and without the value`, () => {
    const { notEnforced } = schemaCheckOf(member(schema))
    assert.deepEqual(notEnforced, [])
    assert.equal(problemOf(member(schema), { x: right }), undefined)
    assert.equal(problemOf(member(schema), { x: wrong }), `\`/x\` ${message}`)
    const list = { type: 'object', properties: { l: { items: { $ref: '#/$defs/s' } } }, $defs: { s: schema } }
    assert.equal(problemOf(list, { l: [right, wrong] }), `\`/l/1\` ${message}`)
    assert.equal(problemOf(member({ allOf: [{}, schema] }), { x: wrong }), `\`/x\` ${message}`)
  })

test('members that the schema does not list are refused where it says so, at any depth', () => {
  const closed = {
    properties: { a: true, 'b/c': { properties: { d: {} }, additionalProperties: false } },
    additionalProperties: false,
  }
  assert.equal(problemOf(closed, { a: 1, 'b/c': { d: 1 } }), undefined)
  assert.match(problemOf(closed, { z: 1 }) ?? '', /^`\/z` must not be there.*\(`additionalProperties`\)$/)
  assert.match(problemOf(closed, { 'b/c': { e: 'secret' } }) ?? '', /^`\/b~1c\/e` must not/)
  assert.match(problemOf(closed, JSON.parse('{"__proto__":{}}')) ?? '', /^`\/__proto__` must not/)
  assert.match(
    problemOf({ additionalProperties: { type: 'string' } }, { a: 1 }) ?? '',
    /^`\/a` must be of type/,
  )
  assert.match(problemOf({ properties: { a: false } }, { a: 1 }) ?? '', /^`\/a` must not be there/)
})

test('what is not enforced is named with its place, and what only describes is not', () => {
  const { notEnforced, problemOf: ask } = schemaCheckOf({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 't',
    'x-order': 1,
    type: 'object',
    properties: {
      x: { type: 'string', pattern: '^(a+)+$', format: 'email', description: 'd', default: 'a' },
      'a/b': { anyOf: [{ type: 'string' }], multipleOf: 0.01, minimum: '5', items: [{}] },
      p: { patternProperties: { '^x': {} }, additionalProperties: false },
      r: { $ref: 'https://example.com/schema' },
    },
    $defs: { unused: { pattern: 'a' } },
  })
  assert.deepEqual(notEnforced, [
    'pattern at /properties/x',
    'format at /properties/x',
    'anyOf at /properties/a~1b',
    'multipleOf at /properties/a~1b',
    'minimum at /properties/a~1b',
    'items at /properties/a~1b',
    'patternProperties at /properties/p',
    'additionalProperties at /properties/p',
    '$ref at /properties/r',
  ])
  assert.equal(
    ask({ x: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', p: { y: 1 }, r: 1, 'a/b': 4.5 }),
    undefined,
  )
})

test('a message quotes no value, and little of a name', () => {
  const wrong =
    problemOf({ additionalProperties: { type: 'integer' } }, { ['k'.repeat(5000)]: 'hunter2' }) ?? ''
  assert.ok(wrong.length < 200 && !wrong.includes('hunter2'), wrong)
})

const scalar = fc.oneof(
  fc.constantFrom('', 'a', 'ab', '😀', 'é'),
  fc.integer({ min: -4, max: 9 }),
  // Nothing larger: the validator divides, which is not exact from 2^53 on.
  fc.constantFrom(0.5, 4.5, 1e9),
  fc.boolean(),
  fc.constant(null),
)
const names = fc.constantFrom('a', 'b', 'c')
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const size = fc.nat(3)
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.boolean(),
    fc.record(
      {
        type: fc.oneof(
          fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'array', 'object'),
          fc.constantFrom(['string', 'null'], ['integer', 'array', 'object']),
        ),
        enum: fc.uniqueArray(value, { minLength: 1, maxLength: 4, selector: (item) => JSON.stringify(item) }),
        const: value,
        minimum: fc.integer({ min: -2, max: 3 }),
        maximum: fc.constantFrom(2, 4.5),
        exclusiveMinimum: fc.constantFrom(-1, 0.5),
        exclusiveMaximum: fc.constantFrom(5, 9),
        multipleOf: fc.constantFrom(1, 2, 3),
        minLength: size,
        maxLength: size,
        minItems: size,
        maxItems: size,
        uniqueItems: fc.boolean(),
        minProperties: size,
        maxProperties: size,
        required: fc.uniqueArray(names, { maxLength: 2 }),
        properties: fc.dictionary(names, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
        additionalProperties: tie('schema'),
        items: tie('schema'),
        allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        $ref: fc.constantFrom('#/$defs/one', '#/$defs/two'),
      },
      { requiredKeys: [] },
    ),
  ),
}))

// Few keywords at once, so that values pass as often as they fail.
const sparse = fc.tuple(schema, fc.infiniteStream(fc.nat(5))).map(([made, dice]) => {
  function thinned(one: unknown): unknown {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one
    const kept = Object.entries(one).filter(() => (dice.next().value ?? 0) === 0)
    return Object.fromEntries(
      kept.map(([keyword, inner]) => {
        if (keyword === 'properties')
          return [
            keyword,
            Object.fromEntries(Object.entries(inner as object).map(([name, own]) => [name, thinned(own)])),
          ]
        if (keyword === 'allOf') return [keyword, (inner as unknown[]).map(thinned)]
        return [keyword, keyword === 'items' || keyword === 'additionalProperties' ? thinned(inner) : inner]
      }),
    )
  }
  return thinned(made)
})

test('what is enforced says the same as a validator of JSON Schema', () => {
  const said = { fits: 0, breaks: 0 }
  fc.assert(
    fc.property(
      sparse,
      sparse,
      sparse,
      fc.array(value, { minLength: 4, maxLength: 4 }),
      (root, one, two, values) => {
        const whole = {
          properties: { x: root },
          // A definition that refers to itself in place asks nothing of any value, and validators never return.
          $defs: { one: withoutReference(one), two: withoutReference(two) },
        }
        const { problemOf: ask, notEnforced } = schemaCheckOf(whole)
        assert.deepEqual(notEnforced, [])
        const validate = new Ajv({ strict: false, validateFormats: false }).compile(whole)
        for (const x of values) {
          const problem = ask({ x })
          assert.equal(problem === undefined, validate({ x }), `${JSON.stringify([whole, x])}: ${problem}`)
          said[problem === undefined ? 'fits' : 'breaks'] += 1
        }
      },
    ),
    { numRuns: 400 },
  )
  assert.ok(said.fits > 100 && said.breaks > 100, JSON.stringify(said))
})

function withoutReference(schemaLike: unknown): unknown {
  return JSON.parse(JSON.stringify(schemaLike), (name, inner: unknown) =>
    name === '$ref' ? undefined : inner,
  )
}

test('a keyword holds however many schemas refer on to it, or what is nested too deep is named', () => {
  for (let depth = 1; depth < 40; depth++) {
    let nested: object = { type: 'string' }
    for (let level = 0; level < depth; level++) nested = { allOf: [nested] }
    const { problemOf: ask, notEnforced } = schemaCheckOf(member(nested))
    assert.equal(ask({ x: 1 }) === undefined, notEnforced.length > 0, `${depth} levels`)
  }
  const names = Array.from({ length: 60 }, (_, at) => `d${at}`)
  const chain = Object.fromEntries(names.map((name, at) => [name, { $ref: `#/$defs/d${at + 1}` }]))
  // The last ones are read first, so that each is known when the one before refers to it.
  const properties = Object.fromEntries(names.toReversed().map((name) => [name, chain[name]]))
  const { problemOf: ask, notEnforced } = schemaCheckOf({
    properties,
    $defs: { ...chain, d60: { type: 'string' } },
  })
  assert.deepEqual(notEnforced, [])
  for (const name of names) assert.equal(ask({ [name]: 1 }), `\`/${name}\` must be of type string (\`type\`)`)
})

test('no schema and no value, however hostile, takes more than a bounded amount of work', () => {
  const fork = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `d${at}`,
      { allOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] },
    ]),
  )
  const many = Array.from({ length: 60_000 }, (_, at) => ({ a: at }))
  function deep(depth: number): unknown {
    return depth === 0 ? {} : { a: deep(depth - 1) }
  }
  const hostile: [Record<string, unknown>, unknown][] = [
    [{ $ref: '#/$defs/d0', $defs: fork }, {}],
    [{ allOf: [{ $ref: '#' }, { $ref: '#' }] }, {}],
    [
      { properties: { x: { items: { allOf: Array.from({ length: 500 }, () => ({ type: 'object' })) } } } },
      { x: many },
    ],
    [
      { properties: { x: { uniqueItems: true, items: { uniqueItems: true } } } },
      { x: many.map((one) => [one, one]) },
    ],
    [{ properties: { x: { enum: Array.from({ length: 5000 }, (_, at) => ({ at })) } } }, { x: many }],
    [
      { additionalProperties: { required: Array.from({ length: 5000 }, (_, at) => `m${at}`) } },
      Object.fromEntries(many.map((one, at) => [`k${at}`, one])),
    ],
    [{ additionalProperties: { $ref: '#' } }, deep(60)],
    [deep(5000) as Record<string, unknown>, {}],
  ]
  for (const [schemaLike, given] of hostile) {
    const { problemOf: ask, notEnforced } = schemaCheckOf(schemaLike)
    assert.ok(notEnforced.length <= 100)
    const problem = ask(given)
    assert.ok(problem === undefined || problem.length < 300)
  }
  const repeated = hostile
    .map(([one, given]) => problemOf(one, given))
    .filter((problem) => problem?.includes('too large'))
  assert.ok(repeated.length >= 2, 'the budget ends those that grow with schema times value')
})
