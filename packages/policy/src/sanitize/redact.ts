import { isCard } from './digits.ts'
import { isClass, type SanitizeClass, stepsOf } from './parts.ts'
import { namesSecret } from './secrets.ts'
import { REDACTED, redactText } from './text.ts'

/** What stands in the place of what a JSON pointer names. */
export const REDACTED_VALUE = '[redacted]'

/** What can be redacted: the arguments of a call. */
export type Arguments = Readonly<Record<string, unknown>>

const DEPTH_MAX = 100
const NODES_MAX = 200_000
const CHARACTERS_MAX = 4_000_000

class TooMuch extends Error {
  override name = 'TooMuch'
}

interface Walk {
  readonly classes: readonly SanitizeClass[]
  nodes: number
  characters: number
}

const isObject = (value: unknown): value is Arguments => typeof value === 'object' && value !== null

const textOf = (walk: Walk, text: string, isSecret: boolean): string => {
  walk.characters += text.length
  if (walk.characters > CHARACTERS_MAX) throw new TooMuch()
  if (isSecret && text !== '') return REDACTED.secrets
  return redactText(text, walk.classes)
}

const numberOf = ({ classes }: Walk, number: number | bigint, isSecret: boolean): unknown => {
  if (isSecret) return REDACTED.secrets
  return classes.includes('pii') && isCard(String(number)) ? REDACTED.pii : number
}

const memberOf = (walk: Walk, value: Arguments, isSecret: boolean, depth: number): Arguments => {
  const seesNames = walk.classes.includes('secrets')
  let isChanged = false
  const members = Object.keys(value).map((name): [string, unknown] => {
    const kept = value[name]
    const own = visit(walk, kept, isSecret || (seesNames && namesSecret(name)), depth + 1)
    isChanged ||= own !== kept
    return [name, own]
  })
  return isChanged ? Object.fromEntries(members) : value
}

const visit = (walk: Walk, value: unknown, isSecret: boolean, depth: number): unknown => {
  walk.nodes += 1
  if (depth > DEPTH_MAX || walk.nodes > NODES_MAX) throw new TooMuch()
  if (typeof value === 'string') return textOf(walk, value, isSecret)
  if (typeof value === 'number' || typeof value === 'bigint') return numberOf(walk, value, isSecret)
  if (Array.isArray(value)) {
    const items = value.map((item) => visit(walk, item, isSecret, depth + 1))
    return items.some((item, at) => item !== value[at]) ? items : value
  }
  return isObject(value) ? memberOf(walk, value, isSecret, depth) : value
}

const replaced = (value: unknown, [step, ...rest]: readonly string[]): unknown => {
  if (step === undefined) return REDACTED_VALUE
  if (!isObject(value) || !Object.hasOwn(value, step)) return value
  if (Array.isArray(value))
    return value.map((item, at) => (String(at) === step ? replaced(item, rest) : item))
  return Object.fromEntries(
    Object.keys(value).map((name) => [name, name === step ? replaced(value[name], rest) : value[name]]),
  )
}

const atPointers = (value: Arguments, pointers: readonly string[]): Arguments =>
  pointers.reduce((kept, pointer) => {
    const steps = stepsOf(pointer)
    return holds(kept, steps) ? (replaced(kept, steps) as Arguments) : kept
  }, value)

/** Whether a pointer leads to something that is not redacted yet. */
const holds = (value: unknown, steps: readonly string[]): boolean => {
  let at = value
  for (const step of steps) {
    if (!isObject(at) || !Object.hasOwn(at, step) || (Array.isArray(at) && step === 'length')) return false
    at = at[step]
  }
  return at !== REDACTED_VALUE
}

/**
 * Arguments without what classes and JSON pointers name, which are copied where they change: the same object when
 * nothing does, and `impossible` when there is too much to look at.
 */
export const redact = (parts: readonly string[], given: Arguments): Arguments | 'impossible' => {
  const walk: Walk = { classes: parts.filter(isClass), nodes: 0, characters: 0 }
  try {
    const value = atPointers(
      given,
      parts.filter((part) => !isClass(part)),
    )
    return walk.classes.length === 0 ? value : (visit(walk, value, false, 0) as Arguments)
  } catch (error) {
    if (error instanceof TooMuch) return 'impossible'
    throw error
  }
}
