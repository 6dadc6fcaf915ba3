// Writes texts, patterns, decimals and ids as Cedar, escaped so that input cannot break out.
const NAMED: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
  '\\': '\\\\',
  '"': '\\"',
}

// What is invisible, or reorders a line, stands as an escape: the text is read by people before it is trusted.
const ESCAPED = /["\\\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu

function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(
      ESCAPED,
      (character) => NAMED[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
}

/** A text as a Cedar string literal. */
export function quote(text: string): string {
  return `"${escapeText(text)}"`
}

/** Texts as a Cedar set literal. */
export function quoteAll(texts: readonly string[]): string {
  return `[${texts.map(quote).join(', ')}]`
}

/** Pieces as a pattern of Cedar's `like`, with a wildcard between each two; stars in the pieces stay stars. */
export function pattern(...pieces: readonly string[]): string {
  return `"${pieces.map((piece) => escapeText(piece).replaceAll('*', '\\*')).join('*')}"`
}

/** A glob in which every star is a wildcard, as a pattern of Cedar's `like`. */
export function globPattern(glob: string): string {
  return pattern(...glob.split(/\*+/))
}

/** Conditions of which one must hold. */
export function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join(' || ')})`
}

/** A number as a Cedar decimal; undefined when it has none. */
export function decimal(value: number): string | undefined {
  if (!Number.isFinite(value) || Math.abs(value) > 99_999_999_999) return undefined
  const text = value.toFixed(4)
  return `decimal("${text.replace(/0{1,3}$/, '')}")`
}

const SLUG_MAX = 48

/** A name as a part of an id: lower-case letters, digits and `-`. */
export function slug(name: string): string {
  return (
    name
      .slice(0, 4 * SLUG_MAX)
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, SLUG_MAX)
      .replace(/^-|-$/g, '') || 'unnamed'
  )
}
