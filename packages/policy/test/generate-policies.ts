// Generates random Cedar policies for the property tests.
import fc from 'fast-check'
import { IDS, name, quoted, TEXTS, TYPES, uid } from './generate-names.ts'
import { EXTENSION_TEXTS } from './generate-texts.ts'

const LONGS = [
  '0',
  '1',
  '-1',
  '2',
  '7',
  '1000',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '4611686018427387904',
  '9223372036854775807',
  '-9223372036854775808',
  '- 9223372036854775808',
  '- // half\n 9223372036854775808',
] as const

function called(fn: keyof typeof EXTENSION_TEXTS): fc.Arbitrary<string> {
  return EXTENSION_TEXTS[fn].map((text) => `${fn}(${quoted(text)})`)
}

const literalUid = uid.map(({ type, id }) => `${type}::${quoted(id)}`)
const variable = fc.constantFrom('principal', 'resource', 'context', 'action')

type Kinds = Record<
  'bool' | 'long' | 'text' | 'entity' | 'set' | 'record' | 'decimal' | 'ip' | 'datetime' | 'duration' | 'any',
  string
>

function attribute(of: fc.Arbitrary<string>, only: string): fc.Arbitrary<string> {
  return of.map((from) => `${from}["${only}"]`)
}

/** Expressions of every type; one operand in some has any other type. */
const { bool } = fc.letrec<Kinds>((tie) => {
  function some(kind: keyof Kinds) {
    return fc.oneof({ weight: 12, arbitrary: tie(kind) }, { weight: 1, arbitrary: tie('any') })
  }
  function infix(kind: keyof Kinds, ...operators: string[]) {
    return fc
      .tuple(some(kind), fc.constantFrom(...operators), some(kind))
      .map(([a, by, b]) => `(${a} ${by} ${b})`)
  }
  function method(on: keyof Kinds, names: string[], arg?: keyof Kinds) {
    return fc
      .tuple(some(on), fc.constantFrom(...names), arg === undefined ? fc.constant('') : some(arg))
      .map(([a, fn, b]) => `(${a}).${fn}(${b})`)
  }
  function either(kind: keyof Kinds) {
    return fc.tuple(some('bool'), some(kind), some(kind)).map(([a, b, c]) => `(if ${a} then ${b} else ${c})`)
  }
  function from(only: string) {
    return fc.oneof(attribute(variable, only), attribute(some('record'), only))
  }
  const tag = fc.tuple(some('entity'), some('text')).map(([a, b]) => `(${a}).getTag(${b})`)
  const deep = { maxDepth: 4, withCrossShrink: true }
  const pattern = fc
    .array(fc.oneof(fc.constantFrom('*', '\\*', 'a', 'b', '\\u{e9}')), { maxLength: 5 })
    .map((all) => `"${all.join('')}"`)
  const test = fc.oneof(
    fc.tuple(some('any'), fc.constantFrom('==', '!='), some('any')).map(([a, by, b]) => `(${a} ${by} ${b})`),
    infix('long', '==', '!=', '<', '<=', '>', '>='),
    infix('set', '=='),
    infix('datetime', '<', '>=', '=='),
    infix('duration', '<=', '>', '=='),
    infix('entity', 'in', '=='),
    fc.tuple(some('entity'), some('set')).map(([a, b]) => `(${a} in ${b})`),
    fc.tuple(some('entity'), fc.constantFrom(...TYPES)).map(([a, b]) => `(${a} is ${b})`),
    fc
      .tuple(some('entity'), fc.constantFrom(...TYPES), some('entity'))
      .map(([a, b, c]) => `(${a} is ${b} in ${c})`),
    fc.tuple(fc.oneof(some('record'), some('entity')), name).map(([a, b]) => `((${a}) has "${b}")`),
    fc
      .tuple(fc.oneof(some('record'), some('entity')), fc.constantFrom('r.r', 'e.r.n', 'r.n', 'e.e', 'n.n'))
      .map(([a, b]) => `((${a}) has ${b})`),
    fc.tuple(some('text'), pattern).map(([a, b]) => `(${a} like ${b})`),
    method('entity', ['hasTag'], 'text'),
    method('set', ['contains'], 'any'),
    method('set', ['containsAll', 'containsAny'], 'set'),
    method('set', ['isEmpty']),
  )
  return {
    bool: fc.oneof(
      deep,
      fc.constantFrom('true', 'false'),
      from('b'),
      test,
      test,
      test,
      infix('bool', '&&', '||'),
      some('bool').map((a) => `!(${a})`),
      either('bool'),
      method('decimal', ['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'], 'decimal'),
      method('ip', ['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast']),
      method('ip', ['isInRange'], 'ip'),
    ),
    long: fc.oneof(
      deep,
      fc.constantFrom(...LONGS),
      from('n'),
      infix('long', '+', '-', '*'),
      some('long').map((a) => `(-${a})`),
      either('long'),
      method('duration', ['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays']),
    ),
    text: fc.oneof(deep, fc.constantFrom(...TEXTS).map(quoted), from('s'), tag),
    entity: fc.oneof(
      deep,
      fc.constantFrom('principal', 'action', 'resource'),
      literalUid,
      from('e'),
      either('entity'),
    ),
    set: fc.oneof(
      deep,
      fc.constant('[]'),
      from('l'),
      fc.array(some('long'), { maxLength: 4 }).map((all) => `[${all}]`),
      fc.array(some('entity'), { maxLength: 3 }).map((all) => `[${all}]`),
      fc.array(some('any'), { maxLength: 12 }).map((all) => `[${all}]`),
    ),
    record: fc.oneof(
      deep,
      fc.constant('context'),
      from('r'),
      fc
        .uniqueArray(fc.tuple(name, some('any')), { maxLength: 3, selector: ([key]) => key })
        .map((all) => `{${all.map(([key, value]) => `"${key}": ${value}`)}}`),
    ),
    decimal: fc.oneof(deep, called('decimal'), from('d')),
    ip: fc.oneof(deep, called('ip'), from('i')),
    datetime: fc.oneof(
      deep,
      called('datetime'),
      from('t'),
      method('datetime', ['offset'], 'duration'),
      method('datetime', ['toDate']),
    ),
    duration: fc.oneof(
      deep,
      called('duration'),
      from('u'),
      method('datetime', ['durationSince'], 'datetime'),
      method('datetime', ['toTime']),
    ),
    any: fc.oneof(
      deep,
      ...(
        ['bool', 'long', 'text', 'entity', 'set', 'record', 'decimal', 'ip', 'datetime', 'duration'] as const
      ).map((kind) => tie(kind)),
    ),
  }
})

function scope(slot: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(slot) },
    literalUid.map((at) => `${slot} == ${at}`),
    literalUid.map((at) => `${slot} in ${at}`),
    fc.constantFrom(...TYPES).map((type) => `${slot} is ${type}`),
    fc.tuple(fc.constantFrom(...TYPES), literalUid).map(([type, at]) => `${slot} is ${type} in ${at}`),
  )
}

const actionUid = fc.constantFrom(...IDS).map((id) => `Action::${quoted(id)}`)
const actionScope = fc.oneof(
  { weight: 2, arbitrary: fc.constant('action') },
  actionUid.map((at) => `action == ${at}`),
  actionUid.map((at) => `action in ${at}`),
  fc.array(actionUid, { maxLength: 3 }).map((all) => `action in [${all}]`),
)

const policy = fc
  .tuple(
    fc.constantFrom('permit', 'permit', 'forbid'),
    scope('principal'),
    actionScope,
    scope('resource'),
    fc.array(fc.tuple(fc.constantFrom('when', 'when', 'unless'), bool), { maxLength: 2 }),
  )
  .map(
    ([effect, p, a, r, conditions]) =>
      `${effect} (${p}, ${a}, ${r})${conditions.map(([kind, body]) => ` ${kind} { ${body} }`).join('')};`,
  )

/** Texts of a few policies. */
export const policies = fc.array(policy, { minLength: 1, maxLength: 12 }).map((all) => all.join('\n'))
