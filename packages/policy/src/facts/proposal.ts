// What a tool probably does, for an admin to confirm: by its name and by what its definition says.
import type { Effect, EffectKind } from '../model/cedar.ts'
import { effectsOfName, withImplied } from './names/effect-of-name.ts'

type Members = Readonly<Record<string, unknown>>

const SENTENCES_MAX = 3
const SENTENCE_MAX = 240
const TEXT_MAX = 2000
const SENTENCE_END = /(?<=[.!?])\s+|\n+/

/** What a sentence says that is not done, or is done at another time or by something else. */
const ELSEWHERE =
  /\b(?:not|never|without|cannot|no|nothing|unless|if|when|before|after|instead|see|example|e\.g)\b|n['’]t\b/i

/** The effects that the name of a tool and its definition tell, in any of its usual forms, or only `unknown`. */
export function proposedEffects(name: string, definition: unknown): readonly (Effect | EffectKind)[] {
  const tool = toolIn(definition)
  const said = sentencesOf(tool.description).flatMap((sentence) => [...effectsOfName(sentence)])
  const told = [...withImplied([...effectsOfName(name), ...said])].filter(
    (effect): effect is Effect | EffectKind => effect !== 'unsure',
  )
  const { readOnlyHint, destructiveHint } = isMembers(tool.annotations) ? tool.annotations : {}
  // A hint is the word of the server: it adds what nothing else tells, and takes nothing away.
  if (destructiveHint === true && readOnlyHint !== true) told.push('destructive')
  if (told.length > 0) return [...new Set(told)]
  if (readOnlyHint === true) return ['read']
  return readOnlyHint === false ? ['change'] : ['unknown']
}

/** The first sentence, and those after it that go on saying what is done. */
function sentencesOf(description: unknown): string[] {
  if (typeof description !== 'string') return []
  const sentences = description.slice(0, TEXT_MAX).split(SENTENCE_END).slice(0, SENTENCES_MAX)
  return sentences
    .map((sentence) => sentence.slice(0, SENTENCE_MAX))
    .filter((sentence, at) => !ELSEWHERE.test(sentence) && (at === 0 || startsWithVerb(sentence)))
}

function startsWithVerb(sentence: string): boolean {
  const first = /^\W*(\w+)/.exec(sentence)?.[1] ?? ''
  return effectsOfName(first).size > 0
}

/** Model providers put a definition into `function`. */
function toolIn(definition: unknown): Members {
  if (!isMembers(definition)) return {}
  return isMembers(definition.function) ? definition.function : definition
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
