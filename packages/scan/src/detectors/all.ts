// Everything that is found in one text, each place once.
import type { Budget } from '../budget.ts'
import type { Category, Hit } from '../finding.ts'
import { instructionsIn } from './instructions.ts'
import { invisibleIn } from './invisible.ts'
import { personalIn } from './personal.ts'
import { secretsIn } from './secrets.ts'

type Detector = (text: string, budget: Budget) => readonly Hit[]

const DETECTORS: readonly (readonly [Category, Detector])[] = [
  [
    'secret',
    (text, budget) =>
      secretsIn(text, budget).map(([start, end]) => ({
        kind: 'secret.key',
        severity: 'critical',
        start,
        end,
      })),
  ],
  [
    'personal',
    (text, budget) =>
      personalIn(text, budget).map(([start, end]) => ({
        kind: 'personal.data',
        severity: 'medium',
        start,
        end,
      })),
  ],
  ['instruction', instructionsIn],
  ['invisible', invisibleIn],
]

/** What is found in a text, by where it begins. */
export function hitsIn(text: string, categories: ReadonlySet<Category>, budget: Budget): readonly Hit[] {
  const hits = DETECTORS.flatMap(([category, detect]) =>
    categories.has(category) ? detect(text, budget) : [],
  )
  return hits.sort((a, b) => a.start - b.start || a.end - b.end)
}
