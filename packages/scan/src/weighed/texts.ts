// Instructions to a model that no rule knows, by weak signs that add up.
import { once } from '@countersign/terms'
import { type Budget, spend } from '../budget.ts'
import { plainText } from '../definition/plain.ts'
import { wordsOf } from '../definition/words.ts'
import type { Hit } from '../finding.ts'
import type { Sighting } from '../text/keywords.ts'
import { saidOf } from './frames.ts'
import { type Passage, passagesIn, sentencesIn } from './passages.ts'
import { chanceIn, type Scored, scaleOf, scored, signedIn, weigh } from './weigh.ts'
import { TEXT_WEIGHTS } from './weights.ts'

const scale = once(() => scaleOf(TEXT_WEIGHTS))

/** Taking a sentence apart and looking for all signs costs so much for each character. */
const PER_READ = 12

/** Sentences that were weighed, and where each stands. */
type Heard = { readonly scored: Scored[]; readonly places: Passage[] }

/** The sentences that seem to instruct a model; the more there are, the more one has to exceed. */
export function weighedIn(text: string, readers: readonly Sighting[], budget: Budget): readonly Hit[] {
  const heard: Heard = { scored: [], places: [] }
  for (const passage of passagesIn(text, readers)) {
    if (!spend(budget, (passage.to - passage.from) * PER_READ)) break
    hear(text, passage, heard)
  }
  return weigh(heard.scored, scale(), chanceIn(heard.scored.length)).flatMap(({ sentence, signs }) => {
    const place = heard.places[sentence]
    if (place === undefined) return []
    return [
      {
        kind: 'instruction.weighed',
        severity: 'medium',
        ...within(text, place),
        signs: signs.map(saidOf),
      } as const,
    ]
  })
}

function hear(text: string, passage: Passage, { scored: all, places }: Heard): void {
  for (const place of sentencesIn(text, passage)) {
    const parts = signedIn(wordsOf(plainText(text.slice(place.from, place.to))))
    for (const part of scored(parts, scale())) all.push({ ...part, sentence: places.push(place) - 1 })
  }
}

/** Where a sentence stands without the blanks around it. */
function within(text: string, { from, to }: Passage): { readonly start: number; readonly end: number } {
  const sentence = text.slice(from, to)
  return { start: to - sentence.trimStart().length, end: from + sentence.trimEnd().length }
}
