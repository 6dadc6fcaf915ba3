// Any single change to what an approval is bound to is refused; another spelling of the same JSON is none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { canonicalize, encodeHex, type JsonObject, type JsonValue, parseJson } from '@countersign/json'
import { approvalBinding, bindingDigest, commitText } from '@countersign/receipt'
import fc from 'fast-check'
import { suite } from '../../adapters/suite.ts'
import { differences } from './offer.ts'

const RUNS = process.env.COUNTERSIGN_LONG === undefined ? 3000 : 100_000

/** A call as it is sent, with what the service knows of it. */
type BoundCall = {
  org: string
  agent: string
  name: string
  tool?: string
  definition?: string
  arguments?: JsonValue
  target?: JsonValue
  environment: string
  session?: string
  version: number
  digest: string
  mode: 'full' | 'hash_only'
}

/** The path at which a change of each member must be named. */
const PATHS: Record<keyof BoundCall, string> = {
  org: 'org',
  agent: 'agent',
  name: 'action.name',
  tool: 'action.tool',
  definition: 'action.tool_definition',
  arguments: 'action.arguments',
  target: 'action.target',
  environment: 'environment',
  session: 'session',
  version: 'policy.version',
  digest: 'policy.digest',
  mode: 'mode',
}
const OPTIONAL = new Set<keyof BoundCall>(['tool', 'definition', 'arguments', 'target', 'session'])

const SALT = new Uint8Array(32).fill(5)

/** As a gate binds it: arguments and target are committed to under the salts that were approved. */
function boundOf(call: BoundCall) {
  const [args, target] = (['arguments', 'target'] as const).map((member) => {
    const value = call[member]
    return value === undefined ? undefined : commitText(suite, SALT, `action.${member}`, canonicalize(value))
  })
  const { org, agent, name, tool, definition, environment, session, version, digest } = call
  return approvalBinding({
    org,
    agent,
    action: {
      name,
      ...(tool !== undefined && { tool }),
      ...(args && { arguments: args }),
      ...(target && { target }),
      ...(definition !== undefined && { tool_definition: definition }),
    },
    environment,
    ...(session !== undefined && { session }),
    policy: { version, digest, inputs: { alg: 'hmac-sha256', c: 'ab'.repeat(32) } },
  })
}

function differing(a: BoundCall, b: BoundCall): string[] {
  return differences({ ...boundOf(a), mode: a.mode }, { ...boundOf(b), mode: b.mode })
}

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.:-]{0,11}$/)
const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(encodeHex)
const member = fc
  .string({ unit: 'binary', maxLength: 6 })
  .filter((name) => isText(name) && name !== '__proto__')
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    fc.string({ unit: 'binary', maxLength: 8 }).filter(isText),
    fc.constantFrom(true, false, null, 0, '', '0', 'null'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(member, tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const object: fc.Arbitrary<JsonObject> = fc.dictionary(member, json, { maxKeys: 4, noNullPrototype: true })

/** Lone surrogates are refused before anything is bound. */
function isText(text: string): boolean {
  return text.isWellFormed()
}

const values: { [M in keyof BoundCall]-?: fc.Arbitrary<NonNullable<BoundCall[M]>> } = {
  org: word,
  agent: word,
  name: word,
  tool: word,
  definition: hex,
  arguments: object,
  target: object,
  environment: word,
  session: word,
  version: fc.integer({ min: 1, max: 1_000_000 }),
  digest: hex.map((text) => `sha256:${text}`),
  mode: fc.constantFrom('full', 'hash_only'),
}
const call = fc.record(values, {
  requiredKeys: ['org', 'agent', 'name', 'environment', 'version', 'digest', 'mode'],
}) as fc.Arbitrary<BoundCall>
const members = Object.keys(PATHS) as (keyof BoundCall)[]

/** One member more, less or otherwise, in arguments and target anywhere inside. */
const change = fc.constantFrom(...members).chain((name) =>
  fc.record({
    name: fc.constant(name),
    value: values[name] as fc.Arbitrary<JsonValue>,
    isGone: OPTIONAL.has(name) ? fc.boolean() : fc.constant(false),
    at: fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
    inside: json,
  }),
)
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function changed(before: BoundCall, { name, value, isGone, at, inside }: Change): BoundCall {
  const { [name]: own, ...others } = before
  if (isGone) return others as BoundCall
  const isDeep = (name === 'arguments' || name === 'target') && own !== undefined && at.length > 0
  return { ...before, [name]: isDeep ? replaced(own as JsonValue, at, inside) : value }
}

/** The same with another value somewhere inside. */
function replaced(value: JsonValue, [step, ...rest]: number[], by: JsonValue): JsonValue {
  if (step === undefined || typeof value !== 'object' || value === null) return by
  const names = Object.keys(value)
  const name = names[step % Math.max(names.length, 1)]
  if (name === undefined) return by
  const inner = (value as Record<string, JsonValue>)[name] ?? null
  if (Array.isArray(value))
    return value.map((item, n) => (String(n) === name ? replaced(item, rest, by) : item))
  return { ...(value as JsonObject), [name]: replaced(inner, rest, by) }
}

test('any single change to any bound member is refused, and named by its path alone', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(call, change, (before, what) => {
      const after = changed(before, what)
      // -0 is 0 in JSON.
      const isSame = isDeepStrictEqual(normal(before), normal(after))
      const path = PATHS[what.name]
      assert.deepEqual(differing(before, after), isSame ? [] : [path])
      if (isSame || what.name === 'mode') return
      assert.notEqual(bindingDigest(suite, boundOf(before)), bindingDigest(suite, boundOf(after)))
      seen.set(path, (seen.get(path) ?? 0) + 1)
    }),
    { numRuns: RUNS },
  )
  assert.equal(seen.size, members.length - 1)
  for (const [path, count] of seen) assert.ok(count > RUNS / 50, `${path} changed only ${count} times`)
})

function normal(value: BoundCall): unknown {
  return JSON.parse(JSON.stringify(value))
}

test('however the same JSON is spelled, it is the same call', () => {
  fc.assert(
    fc.property(call, object, fc.infiniteStream(fc.nat({ max: 5 })), (any, value, dice) => {
      const spelled = parseJson(spell(value, dice)) as JsonValue
      assert.deepEqual(differing({ ...any, arguments: value }, { ...any, arguments: spelled }), [])
    }),
    { numRuns: RUNS },
  )
})

type Dice = IterableIterator<number>
function roll(dice: Dice): number {
  return dice.next().value ?? 0
}

/** One of the many texts of a value: blanks, order of members, escapes, ways to write numbers. */
function spell(value: JsonValue, dice: Dice): string {
  const blank = ['', ' ', '\n', '\t', '  ', ''][roll(dice)] ?? ''
  if (typeof value === 'string') return `${blank}${spellText(value, dice)}`
  if (typeof value === 'number') return `${blank}${spellNumber(value, dice)}${blank}`
  if (typeof value !== 'object' || value === null) return `${blank}${value}${blank}`
  if (Array.isArray(value)) return `[${blank}${value.map((item) => spell(item, dice)).join(',')}${blank}]`
  const parts = Object.entries(value).map(
    ([name, inner]) => `${spellText(name, dice)}${blank}:${spell(inner, dice)}`,
  )
  return `{${blank}${(roll(dice) % 2 === 0 ? parts : parts.reverse()).join(`${blank},${blank}`)}}`
}

/** Each half of a surrogate pair is escaped: it could not stand alone. */
function spellText(text: string, dice: Dice): string {
  const units = Array.from({ length: text.length }, (_, n) => {
    if (roll(dice) > 0) return JSON.stringify(text[n]).slice(1, -1)
    const code = text.charCodeAt(n).toString(16).padStart(4, '0')
    return `\\u${roll(dice) % 2 === 0 ? code : code.toUpperCase()}`
  })
  return `"${units.join('')}"`
}

function spellNumber(value: number, dice: Dice): string {
  const plain = JSON.stringify(value)
  const spellings = [
    plain,
    value.toExponential(),
    value.toExponential().toUpperCase(),
    `${plain}e0`,
    `${plain}E+0`,
  ]
  const spelled = spellings[roll(dice)] ?? plain
  return Number(spelled) === value && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(spelled) ? spelled : plain
}
