// What a query of a graph does: Cypher, Gremlin and SPARQL.

const CYPHER = /^\s*(?:optional\s+match|match|merge|create|unwind|foreach|call|load\s+csv|profile|explain)\b/i
const SPARQL =
  /^\s*(?:(?:prefix|base)\s[^\n]*\s+)*(?:insert\s+(?:data\s*)?\{|delete\s+(?:data\s*|where\s*)?\{|load\s+(?:silent\s+)?<|(?:clear|drop|create)\s+(?:silent\s+)?(?:graph|all|default|named)\b|(?:copy|move|add)\s+\S+\s+to\b|with\s+<)/i
const GREMLIN = /^\s*g\s*\./
const LONGEST = 10_000

const ERASES = /\b(?:detach\s+delete|delete|remove|drop)\b/i
const WRITES = /\b(?:create|merge|set)\b/i
const REACHES = /\b(?:call\s+(?:apoc|dbms|db\.(?:create|index|schema)|gds)[\w.]*\s*\(|call\s*\{|load\s+csv)/i
const GREMLIN_ERASES = /\.drop\s*\(/
const GREMLIN_WRITES = /\.(?:addV|addE|property|mergeV|mergeE|iterate)\s*\(/

/** A text without what stands in quotes, where a word is not a keyword. */
function withoutTexts(text: string): string {
  return text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`/g, "''").replace(/:\w+/g, '')
}

/** Whether a text may be a query of a graph. */
export function isGraph(text: string): boolean {
  if (text.length > LONGEST) return false
  return GREMLIN.test(text) || SPARQL.test(text) || (CYPHER.test(text) && /[({]|csv/i.test(text))
}

/** What a query of a graph does besides looking. */
export function effectsOfGraph(given: string): readonly ('destructive' | 'execute' | 'change')[] {
  const text = withoutTexts(given)
  if (GREMLIN.test(text)) {
    if (GREMLIN_ERASES.test(text)) return ['destructive']
    return GREMLIN_WRITES.test(text) ? ['change', 'execute'] : []
  }
  if (SPARQL.test(text))
    return /\b(?:delete|clear|drop|move)\b/i.test(text) ? ['destructive'] : ['change', 'execute']
  const found: ('destructive' | 'execute' | 'change')[] = []
  if (ERASES.test(text)) found.push('destructive')
  if (WRITES.test(text)) found.push('change', 'execute')
  if (REACHES.test(text)) found.push('execute')
  return found
}
