// Instructions told by the markup around them: signs of a chat, and places that nobody sees.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import type { List, Sighting } from '../../text/keywords.ts'

/** Signs of chats that no text has by itself. */
const TURNS = [
  '<|im_start|>',
  '<|im_end|>',
  '<|system|>',
  '<|user|>',
  '<|assistant|>',
  '<|endoftext|>',
  '<|begin_of_text|>',
  '<|start_header_id|>',
  '<|eot_id|>',
  '<start_of_turn>',
  '<end_of_turn>',
  '[inst]',
  '[/inst]',
  '<<sys>>',
  '<</sys>>',
  '### instruction:',
  '### system:',
  '### human:',
  '### assistant:',
  '\n\nhuman:',
  '\n\nassistant:',
  '</tool_result>',
  '</function_results>',
  '</tool_response>',
  '</user_input>',
  '</untrusted>',
  '[system]',
  '[system message',
  '[system override',
  '<system>',
  '</system>',
  '<system_prompt>',
  '<system-reminder>',
  '[admin]',
  '[developer]',
  'begin system prompt',
  'end system prompt',
  'system override',
  '<important>',
  '<information>',
  '<secret>',
  '\nthought:',
  '\naction:',
] as const
/** How many of them tell an instruction by themselves; the others only where words do. */
const SURE = TURNS.indexOf('</tool_result>')
const THOUGHT = TURNS.indexOf('\nthought:')
const ACTION = TURNS.indexOf('\naction:')
/** An action stands close behind the thought that leads to it. */
const THOUGHT_MAX = 800

/** What may set off a turn of a chat. */
export const TURN_WORDS: List = { words: TURNS, most: 200 }
const PER_CHARACTER = 1 / 4

/** Signs of chats: those that tell an instruction by themselves, and where the others end. */
type Turns = { readonly sure: readonly Hit[]; readonly likely: readonly number[] }

const NO_TURNS: Turns = { sure: [], likely: [] }

/** Where signs of chats stand: with those that need words beside them apart. */
export function turnsIn(text: string, sightings: readonly Sighting[], budget: Budget): Turns {
  if (!spend(budget, text.length * PER_CHARACTER) || sightings.length === 0) return NO_TURNS
  const found: { sure: Hit[]; likely: number[] } = { sure: [], likely: [] }
  let thought = -THOUGHT_MAX
  for (const { keyword, end } of sightings) {
    const start = end - (TURNS[keyword]?.length ?? 0)
    if (keyword === THOUGHT) thought = end
    else if (keyword === ACTION) {
      if (start - thought < THOUGHT_MAX) found.sure.push(turnOf(thought, end))
    } else if (keyword < SURE) found.sure.push(turnOf(start, end))
    else found.likely.push(end)
  }
  return found
}

function turnOf(start: number, end: number): Hit {
  return { kind: 'instruction.chat_markup', severity: 'high', start, end }
}

// Each is read from its beginning only, and no further than so many characters.
const HIDING =
  /<!--|<[a-z]{1,12}[^<>]{0,200}(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}[01](?:px|pt|em)?\b|opacity\s{0,3}:\s{0,3}0(?:\.0\d?)?\b|color\s{0,3}:\s{0,3}(?:white|#fff(?:fff)?)\b|left\s{0,3}:\s{0,3}-\d{3,5}|\shidden[\s>=]|aria-hidden)|^\[\/\/\]: ?#|^\[comment\]: ?/gim

const HIDDEN_MAX = 2000

/** A part of a text. */
export type Part = { readonly from: number; to: number }

/** The parts of a text that a page does not show, in their order and apart from each other. */
export function hiddenParts(text: string, budget: Budget): readonly Part[] {
  if (!/[<[]/.test(text) || !spend(budget, text.length)) return []
  const ends = new Map<string, number>()
  /** Looked for once for all signs before it. */
  function endFrom(closing: string, from: number): number {
    const known = ends.get(closing) ?? -1
    if (known >= from) return known
    const at = text.indexOf(closing, from)
    const end = at < 0 ? text.length : at
    ends.set(closing, end)
    return end
  }
  const parts: Part[] = []
  for (const { 0: sign, index } of text.matchAll(HIDING)) {
    const from = index + sign.length
    const closing = sign.startsWith('<!--') ? '-->' : sign.startsWith('[') ? '\n' : '</'
    const to = Math.min(endFrom(closing, from), from + HIDDEN_MAX)
    const last = parts.at(-1)
    if (last === undefined || from > last.to) parts.push({ from, to })
    else last.to = Math.max(last.to, to)
  }
  return parts
}

/** Where the next link from a place on stands; infinite where none does. */
export type NextLink = (from: number) => number

/** Looks for each link once, as long as places are asked for in their order. */
export function linksOf(text: string): NextLink {
  let [known, next] = [0, -1]
  return (from) => {
    if (next < from || from < known) {
      const at = text.indexOf('://', from)
      known = from
      next = at < 0 ? Number.POSITIVE_INFINITY : at
    }
    return next
  }
}

/** Whether any of the parts has something of a place in it. */
export function isInParts(parts: readonly Part[], start: number, end: number): boolean {
  let [low, high] = [0, parts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((parts[middle]?.to ?? 0) > start) high = middle
    else low = middle + 1
  }
  return end > (parts[low]?.from ?? Number.POSITIVE_INFINITY)
}
