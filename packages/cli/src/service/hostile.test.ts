// A service that lies, floods or falls silent: each is an exit code and one harmless line.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Answer, operations } from '@countersign/contract'
import { type Reply, type StubApi, startApi } from '../../test/api.ts'
import { command } from '../../test/child.ts'
import { countersign } from '../../test/run.ts'

let api: StubApi
before(async () => {
  api = await startApi()
})
beforeEach(() => api.reset())
after(() => api.close())

const APPROVAL = operations['approvals.review'].examples[0].answer as Answer<'approvals.review'>
const AGENT = operations['agents.get'].examples[0].answer as Answer<'agents.get'>
const WAITING = operations['approvals.list'].examples[0].answer as Answer<'approvals.list'>
const NASTY = '\u001b[2J\u009b\u202e\u2066\u200b\u0007x'
const NASTY_RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/

function json(value: unknown, status = 200): Reply {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
}

function problem(status: number, code: string, text = 'Title'): Reply {
  const body = { type: 't', title: text, status, remedy: 'Do this.', code, request_id: 'req_1', detail: text }
  return json(body, status)
}

function run(...argv: string[]) {
  return countersign(argv, { env: api.env })
}

describe('what a service answers', () => {
  it('cannot control the terminal by names, arguments, reasons or errors', async () => {
    api.reply = json({
      ...APPROVAL,
      arguments: { [NASTY]: [NASTY, { deep: NASTY }] },
      action: NASTY,
      environment: NASTY,
      target: { url: NASTY },
      agent: { ...APPROVAL.agent, name: NASTY, owner: NASTY },
      declared: { goal: NASTY },
      differences: [{ path: NASTY, was: NASTY }],
      decisions: APPROVAL.decisions.map((decision) => ({ ...decision, reason: NASTY, groups: [NASTY] })),
      rules: [{ policy_id: NASTY, why: NASTY }],
      refusal: NASTY,
    })
    for (const flags of [[], ['--json']]) {
      const { exitCode, out, err } = await run('approvals', 'show', APPROVAL.id, ...flags)
      assert.deepEqual([exitCode, err], [0, ''])
      assert.doesNotMatch(out, NASTY_RAW)
    }
    api.reply = json({ data: [{ ...AGENT, name: NASTY, owner: NASTY, roles: [NASTY] }], has_more: false })
    for (const flags of [[], ['--json']])
      assert.doesNotMatch((await run('agents', 'list', ...flags)).out, NASTY_RAW)
    api.reply = problem(409, 'org.other', NASTY)
    const { exitCode, err } = await run('halt')
    assert.equal(exitCode, 1)
    assert.doesNotMatch(err, NASTY_RAW)
  })

  it('that is huge is not read to its end', async () => {
    let sent = 0
    api.reply = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      function more() {
        while (!response.destroyed) {
          sent += 1
          if (!response.write('[['.repeat(512 * 1024))) return response.once('drain', more)
        }
        return undefined
      }
      more()
    }
    const { exitCode, err } = await run('agents', 'list')
    assert.equal(exitCode, 3)
    assert.match(err, /^countersign: no agents were listed: the answer has over 67108864 bytes/)
    assert.ok(sent < 256, `${sent} MiB`)
  })

  it('that is not JSON, not of this form, or without a problem document ends with 3', async () => {
    for (const reply of [
      ((_request, response) => response.end('<html>hello</html>')) satisfies Reply,
      json({ data: 'none' }),
      json({ data: [{ id: 'agt_x' }], has_more: false }),
      ((_request, response) => response.writeHead(404).end('not here')) satisfies Reply,
      ((_request, response) =>
        response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()) satisfies Reply,
      problem(503, 'store.unavailable'),
      problem(429, 'rate.limited'),
    ]) {
      api.reply = reply
      const { exitCode, out, err } = await run('agents', 'list')
      assert.deepEqual([exitCode, out], [3, ''], err)
      assert.match(err, /^countersign: no agents were listed: [^\n]+\n$/)
    }
  })

  it('for ever, page by page, is left at the limit or after some empty pages', async () => {
    api.reply = json({ data: [AGENT, AGENT], has_more: true, next_cursor: 'again' })
    const full = await run('agents', 'list', '--limit', '5', '--json')
    assert.deepEqual([JSON.parse(full.out).data.length, JSON.parse(full.out).has_more], [5, true])
    api.reply = json({ data: [], has_more: true, next_cursor: 'again' })
    const empty = await run('agents', 'list', '--json')
    assert.deepEqual(JSON.parse(empty.out), { data: [], has_more: true })
  })

  it('never gets the key anywhere but in its header', async () => {
    const key = api.env.COUNTERSIGN_API_KEY ?? ''
    api.reply = problem(403, 'auth.scope', `you sent ${key}`)
    const { exitCode, out, err } = await run('keys', 'list')
    assert.equal(exitCode, 1)
    assert.ok(!`${out}${err}`.includes(key))
    assert.ok(api.seen.every(({ url }) => !url.includes(key)))
  })
})

describe('a service that is not there', () => {
  const env = { COUNTERSIGN_API_URL: 'http://127.0.0.1:9', COUNTERSIGN_API_KEY: '' }

  it('ends reading and changing with 3, and a change says that it may have been made', async () => {
    env.COUNTERSIGN_API_KEY = api.env.COUNTERSIGN_API_KEY ?? ''
    const halted = await countersign(['halt', '--reason', 'now'], { env })
    assert.equal(halted.exitCode, 3)
    assert.match(
      halted.err,
      /^countersign: THE ORG WAS NOT HALTED, as far as is known: the API cannot be reached/,
    )
    const listed = await countersign(['members', 'list', '--json'], { env })
    assert.deepEqual([listed.exitCode, listed.out], [3, ''])
    assert.match(listed.err, /^countersign: nobody was listed: the API cannot be reached/)
  })
})

it('what is wrong with an argument or option is said before anything is sent', async () => {
  for (const [argv, message] of [
    [['agents', 'show', '../keys'], /^countersign: <agent>: must be an id that starts with `agt_`/],
    [['agents', 'list', '--status', 'gone'], /^countersign: --status: must be one of `active`/],
    [['agents', 'list', '--limit', '0'], /^countersign: --limit: must be an integer from 1 to 10000/],
    [['agents', 'create', '--name', 'x', '--label', 'y'], /^countersign: --label: must be a name and a text/],
    [['keys', 'create', '--name', 'x', '--scope', 'all'], /^countersign: --scope: must be one of/],
    [['keys', 'create', '--name', 'x'], /^countersign: required option '--scope/],
    [['members', 'add', '--name', 'x', '--role', 'king'], /^countersign: --role: must be one of/],
    [['members', 'change', 'mem_x', '--role', 'admin'], /^countersign: <member>: must be an id/],
    [['members', 'change', 'mem_01hzy3v7q8p4k2m6n9rstw5xbc'], /^countersign: nothing to change/],
    [['approvals', 'show', 'gte_1'], /^countersign: <approval>: must be an id that starts with `apr_`/],
    [['approvals', 'watch', '--every', '0'], /^countersign: --every: must be an integer from 1 to 3600/],
    [['halt', '--reason', ''], /^countersign: --reason: must have at least 1 character/],
    [['resume'], /^countersign: nobody can be asked here: .* add --yes/],
  ] as const) {
    const { exitCode, out, err } = await run(...argv)
    assert.deepEqual([exitCode, out], [2, ''], argv.join(' '))
    assert.match(err, message)
  }
  assert.deepEqual(api.seen, [])
})

it('a reader that stops ends a command that would go on for ever', async () => {
  let round = 0
  api.reply = (request, response) => {
    round += 1
    const id = `apr_${String(round).padStart(26, '0')}`
    const isList = request.url?.includes('status=pending') === true
    json(
      isList ? { data: [{ ...WAITING.data[0], id }], has_more: false } : { ...APPROVAL, status: 'expired' },
    )(request, response)
  }
  const { code } = await command(['approvals', 'watch', '--every', '1'], {
    env: api.env,
    closesOutput: true,
  })
  assert.equal(code, 2)
})

it('Ctrl-C is the proper end of watching, and stops a change that has no answer', async () => {
  let kill: (signal: NodeJS.Signals) => void = () => assert.fail('not started')
  function started(end: typeof kill) {
    kill = end
  }
  api.reply = (request, response) => {
    json({ data: [], has_more: false })(request, response)
    setTimeout(() => kill('SIGINT'), 200)
  }
  const watched = await command(['approvals', 'watch'], { env: api.env, onStart: started })
  assert.deepEqual([watched.code, watched.signal], [0, null])
  api.reply = () => setTimeout(() => kill('SIGINT'), 200)
  const halted = await command(['halt'], { env: api.env, onStart: started })
  assert.deepEqual([halted.signal, halted.out], ['SIGINT', ''])
  assert.match(halted.err, /THE ORG WAS NOT HALTED, as far as is known: interrupted/)
})
