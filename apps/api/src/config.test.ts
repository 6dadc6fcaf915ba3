// The settings: each is documented with its default, and one that cannot be used is refused.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parseEnv } from 'node:util'
import { ConfigError, environmentSchema, readableSecrets, readConfig, unknownSettings } from './config.ts'

const example = parseEnv(readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8'))

describe('the settings', () => {
  test('.env.example lists every variable that is read, and no other', () => {
    assert.deepEqual(Object.keys(example).sort(), Object.keys(environmentSchema.shape).sort())
  })

  test('.env.example shows the defaults', () => {
    assert.deepEqual(readConfig(example), readConfig({}))
  })

  test('a wrong value stops the start and is named', () => {
    assert.throws(
      () => readConfig({ COUNTERSIGN_PORT: 'eighty', COUNTERSIGN_LOG_LEVEL: 'loud' }),
      (error) => {
        assert.ok(error instanceof ConfigError)
        assert.match(error.message, /COUNTERSIGN_PORT/)
        assert.match(error.message, /COUNTERSIGN_LOG_LEVEL/)
        return true
      },
    )
  })

  test('what is wrong is said with what is accepted, and before anything is made of it', () => {
    for (const [name, value, message] of [
      ['COUNTERSIGN_PORT', 'eighty', 'must be a whole number from 0 to 65535'],
      ['COUNTERSIGN_PORT', '70000.5', 'must be a whole number from 0 to 65535'],
      ['COUNTERSIGN_PUBLIC_URL', 'ftp://x', 'must be an http or https URL, such as `https://'],
      ['COUNTERSIGN_SIGNUP', 'all', 'must be one of `open`, `invite`, `closed`'],
      ['COUNTERSIGN_INIT_ADMIN_KEY', 'cs_live_x', 'is not a well-formed key: make one with '],
      ['DATABASE_URL', 'mysql://user:secret@x', 'must begin with `postgres://` or `postgresql://`'],
    ] as const) {
      assert.throws(
        () => readConfig({ [name]: value }),
        (error) => {
          assert.ok(error instanceof ConfigError)
          const [line = '', ...more] = error.message.split(message)
          assert.ok(line.includes(name) && more.length === 1, error.message)
          return !error.message.includes('secret')
        },
      )
    }
  })

  test('a name that is nearly a setting is reported, and one that another program reads is not', () => {
    const client = {
      COUNTERSIGN_API_URL: 'http://127.0.0.1:8700',
      COUNTERSIGN_API_KEY: 'cs_live_x',
      PATH: '/bin',
    }
    assert.deepEqual(unknownSettings({ ...example, ...client }), [])
    for (const [name, meant] of [
      ['COUNTERSIGN_TRUST_PROXI', 'COUNTERSIGN_TRUST_PROXY'],
      ['COUNTERSIGN_SINGUP', 'COUNTERSIGN_SIGNUP'],
      ['COUNTERSIGN_DATABASE_URL', 'DATABASE_URL'],
      ['COUNTERSIGN_MASTERKEY_FILE', 'COUNTERSIGN_MASTER_KEY_FILE'],
      ['COUNTERSIGN_API_KEYS', 'COUNTERSIGN_API_KEY'],
      ['COUNTERSING_PORT', 'COUNTERSIGN_PORT'],
    ] as const)
      assert.deepEqual(unknownSettings({ ...example, ...client, [name]: 'true' }), [
        `\`${name}\` is not a setting; did you mean \`${meant}\`?`,
      ])
    assert.deepEqual(unknownSettings({ COUNTERSIGN_COLOUR: 'red' }), [
      '`COUNTERSIGN_COLOUR` is not a setting: .env.example lists all settings',
    ])
  })

  test('a mail server needs an address that mail comes from, and its own kind of URL', () => {
    const url = 'smtps://user:pass@mail.example.com'
    assert.throws(() => readConfig({ COUNTERSIGN_SMTP_URL: url }), /COUNTERSIGN_MAIL_FROM/)
    const from = 'Countersign <approvals@example.com>'
    assert.deepEqual(readConfig({ COUNTERSIGN_SMTP_URL: url, COUNTERSIGN_MAIL_FROM: from }).mail, {
      url,
      from,
    })
    assert.throws(
      () =>
        readConfig({ COUNTERSIGN_SMTP_URL: 'https://user:pass@example.com', COUNTERSIGN_MAIL_FROM: from }),
      (error) =>
        error instanceof ConfigError && /smtp:/.test(error.message) && !error.message.includes('pass@'),
    )
    for (const wrong of ['Ada', 'a@b\nBcc: c@d', 'a@b, c@d', '<a@b> x']) {
      assert.throws(() => readConfig({ COUNTERSIGN_MAIL_FROM: wrong }), /COUNTERSIGN_MAIL_FROM/, wrong)
    }
  })

  test('a secret given twice stops the start', () => {
    const twice = { DATABASE_URL: 'postgresql://a', DATABASE_URL_FILE: '/none' }
    assert.throws(() => readConfig(twice), /DATABASE_URL and DATABASE_URL_FILE are both set/)
  })

  test('a file with a secret is refused where everybody may write to it, and reported where they may read it', {
    skip: process.platform === 'win32' && 'its files have no modes',
  }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-secrets-'))
    const file = join(folder, 'token')
    writeFileSync(file, 'a token of sixteen'.replaceAll(' ', '-'))
    const env = { COUNTERSIGN_METRICS_TOKEN_FILE: file }
    function told(mode: number) {
      chmodSync(file, mode)
      return readableSecrets(env)
    }
    assert.deepEqual([told(0o600), told(0o640)], [[], []])
    assert.deepEqual(told(0o644), ['COUNTERSIGN_METRICS_TOKEN_FILE'])
    assert.equal(readConfig(env).metricsToken, 'a-token-of-sixteen')
    chmodSync(file, 0o602)
    assert.throws(() => readConfig(env), /COUNTERSIGN_METRICS_TOKEN_FILE: everybody may write to .*chmod o-w/)
    rmSync(folder, { recursive: true })
  })
})
