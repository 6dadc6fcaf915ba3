// An export that fails leaves no file behind, says why, and never shows the key.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiKey, bundle, type Reply, startApi } from '../../../test/api.ts'
import { command } from '../../../test/child.ts'
import { bundleOf, createLog, ORG, OTHER_ORG } from '../../../test/log.ts'
import { countersign, folder } from '../../../test/run.ts'

const api = await startApi()
after(() => api.close())
beforeEach(() => api.reset())

function problem(status: number, code: string, detail: string): Reply {
  return (_request, response) => {
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
}

describe('an export that fails leaves no file', () => {
  async function fails(t: Parameters<typeof folder>[0], argv: string[] = [], more: object = {}) {
    const path = await folder(t)
    const answer = await countersign(['export', '--out', join(path, 'b.ndjson'), ...argv], {
      env: api.env,
      ...more,
    })
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
      api.reply = problem(status, code, `\u001b[31mthe key ${apiKey} was refused`)
      const err = await fails(t, ['--keys', join(await folder(t), 'k')])
      assert.match(err, new RegExp(`the key \\[key\\] was refused\\. ask \\[${code}\\]; request req_1`))
      assert.doesNotMatch(err, /\u001b/)
    }
  })

  test('an API that is not running', async (t) => {
    const path = await folder(t)
    const gone = { ...api.env, COUNTERSIGN_API_URL: 'http://127.0.0.1:1' }
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
      [(_request, response) => response.end(), /sent no bundle/],
      [(_request, response) => response.end('<html>\n</html>\n'), /does not begin like a bundle/],
      [
        (_request, response) => {
          response.write(bundle.slice(0, 20_000), () => setTimeout(() => response.destroy(), 20))
        },
        /cannot be reached|stopped early/,
      ],
    ]
    for (const [cut, message] of cuts) {
      api.reply = cut
      assert.match(await fails(t), message)
    }
  })

  test('the log of another org', async (t) => {
    api.reply = (_request, response) => response.end(bundleOf(createLog(OTHER_ORG, 9)))
    assert.match(await fails(t), new RegExp(`the log of ${OTHER_ORG}, not ${ORG}`))
  })

  test('an interrupted export', async (t) => {
    const interrupted = new AbortController()
    api.reply = (_request, response) => {
      response.write(bundle.slice(0, -100), () => setTimeout(() => interrupted.abort(), 50))
    }
    assert.match(await fails(t, [], { signal: interrupted.signal }), /no file was written: interrupted/)
  })

  test('an export that a signal ends, as a process', async (t) => {
    const path = await folder(t)
    let kill: (signal: NodeJS.Signals) => void = () => assert.fail('not started')
    let wasPartial = false
    api.reply = (_request, response) => {
      response.write(bundle.slice(0, -100), async () => {
        while ((await readdir(path)).length === 0) await sleep(10)
        wasPartial = (await readdir(path)).every((name) => /^b\.ndjson\.[0-9a-f]{12}\.partial$/.test(name))
        kill('SIGINT')
      })
    }
    const { signal, err } = await command(['export', '--out', join(path, 'b.ndjson')], {
      env: api.env,
      onStart: (end) => {
        kill = end
      },
    })
    assert.equal(signal, 'SIGINT')
    assert.match(err, /no file was written: interrupted/)
    assert.ok(wasPartial)
    assert.deepEqual(await readdir(path), [])
  })

  test('a folder that does not exist', async (t) => {
    const path = await folder(t)
    const { exitCode, err } = await countersign(['export', '--out', join(path, 'none', 'b')], {
      env: api.env,
    })
    assert.equal(exitCode, 2)
    assert.match(err, /cannot write `.*none\/b`: there is no such file/)
  })
})
