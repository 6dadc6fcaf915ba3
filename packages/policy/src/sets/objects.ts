// Walks through values of JSON.
import { isObject } from '../evaluate/data.ts'

type Member = Readonly<Record<string, unknown>>

/** Every object in a value, itself first; what is inside those that are not entered is left out. */
export function* objectsIn(
  value: unknown,
  isEntered: (part: Member) => boolean = () => true,
): Iterable<Member> {
  const left: unknown[] = [value]
  while (left.length > 0) {
    const part = left.pop()
    if (Array.isArray(part)) for (const item of part) left.push(item)
    if (!isObject(part)) continue
    yield part
    if (isEntered(part)) for (const name in part) left.push(part[name])
  }
}
