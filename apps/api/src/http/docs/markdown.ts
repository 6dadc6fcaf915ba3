// Markdown as HTML: every text of it goes through a template, so none can become markup.
import { lexer, type Token, type Tokens } from 'marked'
import { type Html, html, type Value } from '../pages/html.ts'

/** A document without its title, which the page around it shows. */
export type Rendered = { title: string; body: Html }

export function render(markdown: string): Rendered {
  const [first, ...rest] = lexer(markdown).filter(({ type }) => type !== 'space')
  if (first?.type !== 'heading') throw new Error('a document must begin with its title')
  return { title: plain(first), body: html`${rest.map(block)}` }
}

/** The name of a heading in links, as editors and code hosts make it of its text. */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}

/** A token's text without its marks. */
export function plain(token: Token): string {
  const inner = 'tokens' in token ? token.tokens : undefined
  if (inner !== undefined && inner.length > 0) return inner.map(plain).join('')
  return 'text' in token ? String(token.text) : ''
}

function block(token: Token): Value {
  switch (token.type) {
    case 'heading':
      return heading(token as Tokens.Heading)
    case 'paragraph':
      return html`<p>${inlines(token)}</p>\n`
    case 'text':
      return inlines(token)
    case 'code':
      return html`<pre tabindex="0"><code>${token.text}</code></pre>\n`
    case 'blockquote':
      return html`<blockquote>${blocks(token)}</blockquote>\n`
    case 'list':
      return list(token as Tokens.List)
    case 'table':
      return table(token as Tokens.Table)
    case 'hr':
      return html`<hr>\n`
    case 'space':
      return undefined
    default:
      return html`<p>${token.raw}</p>\n`
  }
}

function blocks(token: Token): Value {
  return 'tokens' in token && token.tokens !== undefined && token.tokens.map(block)
}

function heading(token: Tokens.Heading): Html {
  const [id, content] = [slugOf(plain(token)), inlines(token)]
  if (token.depth <= 2) return html`<h2 id="${id}">${content}</h2>\n`
  return html`<h3 id="${id}">${content}</h3>\n`
}

function list({ ordered, start, items }: Tokens.List): Html {
  const entries = items.map((item) => html`<li>${item.tokens.map(block)}</li>\n`)
  if (!ordered) return html`<ul>\n${entries}</ul>\n`
  return html`<ol start="${start === '' ? 1 : start}">\n${entries}</ol>\n`
}

function table({ header, rows }: Tokens.Table): Html {
  return html`<div class="wide" tabindex="0"><table>
<thead><tr>${header.map((cell) => html`<th scope="col">${inlines(cell)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inlines(cell)}</td>`)}</tr>\n`)}</tbody>
</table></div>
`
}

function inlines(token: Token | Tokens.TableCell): Value {
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(inline)
  return 'text' in token ? String(token.text) : ''
}

function inline(token: Token): Value {
  switch (token.type) {
    case 'strong':
      return html`<strong>${inlines(token)}</strong>`
    case 'em':
      return html`<em>${inlines(token)}</em>`
    case 'del':
      return html`<del>${inlines(token)}</del>`
    case 'codespan':
      return html`<code>${token.text}</code>`
    case 'br':
      return html`<br>`
    case 'link':
      return link(token as Tokens.Link)
    case 'text':
      return inlines(token)
    case 'escape':
      return token.text
    default:
      return token.raw
  }
}

/** Pages of ours are linked as HTML; what is neither one of them nor on the web is only text. */
function link(token: Tokens.Link): Value {
  const { href } = token
  if (/^(?:https?:\/\/|\/(?!\/)|#)/.test(href)) {
    const target = href.replace(/^(\/docs\/[^#?]*)\.md(?=$|#)/, '$1')
    return html`<a href="${target}">${inlines(token)}</a>`
  }
  return inlines(token)
}
