// The functions of Cedar's extensions: decimals, IP addresses, datetimes and durations.
import { DAY, parseDatetime, parseDuration } from './datetime.ts'
import { parseDecimal } from './decimal.ts'
import { TYPE_ERROR } from './failure.ts'
import { isInRange, isLoopback, isMulticast, parseIp } from './ip.ts'
import { add, divide, floorTo, type Long, subtract } from './long.ts'
import type { IpValue, ScaledValue, Value } from './value.ts'

/** A function of a Cedar extension; throws an `EvaluationError`. */
export type ExtensionFunction = {
  readonly arity: 1 | 2
  readonly call: (first: Value, second: Value) => Value
}

function ipOf(value: Value): IpValue {
  if (typeof value !== 'object' || value.kind !== 'ip') throw TYPE_ERROR
  return value
}

function amountOf(value: Value, kind: ScaledValue['kind']): Long {
  if (typeof value !== 'object' || value.kind !== kind) throw TYPE_ERROR
  return value.amount
}

function parsing(parse: (text: string) => Value): ExtensionFunction {
  return {
    arity: 1,
    call: (text) => {
      if (typeof text !== 'string') throw TYPE_ERROR
      return parse(text)
    },
  }
}

function ofIp(test: (ip: IpValue) => boolean): ExtensionFunction {
  return {
    arity: 1,
    call: (ip) => test(ipOf(ip)),
  }
}

function ofDecimals(test: (a: Long, b: Long) => boolean): ExtensionFunction {
  return {
    arity: 2,
    call: (a, b) => test(amountOf(a, 'decimal'), amountOf(b, 'decimal')),
  }
}

function durationIn(unit: number): ExtensionFunction {
  return {
    arity: 1,
    call: (value) => divide(amountOf(value, 'duration'), unit),
  }
}

const datetimes: [string, ExtensionFunction][] = [
  ['datetime', parsing(parseDatetime)],
  [
    'offset',
    {
      arity: 2,
      call: (from, by) => ({
        kind: 'datetime',
        amount: add(amountOf(from, 'datetime'), amountOf(by, 'duration')),
      }),
    },
  ],
  [
    'durationSince',
    {
      arity: 2,
      call: (to, from) => ({
        kind: 'duration',
        amount: subtract(amountOf(to, 'datetime'), amountOf(from, 'datetime')),
      }),
    },
  ],
  [
    'toDate',
    { arity: 1, call: (at) => ({ kind: 'datetime', amount: floorTo(amountOf(at, 'datetime'), DAY) }) },
  ],
  ['toTime', { arity: 1, call: (at) => ({ kind: 'duration', amount: timeOf(amountOf(at, 'datetime')) }) }],
]

// Not the difference to the day's beginning, which can lie beyond 64 bits.
function timeOf(at: Long): Long {
  const rest = Number(BigInt(at) % BigInt(DAY))
  return rest < 0 ? rest + DAY : rest
}

/** Every function of the extensions decimal, ipaddr, datetime and duration. */
export const EXTENSIONS: ReadonlyMap<string, ExtensionFunction> = new Map([
  ['decimal', parsing(parseDecimal)],
  ['lessThan', ofDecimals((a, b) => a < b)],
  ['lessThanOrEqual', ofDecimals((a, b) => a <= b)],
  ['greaterThan', ofDecimals((a, b) => a > b)],
  ['greaterThanOrEqual', ofDecimals((a, b) => a >= b)],
  ['ip', parsing(parseIp)],
  ['isIpv4', ofIp(({ bits }) => bits === 32)],
  ['isIpv6', ofIp(({ bits }) => bits === 128)],
  ['isLoopback', ofIp(isLoopback)],
  ['isMulticast', ofIp(isMulticast)],
  ['isInRange', { arity: 2, call: (inner: Value, outer: Value) => isInRange(ipOf(inner), ipOf(outer)) }],
  ...datetimes,
  ['duration', parsing(parseDuration)],
  ['toMilliseconds', durationIn(1)],
  ['toSeconds', durationIn(1000)],
  ['toMinutes', durationIn(60_000)],
  ['toHours', durationIn(3_600_000)],
  ['toDays', durationIn(DAY)],
])
