// Tests which patterns of a schema can keep a backtracking matcher busy for ever.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dangerOf } from './patterns.ts'
import { readSchema } from './schema.ts'

function danger(pattern: string): string {
  return dangerOf(pattern, { left: 300_000 })
}

const ENDLESS = [
  '(a+)+$',
  '^(a+)+$',
  '^(\\w*)*$',
  '(a*)*$',
  '(a|a)*$',
  '(a|aa)+$',
  '(a|a?)+$',
  '^(a{1,2})*$',
  '(.*a){20}',
  '^(a?){30}a{30}$',
  '^(.*,){11}P',
  '([a-z]+)*\\d',
  '^([a-zA-Z0-9]+\\s?)*$',
  '(\\w+\\s?)*$',
  '^(\\d+|\\w+)*$',
  '^(?:\\w|[a-f])+$',
  '^((ab)*)+$',
  '^(?:a|ab|b)*c$',
  '^(x+x+)+y$',
  '^(?<word>\\w+,?)+$',
  '^([^\\s]+\\S*)+$',
  '^(a?b?)*$',
  '^(?:(?:a?|b?)c)*$',
  '^((a?)+b)*$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '^(?=(a+)+$).*$',
  '^(?!(?:\\w+)*!)\\w+$',
  '^(?=.*(?:[a-z]+)+\\d).{8,}$',
  '(?<=(?:a|a)+)b',
  '^(a+)+\\1$',
  '^(\\w)(?:\\w+)*\\1$',
  '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$',
  '^([0-9a-f]{1,10}){1,10}$',
  '^(?:[é-ü]+|\\p{L}+)*$',
]

const ENDING: Readonly<Record<string, string>> = {
  'e-mail of zod 4':
    "^(?!\\.)(?!.*\\.\\.)([A-Za-z0-9_'+\\-\\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
  'e-mail of zod without looks':
    "^(?:[A-Za-z0-9_'+\\-]+\\.)*[A-Za-z0-9_'+\\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
  'e-mail of HTML':
    "^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
  'e-mail of RFC 5322':
    '^(([^<>()\\[\\]\\\\.,;:\\s@"]+(\\.[^<>()\\[\\]\\\\.,;:\\s@"]+)*)|(".+"))@((\\[[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}])|(([a-zA-Z\\-0-9]+\\.)+[a-zA-Z]{2,}))$',
  'e-mail with other scripts': '^[^\\s@"]{1,64}@[^\\s@]{1,255}$',
  uuid: '^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000)$',
  cuid: '^[cC][^\\s-]{8,}$',
  cuid2: '^[0-9a-z]+$',
  ulid: '^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}$',
  nanoid: '^[a-zA-Z0-9_-]{21}$',
  xid: '^[0-9a-vA-V]{20}$',
  'duration of zod':
    '^P(?:(\\d+W)|(?!.*W)(?=\\d|T\\d)(\\d+Y)?(\\d+M)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+([.,]\\d+)?S)?)?)$',
  'date of zod':
    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
  'date and time of zod':
    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?(?:Z|([+-](?:[01]\\d|2[0-3]):[0-5]\\d)))$',
  'IPv4 of zod':
    '^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])$',
  'CIDR of zod':
    '^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\\/([0-9]|[1-2][0-9]|3[0-2])$',
  'IPv6 of zod':
    '^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:)|fe80:(:[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]{1,}|::(ffff(:0{1,4}){0,1}:){0,1}((25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])\\.){3,3}(25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])|([0-9a-fA-F]{1,4}:){1,4}:((25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])\\.){3,3}(25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9]))$',
  base64: '^$|^(?:[0-9a-zA-Z+/]{4})*(?:(?:[0-9a-zA-Z+/]{2}==)|(?:[0-9a-zA-Z+/]{3}=))?$',
  'base64 of zod 3': '^([0-9a-zA-Z+/]{4})*(([0-9a-zA-Z+/]{2}==)|([0-9a-zA-Z+/]{3}=))?$',
  'base64 for URLs': '^[A-Za-z0-9_-]*$',
  JWT: '^[A-Za-z0-9-_]+\\.[A-Za-z0-9-_]+\\.[A-Za-z0-9-_]*$',
  'phone number of E.164': '^\\+(?:[0-9]){6,14}[0-9]$',
  'phone number with signs': '^\\+?\\d{1,3}?[-. ]?\\(?\\d{3}\\)?[-. ]?\\d{3}[-. ]?\\d{4}$',
  'phone number in parts': '^\\+?\\d{1,3}(?:[ -]?\\d{2,4}){2,5}$',
  'host name of zod':
    '^(?=.{1,253}\\.?$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[-0-9a-zA-Z]{0,61}[0-9a-zA-Z])?)*\\.?$',
  'host name': '^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$',
  'host name in labels': '^([a-z0-9]+(-[a-z0-9]+)*\\.)+[a-z]{2,}$',
  emoji: '^(\\p{Extended_Pictographic}|\\p{Emoji_Component})+$',
  'version of semver.org':
    '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$',
  URL: '^https?://(www\\.)?[-a-zA-Z0-9@:%._+~#=]{1,256}\\.[a-zA-Z0-9()]{1,6}\\b([-a-zA-Z0-9()@:%_+.~#?&/=]*)$',
  'URL with a port': '^https?://[^\\s/$.?#].[^\\s]*$',
  'choices in a list': '^(a|b|c)(,(a|b|c))*$',
  'words in a list': '^[a-z]+(?:, ?[a-z]+)*$',
  slug: '^[a-z0-9]+(?:-[a-z0-9]+)*$',
  'name of a package': '^(?:@[a-z0-9-*~][a-z0-9-*._~]*/)?[a-z0-9-~][a-z0-9-._~]*$',
  'path of names': '^(?:/[^/\\0]+)+/?$',
  'name of a person': "^\\p{Lu}\\p{L}*(?:[ '-]\\p{L}+)*$",
  'password that looks ahead': '^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?=.*[^\\w\\s]).{8,}$',
  'comment up to its end': '^/\\*(?:(?!\\*/).)*\\*/$',
  'string in quotes': '^"(?:[^"\\\\]|\\\\.)*"$',
  'choices of which none comes twice':
    '^(?!.*(?:^|,)(team|scim|mocks:deactivated),(?:.*,)?\\1(?:$|,))(team|scim|mocks:deactivated)(,(team|scim|mocks:deactivated))*$',
  'the same quotes': '^(["\'])[^"\']*\\1$',
  colour: '^#(?:[0-9a-f]{3}){1,2}$',
  'time with a zone': '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?( ?[AP]M)?$',
  'a long text': '^[\\s\\S]{1,5000}$',
  'key of AWS': '^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\\d{12}:.+$',
  'lines of pairs': '^(?:\\w+=[^\\n]*\\n)+$',
  'numbers with commas': '^\\d{1,3}(?:,\\d{3})*(?:\\.\\d+)?$',
}

describe('a pattern of which the same text goes round in two ways keeps a matcher busy for ever', () => {
  for (const pattern of ENDLESS) test(pattern, () => assert.equal(danger(pattern), 'certain'))
})

describe('a pattern whose rounds are told apart does not', () => {
  for (const [name, pattern] of Object.entries(ENDING))
    test(name, () => assert.equal(danger(pattern), 'none'))
})

describe('what cannot be decided is said so', () => {
  for (const [name, pattern] of Object.entries({
    'edges of words tell the rounds apart': '^(?:\\b\\w+\\b ?)+$',
    'a group that is matched once more': '^(\\w+)(?:\\1)*$',
    'a syntax of its own': '^(?>a+)+$',
    'a group that does not end': '^(a+',
    'too long': 'a'.repeat(5000),
    'too many groups within groups': `${'('.repeat(500)}a${')'.repeat(500)}`,
    'too many places': '^(?:[a-z]{250}){250}$',
    'too many ways': `^(?:${'a?'.repeat(900)})+$`,
  }))
    test(name, () => assert.equal(danger(pattern), 'unsure'))

  test('and is a finding that raises no doubt, unless another pattern is certain', () => {
    function found(...patterns: readonly string[]): unknown {
      return readSchema({ anyOf: patterns.map((pattern) => ({ pattern })) }, '').findings.map(
        ({ severity, path }) => [severity, path],
      )
    }
    assert.deepEqual(found('^a+$', '^(?>a+)+$', '^(a'), [['low', '/anyOf/1']])
    assert.deepEqual(found('^(?>a+)+$', '^(a+)+$', '^(a+)+$'), [['medium', '/anyOf/1']])
  })

  test('however many patterns there are, the work is bounded', () => {
    const work = { left: 10_000 }
    const dangers = Array.from({ length: 200 }, (_, at) => dangerOf(`^(?:a|b|${'c'.repeat(at)})*$`, work))
    assert.deepEqual([dangers[0], dangers.at(-1)], ['none', 'unsure'])
    assert.ok(work.left > -20_000)
  })
})
