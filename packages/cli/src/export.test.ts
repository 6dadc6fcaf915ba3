import assert from 'node:assert/strict'
import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatApiKey } from '@countersign/contract'
import { command } from '../test/child.ts'
import {
  bundleOf,
  checkpointOf,
  createLog,
  headerOf,
  keySetOf,
  ORG,
  OTHER_ORG,
  sampleLog,
} from '../test/log.ts'
import { countersign, folder } from '../test/world.ts'

const log = sampleLog()
const bundle = bundleOf(log, { handovers: true })
const keys = keySetOf(log)
const apiKey = formatApiKey('live', ORG, new Uint8Array(30).fill(7))

type Reply = (request: IncomingMessage, response: ServerResponse) => void
let reply: Reply
let seen: { url: string; authorization: string | undefined }[] = []
const server = createServer((request, response) => {
  seen.push({ url: request.url ?? '', authorization: request.headers.authorization })
  if (request.url === `/v1/logs/${ORG}/keys`) response.end(JSON.stringify(keys))
  else reply(request, response)
})
let env: Record<string, string>

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  env = { COUNTERSIGN_API_URL: `http://127.0.0.1:${port}`, COUNTERSIGN_API_KEY: apiKey }
})
after(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen = []
  reply = (_request, response) => response.end(bundle)
})

const problem =
  (status: number, code: string, detail: string): Reply =>
  (_request, response) => {
    const body = {
      type: `/errors/${code}`,
      title: 'no',
      status,
      code,
      detail,
      remedy: 'ask',
      request_id: 'req_1',
    }
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body))
  }

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

test('the bundle on standard output is the answer, byte for byte', async () => {
  const { exitCode, out, err } = await countersign(['export'], { env })
  assert.equal(exitCode, 0)
  assert.equal(out, bundle)
  assert.match(err, /wrote 38 receipts to standard output: seq 0 to 37 of a log of 38/)
  assert.match(err, /the bundle is complete \(38 receipts, seq 0 to 37\) and fits its checkpoint/)
  assert.deepEqual(seen, [{ url: '/v1/bundle', authorization: `Bearer ${apiKey}` }])
})

test('what was exported, with its keys and its checkpoint, verifies; nothing else is left in the folder', async (t) => {
  const path = await folder(t)
  const [out, keyFile, checkpoint] = ['b.ndjson', 'k.json', 'c.json'].map((name) => join(path, name)) as [
    string,
    string,
    string,
  ]
  const { exitCode, err } = await countersign(
    ['export', '--out', out, '--keys', keyFile, '--checkpoint', checkpoint],
    { env },
  )
  assert.equal(exitCode, 0, err)
  assert.match(err, /keep them apart from the log/)
  assert.deepEqual((await readdir(path)).sort(), ['b.ndjson', 'c.json', 'k.json'])
  assert.equal(await readFile(out, 'utf8'), bundle)
  const saved = JSON.parse(await readFile(checkpoint, 'utf8'))
  const { cose, kid } = headerOf(log, { handovers: true }).checkpoint
  assert.deepEqual(saved, { org: ORG, ...checkpointOf(log, 38), cose, kid })
  const verified = await countersign(['verify', out, '--trust', keyFile, '--since', checkpoint])
  assert.equal(verified.exitCode, 0, verified.out)
})

test('the range and the options reach the API in its own terms', async () => {
  const ranges: [string[], string][] = [
    [['--from-seq', '3', '--to-seq', '9', '--since-size', '2'], 'from_seq=3&to_seq=9&since_size=2'],
    [['--from', '2026-11-01T00:00:00Z', '--to', '1795000000000'], 'from=1793491200000&to=1795000000000'],
    [['--disclosures'], 'disclosures=true'],
  ]
  for (const [argv, query] of ranges) {
    seen = []
    assert.equal((await countersign(['export', ...argv], { env })).exitCode, 0)
    assert.equal(seen[0]?.url, `/v1/bundle?${query}`)
  }
})

test('a wrong range or setting is told before anything is asked, without the key', async () => {
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [['--from', 'yesterday'], {}, /--from: must be milliseconds since the epoch, or a time/],
    [['--from-seq', '-1'], {}, /--from-seq: must be an integer/],
    [['--from-seq', '1', '--from', '2'], {}, /--from: give `from-seq` or `from`, not both/],
    [[], { COUNTERSIGN_API_KEY: '' }, /set COUNTERSIGN_API_KEY/],
    [[], { COUNTERSIGN_API_URL: '' }, /set COUNTERSIGN_API_URL/],
    [[], { COUNTERSIGN_API_KEY: `${apiKey.slice(0, -1)}x` }, /not a whole API key/],
    [[], { COUNTERSIGN_API_URL: 'ftp://x' }, /must be http or https/],
    [[], { COUNTERSIGN_API_URL: 'http://me:secret@x' }, /without a user name/],
    [['--api-key', apiKey], {}, /unknown option/],
  ]
  for (const [argv, change, message] of wrong) {
    const { exitCode, out, err } = await countersign(['export', ...argv], { env: { ...env, ...change } })
    assert.deepEqual([exitCode, out], [2, ''], String(message))
    assert.match(err, message)
    assert.doesNotMatch(err, new RegExp(`${apiKey.slice(0, 40)}|secret`))
  }
  assert.equal(seen.length, 0)
})

describe('an export that fails leaves no file', () => {
  async function fails(t: Parameters<typeof folder>[0], argv: string[] = [], more: object = {}) {
    const path = await folder(t)
    const answer = await countersign(['export', '--out', join(path, 'b.ndjson'), ...argv], { env, ...more })
    assert.equal(answer.exitCode, 2)
    assert.deepEqual(await readdir(path), [])
    assert.ok(!(answer.out + answer.err).includes(apiKey))
    return answer.err
  }

  test('401 and 403: a refused key, which no message repeats', async (t) => {
    for (const [status, code] of [
      [401, 'auth.invalid'],
      [403, 'auth.scope'],
    ] as const) {
      reply = problem(status, code, `\u001b[31mthe key ${apiKey} was refused`)
      const err = await fails(t, ['--keys', join(await folder(t), 'k')])
      assert.match(err, new RegExp(`the key \\[key\\] was refused\\. ask \\[${code}\\]; request req_1`))
      assert.doesNotMatch(err, /\u001b/)
    }
  })

  test('an API that is not there', async (t) => {
    const path = await folder(t)
    const gone = { ...env, COUNTERSIGN_API_URL: 'http://127.0.0.1:1' }
    const { exitCode, err } = await countersign(['export', '--out', join(path, 'b')], { env: gone })
    assert.equal(exitCode, 2)
    assert.match(err, /cannot be reached.*expected at http:\/\/127\.0\.0\.1:1/)
    assert.deepEqual(await readdir(path), [])
  })

  test('an answer that stops inside a line, between two lines, or before the first', async (t) => {
    const cuts: [Reply, RegExp][] = [
      [(_request, response) => response.end(bundle.slice(0, -20)), /stopped inside a line/],
      [
        (_request, response) => response.end(`${bundle.split('\n').slice(0, -5).join('\n')}\n`),
        /stopped early/,
      ],
      [(_request, response) => response.end(), /answered no bundle/],
      [(_request, response) => response.end('<html>\n</html>\n'), /does not begin like a bundle/],
      [
        (_request, response) => {
          response.write(bundle.slice(0, 20_000), () => setTimeout(() => response.destroy(), 20))
        },
        /cannot be reached|stopped early/,
      ],
    ]
    for (const [cut, message] of cuts) {
      reply = cut
      assert.match(await fails(t), message)
    }
  })

  test('the log of another org', async (t) => {
    reply = (_request, response) => response.end(bundleOf(createLog(OTHER_ORG, 9)))
    assert.match(await fails(t), new RegExp(`the log of ${OTHER_ORG}, not ${ORG}`))
  })

  test('an interrupted export', async (t) => {
    const interrupted = new AbortController()
    reply = (_request, response) => {
      response.write(bundle.slice(0, -100), () => setTimeout(() => interrupted.abort(), 50))
    }
    assert.match(await fails(t, [], { signal: interrupted.signal }), /no file was written: interrupted/)
  })

  test('an export that a signal ends, as a process', async (t) => {
    const path = await folder(t)
    let kill: (signal: NodeJS.Signals) => void = () => assert.fail('not started')
    let wasPartial = false
    reply = (_request, response) => {
      response.write(bundle.slice(0, -100), async () => {
        while ((await readdir(path)).length === 0) await sleep(10)
        wasPartial = (await readdir(path)).every((name) => /^b\.ndjson\.[0-9a-f]{12}\.partial$/.test(name))
        kill('SIGINT')
      })
    }
    const { signal, err } = await command(['export', '--out', join(path, 'b.ndjson')], {
      env,
      onStart: (end) => {
        kill = end
      },
    })
    assert.equal(signal, 'SIGINT')
    assert.match(err, /no file was written: interrupted/)
    assert.ok(wasPartial)
    assert.deepEqual(await readdir(path), [])
  })

  test('a folder that is not there', async (t) => {
    const path = await folder(t)
    const { exitCode, err } = await countersign(['export', '--out', join(path, 'none', 'b')], { env })
    assert.equal(exitCode, 2)
    assert.match(err, /cannot write `.*none\/b`: there is no such file/)
  })
})

test('the message tells what was written when the rest failed', async (t) => {
  const file = join(await folder(t), 'b')
  const beside = await countersign(['export', '--out', file, '--keys', join(file, 'k')], { env })
  assert.equal(beside.exitCode, 2)
  assert.match(
    beside.err,
    /^countersign: the bundle was written, but not all that goes beside it: cannot write/m,
  )
  assert.equal(await readFile(file, 'utf8'), bundle)
  reply = (_request, response) => response.end(bundle.slice(0, -20))
  const cut = await countersign(['export'], { env })
  assert.equal(cut.exitCode, 2)
  assert.match(cut.err, /^countersign: the bundle is not whole: the answer stopped inside a line/)
})

test('a bundle that does not verify is kept as the evidence it is, with exit code 1', async (t) => {
  const file = join(await folder(t), 'b.ndjson')
  const tampered = bundle.replace('sess-1', 'sess-2')
  reply = (_request, response) => response.end(tampered)
  const { exitCode, err } = await countersign(['export', '--out', file], { env })
  assert.equal(exitCode, 1)
  assert.match(err, /THE BUNDLE DOES NOT VERIFY: chain: .*\[chain\.prev\]/)
  assert.equal(await readFile(file, 'utf8'), tampered)
})

test('a file that exists is replaced only when told, above all a kept checkpoint', async (t) => {
  const path = await folder(t)
  const checkpoint = join(path, 'c.json')
  await writeFile(checkpoint, 'old')
  const argv = ['export', '--out', join(path, 'b'), '--checkpoint', checkpoint]
  const refused = await countersign(argv, { env })
  assert.equal(refused.exitCode, 2)
  assert.match(refused.err, /c\.json` exists; name another file, or replace it with --force/)
  assert.deepEqual(
    [await readFile(checkpoint, 'utf8'), seen.length, await isThere(join(path, 'b'))],
    ['old', 0, false],
  )
  assert.equal((await countersign([...argv, '--force'], { env })).exitCode, 0)
  assert.notEqual(await readFile(checkpoint, 'utf8'), 'old')
})

test('values that were disclosed can be read by the owner of the file only', async (t) => {
  const path = await folder(t)
  const file = join(path, 'b')
  await countersign(['export', '--disclosures', '--out', file], { env })
  assert.equal((await stat(file)).mode & 0o077, 0)
})

test('a key that would travel unencrypted over a network is warned about', async () => {
  const far = { ...env, COUNTERSIGN_API_URL: 'http://countersign.invalid' }
  const { exitCode, err } = await countersign(['export'], { env: far, signal: AbortSignal.abort() })
  assert.equal(exitCode, 2)
  assert.match(err, /^warning: COUNTERSIGN_API_URL is not https/)
  assert.doesNotMatch((await countersign(['export'], { env })).err, /warning/)
})
