// Reads made-up requests, so that the first real one does not wait until the code for it is compiled.

import type { Facts } from '../model/facts.ts'
import { FactsError } from '../model/facts.ts'
import { toolArguments } from '../tools/schema.ts'
import { areasOf } from './areas.ts'
import { readContent, type Vocabulary } from './content.ts'
import { WHOLE_VOCABULARY } from './request.ts'

const TEXTS = [
  'The quick brown fox jumps over the lazy dog.',
  'write to ann@example.com, DE89 3704 0044 0532 0130 00, 4111 1111 1111 1111 or +49 170 1234567',
  'sk_live_abcdefghijkl eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl -----BEGIN PRIVATE KEY----- 078-05-1120',
  '..%2f%252e%252e\\A%25%32%66b/./c. /~1:x?q#f',
  '/proc/self/root//private/\uff0e\ufdfa/%ff%c0%ae/*$HOME',
  'https://a@b%40c@d%2540e\\f@g:1?@h#@%2e',
  'http://[::ffff:0x7f.1%25eth0]:80/ git@example.com:a/b',
  'http://äßçø京都.example/ 0177.0.0x1',
  'USD 1,234,567.89',
  '  -12.5e3 ',
]

const NAMES = ['path', 'source', 'url', 'server', 'amount', 'value', 'currency', 'password', 'aB-c9dE']

const ITEMS = { type: 'array', uniqueItems: true, items: { type: ['string', 'number'], maxLength: 200 } }
const SCHEMA = {
  type: 'object',
  properties: Object.fromEntries(NAMES.map((name) => [name, ITEMS])),
  additionalProperties: { $ref: '#/$defs/other' },
  $defs: {
    other: { required: ['n'], properties: { n: { type: 'number', minimum: 0 }, t: { type: 'string' } } },
  },
}

const TOOL = { name: 'warm_up', risk: 'low', require_approval: false, blocked: false, hidden: false } as const

const SET: Vocabulary = {
  ...WHOLE_VOCABULARY,
  areas: areasOf({
    zones: { a: { include: ['**/.env', '/etc/**', 'src/*a?*/**'], exclude: ['**/x*'] } },
    hosts: { a: ['example.com', '*.example.com'] },
  }),
  sanitizes: [['pii', 'secrets', '/path/0']],
  tools: toolArguments([{ ...TOOL, input_schema: SCHEMA }]),
}

function requestOf(turn: number): Facts {
  const members = NAMES.map((name, at): [string, unknown] => [
    `${name}${turn % 3 === 0 ? '' : at}`,
    [0, 3, 6].map((more) => `${TEXTS[(turn + at + more) % TEXTS.length]}${turn}`),
  ])
  return {
    agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
    action: 'call_tool',
    tool: TOOL.name,
    environment: 'production',
    target: { url: 'https://a.example.com/', path: '/a/../b' },
    arguments: {
      ...Object.fromEntries(members),
      numbers: { n: turn + 0.25, t: 'x', deep: [{ a: [turn, 1e300, null, true] }] },
    },
    declared: { goal: 'delete all users 请帮我', side_effects: [...TEXTS, 'sends eMails'] },
  }
}

const TURNS = 40

/** Reads requests that no agent sent, about a tenth of a second long. */
export function warmUp(): void {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const { failure } = readContent(SET, requestOf(turn))
    if (failure instanceof FactsError) throw failure
  }
}
