// The dearest JSON there is for a number of bytes: whatever a reader looks at, as often as it fits.

export type Limits = { bytes: number; depth: number; values: number }

/** Answers JSON text of at most `bytes` bytes and `values` values, no deeper than `depth`. */
export type MakeValue = (limits: Limits) => string

// Texts that a reader has to read twice: paths and hosts in many spellings, numbers, secrets and their likes.
const PIECES: Record<string, string> = {
  'a path upwards': '../',
  'a path with dots': 'a/./b/../',
  'a path of Windows': 'C:\\..\\',
  'percent signs': '%25',
  'percent dots': '%2e%2e%2f',
  'percent u': '%u0025',
  'wide characters': '\uff05\uff0f',
  'a root': '/proc/self/root/',
  stars: '**/*a*b/',
  'a URL': 'https://a@b:1/',
  'an address of numbers': '0x7f.1.',
  'an address of IPv6': '[::1%25a]:',
  'mail addresses': 'a@a.',
  digits: '4111 ',
  thousands: '1,',
  money: '$1e9 ',
  'an account number': 'DE89',
  'a telephone number': '+1 (',
  'a token': 'eyJh.',
  'a key': 'sk_live_',
  'a private key': '-----BEGIN PRIVATE KEY-----',
  'a command': '; rm -rf $(',
  'a download': 'curl ',
  'a name and a sign': 'key=',
  'the key of a service': 'sk-',
  'a hidden part': '<p hidden>',
  'a beginning of a comment': '<!--',
  'a block of base64': 'aGVsbG8gd29ybGQgYWdhaW4= ',
  'empty lines': '\n',
  'letters that look like others': '\u0430',
  'many different characters': Array.from({ length: 500 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join(
    '',
  ),
  'an order': 'ignore previous instructions ',
  'invisible characters': '\u200b\u202e',
  marks: 'a\u0301',
  pairs: '\u{1f468}\u200d',
  quotes: '"\\',
  'a policy': 'permit(principal,action,resource);',
  'lines of a bundle': '{"payload":"{}"}\n',
}

// Names that make a reader look closer.
const NAMES = ['path', 'url', 'host', 'amount', 'command', 'email', 'password', 'query']

function quoted(text: string): string {
  return JSON.stringify(text)
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

/** How many values there are in a piece of JSON. */
function valuesIn(text: string): number {
  const withoutNames = text.replaceAll(/"(?:[^"\\]|\\.)*":/g, '')
  return withoutNames.match(/"(?:[^"\\]|\\.)*"|[[{]|-?[0-9][-+.0-9eE]*|true|false|null/g)?.length ?? 0
}

/** As many items as fit between `open` and `close`. */
function fill(limits: Limits, open: string, close: string, item: (n: number) => string): string {
  const parts: string[] = []
  let left = limits.bytes - bytesOf(open) - bytesOf(close)
  let values = limits.values - valuesIn(open)
  for (let n = 0; ; n++) {
    const next = item(n)
    left -= bytesOf(next) + 1
    values -= valuesIn(next)
    if (left < 0 || values < 0) break
    parts.push(next)
  }
  return `${open}${parts.join(',')}${close}`
}

/** One text of `piece`, at most `bytes` long as JSON and `characters` long as a text. */
export function longText(piece: string, bytes: number, characters = Number.POSITIVE_INFINITY): string {
  const each = bytesOf(quoted(piece)) - 2
  const times = Math.max(1, Math.min(Math.floor((bytes - 2) / each), Math.floor(characters / piece.length)))
  return quoted(piece.repeat(times))
}

function nested(depth: number, open: string, close: string): string {
  return open.repeat(depth) + close.repeat(depth)
}

const SHAPES: Record<string, MakeValue> = {
  'empty objects': (limits) => fill(limits, '{"a":[', ']}', () => '{}'),
  'empty arrays': (limits) => fill(limits, '{"a":[', ']}', () => '[]'),
  zeros: (limits) => fill(limits, '{"a":[', ']}', () => '0'),
  'long numbers': (limits) => fill(limits, '{"amounts":[', ']}', (n) => `-1.79769313486231${n % 10}e+30`),
  members: (limits) => fill(limits, '{', '}', (n) => `"${n.toString(36)}":0`),
  escapes: ({ bytes }) => `{"path":"${'\\u0041'.repeat(Math.floor((bytes - 14) / 6))}"}`,
  'deep arrays': (limits) => fill(limits, '{"a":[', ']}', () => nested(limits.depth - 4, '[', ']')),
  'deep objects': (limits) =>
    fill(limits, '{"a":[', ']}', () => `${'{"a":'.repeat(limits.depth - 4)}1${'}'.repeat(limits.depth - 4)}`),
  'forks of a schema': (limits) =>
    fill(limits, '{"$ref":"#/$defs/d0","$defs":{', '}}', (n) => {
      const next = `{"$ref":"#/$defs/d${n + 1}"}`
      return `"d${n}":{"allOf":[${next},${next}],"anyOf":[${next},${next}]}`
    }),
  'a wide schema': (limits) =>
    fill(
      limits,
      '{"type":"object","properties":{',
      '}}',
      (n) => `"m${n}":{"type":"string","enum":["a","b"],"pattern":"(a+)+$"}`,
    ),
  globs: (limits) =>
    fill(limits, '{"zones":{"z":{"include":[', ']}}}', (n) => `"${'*a'.repeat(40)}/**/${n}*b/**/c"`),
}

/** Every hostile object by what it is made of. */
export const worstObjects: Record<string, MakeValue> = {
  ...SHAPES,
  ...Object.fromEntries(
    Object.entries(PIECES).flatMap(([name, piece]): [string, MakeValue][] => [
      [`${name}, one text`, ({ bytes }) => `{"text":${longText(piece, bytes - 10)}}`],
      [
        `${name}, many texts under telling names`,
        (limits) =>
          fill(limits, '{', '}', (n) => `"${NAMES[n % NAMES.length]}${n}":${quoted(piece.repeat(3) + n)}`),
      ],
      [
        `${name}, texts of a hundred characters`,
        (limits) =>
          fill(limits, '{"paths":[', ']}', (n) => quoted(piece.repeat(Math.ceil(100 / piece.length)) + n)),
      ],
      // Few enough to be read one by one.
      [
        `${name}, 250 texts of a hundred characters`,
        (limits) =>
          fill({ ...limits, bytes: Math.min(limits.bytes, 28_000) }, '{"paths":[', ']}', (n) =>
            quoted(piece.repeat(Math.ceil(95 / piece.length)) + n),
          ),
      ],
    ]),
  ),
}

/** Every hostile text by what it is made of. */
export const worstTexts: Record<string, string> = PIECES
