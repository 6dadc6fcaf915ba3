// Requests as large as the service accepts, each the worst of its kind for one reader of facts.
import type { JsonObject, JsonValue } from '@countersign/json'
import type { Facts, PolicyDocument } from '../src/index.ts'
import type { ToolDefinition } from '../src/model/tool.ts'

type Settings = NonNullable<PolicyDocument['settings']>
type Shape = readonly [name: string, facts: Facts]

/** What a body may hold, in characters that take one byte each. */
const BODY = 255 * 1024
const VALUES = 20_000

function asking(more: Partial<Facts>): Facts {
  return {
    agent: { id: 'agt_1', status: 'active', roles: ['ops'], labels: { team: 'a' } },
    action: 'call_tool',
    tool: 'move_file',
    environment: 'production',
    ...more,
  }
}

function many<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

function fill(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length)
}

/** As many texts of a length as a body holds, under one name. */
function texts(name: string, text: string, length = text.length): Facts {
  const bytes = new TextEncoder().encode(fill(text, length)).length + 3
  const count = Math.min(Math.floor(BODY / bytes), VALUES)
  return asking({ arguments: { [name]: many(count, () => fill(text, length)) } })
}

/** One text that fills a body. */
function whole(name: string, text: string): Facts {
  const bytes = new TextEncoder().encode(text).length
  return asking({ arguments: { [name]: text.repeat(Math.floor(BODY / bytes)) } })
}

const SPELLING = '..%2f%252e%252e\\A%25%32%66b/./c. /~1:x?q#f'

const paths: Shape[] = [
  [
    '250 paths of many spellings',
    asking({ arguments: { paths: many(250, (at) => `${SPELLING}${at}/d%5ce%2e%2e/f. . /g::$x`) } }),
  ],
  ['250 short spelled paths', asking({ arguments: { paths: many(250, (at) => `a%2e%2e\\b${at}?/c.`) } })],
  ['256 paths of 128 segments in all zones', texts('paths', 'a/', 128)],
  ['a path of 2,048 segments', asking({ arguments: { path: fill('a/', 4096) } })],
  ['8 paths of 2,048 segments', asking({ arguments: { paths: many(8, () => fill('a/', 4096)) } })],
  ['8 paths of dots', asking({ arguments: { paths: many(8, () => fill('../a/', 4096)) } })],
  [
    '8 paths encoded eight times',
    asking({ arguments: { paths: many(8, () => `%${fill('25', 16)}2e${fill('%2e%252e%25252e', 4000)}`) } }),
  ],
  ['8 paths of ligatures', asking({ arguments: { paths: many(8, () => fill('\ufdfa/', 4096)) } })],
  ['paths of ligatures', texts('paths', '\ufdfa\ufdfa/\ufdfa\\')],
  ['8 paths of invalid UTF-8', asking({ arguments: { paths: many(8, () => fill('%ff%c0%ae', 4096)) } })],
  ['8 paths of aliases', asking({ arguments: { paths: many(8, () => fill('/private/', 4096)) } })],
  [
    'paths and folders',
    asking({ arguments: { cwd: many(60, (at) => `/a/${at}`), paths: many(190, (at) => `b${at}/c`) } }),
  ],
  ['20,000 short paths', texts('paths', 'a/b')],
  ['a likely path, encoded', whole('source', '%2525')],
  ['likely paths, encoded', texts('source', '%252525252525', 60)],
  ['a likely path of ligatures', whole('source', '\ufdfa')],
  ['a sure path that fills the body', whole('path', 'a/')],
  [
    'names that are paths',
    asking({ arguments: { files: Object.fromEntries(many(9000, (at) => [`src/a${at}.ts%2e`, 'x'])) } }),
  ],
  [
    'the longest target',
    asking({ target: { path: fill('/a%2e.\\', 2048), url: `file://${fill('/a%2e.\\', 2040)}` } }),
  ],
]

const hosts: Shape[] = [
  ['a likely host of dots', asking({ arguments: { server: `${fill('a.', BODY)}@` } })],
  ['likely hosts of dots', texts('server', `${fill('a.', 1000)}@`)],
  ['likely hosts of signs', texts('server', '[a@b:1/', 200)],
  [
    '256 URLs of 256 characters',
    asking({ arguments: { urls: many(256, () => `https://${fill('%61%2561@a.', 248)}`) } }),
  ],
  [
    '16 URLs of 4,096 characters',
    asking({ arguments: { urls: many(16, () => `https://${fill('%25%32%35ab.', 4088)}`) } }),
  ],
  [
    '16 URLs of ligatures',
    asking({ arguments: { urls: many(16, () => `https://${fill('\ufdfa.', 4088)}`) } }),
  ],
  [
    'URLs of signs',
    asking({
      arguments: { urls: many(200, () => `https://a@b%40c@d%2540e\\f@g:1?@h#@${fill('%2e', 200)}`) },
    }),
  ],
  [
    '256 names in other scripts',
    asking({ arguments: { hosts: many(256, (at) => `${fill('äßçø京都', 62)}${at}.example`) } }),
  ],
  [
    'one name of many labels in other scripts',
    asking({ arguments: { hosts: many(16, () => fill(`${fill('äßçø京都', 60)}.`, 4000)) } }),
  ],
  [
    '256 addresses',
    asking({
      arguments: {
        hosts: many(
          256,
          (at) => ['::ffff:0x7f.1', '0177.0.0x1', '2130706433', '[fe80::1%25eth0]'][at % 4] ?? '',
        ),
      },
    }),
  ],
  ['20,000 short hosts', texts('host', 'a.b')],
  ['texts that look like URLs', texts('note', 'http://a.b/c')],
  [
    'names that mean URLs',
    asking({ arguments: Object.fromEntries(many(9000, (at) => [`url${at}`, 'x.y'])) }),
  ],
  ['the longest target URL', asking({ target: { url: `http://${fill('a%2e%2561@', 2041)}` } })],
]

const numbers: Shape[] = [
  ['20,000 numbers', asking({ arguments: { n: many(19_000, (at) => at + 0.123456789) } })],
  ['numbers of many digits', asking({ arguments: { amount: many(11_000, () => 1.7976931348623157e308) } })],
  ['small sums', asking({ arguments: { amount: many(11_000, () => 5e-324) } })],
  ['texts that are sums', texts('amount', 'USD 1,234,567.89')],
  ['long texts that are sums', texts('amount', '1,000.', 64)],
  ['texts that are sums of ligatures', texts('amount', '\ufdfa', 60)],
  ['spaces for sums', texts('amount', ' ', 64)],
  ['spaces for likely sums', whole('value', ' ')],
  ['currencies', texts('currency', ' jpx ', 64)],
]

const names: Shape[] = [
  ['long names', asking({ arguments: Object.fromEntries(many(1900, (at) => [fill(`aB${at}Cd`, 126), at])) })],
  [
    'names of separate letters',
    asking({ arguments: Object.fromEntries(many(1900, (at) => [`${fill('a-', 120)}${at}`, 'x'])) }),
  ],
  ['many names', asking({ arguments: Object.fromEntries(many(9900, (at) => [`k${at}`, at])) })],
  [
    'deep objects',
    asking({
      arguments: Object.fromEntries(
        many(300, (at) => [
          `d${at}`,
          many(60, () => 0).reduce<JsonValue>((inner) => ({ path: inner }), 'a/b'),
        ]),
      ),
    }),
  ],
  ['empty objects', asking({ arguments: { a: many(VALUES - 2, () => ({})) } })],
  ['nulls', asking({ arguments: { a: many(VALUES - 2, () => null) } })],
]

function declaring(text: string): Facts {
  const list = many(120, () => fill(text, 2000))
  return asking({ declared: { goal: fill(text, 8000), side_effects: list, tools: ['a'] } })
}

const declared: Shape[] = [
  ['declared plurals', declaring('emails ')],
  ['declared objects of readers', declaring('by email ')],
  ['declared fillers', declaring('the all any ')],
  ['declared words', declaring('deleting ')],
  ['declared letters', declaring('aB')],
  [
    'a goal of ligatures',
    asking({ declared: { goal: fill('\ufdfa', 8000), side_effects: many(30, () => fill('\ufdfa', 2000)) } }),
  ],
  ['a goal in Chinese', asking({ declared: { goal: fill('请幫我想', 8000) } })],
  ['a goal of joined words', asking({ declared: { goal: fill("a'b-", 8000) } })],
  [
    'lists of short texts',
    asking({
      declared: {
        side_effects: many(200, () => 'send'),
        success_criteria: many(200, () => 'x'.repeat(500)),
        constraints: many(200, () => 'y'.repeat(500)),
      },
    }),
  ],
]

const secrets: Shape[] = [
  ['digits in groups', whole('note', '4 1 2 ')],
  ['digits that are too few for a card', whole('note', '12-12-12-12-12-12x')],
  ['digits that are nearly cards', whole('note', '4111 1111 1111 1112 ')],
  ['signs of addresses', whole('note', 'a@')],
  ['addresses that are none', whole('note', `${'a'.repeat(63)}@${'b.'.repeat(9)} `)],
  ['addresses', whole('note', 'a@b.cc ')],
  ['beginnings of IBANs', whole('note', 'DE00 ')],
  ['long beginnings of IBANs', whole('note', 'DE00 AAAA AAAA AAAA AAAA AAAA AAAA AA ')],
  ['telephone numbers that are none', whole('note', '+1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 ')],
  ['keys that are none', whole('note', 'sk_live_a AKIAABCDEFGH ghp_abcdefgh eyJaaaaaaaa.b ')],
  ['private keys', whole('note', '-----BEGIN PRIVATE KEY-----')],
  ['private keys that end', whole('note', '-----BEGIN RSA PRIVATE KEY----- -----END RSA ')],
  [
    'secret names',
    asking({ arguments: Object.fromEntries(many(9000, (at) => [`password${at}token`, 'x'])) }),
  ],
  ['plain text', whole('note', 'The quick brown fox jumps over the lazy dog. ')],
  ['many short texts', texts('note', 'hello world')],
  ['members under pointers', asking({ arguments: Object.fromEntries(many(9900, (at) => [`p${at}`, at])) })],
]

/** The worst requests, by what they are the worst for. */
export const SHAPES: readonly Shape[] = [...paths, ...hosts, ...numbers, ...names, ...declared, ...secrets]

function object(count: number, member: (at: number) => readonly [string, JsonValue]): JsonObject {
  return Object.fromEntries(many(count, member))
}

const ITEMS = VALUES - 300

/** Schemas that ask much of arguments that hold much. */
export const SCHEMAS: readonly (readonly [name: string, schema: JsonObject, given: JsonObject])[] = [
  [
    'numbers as decimals',
    { properties: { a: { items: { type: 'number' } } } },
    { a: many(ITEMS, (at) => at + 0.5) },
  ],
  [
    'texts of a set',
    { properties: { a: { items: { type: 'string' } } } },
    { a: many(ITEMS, (at) => `${at}`) },
  ],
  [
    'integers of a set',
    { properties: { a: { items: { type: 'integer' } } } },
    { a: many(ITEMS, (at) => at) },
  ],
  [
    'records of a set',
    {
      properties: {
        a: { items: { type: 'object', properties: { b: { type: 'string' }, c: { type: 'number' } } } },
      },
    },
    { a: many(6000, (at) => ({ b: `${at}`, c: at / 4 })) },
  ],
  [
    'members counted again and again',
    { allOf: many(4000, () => ({ minProperties: 1 })) },
    object(ITEMS, (at) => [`k${at}`, 0]),
  ],
  [
    'members looked for',
    { additionalProperties: { required: many(9000, (at) => `m${at}`) } },
    object(9000, (at) => [`k${at}`, {}]),
  ],
  [
    'required members that are there',
    { allOf: many(500, () => ({ required: many(400, (at) => `k${at}`) })) },
    object(9000, (at) => [`k${at}`, 0]),
  ],
  [
    'characters counted again and again',
    { properties: { a: { allOf: many(4000, () => ({ maxLength: BODY })) } } },
    { a: fill('\ud83d\ude00', BODY / 2) },
  ],
  [
    'characters counted to half the length',
    { properties: { a: { allOf: many(4000, () => ({ maxLength: 70_000 })) } } },
    { a: fill('\ud83d\ude00', BODY / 2) },
  ],
  [
    'nested values written down',
    { properties: { a: { allOf: many(2000, () => ({ uniqueItems: true })) } } },
    { a: [many(55, () => 0).reduce<JsonValue>((inner) => [inner], fill('"', BODY / 2)), []] },
  ],
  ['unique texts', { properties: { a: { uniqueItems: true } } }, { a: many(ITEMS, (at) => `${at}`) }],
  ['unique objects', { properties: { a: { uniqueItems: true } } }, { a: many(9000, (at) => ({ b: at })) }],
  [
    'unique objects of many members',
    { properties: { a: { uniqueItems: true } } },
    { a: many(2, () => object(9000, (at) => [`k${at}`, at])) },
  ],
  [
    'a list of long values',
    { properties: { a: { items: { enum: many(900, (at) => fill(`${at}x`, 100)) } } } },
    { a: many(2000, (at) => fill(`${at % 900}x`, 100)) },
  ],
  [
    'a list of objects',
    { properties: { a: { items: { enum: many(2000, (at) => ({ at })) } } } },
    { a: many(9000, (at) => ({ at: at % 2000 })) },
  ],
  [
    'many keywords of one value',
    {
      properties: {
        a: {
          items: {
            ...{
              type: ['string', 'null', 'boolean', 'number'],
              minimum: 0,
              maximum: 1e9,
              exclusiveMinimum: -1,
            },
            ...{
              exclusiveMaximum: 1e10,
              multipleOf: 1,
              minLength: 0,
              maxLength: 9,
              minItems: 0,
              maxItems: 9,
            },
            ...{ uniqueItems: true, minProperties: 0, maxProperties: 9, required: ['a'] },
          },
        },
      },
    },
    { a: many(ITEMS, (at) => at) },
  ],
  [
    'references in place',
    {
      properties: { a: { items: { $ref: '#/$defs/d0' } } },
      $defs: object(14, (at) => [`d${at}`, { allOf: [{ $ref: `#/$defs/d${at + 1}` }] }]),
    },
    { a: many(ITEMS, (at) => at) },
  ],
  [
    'names in the way',
    { additionalProperties: { type: 'integer' } },
    object(1900, (at) => [fill(`~/${at}`, 126), at]),
  ],
  [
    'deep members',
    { $ref: '#/$defs/d', $defs: { d: { additionalProperties: { $ref: '#/$defs/d' } } } },
    object(300, (at) => [`d${at}`, many(55, () => 0).reduce<JsonValue>((inner) => ({ a: inner }), 0)]),
  ],
  [
    'members that are not listed',
    {
      type: 'object',
      properties: object(3000, (at) => [`k${at}`, { type: 'string' }]),
      additionalProperties: false,
    },
    object(3000, (at) => [`k${at}`, 'x']),
  ],
]

/** The tool that is called with them. */
export function toolWith(input_schema: JsonObject): ToolDefinition {
  return { name: 'typed', risk: 'low', require_approval: false, blocked: false, hidden: false, input_schema }
}

/** A call of it. */
export function withSchema(given: JsonObject): Facts {
  return asking({ tool: 'typed', arguments: given })
}

const LINES = `// task-7: see ann@example.com\n${'  const total = sum(items, 12.50) // v1.20.3\n'.repeat(9)}`

/** Large calls that a reasonable agent may make: all of them must be read to their end. */
export const LARGE: readonly Shape[] = [
  [
    'a file of 200 KB',
    asking({
      tool: 'write_file',
      arguments: {
        path: '/srv/app/src/tasks.ts',
        content: fill(LINES, 200_000),
      },
    }),
  ],
  [
    '500 rows',
    asking({
      tool: 'insert_rows',
      arguments: {
        table: 'orders',
        rows: many(500, (at) => ({
          ...{ id: at, customer: `Ann Example ${at}`, email: `ann${at}@example.com`, amount: at * 1.25 },
          ...{ created_at: '2026-11-26T01:00:00Z', note: 'call before noon', is_paid: true, url: null },
        })),
      },
    }),
  ],
  [
    '200 files to read',
    asking({
      tool: 'read_files',
      arguments: { paths: many(200, (at) => `src/components/button-${at}/index.ts`) },
    }),
  ],
  [
    '60 URLs to fetch',
    asking({
      tool: 'fetch_all',
      arguments: { urls: many(60, (at) => `https://docs.example.com/guide/page-${at}?lang=en#top`) },
    }),
  ],
]

/** Calls as they are every day. */
export const TYPICAL: readonly Shape[] = [
  ['reading a file', asking({ tool: 'read_file', arguments: { path: 'src/index.ts' } })],
  [
    'writing a file',
    asking({
      tool: 'write_file',
      arguments: { path: '/srv/app/src/a.ts', content: fill('const a = 1\n', 2000) },
    }),
  ],
  [
    'a web request',
    asking({
      tool: 'http_request',
      arguments: {
        url: 'https://api.example.com/v1/items?limit=5',
        method: 'POST',
        headers: { accept: 'application/json' },
        body: { name: 'a', amount: 12.5 },
      },
      target: { url: 'https://api.example.com/v1/items', method: 'POST' },
    }),
  ],
  [
    'a payment',
    asking({
      tool: 'payments:create',
      arguments: { amount: '1,250.00', currency: 'EUR', to: 'acct_1', note: 'rent' },
      declared: { goal: 'pay the rent for May', side_effects: ['sends money'], cost_usd: 1 },
    }),
  ],
]

/** Settings as a pack has them. */
export const USUAL_SETTINGS: Settings = {
  zones: {
    secrets: {
      include: ['**/.env', '**/.env.*', '**/*.pem', '**/id_rsa*', '/etc/**', '**/.ssh/**'],
      exclude: ['**/.env.example'],
    },
    source: { include: ['src/**', 'test/**'] },
  },
  hosts: { own: ['example.com', '*.example.com'], forges: ['github.com', 'api.github.com', 'gitlab.com'] },
}

function globsOf(zone: number, part: string): string[] {
  return many(64, (at) => `**/${part}*${fill(`${zone}`, 3)}?*/**/a/*a*${at}/**`)
}

/** As many zones, globs and host patterns as a document may hold, none of them cheap. */
export const LARGEST_SETTINGS: Settings = {
  zones: Object.fromEntries(
    many(64, (zone) => [`z${zone}`, { include: globsOf(zone, 'a'), exclude: globsOf(zone, 'b') }]),
  ),
  hosts: Object.fromEntries(
    many(64, (group) => [`g${group}`, many(64, (at) => `*.${fill('a', 60)}.h${group}-${at}.example`)]),
  ),
}
