// Markdown becomes HTML in which no text of it is markup.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { markupOf } from '../pages/html.ts'
import { render } from './markdown.ts'

function bodyOf(markdown: string): string {
  return markupOf(render(`# Title\n\n${markdown}`).body).trim()
}

describe('a document', () => {
  it('has the text of its first heading as its title, and no page without one', () => {
    assert.equal(render('# The `gate` call\n\nx').title, 'The gate call')
    assert.throws(() => render('no heading'), /must begin with its title/)
  })

  it('shows markup in it as text, wherever it stands', () => {
    const hostile = '<script>alert(1)</script>'
    for (const markdown of [
      hostile,
      `a ${hostile} b`,
      `**${hostile}**`,
      `- ${hostile}`,
      `\`${hostile}\``,
      `\`\`\`html\n${hostile}\n\`\`\``,
      `| a |\n|---|\n| ${hostile} |`,
      `> ${hostile}`,
      `## ${hostile}`,
      `[${hostile}](https://a.example)`,
    ]) {
      const body = bodyOf(markdown)
      assert.ok(body.includes('&lt;script&gt;'), markdown)
      assert.ok(!body.includes('<script'), body)
    }
  })

  it('links only pages of this service and of the web', () => {
    assert.equal(
      bodyOf('[a](https://a.example/?b="c"&d)'),
      '<p><a href="https://a.example/?b=&quot;c&quot;&amp;d">a</a></p>',
    )
    assert.equal(bodyOf('[a](/docs/guides/x.md#y)'), '<p><a href="/docs/guides/x#y">a</a></p>')
    for (const target of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//a.example',
      'file.md',
      'JAVASCRIPT:x',
    ]) {
      assert.equal(bodyOf(`[a](${target})`), '<p>a</p>', target)
    }
    assert.ok(!bodyOf('![a](https://a.example/x.png)').includes('<img'))
  })

  it('names its headings as links to them do', () => {
    assert.equal(
      bodyOf("## `context.tool_definition`: string\n\n### It's here"),
      '<h2 id="contexttool_definition-string"><code>context.tool_definition</code>: string</h2>\n<h3 id="its-here">It&#39;s here</h3>',
    )
  })

  it('keeps lists, tables, code and emphasis', () => {
    assert.equal(bodyOf('3. a\n4. *b*'), '<ol start="3">\n<li>a</li>\n<li><em>b</em></li>\n</ol>')
    assert.match(
      bodyOf('| a | b |\n|---|---|\n| `x \\| y` | z |'),
      /<td><code>x \| y<\/code><\/td><td>z<\/td>/,
    )
    assert.equal(bodyOf('    a < b'), '<pre tabindex="0"><code>a &lt; b</code></pre>')
  })
})
