// An export writes exactly what the API answered, and what it writes can be verified.
import assert from 'node:assert/strict'
import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { apiKey, bundle, log, startApi } from '../../../test/api.ts'
import { checkpointOf, headerOf, ORG } from '../../../test/log.ts'
import { countersign, folder } from '../../../test/run.ts'

const api = await startApi()
after(() => api.close())
beforeEach(() => api.reset())

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

test('the bundle on standard output is the answer of the API, byte for byte', async () => {
  const { exitCode, out, err } = await countersign(['export'], { env: api.env })
  assert.equal(exitCode, 0)
  assert.equal(out, bundle)
  const size = log.entries.length
  const wrote = `wrote ${size} receipts to standard output: seq 0 to ${size - 1} of a log of ${size}`
  assert.ok(err.includes(wrote), err)
  const complete = `the bundle is complete (${size} receipts, seq 0 to ${size - 1}) and fits its checkpoint`
  assert.ok(err.includes(complete), err)
  assert.deepEqual(api.seen, [{ url: '/v1/bundle', authorization: `Bearer ${apiKey}` }])
})

test('an export with its keys and its checkpoint verifies; nothing else is left in the folder', async (t) => {
  const path = await folder(t)
  const [out, keyFile, checkpoint] = ['b.ndjson', 'k.json', 'c.json'].map((name) => join(path, name)) as [
    string,
    string,
    string,
  ]
  const { exitCode, err } = await countersign(
    ['export', '--out', out, '--keys', keyFile, '--checkpoint', checkpoint],
    { env: api.env },
  )
  assert.equal(exitCode, 0, err)
  assert.match(err, /keep them apart from the log/)
  assert.deepEqual((await readdir(path)).sort(), ['b.ndjson', 'c.json', 'k.json'])
  assert.equal(await readFile(out, 'utf8'), bundle)
  const saved = JSON.parse(await readFile(checkpoint, 'utf8'))
  const { cose, kid } = headerOf(log, { handovers: true }).checkpoint
  assert.deepEqual(saved, { org: ORG, ...checkpointOf(log, log.entries.length), cose, kid })
  const verified = await countersign(['verify', out, '--trust', keyFile, '--since', checkpoint])
  assert.equal(verified.exitCode, 0, verified.out)
})

test('the range and the options are sent as the API names them', async () => {
  const ranges: [string[], string][] = [
    [['--from-seq', '3', '--to-seq', '9', '--since-size', '2'], 'from_seq=3&to_seq=9&since_size=2'],
    [
      ['--from', '2026-11-01T00:00:00Z', '--to', '2026-12-01T00:00:00+01:00'],
      'from=2026-11-01T00%3A00%3A00Z&to=2026-12-01T00%3A00%3A00%2B01%3A00',
    ],
    [['--disclosures'], 'disclosures=true'],
  ]
  for (const [argv, query] of ranges) {
    api.seen = []
    assert.equal((await countersign(['export', ...argv], { env: api.env })).exitCode, 0)
    assert.equal(api.seen[0]?.url, `/v1/bundle?${query}`)
  }
})

test('a wrong range or setting is reported before any request, without the key', async () => {
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [['--from', 'yesterday'], {}, /--from: must be an RFC 3339 time that exists, such as/],
    [['--to', '1795000000000'], {}, /--to: .*not a number: write `2026-/],
    [['--from-seq', '-1'], {}, /--from-seq: must be an integer/],
    [
      ['--from-seq', '1', '--from', '2026-11-01T00:00:00Z'],
      {},
      /--from: give `--from-seq` or `--from`, not both/,
    ],
    [[], { COUNTERSIGN_API_KEY: '' }, /set COUNTERSIGN_API_KEY/],
    [[], { COUNTERSIGN_API_URL: '' }, /set COUNTERSIGN_API_URL/],
    [[], { COUNTERSIGN_API_KEY: `${apiKey.slice(0, -1)}x` }, /not a complete API key/],
    [[], { COUNTERSIGN_API_URL: 'ftp://x' }, /must be an http or https URL/],
    [[], { COUNTERSIGN_API_URL: 'http://me:secret@x' }, /without a user name/],
    [['--api-key', apiKey], {}, /unknown option/],
  ]
  for (const [argv, change, message] of wrong) {
    const { exitCode, out, err } = await countersign(['export', ...argv], { env: { ...api.env, ...change } })
    assert.deepEqual([exitCode, out], [2, ''], String(message))
    assert.match(err, message)
    assert.doesNotMatch(err, new RegExp(`${apiKey.slice(0, 40)}|secret`))
  }
  assert.equal(api.seen.length, 0)
})

test('the message says what was written when the rest failed', async (t) => {
  const file = join(await folder(t), 'b')
  const partial = await countersign(['export', '--out', file, '--keys', join(file, 'k')], { env: api.env })
  assert.equal(partial.exitCode, 2)
  assert.match(
    partial.err,
    /^countersign: the bundle was written, but saving the key set or the checkpoint failed: cannot write/m,
  )
  assert.equal(await readFile(file, 'utf8'), bundle)
  api.reply = (_request, response) => response.end(bundle.slice(0, -20))
  const cut = await countersign(['export'], { env: api.env })
  assert.equal(cut.exitCode, 2)
  assert.match(cut.err, /^countersign: the bundle is incomplete: the answer stopped inside a line/)
})

test('a bundle that does not verify is kept as the evidence it is, with exit code 1', async (t) => {
  const file = join(await folder(t), 'b.ndjson')
  const tampered = bundle.replace('sess-1', 'sess-2')
  api.reply = (_request, response) => response.end(tampered)
  const { exitCode, err } = await countersign(['export', '--out', file], { env: api.env })
  assert.equal(exitCode, 1)
  assert.match(err, /THE BUNDLE DOES NOT VERIFY: chain: .*\[chain\.prev\]/)
  assert.equal(await readFile(file, 'utf8'), tampered)
})

test('an existing file is replaced only with --force, above all a kept checkpoint', async (t) => {
  const path = await folder(t)
  const checkpoint = join(path, 'c.json')
  await writeFile(checkpoint, 'old')
  const argv = ['export', '--out', join(path, 'b'), '--checkpoint', checkpoint]
  const refused = await countersign(argv, { env: api.env })
  assert.equal(refused.exitCode, 2)
  assert.match(refused.err, /c\.json` exists; name another file, or replace it with --force/)
  assert.deepEqual(
    [await readFile(checkpoint, 'utf8'), api.seen.length, await isThere(join(path, 'b'))],
    ['old', 0, false],
  )
  assert.equal((await countersign([...argv, '--force'], { env: api.env })).exitCode, 0)
  assert.notEqual(await readFile(checkpoint, 'utf8'), 'old')
})

test('values that were disclosed can be read by the owner of the file only', async (t) => {
  const path = await folder(t)
  const file = join(path, 'b')
  await countersign(['export', '--disclosures', '--out', file], { env: api.env })
  assert.equal((await stat(file)).mode & 0o077, 0)
})

test('a key that would travel unencrypted over a network is warned about', async () => {
  const far = { ...api.env, COUNTERSIGN_API_URL: 'http://countersign.invalid' }
  const { exitCode, err } = await countersign(['export'], { env: far, signal: AbortSignal.abort() })
  assert.equal(exitCode, 2)
  assert.match(err, /^warning: COUNTERSIGN_API_URL is not https/)
  assert.doesNotMatch((await countersign(['export'], { env: api.env })).err, /warning/)
})
