// Prints a value as Cedar text, cut to a length that an explanation can show.
import type { EntityValue, IpValue, ScaledValue, Value } from '../evaluate/value.ts'
import { isIdentifier, quotedText } from './quote.ts'

/** How much of a value is shown. */
export const SHOWN_MAX = 80

const ITEMS_MAX = 16
const DEPTH_MAX = 4

/** A text cut to a length, with `…` where something is missing. */
export function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
}

function scaledText({ kind, amount }: ScaledValue): string {
  if (kind === 'duration') return `duration("${amount}ms")`
  if (kind === 'datetime') {
    const at = new Date(Number(amount))
    return `datetime("${Number.isNaN(at.getTime()) ? `${amount}ms` : at.toISOString()}")`
  }
  const units = BigInt(amount)
  const digits = (units < 0n ? -units : units).toString().padStart(5, '0')
  return `decimal("${units < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}")`
}

function ipText({ bits, address, prefix }: IpValue): string {
  const size = bits === 32 ? 8 : 16
  const parts = Array.from({ length: bits / size }, (_, at) => {
    const shift = BigInt(bits - size * (at + 1))
    return ((address >> shift) & ((1n << BigInt(size)) - 1n)).toString(bits === 32 ? 10 : 16)
  })
  return `ip("${parts.join(bits === 32 ? '.' : ':')}${prefix === bits ? '' : `/${prefix}`}")`
}

/** An entity's name as Cedar. */
export function entityText({ type, id }: Pick<EntityValue, 'type' | 'id'>): string {
  return `${type}::${quotedText(cut(id, SHOWN_MAX))}`
}

function listText<T>(items: readonly T[], show: (item: T) => string): string {
  return items.slice(0, ITEMS_MAX).map(show).join(', ') + (items.length > ITEMS_MAX ? ', …' : '')
}

function shown(value: Value, depth: number): string {
  if (typeof value === 'string') return quotedText(cut(value, SHOWN_MAX))
  if (typeof value !== 'object') return String(value)
  if (value.kind === 'entity') return entityText(value)
  if (value.kind === 'ip') return ipText(value)
  if (value.kind !== 'set' && value.kind !== 'record') return scaledText(value)
  if (depth >= DEPTH_MAX) return '…'
  if (value.kind === 'set') return `[${listText(value.items, (item) => shown(item, depth + 1))}]`
  const members = listText([...value.members], ([name, member]) => {
    const key = isIdentifier(name) ? name : quotedText(cut(name, SHOWN_MAX))
    return `${key}: ${shown(member, depth + 1)}`
  })
  return `{${members}}`
}

/** A value as Cedar, cut to what can be read at a glance. */
export function valueText(value: Value): string {
  return cut(shown(value, 0), SHOWN_MAX)
}
