// Tests that no reader of texts goes back and forth over a long one, whatever it is made of.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { createBudget, WORK_MAX } from '../model/budget.ts'
import type { Facts } from '../model/facts.ts'
import { isMutation } from './behaviour/graphql.ts'
import { runsOfShell } from './behaviour/shell.ts'
import { isSql, runsOfSql } from './behaviour/sql.ts'
import { readContent } from './content.ts'
import { pathFormOf } from './paths/path-form.ts'
import { readingOf } from './reading.ts'
import { WHOLE_VOCABULARY } from './request.ts'

const LENGTH = 64 * 1024
const STATEMENT = 19_000
const COMMAND = 9000

/** What patterns that go back and forth are slow for: one sign over and over, behind what makes them begin. */
const SIGNS = [
  ...' \n\t\u00a0aA0/\\.:;,|&-+~*?%$@#=<>(){}[]`\'"_!',
  ...[
    '/*',
    '/**/',
    '*/',
    '--',
    '$(',
    '$(curl)',
    '()',
    'a|',
    '\\"',
    "''",
    'a;',
    '%25',
    '\ufdfa',
    'as ',
    ' to',
  ],
  ...['} mutation ', 'jar:', 'jar', '//a ', 'a@', '{}', '%%', '~~', 'eyJ', '../', 'sk-', 'SG.', 'a b', 'Ab'],
]
const BEGINNINGS = [
  ...['', '-', '/', '{', 'a.', 'select ', 'with a', 'with ', 'grant ', 'revoke ', 'truncate a', 'update a '],
  ...[
    'query {} ',
    'query',
    'mutation',
    '$(',
    '"',
    "'",
    '/*',
    'http://',
    'http://a/',
    'curl a|',
    ' ',
    '1',
    'x=/',
  ],
]
const NAMES = ['query', 'command', 'args', 'url', 'path', 'amount', 'quantity', 'note', 'input', 'to']

function fill(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length)
}

function textsOf(length: number): string[] {
  return BEGINNINGS.flatMap((begin) => SIGNS.map((sign) => `${begin}${fill(sign, length)}x`))
}

function asking(text: string, at: number): Facts {
  const name = NAMES[at % NAMES.length] ?? 'note'
  return {
    agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
    action: 'update_record',
    tool: 'crm:terminal_input',
    environment: 'production',
    arguments: { [name]: text, amount: 1, list: [text.slice(0, 1000)], [text]: true },
  }
}

/** Reads all of them; the longest that a statement or a command line may be, and as long as a body. */
function readAll(): void {
  textsOf(LENGTH).forEach((text, at) => {
    const facts = asking(text, at)
    readContent(WHOLE_VOCABULARY, facts, readingOf(facts, createBudget(WORK_MAX)))
    pathFormOf(text)
  })
  for (const text of textsOf(STATEMENT)) {
    isMutation(text)
    isSql(text)
    runsOfSql(text, createBudget(WORK_MAX))
    runsOfShell(text.slice(0, COMMAND), createBudget(WORK_MAX))
  }
}

/** Some seconds are enough; a pattern that goes back for each character takes hours for some of these texts. */
const ENOUGH = 180_000

function isReadInTime(): Promise<boolean> {
  const worker = new Worker(new URL(import.meta.url))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(false)
      void worker.terminate()
    }, ENOUGH)
    worker.once('message', () => {
      clearTimeout(timer)
      resolve(true)
    })
    worker.once('error', reject)
  })
}

if (isMainThread)
  test('no text of one sign over and over keeps a reader busy, however long it is', async () => {
    assert.equal(await isReadInTime(), true)
  })
else {
  readAll()
  parentPort?.postMessage('read')
}
