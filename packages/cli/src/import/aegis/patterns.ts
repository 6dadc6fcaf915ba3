/** What a content pattern of Aegis really is. */
export type PatternKind = 'sentence' | 'glob' | 'invalid' | 'secret' | 'personal' | 'regex'

const LENGTH_MAX = 500

// Compiling only parses: the expression is never run.
const compiles = (pattern: string): boolean => {
  try {
    new RegExp(pattern, 'i')
    return pattern.length <= LENGTH_MAX
  } catch {
    return false
  }
}

const isGlob = (pattern: string): boolean => {
  if (!/^[A-Za-z0-9_./*?{},~-]+$/.test(pattern)) return false
  return /^\*|^\.[a-z]|\/\*|\*\*|^[a-z0-9_-]+\/|^[a-z0-9_-]+\.[a-z]{2,5}$/i.test(pattern)
}

const wordsIn = (text: string): number =>
  text.split(/\s+/).filter((word) => /^[A-Za-z'’,.;:()/-]{2,}$/.test(word)).length

const isSentence = (pattern: string): boolean => !/[\\[\]|^$*+{}]/.test(pattern) && wordsIn(pattern) >= 3

const SECRET = /passw|secret|apikey|token|privatekey|begin|akia|credential|bearer/i
const PERSONAL = /ssn|socialsecurity|creditcard|iban|email|phone|birth|patient|passport/i
const NUMBERS = /\\d\{[2-4]\}/

const lettersOf = (pattern: string): string => pattern.replace(/\\[a-z]|[^A-Za-z]/g, '')

/** Analyses a pattern as text. */
export const kindOfPattern = (pattern: string): PatternKind => {
  if (isGlob(pattern)) return 'glob'
  if (isSentence(pattern)) return 'sentence'
  if (!compiles(pattern)) return 'invalid'
  const letters = lettersOf(pattern)
  if (SECRET.test(letters)) return 'secret'
  return PERSONAL.test(letters) || NUMBERS.test(pattern) ? 'personal' : 'regex'
}

/** Whether the pattern would have been skipped there because it does not compile. */
export const wasSkipped = (pattern: string): boolean => !compiles(pattern)
