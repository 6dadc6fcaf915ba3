// Tests what of an agent's word about itself says something.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../model/budget.ts'
import { readDeclared } from './declared.ts'

function criterion(text: string): unknown {
  const { members } = readDeclared({ success_criteria: [text] }, createBudget())
  return members.success_criteria
}

test('a criterion without anything that can be read says nothing', () => {
  const empty = [
    ...[
      '',
      ' ',
      '\t\n',
      '\u00a0',
      '\u200b',
      '\u200b\u200d\ufeff',
      '\u00ad',
      '\u3164',
      '\u2800',
      '\u115f',
      '\ufe0f',
    ],
    ...['-', '...', '–', '?', ' . ', '""', '\u{e0061}\u{e0062}', '\u202e', '(\u200b)', '\u034f'],
  ]
  for (const text of empty) assert.deepEqual(criterion(text), [''], JSON.stringify(text))
})

test('one of a sign, a word or a number stays as it is', () => {
  const said = ['a', '7', '✓', '= 3', '表', 'ok.', '50 %', 'a\u200bb', '👍', '٣', 'ward 4: one table']
  for (const text of said) assert.deepEqual(criterion(text), [text], JSON.stringify(text))
})
