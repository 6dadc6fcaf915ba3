// Prints an expression in Cedar's JSON form as Cedar text.
import { isObject } from '../evaluate/data.ts'
import { flatten } from '../evaluate/logic.ts'
import { listOf, part, textPart } from '../evaluate/program.ts'
import { escapedText, isIdentifier, quotedText } from './quote.ts'

// How tightly an operator binds; an operand that binds less tightly goes in parentheses.
const LOOSE = 0
const OR = 1
const AND = 2
const RELATION = 3
const SUM = 4
const PRODUCT = 5
const UNARY = 6
const MEMBER = 7

type Printed = {
  readonly text: string
  readonly binding: number
}

const INFIX: ReadonlyMap<string, number> = new Map([
  ...['==', '!=', '<', '<=', '>', '>=', 'in'].map((operator): [string, number] => [operator, RELATION]),
  ['+', SUM],
  ['-', SUM],
  ['*', PRODUCT],
])

const CONSTRUCTORS = new Set(['decimal', 'ip', 'datetime', 'duration'])

function within(est: unknown, binding: number): string {
  const printed = print(est)
  return printed.binding >= binding ? printed.text : `(${printed.text})`
}

function entityText({ type, id }: { type?: unknown; id?: unknown }): string {
  return `${String(type)}::${quotedText(String(id))}`
}

function literal(value: unknown): Printed {
  if (typeof value === 'string') return { text: quotedText(value), binding: MEMBER }
  if (isObject(value) && isObject(value.__entity))
    return { text: entityText(value.__entity), binding: MEMBER }
  if (isObject(value) && isObject(value.__extn))
    return {
      text: `${String(value.__extn.fn)}(${quotedText(String(value.__extn.arg))})`,
      binding: MEMBER,
    }
  if (Array.isArray(value))
    return { text: `[${value.map((one) => literal(one).text).join(', ')}]`, binding: MEMBER }
  const isNegative = (typeof value === 'number' || typeof value === 'bigint') && value < 0
  return { text: String(value), binding: isNegative ? UNARY : MEMBER }
}

function chained(operator: '&&' | '||', args: unknown): Printed {
  const binding = operator === '&&' ? AND : OR
  const [first, ...rest] = flatten(operator, args)
  const texts = [within(first, binding), ...rest.map((one) => within(one, binding + 1))]
  return { text: texts.join(` ${operator} `), binding }
}

function infix(operator: string, binding: number, args: unknown): Printed {
  // Relations do not chain: both of their operands bind more tightly.
  const left = within(part(args, 'left'), binding === RELATION ? SUM : binding)
  return { text: `${left} ${operator} ${within(part(args, 'right'), binding + 1)}`, binding }
}

function pathOf(attr: unknown): string {
  if (Array.isArray(attr)) return attr.map(String).join('.')
  const name = String(attr)
  return isIdentifier(name) ? name : quotedText(name)
}

function patternText(elements: readonly unknown[]): string {
  return elements
    .map((one) => (isObject(one) ? escapedText(String(one.Literal)).replaceAll('*', '\\*') : '*'))
    .join('')
}

function isText(args: unknown): string {
  const head = `${within(part(args, 'left'), SUM)} is ${textPart(args, 'entity_type')}`
  return isObject(args) && Object.hasOwn(args, 'in') ? `${head} in ${within(args.in, SUM)}` : head
}

function attribute(args: unknown): Printed {
  const name = textPart(args, 'attr')
  const from = within(part(args, 'left'), MEMBER)
  return { text: isIdentifier(name) ? `${from}.${name}` : `${from}[${quotedText(name)}]`, binding: MEMBER }
}

function choice(args: unknown): Printed {
  const [test, yes, no] = ['if', 'then', 'else'].map((name) => within(part(args, name), LOOSE))
  return { text: `if ${test} then ${yes} else ${no}`, binding: LOOSE }
}

// A `-` before a number would be read as part of it, and Cedar takes no more than four in a row.
function unary(operator: string, args: unknown): Printed {
  return {
    text: `${operator}${operator === '-' ? `(${print(part(args, 'arg')).text})` : within(part(args, 'arg'), MEMBER)}`,
    binding: UNARY,
  }
}

function recordText(args: unknown): string {
  return isObject(args)
    ? `{${Object.entries(args)
        .map(([name, est]) => `${isIdentifier(name) ? name : quotedText(name)}: ${print(est).text}`)
        .join(', ')}}`
    : '{}'
}

function called(name: string, args: readonly unknown[]): Printed {
  function texts(all: readonly unknown[]): string {
    return all.map((one) => print(one).text).join(', ')
  }
  if (CONSTRUCTORS.has(name)) return { text: `${name}(${texts(args)})`, binding: MEMBER }
  const [on, ...rest] = args
  return { text: `${within(on, MEMBER)}.${name}(${texts(rest)})`, binding: MEMBER }
}

const PRINTERS: ReadonlyMap<string, (args: unknown) => Printed> = new Map<string, (args: unknown) => Printed>(
  [
    ['Value', literal],
    ['Var', (name) => ({ text: String(name), binding: MEMBER })],
    ['&&', (args) => chained('&&', args)],
    ['||', (args) => chained('||', args)],
    ['!', (args) => unary('!', args)],
    ['neg', (args) => unary('-', args)],
    ['if-then-else', choice],
    ['.', attribute],
    [
      'has',
      (args) => ({
        text: `${within(part(args, 'left'), SUM)} has ${pathOf(part(args, 'attr'))}`,
        binding: RELATION,
      }),
    ],
    [
      'like',
      (args) => ({
        text: `${within(part(args, 'left'), SUM)} like "${patternText(listOf(part(args, 'pattern')))}"`,
        binding: RELATION,
      }),
    ],
    ['is', (args) => ({ text: isText(args), binding: RELATION })],
    [
      'Set',
      (args) => ({
        text: `[${listOf(args)
          .map((one) => print(one).text)
          .join(', ')}]`,
        binding: MEMBER,
      }),
    ],
    ['Record', (args) => ({ text: recordText(args), binding: MEMBER })],
  ],
)

function print(est: unknown): Printed {
  const [entry] = isObject(est) ? Object.entries(est) : []
  if (entry === undefined) return { text: '', binding: MEMBER }
  const [operator, args] = entry
  const printer = PRINTERS.get(operator)
  if (printer !== undefined) return printer(args)
  const binding = INFIX.get(operator)
  if (binding !== undefined) return infix(operator, binding, args)
  if (Array.isArray(args)) return called(operator, args)
  if (isObject(args) && Object.hasOwn(args, 'right')) return called(operator, [args.left, args.right])
  return called(operator, [part(args, 'arg')])
}

/** An expression in Cedar's JSON form, one that compiles, as Cedar. */
export function expressionText(est: unknown): string {
  return print(est).text
}
