// Names of members in which nothing was found, so that those of every request are not read anew.
import { createBudget, spentOf } from './budget.ts'
import { hitsIn, type Wanted } from './detectors/all.ts'
import { CATEGORIES, type Hit } from './finding.ts'

/** What a name holds, and the units that finding it out takes, whether it was read before or not. */
export type NameRead = { readonly hits: readonly Hit[]; readonly units: number }

const NAMES_MAX = 256
/** A longer name is rarely the name of a member of the next request, too. */
export const NAME_LENGTH_MAX = 48

/** Of each name the units. Only for all categories without patterns of an org, as the service asks for them. */
const clean = new Map<string, number>()

/** Whether a name is read in the same way wherever it stands. */
export function isKept(name: string, { categories, patterns }: Wanted): boolean {
  return name.length <= NAME_LENGTH_MAX && categories === CATEGORIES && patterns === undefined
}

/** What is found in such a name. */
export function readName(name: string, wanted: Wanted): NameRead {
  const known = clean.get(name)
  if (known !== undefined) return { hits: [], units: known }
  const budget = createBudget()
  const hits = hitsIn(name, wanted, budget)
  const units = spentOf(budget)
  if (hits.length > 0) return { hits, units }
  if (clean.size >= NAMES_MAX) clean.clear()
  clean.set(name, units)
  return { hits, units }
}
