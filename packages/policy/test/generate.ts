import fc from 'fast-check'

// Cedar texts, entities and requests over few names, so that most things that can meet do meet.

const TYPES = ['U', 'G', 'N::T', 'Action'] as const
const IDS = ['a', 'b', 'c', 'x"y\\'] as const
const NAMES = ['b', 'n', 's', 'e', 'l', 'r', 'd', 'i', 't', 'u', 'a b', '__proto__', 'constructor'] as const
const TEXTS = ['', 'a', 'ab', 'ba', 'a*b', '*', 'é😀', 'a\nb', '__entity'] as const
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

const quoted = (text: string): string =>
  `"${text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/[^ -~]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`)}"`

export const uid = fc.record({ type: fc.constantFrom(...TYPES), id: fc.constantFrom(...IDS) })

const digits = (maxLength: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.stringMatching(/^[0-9]{1,2}$/) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...'0019'), { maxLength }).map((all) => all.join('')) },
  )

const garbled = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          text,
          fc.nat(),
          fc.constantFrom('', ' ', '-', '+', '0', ':', '.', '/', 'Z', 'T', 'g', '٣', '\n'),
        )
        .map(([whole, at, piece]) => {
          const cut = at % (whole.length + 1)
          return whole.slice(0, cut) + piece + whole.slice(cut + (at % 2))
        }),
    },
  )

const decimalText = garbled(
  fc.oneof(
    fc.tuple(fc.constantFrom('', '-'), digits(18), digits(5)).map(([sign, a, b]) => `${sign}${a}.${b}`),
    fc.constantFrom(
      '922337203685477.5807',
      '922337203685477.5808',
      '-922337203685477.5808',
      '-922337203685477.5809',
      '-0.0',
      '1.0',
      '1.00',
    ),
  ),
)

const mostly = (usual: fc.Arbitrary<string>, odd: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd })

const octet = mostly(
  fc.oneof(fc.constantFrom('0', '127', '224', '239', '240', '255'), fc.nat(255).map(String)),
  fc.oneof(fc.constantFrom('256', '01'), digits(3)),
)
const group = mostly(
  fc.oneof(fc.constantFrom('0', '1', 'ff00', 'FF02', 'fe80', '00ff'), fc.stringMatching(/^[0-9a-f]{1,4}$/)),
  fc.constantFrom('12345', '', 'g'),
)
const prefix = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '/0',
      '/3',
      '/4',
      '/7',
      '/8',
      '/24',
      '/31',
      '/32',
      '/33',
      '/08',
      '/127',
      '/128',
      '/129',
      '/',
      '/+8',
    ),
  },
)
const v6 = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((all) => all.join(':')),
  fc.array(group, { minLength: 7, maxLength: 9 }).map((all) => all.join(':')),
  fc
    .tuple(fc.array(group, { maxLength: 5 }), fc.array(group, { maxLength: 4 }))
    .map(([a, b]) => `${a.join(':')}::${b.join(':')}`),
  fc.constantFrom('::', '::1', 'ff00::', '::ffff:1.2.3.4', ':', ':::', '1::2::3'),
)
const v4 = fc.oneof(
  fc.tuple(octet, octet, octet, octet).map((all) => all.join('.')),
  fc.constantFrom('127.0.0.1', '10.0.0.1', '10.0.0.255', '224.0.0.1', '1.2.3', '1.2.3.4.5'),
)
const ipText = garbled(fc.tuple(fc.oneof(v4, v6), prefix).map((all) => all.join('')))

const two = fc.oneof(
  fc.constantFrom('00', '01', '12', '23', '24', '28', '29', '30', '31', '59', '60'),
  fc.stringMatching(/^[0-9]{2}$/),
)
const below = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((number) => String(number).padStart(2, '0'))
const date = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('0000', '0001', '0099', '1900', '1969', '1970', '2000', '2023', '2024', '9999'),
      fc.stringMatching(/^[0-9]{4}$/),
    ),
    mostly(below(1, 12), two),
    mostly(below(1, 29), two),
  )
  .map((all) => all.join('-'))
const time = fc
  .tuple(
    fc
      .tuple(mostly(below(0, 23), two), mostly(below(0, 59), two), mostly(below(0, 59), two))
      .map((all) => all.join(':')),
    mostly(fc.constantFrom('', '.000', '.999'), fc.constantFrom('.12', '.1234')),
    fc.oneof(
      mostly(fc.constantFrom('Z', '+0000', '-2359'), fc.constantFrom('+2400', '', '+000')),
      fc.tuple(fc.constantFrom('+', '-'), below(0, 24), mostly(below(0, 59), two)).map((all) => all.join('')),
    ),
  )
  .map((all) => `T${all.join('')}`)
const datetimeText = garbled(fc.tuple(date, fc.oneof(fc.constant(''), time)).map((all) => all.join('')))

const durationText = garbled(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.subarray(['d', 'h', 'm', 's', 'ms']),
        fc.array(digits(19), { minLength: 5, maxLength: 5 }),
      )
      .map(([sign, units, amounts]) => sign + units.map((unit, at) => `${amounts[at]}${unit}`).join('')),
    fc.constantFrom(
      '9223372036854775807ms',
      '-9223372036854775808ms',
      '9223372036854775808ms',
      '106751991167d',
      '1h30m',
      '1m1h',
      '',
      '-',
    ),
  ),
)

/** Texts for the four constructors, well formed and not. */
export const EXTENSION_TEXTS = {
  decimal: decimalText,
  ip: ipText,
  datetime: datetimeText,
  duration: durationText,
}

const called = (fn: keyof typeof EXTENSION_TEXTS): fc.Arbitrary<string> =>
  EXTENSION_TEXTS[fn].map((text) => `${fn}(${quoted(text)})`)

const name = fc.constantFrom(...NAMES)
const literalUid = uid.map(({ type, id }) => `${type}::${quoted(id)}`)
const variable = fc.constantFrom('principal', 'resource', 'context', 'action')

type Kinds = Record<
  'bool' | 'long' | 'text' | 'entity' | 'set' | 'record' | 'decimal' | 'ip' | 'datetime' | 'duration' | 'any',
  string
>

const attribute = (of: fc.Arbitrary<string>, only: string): fc.Arbitrary<string> =>
  of.map((from) => `${from}["${only}"]`)

/** Expressions of every type; one operand in some has any other type. */
const { bool } = fc.letrec<Kinds>((tie) => {
  const some = (kind: keyof Kinds) =>
    fc.oneof({ weight: 12, arbitrary: tie(kind) }, { weight: 1, arbitrary: tie('any') })
  const infix = (kind: keyof Kinds, ...operators: string[]) =>
    fc.tuple(some(kind), fc.constantFrom(...operators), some(kind)).map(([a, by, b]) => `(${a} ${by} ${b})`)
  const method = (on: keyof Kinds, names: string[], arg?: keyof Kinds) =>
    fc
      .tuple(some(on), fc.constantFrom(...names), arg === undefined ? fc.constant('') : some(arg))
      .map(([a, fn, b]) => `(${a}).${fn}(${b})`)
  const either = (kind: keyof Kinds) =>
    fc.tuple(some('bool'), some(kind), some(kind)).map(([a, b, c]) => `(if ${a} then ${b} else ${c})`)
  const from = (only: string) => fc.oneof(attribute(variable, only), attribute(some('record'), only))
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

const scope = (slot: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(slot) },
    literalUid.map((at) => `${slot} == ${at}`),
    literalUid.map((at) => `${slot} in ${at}`),
    fc.constantFrom(...TYPES).map((type) => `${slot} is ${type}`),
    fc.tuple(fc.constantFrom(...TYPES), literalUid).map(([type, at]) => `${slot} is ${type} in ${at}`),
  )

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

const extension = fc.oneof(
  ...(['decimal', 'ip', 'datetime', 'duration'] as const).map((fn) =>
    EXTENSION_TEXTS[fn].map((arg) => ({ __extn: { fn, arg } })),
  ),
)

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.boolean(),
    fc.integer({ min: -3, max: 3 }),
    fc.maxSafeInteger(),
    fc.constantFrom(...TEXTS),
    uid.map((entity) => ({ __entity: entity })),
    fc.array(tie('value'), { maxLength: 10 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}))

const usual = {
  b: fc.boolean(),
  n: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger()),
  s: fc.constantFrom(...TEXTS),
  e: uid.map((entity) => ({ __entity: entity })),
  l: fc.array(anyValue, { maxLength: 10 }),
  r: fc.dictionary(name, anyValue, { maxKeys: 3 }),
  d: fc.constantFrom('1.0', '-0.5').map((arg) => ({ __extn: { fn: 'decimal', arg } })),
  i: fc.constantFrom('10.0.0.1', '10.0.0.0/8', '::1').map((arg) => ({ __extn: { fn: 'ip', arg } })),
  t: fc
    .constantFrom('2024-01-01', '1969-12-31T23:59:59Z')
    .map((arg) => ({ __extn: { fn: 'datetime', arg } })),
  u: fc.constantFrom('1h', '-1ms').map((arg) => ({ __extn: { fn: 'duration', arg } })),
}

const attributes = fc.oneof(
  { weight: 6, arbitrary: fc.record(usual, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.dictionary(name, anyValue, { maxKeys: 4 }) },
)

const entity = fc.record(
  {
    uid,
    attrs: attributes,
    parents: fc.array(uid, { maxLength: 2 }),
    tags: fc.dictionary(fc.constantFrom(...TEXTS), fc.oneof(fc.constantFrom(...TEXTS), anyValue), {
      maxKeys: 3,
    }),
  },
  { requiredKeys: ['uid', 'attrs', 'parents'] },
)

// Parents that come later in this order make no cycle; some requests keep theirs.
const rankOf = ({ type, id }: { type: (typeof TYPES)[number]; id: (typeof IDS)[number] }): number =>
  TYPES.indexOf(type) * IDS.length + IDS.indexOf(id)

const entities = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .uniqueArray(entity, { maxLength: 8, selector: ({ uid: { type, id } }) => `${type} ${id}` })
      .map((all) =>
        all.map((one) => ({
          ...one,
          parents: one.parents.filter(
            (parent) =>
              rankOf(parent) > rankOf(one.uid) && (one.uid.type !== 'Action' || parent.type === 'Action'),
          ),
        })),
      ),
  },
  { weight: 1, arbitrary: fc.array(entity, { maxLength: 4 }) },
)

/** Requests with their entities; a few of them Cedar refuses. */
export const requests = fc.record({
  principal: uid,
  action: fc.constantFrom(...IDS).map((id) => ({ type: 'Action', id })),
  resource: uid,
  context: attributes,
  entities,
})

const odd = fc.constantFrom<unknown>(null, 1.5, 1e21, -0, '\ud800', '\udc00a', [null], {}, 'ok', 2 ** 53 - 1)
const halfEscape = fc.oneof(
  fc.record(
    {
      type: fc.oneof(
        fc.constantFrom(
          'A',
          'A::B',
          'a b',
          'if',
          'iff',
          'A::in',
          '__cedar',
          '__cedar::A',
          '_',
          '',
          'A::',
          '::A',
          'é',
          'A ',
          '1A',
        ),
        odd,
      ),
      id: fc.oneof(fc.constantFrom('', 'x'), odd),
    },
    { requiredKeys: [] },
  ),
  odd,
)
const call = fc.record(
  {
    fn: fc.oneof(
      fc.constantFrom('decimal', 'ip', 'datetime', 'duration', 'isIpv4', 'offset', 'nope', 'toString'),
      odd,
    ),
    arg: fc.oneof(
      fc.constantFrom<unknown>('1.0', '::1', '2024-01-01', '1h', 1, ['1.0'], {
        __extn: { fn: 'ip', arg: '::1' },
      }),
      odd,
    ),
    args: fc.oneof(
      fc.constantFrom<unknown>(
        [],
        ['1.0'],
        ['1.0', '1.0'],
        [{ __extn: { fn: 'datetime', arg: '2024-01-01' } }, { __extn: { fn: 'duration', arg: '1h' } }],
      ),
      odd,
    ),
  },
  { requiredKeys: ['fn'] },
)

/** JSON that is close to a Cedar value, with everything its escapes can get wrong. */
export const almostValues = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    odd,
    anyValue,
    halfEscape.map((escaped) => ({ __entity: escaped })),
    fc.tuple(halfEscape, tie('value')).map(([escaped, more]) => ({ __entity: escaped, more })),
    call.map((escaped) => ({ __extn: escaped })),
    extension,
    fc.constantFrom<unknown>({ __expr: 'true' }, { __expr: 1 }, { __extn: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value
