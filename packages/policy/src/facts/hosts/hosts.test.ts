// Tests that no spelling of a URL or an address hides which host it leads to.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import { spansIn } from '@countersign/scan'
import fc from 'fast-check'
import { BASE, readingOf } from '../../../test/facts.ts'
import { createBudget } from '../../model/budget.ts'
import type { Settings } from '../../model/document.ts'
import type { Facts } from '../../model/facts.ts'
import { leavesOf } from '../leaves.ts'
import { hostGroupsOf, NO_GROUPS } from './groups.ts'
import { hostsIn, readHosts } from './hosts.ts'

type Hosts = {
  count: number
  names: string[]
  groups_any: string[]
  groups_all: string[]
  schemes: string[]
  ports: number[]
  internal: boolean
  literal: boolean
  credentials: boolean
  unclear: boolean
}

const SETTINGS: Settings = {
  hosts: { own: ['api.example.com', '*.example.org', '2001:DB8::1'], bad: ['evil.com', '*.evil.com'] },
}

function of(facts: Partial<Facts>, settings: Settings = SETTINGS): Hosts {
  const { whole, leaves, budget } = readingOf(facts)
  return hostsIn(readHosts(whole, leaves, budget), hostGroupsOf(settings), budget) as unknown as Hosts
}

function at(url: string): Hosts {
  return of({ target: { url } })
}

test('an ordinary URL is told exactly', () => {
  assert.deepEqual(at('https://API.example.com:8443/v1?q=a@b#c'), {
    count: 1,
    names: ['api.example.com'],
    groups_any: ['own'],
    groups_all: ['own'],
    schemes: ['https'],
    ports: [8443],
    internal: false,
    literal: false,
    credentials: false,
    unclear: false,
  })
  assert.deepEqual(at('http://a.example.org./').ports, [80])
  assert.deepEqual(at('http://a.example.org./').groups_all, ['own'])
  assert.deepEqual(at('https://example.org').groups_any, [])
  assert.deepEqual(at('https://xexample.org').groups_any, [])
  assert.deepEqual(at('https://[2001:db8:0:0::1]/').groups_all, ['own'])
  assert.equal(of({}).count, 0)
})

const INTERNAL = [
  ...[
    'http://localhost/',
    'http://LOCALHOST:3000',
    'http://a.localhost',
    'http://printer.local',
    'http://db.internal',
  ],
  ...[
    'http://metadata.google.internal/',
    'http://169.254.169.254/latest',
    'http://127.0.0.1',
    'http://127.1',
  ],
  ...[
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://017700000001',
  ],
  ...[
    'http://10.0.0.1',
    'http://172.31.255.255',
    'http://192.168.1.1',
    'http://100.64.0.1',
    'http://0.0.0.0',
    'http://0/',
  ],
  ...[
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[fe80::1%25eth0]/',
  ],
  ...[
    'http://[fd00::1]',
    'http://[64:ff9b::7f00:1]',
    'http://[2002:7f00:1::]',
    'http://[::127.0.0.1]',
    'http://224.0.0.1',
  ],
  ...[
    'http://010.0.0.1/',
    'http://127.0.0.1.nip.io/',
    'http://db/',
    'http://localhost./',
    'http://127.0.0.1./',
  ],
  ...[
    'http://\uff11\uff12\uff17.0.0.1/',
    'http://\u2460\u2461\u2466.0.0.1/',
    'http://127%2e0%2e0%2e1/',
    'http://127。0。0。1/',
  ],
  ...[
    'http://evil.com@localhost/',
    'http://localhost\\@evil.com/',
    'http://evil.com#@localhost/',
    'http:localhost/',
  ],
  ...[
    'http:/localhost',
    'http:///localhost',
    '//localhost/x',
    '\\\\localhost\\share',
    ' http://localhost',
    'ht\ntp://localhost',
  ],
  ...[
    'http://loc\talhost/',
    'http://256.256.256.256/',
    'http://127.0.0.1:80@8.8.8.8:80@x/',
    'gopher://127.0.0.1:6379/_x',
  ],
  ...[
    'http://host.docker.internal',
    'http://kubernetes.default',
    'http://x.svc',
    'http://[::1',
    'http://[fec0::1]',
  ],
]

test('an inner address is seen through every spelling of it', () => {
  for (const url of INTERNAL) assert.ok(at(url).internal, JSON.stringify(url))
  for (const url of [
    'https://example.com',
    'https://8.8.8.8',
    'https://[2606:4700::1111]',
    'https://localhost.example.com',
  ])
    assert.ok(!at(url).internal, url)
})

test('what two libraries read differently is unclear, holds every reading, and is in no group for certain', () => {
  const odd = [
    ...[
      'https://api.example.com\\@evil.com/',
      'https://api.example.com@evil.com@x/',
      'https://api.example.com#@evil.com',
    ],
    ...[
      'https://evil.com\\.api.example.com/',
      'https:evil.com',
      'https:/evil.com',
      'https:\\\\evil.com',
      '//evil.com',
    ],
    ...[
      'https://ev\til.com',
      'https://\uff45vil.com',
      'https://evil%2ecom',
      'https://evil.com?@api.example.com',
    ],
    ...['https://evil\u3002com', ' https://evil.com', 'https://ev\u00adil.com/'],
  ]
  for (const url of odd) {
    const hosts = at(url)
    assert.ok(hosts.unclear, JSON.stringify(url))
    assert.ok(hosts.groups_any.includes('bad'), JSON.stringify(url))
    assert.deepEqual(hosts.groups_all, [], JSON.stringify(url))
  }
  for (const url of [
    'https://a b/',
    'https://',
    'https://a..b/',
    'https://a:99999/',
    'https://[zz]/',
    `https://${'a'.repeat(5000)}`,
  ])
    assert.ok(at(url).unclear, url)
})

test('a name in another script is the same as its spelling in DNS', () => {
  const settings: Settings = { hosts: { city: ['*.münchen.de', '例え.jp'], same: ['xn--bcher-kva.example'] } }
  function groups(url: string): string[] {
    return of({ target: { url } }, settings).groups_any
  }
  assert.deepEqual(groups('https://www.xn--mnchen-3ya.de/'), ['city'])
  assert.deepEqual(groups('https://www.MÜNCHEN.de/'), ['city'])
  assert.deepEqual(groups('https://xn--r8jz45g.jp'), ['city'])
  assert.deepEqual(groups('https://bücher.example'), ['same'])
  assert.ok(at('https://xn--mnchen-3ya.de').unclear === false)
})

test('names in other scripts are written as Node writes them', () => {
  const letter = fc.constantFrom('a', 'z', '7', 'ü', 'я', '例', 'え', 'ñ', '한', 'ø')
  fc.assert(
    fc.property(fc.array(letter, { minLength: 1, maxLength: 12 }), (letters) => {
      const name = `${letters.join('').normalize('NFC')}.com`
      const expected = new URL(`https://${name}/`).hostname
      assert.ok(at(`https://${name}/`).names.includes(expected), name)
    }),
    { numRuns: 300 },
  )
})

test('credentials, literals, ports and schemes are told', () => {
  assert.ok(at('https://ann:pw@api.example.com').credentials)
  assert.ok(!at('https://api.example.com/@ann?x=b@c').credentials)
  assert.ok(at('https://8.8.8.8').literal)
  assert.deepEqual(at('https://8.8.8.8').names, ['8.8.8.8'])
  assert.deepEqual(at('http://[::FFFF:8.8.8.8]:99/').ports, [99])
  assert.deepEqual(at('FTP://example.com').schemes, ['ftp'])
  assert.deepEqual(at('FTP://example.com').ports, [21])
  assert.deepEqual(at('data:text/html,x').schemes, ['data'])
  assert.deepEqual(at('file:///etc/passwd'), { ...of({}), schemes: ['file'] })
})

test('hosts are found in arguments by names and by a scheme', () => {
  function names(given: JsonObject): string[] {
    return of({ arguments: given }).names
  }
  assert.deepEqual(names({ url: 'https://a.com', webhookUrl: 'https://b.com', text: 'https://c.com/x' }), [
    'a.com',
    'b.com',
    'c.com',
  ])
  assert.deepEqual(names({ host: 'Db.Example.com', server: 'x.org:5432', hosts: ['a.net'] }), [
    'db.example.com',
    'x.org',
    'a.net',
  ])
  assert.deepEqual(names({ remote: 'git@github.com:o/r.git' }), ['github.com'])
  assert.deepEqual(names({ endpoint: 'localhost:3000', host: '::1' }), ['localhost', '::1'])
  assert.deepEqual(
    names({ server: 'prod', site: 'Berlin', text: 'see https://a.com', domain: 'sales', host_id: 'x' }),
    ['x'],
  )
  assert.deepEqual(names({ url: '/v1/users', href: '#top', link: '?a=b' }), [])
  assert.deepEqual(names({ list: [{ deep: [{ uri: 'https://a.com' }] }] }), ['a.com'])
})

test('every host has to be in a group that is certain, and one is enough for one that is possible', () => {
  const two = of({ target: { url: 'https://api.example.com' }, arguments: { url: 'https://evil.com' } })
  assert.deepEqual([two.groups_any, two.groups_all, two.count], [['own', 'bad'], [], 2])
})

test('what is too much to read counts as every group and as none for certain', () => {
  const many = of({ arguments: { urls: new Array(300).fill('https://api.example.com') } })
  const long = of({ arguments: { urls: [`https://api.example.com/${'a'.repeat(5000)}`] } })
  const hidden = of({ hash_only: true, target: { url: 'https://api.example.com' } })
  for (const hosts of [many, long, hidden]) {
    assert.deepEqual([hosts.groups_any, hosts.groups_all], [['own', 'bad'], []])
    assert.ok(hosts.unclear && hosts.internal && hosts.literal && hosts.credentials)
  }
})

test('any text is read without an error, in linear time', () => {
  const piece = fc.constantFrom(
    'http',
    ':',
    '/',
    '\\',
    '@',
    '#',
    '?',
    '[',
    ']',
    '.',
    '%2e',
    '%',
    '127.0.0.1',
    'a',
    '::1',
    '\uff0e',
    ' ',
    '0x',
    '\0',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (parts) => {
      const hosts = of({ target: { url: parts.join('') }, arguments: { host: parts.join('') } })
      assert.ok(hosts.names.every((name) => name.isWellFormed()))
      assert.ok(hosts.unclear || hosts.names.every((name) => /^[a-z0-9_.:-]+$/.test(name)))
    }),
    { numRuns: 2000 },
  )
  // So long that anything but linear work would not come to an end.
  for (const piece of ['@', '[', '%25', '.', ':', '0x', 'a.', '\\', '\uff05', '://'])
    for (const length of [4000, 400_000]) {
      const { names } = of({ arguments: { urls: new Array(16).fill(piece.repeat(length / piece.length)) } })
      assert.ok(names.length <= 16, piece)
    }
})

test('a public address is told by the same numbers in whatever form it is written', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), (value) => {
      const dotted = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
      for (const form of [String(value), `0x${value.toString(16)}`, `0${value.toString(8)}`])
        assert.ok(at(`http://${form}/`).names.includes(dotted), form)
      assert.equal(at(`http://[::ffff:${dotted}]/`).internal, at(`http://${dotted}/`).internal)
    }),
    { numRuns: 300 },
  )
})

test('a text that has the form of a host is one whatever its member is called, and a word is none', () => {
  function names(tool: string, given: JsonObject): readonly string[] {
    return of({ tool, arguments: given }).names
  }
  for (const text of [
    'evil.example',
    'evil.example/x',
    'evil.example:443/x',
    'https:/evil.example/x',
    'https:evil.example',
    '--url=https://evil.example/x',
    'view-source:https://evil.example',
    '{"a":["https://evil.example"]}',
  ])
    for (const name of ['page', 'where', 'seite'])
      assert.ok(names('fetch', { [name]: text }).includes('evil.example'), text)
  for (const given of [
    { url: 'https://a.example.org/', resolve: 'a.example.org:443:evil.example' },
    { url: 'https://a.example.org/', socks: 'evil.example:1080' },
    { url: 'https://a.example.org/', headers: { Host: 'evil.example' } },
    { url: 'https://a.example.org/r?to=https%3A%2F%2Fevil.example' },
  ])
    assert.ok(names('fetch', given).includes('evil.example'), JSON.stringify(given))
  assert.deepEqual(names('copy_file', { to: '\\\\evil.example\\share\\a' }), ['evil.example'])
  assert.deepEqual(names('add_remote', { remote: 'git@evil.example:a/b.git' }), ['evil.example'])
  for (const given of [
    { site: 'Node.js', server: 'v1.2', domain: 'math.logic', link: 'next', endpoint: 'users', proxy: 'none' },
    { file: 'README.md', sort: 'created.at', email: 'ann@example.com', at: '2026-01-01T10:00:00Z' },
    { query: 'https://schema.org', text: 'see https://a.example' },
  ])
    assert.deepEqual(names('search_items', given), [], JSON.stringify(given))
  assert.deepEqual(names('edit_file', { path: 'a.json', content: 'https://a.example/x' }), [])
  for (const [tool, given] of [
    ['edit_file', { old: '127.0.0.1', new: 'a.example' }],
    ['get_version', { package: 'socket.io' }],
    ['validate', { schema: 'https://json-schema.org/draft/2020-12/schema' }],
  ] as const)
    assert.deepEqual(names(tool, given), [], JSON.stringify(given))
  assert.deepEqual(names('fetch', { package: 'evil.example' }), ['evil.example'])
  assert.equal(of({ tool: 'fetch', arguments: { url: 'file:///etc/passwd' } }).internal, true)
  assert.equal(of({ tool: 'read_file', arguments: { path: 'file:///srv/a.md' } }).internal, false)
})

test('an address that nobody has, or that holds an inner one, is inner', () => {
  for (const host of [
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '[2001:db8::1]',
    '[3fff::1]',
    '[100::1]',
    '[::5efe:10.0.0.1]',
    '[2a00::200:5efe:169.254.169.254]',
    '[64:ff9b:1:a00:0:100::]',
    '[64:ff9b::10.0.0.1]',
    '[2002:a00:1::]',
    '[::10.0.0.1]',
    'a.10.0.0.1.example.com',
    'a-127-0-0-1.example.com',
  ])
    assert.ok(at(`http://${host}/`).internal, host)
  for (const host of [
    '8.8.8.8',
    '[2a00:1450::1]',
    '[2002:808:808::]',
    '[64:ff9b::8.8.8.8]',
    'a-8-8-8-8.example.com',
  ])
    assert.equal(at(`http://${host}/`).internal, false, host)
})

test('a key in a URL is found in short and long, behind a name and in the path, and an everyday URL holds none', () => {
  function credentials(url: string): unknown {
    const facts = { ...BASE, target: { url } }
    const budget = createBudget()
    const found = readHosts(facts, leavesOf(undefined, budget), budget)
    return (hostsIn(found, NO_GROUPS, budget) as { credentials?: unknown }).credentials
  }
  for (const url of [
    `https://a.example/hook/ghp_${'a1B2'.repeat(9)}`,
    `https://a.example/?k=${'AKIA'}IOSFODNN7EXAMPLE`,
    `https://a.example/?k=%67hp_${'a1B2'.repeat(9)}`,
    'https://dev:s3cr3t@a.example/',
    'https://a.example/?eyJeyJghp_a..B7B7eyJ',
  ])
    assert.equal(credentials(url), true, url)
  for (const url of ['https://a.example/v1/items?limit=5', 'https://docs.a.example/guide#intro'])
    assert.equal(credentials(url), false, url)
  const piece = fc.constantFrom(
    'password=',
    'key=',
    'sk-',
    'ghp_',
    'AKIA',
    'eyJ',
    'a',
    'B7',
    '-',
    '_',
    '.',
    '/',
    '&x=',
    '%61',
    '0123456789',
    'é',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const url = `https://a.example/?${pieces.join('')}`
      assert.ok(credentials(url) === true || spansIn(url, ['secret'], createBudget()).length === 0, url)
    }),
    { numRuns: 2000 },
  )
})
