// The mailer against a real SMTP server: what arrives, under which id, and what is tried again.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { smtpMailer } from './mail.ts'

type Arrived = { from: string; to: string[]; text: string }

const arrived: Arrived[] = []
const logins: string[] = []
const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  onAuth({ username, password }, _, done) {
    logins.push(`${username} ${password}`)
    if (password === 'right pass') done(null, { user: username })
    else done(new Error('no such user'))
  },
  onRcptTo({ address }, _, done) {
    const responseCode = { 'gone@example.com': 550, 'busy@example.com': 451 }[address]
    done(responseCode === undefined ? null : Object.assign(new Error(`no ${address}`), { responseCode }))
  },
  onData(stream, { envelope }, done) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      const to = envelope.rcptTo.map(({ address }) => address)
      arrived.push({ from, to, text: Buffer.concat(chunks).toString() })
      done()
    })
  },
})

let port = 0

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  port = (server.server.address() as AddressInfo).port
})
after(() => new Promise<void>((resolve) => server.close(() => resolve())))

const from = 'Countersign <approvals@countersign.example>'

function mailer(credentials = '', more = '') {
  return smtpMailer({ url: `smtp://${credentials}127.0.0.1:${port}${more}`, from })
}

function mailTo(to: string) {
  return { id: 'ntf_1', to, subject: 'an approval waits', text: 'Ada,\n\nplease look.\n' }
}

describe('mail', () => {
  test('arrives at one address, with an id that stays the same when it is sent again', async () => {
    arrived.length = 0
    for (const _ of [1, 2]) {
      assert.deepEqual(await mailer().send(mailTo('ada@example.com')), { status: 'sent' })
    }
    assert.equal(arrived.length, 2)
    for (const { from: sender, to, text } of arrived) {
      assert.equal(sender, 'approvals@countersign.example')
      assert.deepEqual(to, ['ada@example.com'])
      assert.match(text, /^Message-ID: <ntf_1@countersign\.example>\r$/im)
      assert.match(text, /^Auto-Submitted: auto-generated\r$/im)
      assert.match(text, /please look\./)
    }
  })

  test('an address that is a list, and a subject with line feeds, add no recipient and no header', async () => {
    arrived.length = 0
    await mailer().send(mailTo('ada@example.com, eve@example.com'))
    await mailer().send({ ...mailTo('ada@example.com'), subject: 'hi\r\nBcc: eve@example.com\r\n\r\nbody' })
    await mailer().send(mailTo('ada@example.com\r\nRCPT TO:<eve@example.com>'))
    for (const { to, text } of arrived) {
      assert.ok(!to.includes('eve@example.com'), to.join())
      assert.doesNotMatch(text, /^bcc:/im)
    }
  })

  test('what the server refuses for good is told from what may be tried again', async () => {
    assert.deepEqual(await mailer().send(mailTo('gone@example.com')), { status: 'refused', code: '550' })
    assert.deepEqual(await mailer().send(mailTo('busy@example.com')), { status: 'failed', code: '451' })
  })

  test('a wrong password is tried again, since it can be repaired', async () => {
    const outcome = await mailer('us%40er:wrong@').send(mailTo('ada@example.com'))
    assert.equal(outcome.status, 'failed')
    assert.deepEqual(await mailer('us%40er:right%20pass@').send(mailTo('ada@example.com')), {
      status: 'sent',
    })
    assert.ok(logins.includes('us@er right pass'))
  })

  test('where TLS is required and not offered, neither password nor mail leaves', async () => {
    const before = [logins.length, arrived.length]
    const outcome = await mailer('user:right%20pass@', '?requireTLS=true').send(mailTo('ada@example.com'))
    assert.equal(outcome.status, 'failed')
    assert.deepEqual([logins.length, arrived.length], before)
  })

  test('a server that is not there is a failure, not an exception', async () => {
    const gone = new SMTPServer({})
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', () => resolve()))
    const { port: closed } = gone.server.address() as AddressInfo
    await new Promise<void>((resolve) => gone.close(() => resolve()))
    const outcome = await smtpMailer({ url: `smtp://127.0.0.1:${closed}`, from }).send(
      mailTo('a@example.com'),
    )
    assert.equal(outcome.status, 'failed')
  })
})
