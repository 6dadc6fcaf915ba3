// HTML from templates: whatever is put into one is escaped, unless it is itself made by a template.

const MARKUP = Symbol('markup')

/** A piece of a page. Only `html` makes one, so no text from outside can pass for it. */
export type Html = { readonly [MARKUP]: string }

/** What a template takes: nothing is written for what is absent. */
export type Value = Html | string | number | undefined | null | false | readonly Value[]

/** Attributes must be quoted: what is put in between is escaped for both quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = parts[0] ?? ''
  for (const [at, value] of values.entries()) text += written(value) + (parts[at + 1] ?? '')
  return { [MARKUP]: text }
}

/** The text of a whole page. */
export function markupOf(page: Html): string {
  return page[MARKUP]
}

const CODE_PARTS_MAX = 41

/** What stands between backticks, as code; nothing is, where one is left over or there are too many. */
export function withCode(text: string, write: (part: string) => Value = (part) => part): Html {
  const parts = text.split('`')
  if (parts.length % 2 === 0 || parts.length > CODE_PARTS_MAX) return html`${write(text)}`
  return html`${parts.map((part, at) => part !== '' && (at % 2 === 1 ? html`<code>${write(part)}</code>` : write(part)))}`
}

function written(value: Value): string {
  if (value === undefined || value === null || value === false) return ''
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  if (isList(value)) return value.map(written).join('')
  return value[MARKUP]
}

function isList(value: Html | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
