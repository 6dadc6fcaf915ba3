// The import page of the documentation names exactly the fields that the importers read.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ROW_MEMBERS } from './asqav/rows.ts'
import { TOOL_MEMBERS } from './asqav/tools.ts'
import { MEMBERS } from './interven/conditions.ts'
import { CONSTRAINTS } from './stage0/constraints.ts'

const page = readFileSync(new URL('../../../../docs/policies/import.md', import.meta.url), 'utf8')

function fieldsOf(title: string): string[] {
  const section = page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
  return Array.from(section.matchAll(/^\| `([^`]+)` \|/gm), ([, field = '']) => field)
}

const KNOWN: Record<string, Iterable<string>> = {
  Asqav: [...ROW_MEMBERS, ...TOOL_MEMBERS],
  Aegis: [],
  Stage0: CONSTRAINTS,
  Interven: Object.keys(MEMBERS),
}

for (const [title, known] of Object.entries(KNOWN))
  test(`${title}: the page names every field that is read, and none that is not`, () => {
    const fields = fieldsOf(title)
    assert.ok(fields.length > 10)
    assert.equal(new Set(fields).size, fields.length)
    for (const name of known) assert.ok(fields.includes(name), `\`${name}\` is not on the page`)
    const folder = new URL(`./${title.toLowerCase()}/`, import.meta.url)
    const code = readdirSync(folder)
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n')
    for (const field of fields) {
      const name = field.split('.').at(-1) ?? ''
      assert.match(code, new RegExp(`\\b${name}\\b`), `\`${field}\` is not in the code`)
    }
  })
