// Classifies a content pattern of Aegis by its text; the pattern is never run.
/** What a content pattern of Aegis really is. */
export type PatternKind = 'sentence' | 'glob' | 'invalid' | 'secret' | 'personal' | 'regex'

const LENGTH_MAX = 500

// Compiling only parses: the expression is never run.
function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'i')
    return pattern.length <= LENGTH_MAX
  } catch {
    return false
  }
}

function isGlob(pattern: string): boolean {
  if (!/^[A-Za-z0-9_./*?{},~-]+$/.test(pattern)) return false
  return /^\*|^\.[a-z]|\/\*|\*\*|^[a-z0-9_-]+\/|^[a-z0-9_-]+\.[a-z]{2,5}$/i.test(pattern)
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => /^[A-Za-z'’,.;:()/-]{2,}$/.test(word)).length
}

function isSentence(pattern: string): boolean {
  return !/[\\[\]|^$*+{}]/.test(pattern) && wordsIn(pattern) >= 3
}

const SECRET = /passw|secret|apikey|token|privatekey|begin|akia|credential|bearer/i
const PERSONAL = /ssn|socialsecurity|creditcard|iban|email|phone|birth|patient|passport/i
const NUMBERS = /\\d\{[2-4]\}/

function lettersOf(pattern: string): string {
  return pattern.replace(/\\[a-z]|[^A-Za-z]/g, '')
}

/** Analyses a pattern as text. */
export function kindOfPattern(pattern: string): PatternKind {
  if (isGlob(pattern)) return 'glob'
  if (isSentence(pattern)) return 'sentence'
  if (!compiles(pattern)) return 'invalid'
  const letters = lettersOf(pattern)
  if (SECRET.test(letters)) return 'secret'
  return PERSONAL.test(letters) || NUMBERS.test(pattern) ? 'personal' : 'regex'
}

/** Whether the pattern would have been skipped there because it does not compile. */
export function wasSkipped(pattern: string): boolean {
  return !compiles(pattern)
}
