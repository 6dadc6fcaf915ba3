// The words of a name: split at separators, digits and camelCase, whatever their capitals.

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function endOf(name: string, from: number, isIn: (code: number) => boolean): number {
  let at = from
  while (at < name.length && isIn(name.charCodeAt(at))) at += 1
  return at
}

/** Where the word ends that begins here; the same place when none does. */
function wordEnd(name: string, from: number): number {
  const code = name.charCodeAt(from)
  if (isLower(code)) return endOf(name, from, isLower)
  if (isDigit(code)) return endOf(name, from, isDigit)
  const capitals = endOf(name, from, isUpper)
  if (capitals === from || !isLower(name.charCodeAt(capitals))) return capitals
  // The last of several capitals begins the next word: `HTTPServer`.
  return capitals - from > 1 ? capitals - 1 : endOf(name, capitals, isLower)
}

export type Words = {
  readonly texts: readonly string[]
  /** Where in the name the last one begins. */
  readonly last: number
}

export function splitWords(name: string, lower: string): Words {
  const texts: string[] = []
  let last = 0
  for (let at = 0; at < name.length; ) {
    const end = wordEnd(name, at)
    if (end > at) {
      texts.push(lower.slice(at, end))
      last = at
    }
    at = Math.max(end, at + 1)
  }
  return { texts, last }
}

const CAPITAL = /[A-Z]/

/** In ASCII lower case, whatever else is in it, so that places stay where they are. */
export function lowerOf(name: string): string {
  return CAPITAL.test(name) ? name.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : name
}

/** The whole words of a name in ASCII lower case, split at separators, digits and camelCase. */
export function wordsOf(name: string): readonly string[] {
  return splitWords(name, lowerOf(name)).texts
}

/** Whether the last word follows `:`, `.` or `/`, which part a thing from what is done with it: `email:read`. */
export function isParted(name: string, { last }: Words): boolean {
  return last > 0 && SEPARATORS.includes(name.charAt(last - 1))
}

const SEPARATORS = ':./'

const CALLING = /^(?:call|invoke|use)$/

/** Whether the words of a name are those of a tool that only calls another: `call_tool`, `use_mcp_tool`. */
export function isWrapper(words: readonly string[]): boolean {
  return CALLING.test(words[0] ?? '') && words.at(-1) === 'tool'
}
