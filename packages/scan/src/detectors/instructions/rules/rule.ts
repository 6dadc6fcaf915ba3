// What a rule is: it looks at one word of a sentence, and reports an instruction that begins with it.
import type { Hit } from '../../../finding.ts'
import { mayStandBefore, type Sentence } from '../sentence.ts'

/** A kind of instruction, and from which word to which it was told. */
export type Told = {
  readonly kind: string
  readonly severity: Hit['severity']
  readonly from: number
  readonly to: number
}

/** Looks at words that mean one of these. */
export type Rule = {
  readonly main: number
  readonly more: number
  /** Without one of these anywhere in the sentence it finds nothing. */
  readonly besides?: { readonly main: number; readonly more?: number }
  /** Whether it finds nothing where no link begins within `LINK_REACH` of the sentence. */
  readonly isOfLink?: true
  readonly look: (sentence: Sentence, at: number) => Told | undefined
}

/** How far behind a sentence a link may begin that it speaks of. */
export const LINK_REACH = 320

export function has(bits: number | undefined, wanted: number): boolean {
  return ((bits ?? 0) & wanted) !== 0
}

export function told(kind: string, severity: Told['severity'], from: number, to: number): Told {
  return { kind: `instruction.${kind}`, severity, from: Math.min(from, to), to: Math.max(from, to) }
}

/** How far what a verb is about may stand from it, in words. */
export const REACH = 12

/** Where what a verb is about may stand: behind it, or before it where the language has it so. */
export function reachOf(sentence: Sentence, at: number): readonly (readonly [from: number, to: number])[] {
  const behind = [at + 1, at + REACH] as const
  return mayStandBefore(sentence) ? [behind, [at - REACH, at - 1]] : [behind]
}
