// The server's command line: a lost admin key is replaced, and the receipt says that the service did it.
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { after, before, it } from 'node:test'
import { startEmbedded } from '../src/adapters/embedded.ts'
import { runAdmin } from './command.ts'
import { startApp } from './harness.ts'
import { emptyDataDir } from './postgres.ts'

const KEY = /cs_live_[0-9a-z]{40,}/g

let dataDir: string
before(async () => {
  dataDir = await emptyDataDir()
})
after(() => rmSync(dataDir, { recursive: true, force: true }))

function run(...words: string[]): Promise<string> {
  return runAdmin(words, {
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_MASTER_KEY: '07'.repeat(32),
    COUNTERSIGN_PUBLIC_URL: 'https://countersign.example',
  })
}

it('makes an admin key and links as docs/people.md says, and refuses what it does not know', async () => {
  const page = readFileSync(new URL('../../../docs/people.md', import.meta.url), 'utf8')
  const documented = [...page.matchAll(/^npm run admin -- (\S+)/gm)].map(([, word]) => word)
  assert.deepEqual(documented, ['owner-link', 'admin-key', 'sign-up-link'])
  const link = await run('owner-link')
  assert.match(link, /^https:\/\/countersign\.example\/owner\/[\w-]{43}$/m)
  assert.equal(link.match(KEY)?.length, 1, 'the first start shows its key whoever makes it')
  assert.match(await run('sign-up-link'), /^https:\/\/countersign\.example\/sign-up\/[\w-]{43}\n$/)
  const [key, ...others] = (await run('admin-key')).match(KEY) ?? []
  assert.deepEqual([typeof key, others], ['string', []])
  await assert.rejects(run('nonsense'), { code: 64, stderr: /^usage: / })
  await assert.rejects(run('admin-kye'), {
    code: 64,
    stderr: /^`admin-kye` is not a command; did you mean `admin-key`\?\nusage: /,
  })
  await assert.rejects(run('admin-key', 'org_x'), { code: 64 })

  const embedded = await startEmbedded({ dataDir, onFatal: assert.ifError })
  const app = await startApp(embedded.connection, 'embedded', {
    env: { COUNTERSIGN_PUBLIC_URL: 'https://countersign.example' },
  })
  try {
    const { data } = await app.must<{ data: { type: string; receipt: { actor: string } }[] }>(
      '/v1/receipts?type=key.created&limit=1',
      { key: key ?? null },
    )
    assert.equal(data.length, 1)
    const bundle = await app.call('/v1/bundle', { key: key ?? null })
    const made = bundle.text.split('\n').filter((line) => line.includes('key.created'))
    assert.deepEqual(
      made.map((line) => line.includes('\\"actor\\":\\"system\\"')),
      [true, true],
    )
  } finally {
    await app.close()
    await embedded.stop()
  }
})
