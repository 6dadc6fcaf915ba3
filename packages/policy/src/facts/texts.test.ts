// Texts and names that are met again are known again, in a list and in the table that follows it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../model/budget.ts'
import { leavesOf } from './leaves.ts'
import { nameOf } from './name.ts'
import { addText, noTexts } from './texts.ts'

for (const count of [1, 15, 16, 17, 60]) {
  const names = Array.from({ length: count }, (_, n) => `name_${n}`)

  test(`each of ${count} texts is new once`, () => {
    const texts = noTexts()
    assert.deepEqual(
      names.map((name) => addText(texts, name)),
      names.map(() => true),
    )
    assert.deepEqual(
      names.map((name) => addText(texts, name)),
      names.map(() => false),
    )
  })

  test(`each of ${count} member names is read once, and paid for once`, () => {
    const members = Object.fromEntries(names.map((name) => [name, 1]))
    const read: string[] = []
    function left(given: Record<string, unknown>): number {
      const budget = createBudget()
      leavesOf(given, budget, false, (text) => {
        read.push(text)
        return nameOf(text)
      })
      return budget.left
    }
    const once = left({ list: [members] })
    read.length = 0
    const twice = left({ list: [members, members] })
    assert.deepEqual(read, ['', 'list', ...names])
    const thrice = left({ list: [members, members, members] })
    assert.equal(once - twice, twice - thrice)
  })
}
