// Patterns that an org adds: matched in linear time, whatever they are, so that none keeps the service busy.
import type { Level } from '@countersign/terms'
import { RE2JS } from 're2js'
import { type Budget, spend } from './budget.ts'
import type { Category, Hit } from './finding.ts'

/** What an org looks for besides. */
export type Pattern = {
  /** Small letters, digits and underscores: its findings are `secret.name`, or of whichever category it is. */
  readonly name: string
  readonly category: Category
  readonly severity: Level
  /** In the syntax of RE2, without flags: `(?i)` makes it take any case. */
  readonly pattern: string
}

/** Patterns that were read and can be looked for. */
export type Patterns = {
  readonly compiled: readonly Compiled[]
}

type Compiled = {
  readonly kind: string
  readonly severity: Level
  readonly matcher: RE2JS
  /** What every match begins with; empty where that is not certain. */
  readonly beginning: string
}

/** None. */
export const NO_PATTERNS: Patterns = { compiled: [] }

/** Why patterns cannot be looked for: the first that is wrong, and what is wrong with it. */
export type PatternProblem = { readonly at: number; readonly problem: string }

/** No more patterns, and none that is longer. */
export const PATTERNS_MAX = 64
export const PATTERN_LENGTH_MAX = 512

const NAME = /^[a-z][a-z0-9_]{0,63}$/

/** Reads the patterns of an org. */
export function readPatterns(patterns: readonly Pattern[]): Patterns | PatternProblem {
  if (patterns.length > PATTERNS_MAX)
    return { at: PATTERNS_MAX, problem: `there may be at most ${PATTERNS_MAX} patterns` }
  const compiled: Compiled[] = []
  for (const [at, { name, category, severity, pattern }] of patterns.entries()) {
    const problem = problemOf(name, pattern)
    if (problem !== undefined) return { at, problem }
    const matcher = compile(pattern)
    if (matcher === undefined) return { at, problem: 'the pattern must be in the syntax of RE2' }
    if (matcher.matcher('').find()) return { at, problem: 'the pattern must not match an empty text' }
    compiled.push({ kind: `${category}.${name}`, severity, matcher, beginning: beginningOf(pattern) })
  }
  return { compiled }
}

function problemOf(name: string, pattern: string): string | undefined {
  if (!NAME.test(name)) return 'the name must be small letters, digits and underscores, at most 64'
  const isLong = pattern.length > PATTERN_LENGTH_MAX
  return isLong ? `the pattern must have at most ${PATTERN_LENGTH_MAX} characters` : undefined
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    return undefined
  }
}

/** Letters and the like that stand for themselves, but for a last one that may be repeated or left out. */
const LITERAL = /^[A-Za-z0-9_:@#/ -]+(?![A-Za-z0-9_:@#/ ?*+{-])/

/** A pattern without alternatives that begins with such letters matches only where they are. */
function beginningOf(pattern: string): string {
  return pattern.includes('|') ? '' : (LITERAL.exec(pattern)?.[0] ?? '')
}

const PER_CHARACTER_SOUGHT = 1
const PER_CHARACTER = 30
const PER_HIT = 30

/** Where the patterns of an org match a text. */
export function patternsIn(text: string, { compiled }: Patterns, budget: Budget): Hit[] {
  const hits: Hit[] = []
  for (const { kind, severity, matcher, beginning } of compiled) {
    if (!spend(budget, text.length * PER_CHARACTER_SOUGHT)) break
    if (!text.includes(beginning)) continue
    // Where nothing shortens the way, each character is put to each step of the pattern.
    if (!spend(budget, text.length * Math.max(PER_CHARACTER, matcher.programSize()))) break
    const found = matcher.matcher(text)
    while (found.find() && spend(budget, PER_HIT)) {
      if (found.end() > found.start()) hits.push({ kind, severity, start: found.start(), end: found.end() })
    }
  }
  return hits
}
