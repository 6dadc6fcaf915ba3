// Tests what is taken for the address of a mailbox, and what only has the form of one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanText } from '../../scan.ts'

function foundIn(text: string): readonly string[] {
  return scanText(text, { categories: ['personal'] })
    .findings.filter(({ kind }) => kind === 'personal.email')
    .map(({ start, end }) => text.slice(start, end))
}

const NO_MAILBOXES = [
  'hero@2x.png, logo@3x.webp and icon@1x.svg',
  'postgres@16-main.service: Scheduled restart job',
  'wg-quick@wg0.service and backup@daily.timer',
  'git clone git@github.com:nordlab/atlas.git',
  'ssh://git@git.lab.internal/atlas.git',
  'rsync -a out/ deploy@web1.lab.dev:/srv/www',
  'postgres://app:hunter2@db.lab.dev:5432/app',
  'https://ci-bot@git.lab.dev/repo',
  'Message-ID: <17367444472962.A7BB3CBF@mail.kestrel.dev>',
  'In-Reply-To: <CAF1234.99@mail.kestrel.dev>',
  'References: <a.1@mail.kestrel.dev>',
  '<img src="cid:logo.77@kestrel.dev">',
  'Write to user@example.com or your.name@example.org',
]

test('names of files, units, hosts and messages, and placeholders, are not mail addresses', () => {
  for (const text of NO_MAILBOXES) assert.deepEqual(foundIn(text), [], text)
})

const MAILBOXES = [
  ['From: Mara <mara.lund@kestrel.dev>', 'mara.lund@kestrel.dev'],
  ['<mara.lund@kestrel.dev>', 'mara.lund@kestrel.dev'],
  ['mailto:mara.lund@kestrel.dev?subject=x', 'mara.lund@kestrel.dev'],
  ['mail: mara.lund@kestrel.dev', 'mara.lund@kestrel.dev'],
  ['mara.lund@kestrel.dev:hunter2', 'mara.lund@kestrel.dev'],
  ['see https://kestrel.dev/team, then mara.lund@kestrel.dev', 'mara.lund@kestrel.dev'],
  ['jane.doe@example.com', 'jane.doe@example.com'],
  ['user@kestrel.dev', 'user@kestrel.dev'],
  ['{"to":"mara.lund@kestrel.dev"}', 'mara.lund@kestrel.dev'],
] as const

test('an address of a mailbox is found wherever it stands', () => {
  for (const [text, address] of MAILBOXES) assert.deepEqual(foundIn(text), [address], text)
})
