// Tests which goals count as vague, in several languages and in linear time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createBudget } from '../model/budget.ts'
import { type Goal, goalOf as readGoal } from './goal.ts'

function goalOf(goal: string): Goal {
  return readGoal(goal, createBudget())
}

const VAGUE = [
  ...[
    'help me',
    'Help me please!',
    'do something',
    'fix it',
    'make it better',
    'optimize everything',
    'think',
    'go on',
  ],
  ...[
    'improve things',
    'just do what is needed',
    'handle the task',
    'please help me with this issue',
    '',
    '   ',
    '?!?!?!?!?!',
  ],
  ...[
    'fix fix fix fix',
    'can you take care of it',
    'work on the problem now',
    '1234567890',
    'report',
    'get it done',
  ],
  ...[
    '帮我',
    '帮我处理一下问题',
    '请帮我想一想',
    '手伝ってください',
    'Ｈｅｌｐ ｍｅ',
    'help\u200b me',
    "let's do it",
  ],
]

const CLEAR = [
  ...[
    'write the think tank report',
    'summarize the think tank report',
    'rethinking our onboarding',
    'pay the invoice of Müller',
  ],
  ...[
    'help customers with refunds',
    'fix the login page',
    'update prices in the catalogue',
    'helpdesk tickets to close',
  ],
  ...[
    'make a backup of the database',
    'find flights to Lisbon',
    '整理一月份的销售报告',
    '売上レポートを作成する',
    'сделать отчёт за январь',
  ],
  ...['deployment', 'improve test coverage of the parser', 'something about dolphins'],
]

test('a goal is vague when no word of it says what is to be done or to what', () => {
  for (const goal of VAGUE) assert.ok(goalOf(goal).isVague, goal)
})

test('a goal is not vague for words that stand inside others or beside a thing', () => {
  for (const goal of CLEAR) assert.ok(!goalOf(goal).isVague, goal)
})

test('a goal of ten letters can say something, one of nine cannot', () => {
  assert.ok(goalOf('pay Ann 5').isVague)
  assert.ok(!goalOf('pay Anna 5').isVague)
})

test('whole words are counted, and letters of scripts without spaces by two', () => {
  assert.equal(goalOf('pay the e-mail bill, now').words, 5)
  assert.equal(goalOf("don't  stop").words, 2)
  assert.equal(goalOf('整理报告').words, 2)
  assert.equal(goalOf('').words, 0)
})

test('any text is read in linear time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { words, isVague } = goalOf(text)
      assert.ok(Number.isSafeInteger(words) && typeof isVague === 'boolean')
    }),
  )
  // So long that anything but linear work would not come to an end.
  for (const piece of ["a'", '-', '帮', 'help ', 'a\u0301']) {
    const { words } = goalOf(piece.repeat(500_000))
    assert.ok(Number.isSafeInteger(words), piece)
  }
})
