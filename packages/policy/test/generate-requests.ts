// Generates random requests, entities and JSON values for the property tests.
import fc from 'fast-check'
import { IDS, name, TEXTS, TYPES, uid } from './generate-names.ts'
import { EXTENSION_TEXTS } from './generate-texts.ts'

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
function rankOf({ type, id }: { type: (typeof TYPES)[number]; id: (typeof IDS)[number] }): number {
  return TYPES.indexOf(type) * IDS.length + IDS.indexOf(id)
}

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
