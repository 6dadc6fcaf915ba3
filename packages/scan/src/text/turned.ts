// Texts that were turned around or moved along the alphabet, told by a few words that nobody writes that way.
import type { List, Sighting } from './keywords.ts'
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
/** What tells that a text was turned. */
export const TURNED_WORDS: List = { words: [...MOVED, ...BACKWARDS], most: 1 }
const HALF = 13

/** A text as it reads turned back, where a word was sighted that tells so. */
export function turnedBack(view: View, [first]: readonly Sighting[]): View[] {
  if (first === undefined) return []
  return [first.keyword < MOVED.length ? moved(view) : backwards(view)]
}

function moved(view: View): View {
  const builder = builderOn(view)
  const text = view.text.replace(/[a-z]/gi, (letter) => {
    const first = letter >= 'a' ? 97 : 65
    return String.fromCharCode(((letter.charCodeAt(0) - first + HALF) % (2 * HALF)) + first)
  })
  builder.each(text, 0, text.length)
  return builder.view('turned', view.depth + 1)
}

function backwards(view: View): View {
  const builder = builderOn(view)
  const text = view.text.split('').reverse().join('')
  builder.backwards(text, 0, text.length)
  return builder.view('turned', view.depth + 1)
}
