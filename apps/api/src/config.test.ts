// The settings: each is documented with its default, and one that cannot be used is refused.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { parseEnv } from 'node:util'
import { ConfigError, environmentSchema, readConfig } from './config.ts'

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

  test('a secret given twice stops the start', () => {
    const twice = { DATABASE_URL: 'postgresql://a', DATABASE_URL_FILE: '/none' }
    assert.throws(() => readConfig(twice), /DATABASE_URL and DATABASE_URL_FILE are both set/)
  })
})
