// Texts that were turned around or moved along the alphabet, told by a few words that nobody writes that way.
import { once } from '@countersign/terms'
import { keywordsOf, sightingsIn } from './keywords.ts'
import { builderOn, type View } from './view.ts'

const MOVED = [
  'vtaber',
  'qvfertneq',
  'sbetrg',
  'bireevqr',
  'cerivbhf',
  'vafgehpgvba',
  'flfgrz cebzcg',
  'cnffjbeq',
]
const BACKWARDS = [
  'erongi',
  'dragersid',
  'tegrof',
  'edirrevo',
  'suoiverp',
  'snoitcurtsni',
  'tpmorp',
  'drowssap',
]
const keywords = once(() => keywordsOf([...MOVED, ...BACKWARDS]))
const HALF = 13

/** A text as it reads turned back, where it was turned. */
export function turnedIn(view: View): View[] {
  const [first] = sightingsIn(view.text, keywords(), 1)
  if (first === undefined) return []
  return [first.keyword < MOVED.length ? moved(view) : backwards(view)]
}

function moved(view: View): View {
  const builder = builderOn(view)
  for (let at = 0; at < view.text.length; at += 1) {
    const code = view.text.charCodeAt(at)
    const first = code >= 97 ? 97 : 65
    const isLetter = code >= first && code < first + 2 * HALF
    builder.add(
      String.fromCharCode(isLetter ? ((code - first + HALF) % (2 * HALF)) + first : code),
      at,
      at + 1,
    )
  }
  return builder.view('turned', view.depth + 1)
}

function backwards(view: View): View {
  const builder = builderOn(view)
  for (let at = view.text.length - 1; at >= 0; at -= 1) builder.add(view.text.charAt(at), at, at + 1)
  return builder.view('turned', view.depth + 1)
}
