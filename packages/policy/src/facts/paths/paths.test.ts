// Tests that no spelling of a path takes it out of a zone, or into one.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import fc from 'fast-check'
import { BASE, readingOf } from '../../../test/facts.ts'
import { createBudget, isExceeded } from '../../model/budget.ts'
import type { Settings } from '../../model/document.ts'
import type { Facts } from '../../model/facts.ts'
import { leavesOf } from '../leaves.ts'
import { KNOWN_SECRETS, KNOWN_ZONES } from './known-zones.ts'
import { pathsIn, readPaths } from './paths.ts'
import { zonesOf } from './zones.ts'

type Paths = {
  count: number
  zones_any: string[]
  zones_all: string[]
  unclear: boolean
}

const SETTINGS: Settings = {
  time_zone: 'UTC',
  zones: {
    secret: { include: ['secret/**', '/srv/secret/**'], exclude: ['secret/public/**'] },
    docs: { include: ['docs/**', '/srv/docs/**'], exclude: ['**/*.key'] },
    env: { include: ['**/.env', '**/*.pem'] },
    system: { include: ['/etc/**'] },
    home: { include: ['/home/*/.ssh/**'] },
  },
}

function of(facts: Partial<Facts>, settings: Settings = SETTINGS): Paths {
  const { whole, leaves, budget } = readingOf(facts)
  return pathsIn(readPaths(whole, leaves, budget), zonesOf(settings), budget) as unknown as Paths
}

function knownOf(facts: Partial<Facts>): readonly string[] {
  const { whole, leaves, budget } = readingOf(facts)
  const paths = pathsIn(readPaths(whole, leaves, budget), zonesOf(SETTINGS), budget, KNOWN_ZONES)
  return (paths as unknown as Paths).zones_any
}

function at(path: string): Paths {
  return of({ target: { path } })
}

test('a plain path is in the zones whose globs match it, and clear', () => {
  assert.deepEqual(at('secret/plan.txt'), {
    count: 1,
    zones_any: ['secret'],
    zones_all: ['secret'],
    unclear: false,
  })
  assert.deepEqual(at('src/plan.txt'), { count: 1, zones_any: [], zones_all: [], unclear: false })
  assert.deepEqual(at('docs').zones_all, ['docs'])
  assert.deepEqual(at('/srv/docs/a/b.md').zones_all, ['docs'])
  assert.deepEqual(at('a/b/.env').zones_all, ['env'])
  assert.deepEqual(at('/a/b/x.pem').zones_all, ['env'])
  assert.deepEqual(at('/home/ann/.ssh/id').zones_any, ['home'])
  assert.deepEqual(at('/home/ann/x/.ssh/id').zones_any, [])
  assert.deepEqual(of({}), { count: 0, zones_any: [], zones_all: [], unclear: false })
})

const HIDDEN: readonly string[] = [
  ...['./secret/a', 'x/../secret/a', 'SECRET/a', 'secret//a', 'secret/./a', 'Secret/PUBLIC/../a'],
  ...['%73ecret/a', 'x/%2e%2e/secret/a', 'x/%252e%252e/secret/a', 'x%25252f..%25252fsecret/a', 'secret%2fa'],
  ...['x\\..\\secret\\a', 'secret\\a', '\uff53ecret/a', 'x/\uff0e\uff0e/secret/a', 'secret\uff0fa'],
  ...[
    'se\u200bcret/a',
    'secret\u00ad/a',
    'x/\u2025/secret/a',
    '\u017fecret/a',
    'secret%c0%afa',
    'x/%c0%ae./secret/a',
  ],
  ...[
    'secret./a',
    'secret /a',
    'secret/a ',
    'secret::$INDEX_ALLOCATION/a',
    'secret/a\0.png',
    '%u0073ecret/a',
  ],
  ...['/repo/secret/a', '/srv/secret/a', 'C:\\work\\secret\\a', '\\\\host\\share\\secret\\a', '~/secret/a'],
  ...['../secret/a', '$HOME/secret/a', '%USERPROFILE%\\secret\\a', '/proc/self/root/srv/secret/a'],
  ...[
    '/proc/1/cwd/secret/a',
    '/proc/self/task/7/root/srv/secret/a',
    '\\\\?\\C:\\srv\\secret\\a',
    'secret/a?x=/../..',
  ],
  ...['/private/srv/secret/a', 'x/.. /secret/a', 'srv/secret/a', '//srv/secret/a', 'secret/public/../a'],
  ...['secret/pub%6cic/a', 'secret/Public/a', '/srv/docs/../../srv/secret/a', '/../srv/secret/a'],
]

test('no way to write a path hides it from the zone it is in', () => {
  for (const path of HIDDEN) assert.ok(at(path).zones_any.includes('secret'), JSON.stringify(path))
})

test('what only the machine can resolve is unclear and is in no zone for certain', () => {
  const unclear = [
    ...[
      '../docs/a',
      '/../docs/a',
      '~/docs/a',
      '$HOME/docs/a',
      'docs/$' + '{X}/a',
      '%X%/docs/a',
      'docs/a\0',
      'docs/\x07a',
    ],
    ...[
      '/proc/self/root/srv/docs/a',
      '/proc/self/cwd/docs/a',
      '/proc/9/fd/3',
      '/dev/fd/3',
      '/dev/stdin',
      'docs/a::$DATA',
    ],
    ...[
      'C:\\docs\\a',
      'C:docs\\a',
      '\\\\host\\docs\\a',
      '//docs/a',
      'docs/LONGNA~1/a',
      'docs/.*',
      'docs/[.].',
    ],
    ...[
      'docs/{..,b}',
      'docs/.../a',
      'docs/%25252561',
      'docs/%c0%ae',
      `docs/${'a'.repeat(5000)}`,
      'docs/`id`',
    ],
  ]
  for (const path of unclear) {
    const paths = at(path)
    assert.ok(paths.unclear, JSON.stringify(path))
    assert.deepEqual(paths.zones_all, [], JSON.stringify(path))
  }
})

test('a query makes the path of a request no less clear, and hides nothing', () => {
  const paths = at('/srv/docs/a?x=1&list[]=*')
  assert.deepEqual([paths.unclear, paths.zones_all], [false, ['docs']])
  assert.ok(at('/srv/secret/a?/../../docs/a').zones_any.includes('secret'))
  assert.deepEqual(at('/srv/docs/a?/../../secret/a').zones_all, [])
})

test('a zone is only certain for the letters it is written in, and an exclusion holds for all', () => {
  for (const path of [
    'Docs/a',
    'DOCS/a',
    '\uff44ocs/a',
    'do%63s/a',
    'docs\\a',
    'docs/../Docs/a',
    '/x/docs/a',
    'docs/A.KEY',
  ])
    assert.deepEqual(at(path).zones_all, [], path)
  for (const path of ['docs/a', './docs//a', 'x/../docs/a', 'docs/B.md'])
    assert.deepEqual(at(path).zones_all, ['docs'])
})

test('paths are found in arguments by the names of their members', () => {
  function found(given: JsonObject, extra: Partial<Facts> = {}): number {
    return of({ arguments: given, ...extra }).count
  }
  for (const name of [
    'path',
    'file_path',
    'filePath',
    'FileName',
    'dirs',
    'src',
    'dest',
    'cwd',
    'output_file',
    'paths',
  ])
    assert.equal(found({ [name]: 'secret' }), 1, name)
  assert.equal(found({ files: ['a', 'b', ['c']] }), 3)
  assert.equal(found({ files: [{ path: 'a', content: 'x' }, { name: 'b' }] }), 2)
  assert.equal(found({ files: { 'src/a.ts': 'text', 'src/b.ts': 'text' } }), 2)
  assert.equal(found({ a: { b: { c: { file: 'x' } } } }), 1)
  assert.equal(found({ whatever: 'file:///etc/passwd' }), 1)
  for (const name of ['profile', 'file_id', 'file_type', 'fileSize', 'source_code', 'text', 'pathology'])
    assert.equal(found({ [name]: 'secret' }), 0, name)
  assert.equal(found({ to: 'bob@example.com', from: '2026-01-05', source: 'https://example.com/a' }), 0)
  assert.equal(found({ to: 'a/b', from: '.env', source: 'c:\\x' }), 3)
  assert.equal(found({ from: 'a', to: 'secret' }, { tool: 'move_file' }), 2)
  assert.equal(found({}, { target: { url: 'file:///etc/passwd' } }), 1)
  assert.equal(found({}, { target: { url: 'https://example.com/etc/passwd' } }), 0)
})

test('every path has to be in a zone that is certain, and one is enough for a zone that is possible', () => {
  const both = of({ arguments: { paths: ['docs/a', 'secret/a'] } })
  assert.deepEqual([both.zones_any, both.zones_all], [['secret', 'docs'], []])
  const same = of({ target: { path: 'docs/b' }, arguments: { paths: ['docs/a', 'docs/c'] } })
  assert.deepEqual([same.zones_any, same.zones_all, same.count], [['docs'], ['docs'], 3])
})

test('a relative path is also read from the folder that stands beside it', () => {
  assert.ok(of({ arguments: { cwd: '/etc', path: 'passwd' } }).zones_any.includes('system'))
  assert.ok(of({ arguments: { cwd: '/srv/x', file: '../../etc/passwd' } }).zones_any.includes('system'))
  assert.ok(of({ arguments: { directory: 'a/b', file: '../../secret/x' } }).zones_any.includes('secret'))
  assert.ok(of({ arguments: { file: 'file:///etc/passwd' } }).zones_any.includes('system'))
})

test('what is too much to read counts as every zone and as none for certain', () => {
  const all = Object.keys(SETTINGS.zones ?? {})
  const many = of({ arguments: { paths: Array.from({ length: 300 }, (_, i) => `docs/${i}`) } })
  const long = at(`docs/${'./'.repeat(5000)}a`)
  const deep = of({ arguments: { x: JSON.parse('['.repeat(100) + ']'.repeat(100)) } })
  const wide = of({ arguments: { x: new Array(20_000).fill(1) } })
  const hidden = of({ hash_only: true, target: { path: 'docs/a' } })
  for (const paths of [many, long, deep, wide, hidden]) {
    assert.deepEqual(paths.zones_any, all)
    assert.deepEqual([paths.zones_all, paths.unclear], [[], true])
  }
})

const segment = fc.stringMatching(/^[a-z]{1,6}$/)
const inner = fc.array(segment, { minLength: 1, maxLength: 4 })

function hex(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`
}

function wide(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 0xfee0)
}

const DISGUISES: readonly ((text: string, pick: number) => string)[] = [
  (text, pick) => text.replaceAll('/', pick % 2 === 0 ? '//' : '/./'),
  (text, pick) => text.replaceAll('/', `/${'abc'[pick % 3]}/../`),
  (text, pick) =>
    [...text].map((letter, i) => ((i + pick) % 3 === 0 ? letter.toUpperCase() : letter)).join(''),
  (text, pick) =>
    [...text]
      .map((letter, i) => (/[a-z./]/i.test(letter) && (i + pick) % 2 === 0 ? hex(letter) : letter))
      .join(''),
  (text) => text.replaceAll('%', '%25'),
  (text) => text.replaceAll('/', '\\'),
  (text, pick) =>
    [...text]
      .map((letter, i) =>
        /[!-~]/.test(letter) && letter !== '%' && (i + pick) % 4 === 0 ? wide(letter) : letter,
      )
      .join(''),
  (text, pick) => `${text.slice(0, pick % text.length)}\u200b${text.slice(pick % text.length)}`,
  (text) => `${text}/.`,
]

const disguise = fc.array(fc.record({ which: fc.nat(DISGUISES.length - 1), pick: fc.nat(20) }), {
  maxLength: 5,
})

function disguised(path: string, steps: readonly { which: number; pick: number }[]): string {
  return steps.reduce((text, { which, pick }) => DISGUISES[which]?.(text, pick) ?? text, path)
}

test('no composition of disguises takes a path out of a zone that a forbid asks for', () => {
  const settings: Settings = { zones: { z: { include: ['zone/**'] }, a: { include: ['/zone/**'] } } }
  fc.assert(
    fc.property(inner, disguise, (segments, steps) => {
      const relative = of({ target: { path: disguised(`zone/${segments.join('/')}`, steps) } }, settings)
      assert.ok(relative.zones_any.includes('z'))
      const absolute = of(
        { arguments: { file: disguised(`/srv/zone/${segments.join('/')}`, steps) } },
        settings,
      )
      assert.ok(absolute.zones_any.includes('z'))
      const rooted = of({ arguments: { file: disguised(`/zone/${segments.join('/')}`, steps) } }, settings)
      assert.ok(rooted.zones_any.includes('a') && rooted.zones_any.includes('z'))
    }),
    { numRuns: 1500 },
  )
})

test('no composition of disguises takes a path into a zone that a permit asks for', () => {
  const settings: Settings = { zones: { z: { include: ['zone/**', '/zone/**'] } } }
  fc.assert(
    fc.property(inner, disguise, fc.boolean(), (segments, steps, isAbsolute) => {
      const path = `${isAbsolute ? '/' : ''}out/${segments.join('/')}`
      assert.deepEqual(of({ target: { path: disguised(path, steps) } }, settings).zones_all, [])
      assert.deepEqual(of({ target: { path: disguised(`zone/../${path}`, steps) } }, settings).zones_all, [])
    }),
    { numRuns: 1500 },
  )
})

test('hostile paths and globs are read to the end, or taken for whatever a forbid asks for', () => {
  const glob = `${'*a'.repeat(100)}/${'**/*a*b/'.repeat(30)}c`
  const names = Array.from({ length: 64 }, (_, at) => `z${at}`)
  const zones = zonesOf({
    zones: Object.fromEntries(names.map((name) => [name, { include: new Array(64).fill(glob) }])),
  })
  const worst = [
    ...['ab/'.repeat(1300), 'a'.repeat(4000), '%25'.repeat(1300), '\uff05'.repeat(4000)],
    ...[`${'..\\'.repeat(1000)}a`, '/proc/self/root'.repeat(250), '%u0025'.repeat(600)],
    ...[`${'a./'.repeat(500)}${'b:c/'.repeat(500)}`, '%c0'.repeat(1300), '\u00df'.repeat(4000)],
    'x?#'.repeat(1300),
  ]
  let exceeded = 0
  for (const text of worst)
    for (const count of [1, 8, 250]) {
      const budget = createBudget()
      const given = { paths: new Array(count).fill(text) }
      const read = pathsIn(
        readPaths({ ...BASE, arguments: given }, leavesOf(given, budget), budget),
        zones,
        budget,
      )
      if (!isExceeded(budget)) continue
      exceeded += 1
      assert.deepEqual(
        read,
        { count: 257, zones_any: names, zones_all: [], unclear: true },
        text.slice(0, 10),
      )
    }
  assert.ok(exceeded > 5, String(exceeded))
})

test('a text that has the form of a path is one whatever its member is called, and prose is none', () => {
  function any(given: JsonObject, tool = 'read_file'): readonly string[] {
    return of({ tool, arguments: given }).zones_any
  }
  for (const text of [
    '/srv/secret/a',
    'x=@/srv/secret/a',
    '--output=/srv/secret/a',
    '-o/srv/secret/a',
    '/srv/secret:/mnt',
    'main:secret/a',
    'a.md, secret/a.md',
    '{"files":["a.md","secret/a.md"]}',
    '[["secret/a.md","x"]]',
  ])
    for (const name of ['ref', 'options', 'datei', 'volumes'])
      assert.deepEqual(any({ [name]: text }), ['secret'], text)
  for (const text of ['the file secret/a is old', 'it lies in /srv/secret'])
    assert.deepEqual(any({ remark: text }), [], text)
  assert.deepEqual(any({ path: 'a.md', content: 'secret/a.md' }, 'write_file'), [])
  assert.deepEqual(any({ path: 'a.md', content: '{"path":"secret/a.md"}' }, 'write_file'), [])
})

test('what is written under any name keeps a permit from holding, and what is searched for does not', () => {
  assert.deepEqual(of({ tool: 'read_file', arguments: { path: 'docs/a', onto: '/etc/x' } }).zones_all, [])
  assert.deepEqual(
    of({ tool: 'read_file', arguments: { path: 'docs/a', onto: 'package.json' } }).zones_all,
    [],
  )
  assert.deepEqual(of({ tool: 'grep', arguments: { path: 'docs/a', pattern: '/etc/x' } }).zones_all, ['docs'])
  assert.deepEqual(of({ tool: 'grep', arguments: { path: 'docs/a', type: 'text/plain' } }).zones_all, [
    'docs',
  ])
})

test('links that exist everywhere are followed before two dots are', () => {
  const settings = { zones: { etc: { include: ['/etc/**'] }, vault: { include: ['/srv/vault/**'] } } }
  function any(path: string): readonly string[] {
    return of({ arguments: { path } }, settings).zones_any
  }
  assert.deepEqual(any('/proc/self/root/../etc/a'), ['etc'])
  assert.deepEqual(any('/dev/fd/../root/etc/a'), ['etc'])
  assert.deepEqual(any('/var/run/../srv/vault/a'), ['vault'])
  assert.deepEqual(any('/proc/7/task/9/cwd/../srv/vault/a'), ['vault'])
  assert.deepEqual(any('/proc/self/fd/7'), ['etc', 'vault'])
})

test('a folder of a drive is the same in every spelling', () => {
  const settings = { zones: { a: { include: ['C:/Users/*/Vault/**'] } } }
  for (const path of [
    'C:/Users/x/Vault/a',
    'c:\\users\\x\\vault\\a',
    '/c/Users/x/Vault/a',
    '/mnt/c/Users/x/Vault/a',
    '/cygdrive/c/Users/x/Vault/a',
    '\\\\127.0.0.1\\C$\\Users\\x\\Vault\\a',
    '\\\\?\\C:\\Users\\x\\Vault\\a',
    'file:///C:/Users/x/Vault/a',
  ])
    assert.deepEqual(of({ arguments: { path } }, settings).zones_any, ['a'], path)
  assert.deepEqual(of({ arguments: { path: '/d/Users/x/Vault/a' } }, settings).zones_any, [])
})

test('a pattern reaches what fits it, and one for every file does not look for a secret', () => {
  const settings = {
    zones: { keys: { include: ['**/.env', '**/.env.*', '**/*.pem', '**/id_rsa*', '**/secrets/**'] } },
  }
  function any(path: string): readonly string[] {
    return of({ tool: 'find_files', arguments: { path } }, settings).zones_any
  }
  for (const path of [
    '.en[v]',
    '.e*',
    '*.pe?',
    '**/id_*',
    'src/s*ets/a',
    'a/{b,.env}',
    'secrets/*',
    '.[!a]nv',
  ])
    assert.deepEqual(any(path), ['keys'], path)
  for (const path of ['*', '**', '**/*', '*.ts', '**/*.ts', 'src/app/[id]/page.tsx', 'src/{Button}.tsx'])
    assert.deepEqual(any(path), [], path)
})

test('a member name that is a file in a folder is a path for forbids, and asks no more of a permit', () => {
  const settings = { zones: { docs: { include: ['docs/**'] }, keys: { include: ['secrets/**', '**/.env'] } } }
  for (const name of ['secrets/key.pem', 'app/.env', '.env', '/srv/.env'])
    for (const value of [true, null, 'x', [], { a: 1 }])
      assert.deepEqual(of({ arguments: { options: { [name]: value } } }, settings).zones_any, ['keys'], name)
  const beside = of({ arguments: { path: 'docs/a.md', options: { 'application/json.js': true } } }, settings)
  assert.deepEqual(beside.zones_all, ['docs'])
  for (const name of ['text/plain', 'Content-Type', 'a.b', 'x'])
    assert.equal(of({ arguments: { options: { [name]: 1 } } }, settings).count, 0, name)
})

test('a name that says that a file holds credentials is enough, for data and not for code or prose', () => {
  function isSecret(path: string): boolean {
    return knownOf({ tool: 'read_file', arguments: { path } }).includes(KNOWN_SECRETS)
  }
  for (const path of [
    'passwords.csv',
    'a/db-passwords.xlsx',
    'values-secret.yaml',
    'gcp-key.json',
    'api_keys.txt',
    'my.credentials.ini',
    'firebase-adminsdk-x1.json',
    'ssh_host_rsa_key',
    '.dev.vars',
    'Login Data',
  ])
    assert.ok(isSecret(path), path)
  for (const path of [
    'locales/de/password.json',
    'src/passwords.ts',
    'docs/secrets-management.md',
    'tokens.json',
    'sort-key.json',
    'keyboard.txt',
    'secretary.csv',
    'src/credentials-form.tsx',
  ])
    assert.ok(!isSecret(path), path)
})

test('what is searched for by its text is not a path', () => {
  assert.deepEqual(knownOf({ tool: 'search_code', arguments: { query: '.env' } }), [])
  assert.ok(knownOf({ tool: 'search_files', arguments: { query: '.env' } }).includes(KNOWN_SECRETS))
  assert.ok(knownOf({ tool: 'search_code', arguments: { query: '/app/.env' } }).includes(KNOWN_SECRETS))
})

test('every zone that is certain is also possible', () => {
  const letter = fc.constantFrom(
    ...'aAsS\u03a3\u03c3\u03c2\u0130i\u0131\u00df\u1e9e\ufb03k\u212a.*?[]{},/-:$',
  )
  const text = fc.array(letter, { minLength: 1, maxLength: 9 }).map((letters) => letters.join(''))
  const zone = fc.record({
    include: fc.array(text, { minLength: 1, maxLength: 3 }),
    exclude: fc.array(text, { maxLength: 2 }),
  })
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), zone),
      fc.array(text, { maxLength: 3 }),
      (zones, path) => {
        const { zones_any, zones_all } = of({ arguments: { path } }, { zones })
        assert.ok(zones_all.every((name) => zones_any.includes(name)))
      },
    ),
    { numRuns: 2000 },
  )
  const whole = of(
    { arguments: { path: 'docs/\u039c\u03a5\u03a3\u03a4.pdf' } },
    { zones: { a: { include: ['docs/\u039c\u03a5\u03a3*'] } } },
  )
  assert.deepEqual([whole.zones_any, whole.zones_all], [['a'], ['a']])
})
