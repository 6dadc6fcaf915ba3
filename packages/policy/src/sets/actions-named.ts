// The actions that policies name.
import { objectsIn } from './objects.ts'

/** The ids of the actions that policies in Cedar's JSON form name. */
export function actionsNamed(policies: readonly unknown[]): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { type, id } of objectsIn(policies)) if (type === 'Action' && typeof id === 'string') ids.add(id)
  return ids
}
