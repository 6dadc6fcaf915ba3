// Generates texts for Cedar's extension functions, well formed and not.
import fc from 'fast-check'

function digits(maxLength: number) {
  return fc.oneof(
    { weight: 4, arbitrary: fc.stringMatching(/^[0-9]{1,2}$/) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...'0019'), { maxLength }).map((all) => all.join('')) },
  )
}

function garbled(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
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
}

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

function mostly(usual: fc.Arbitrary<string>, odd: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd })
}

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
function below(min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((number) => String(number).padStart(2, '0'))
}

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
