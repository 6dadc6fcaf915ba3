// Tests which values behind a telling name are credentials, and which only stand for one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanText } from '../scan.ts'

function heldIn(text: string): readonly string[] {
  return scanText(text, { categories: ['secret'] }).findings.map(({ start, end }) => text.slice(start, end))
}

const STANDING = [
  'next_page_token=RqtScdLgHrVbnWkPz4821xYt',
  '{"nextPageToken":"RqtScdLgHrVbnWkPz4821xYt"}',
  'const provider = { token: SessionTokenFactory<T> }',
  '{ token: "RequestScopedLogger" }',
  '{"secret":"**LEFT OUT**"}',
  'PGPASSWORD="my very long password"',
  "request({ auth: 'user:password' })",
  "{ connectionString: 'postgres://app@db/orders' }",
  "parse('postgres://app:somepassword@db:381/orders')",
  // Truth values and identifiers in code.
  'usernamePassword: true',
  'usernamePassword=false，下一步应立即调用 login2()',
  'auth_token=oauth2_access_token',
  'token: getAccessTokenV2',
  'secret_key = "base64_encoded_key"',
  'private_key=ed25519_private_key',
  // A sentence goes on in a script without blanks.
  '动作：status=查询状态，start_auth=发起登录，login_by_api_key=API Key登录',
  'action=get_temp_credentials 时可选。true=返回明文临时密钥；默认 false 仅返回脱敏结果',
  'action=login_by_api_key 时必填，仅限2024版本',
  'password=パスワード123を入力',
  'token=로그인후2시간유효한토큰입니다',
  'token=โทเค็นที่ได้รับหลังจากเข้าสู่ระบบ2ครั้ง',
  // What nobody draws.
  'In the example, the formToken is abc123def456ghi789.',
  'Authorization: Bearer abc123def456ghi789',
  'api_key = a1b2c3d4e5f6g7h8i9j0',
  'token: 1234567890abcdef',
  'token=0123456789abcdef0123456789abcdef',
  'access_token=abc123xyz789',
  'token: "123e4567-e89b-12d3-a456-426614174000"',
  'token: 12345678-1234-1234-1234-123456789012',
  'api_key="xxxx-xxxx-xxxx-xxxx"',
  'api_key=your-token-here',
]

test('what stands for a credential is left alone', () => {
  for (const text of STANDING) assert.deepEqual(heldIn(text), [], text)
})

const HELD = [
  ['{ token: "RqtScdLgHrVbnWkPz" }', 'RqtScdLgHrVbnWkPz'],
  ["{ connectionString: 'postgres://app:tr0ub4dor@db/orders' }", 'tr0ub4dor'],
  ['PGPASSWORD="correct9horse"', 'correct9horse'],
  ['password="abc12345"', 'abc12345'],
  ['password=hunter2_v2', 'hunter2_v2'],
  ['db_password=Spring2024', 'Spring2024'],
  ['api_key=Zk8qT2pLw9xMn4vB7c，不要提交', 'Zk8qT2pLw9xMn4vB7c'],
  ['密码是 Zk8!qT2pLw9x，不要提交', 'Zk8!qT2pLw9x'],
  ['token: 7d0f3e5a-91b2-4c86-a4de-58f3c19b6e20', '7d0f3e5a-91b2-4c86-a4de-58f3c19b6e20'],
  ['token=9f86d081884c7d659a2feaa0c55ad015', '9f86d081884c7d659a2feaa0c55ad015'],
] as const

test('a drawn value and a chosen password are found', () => {
  for (const [text, held] of HELD)
    assert.ok(
      heldIn(text).some((found) => found.includes(held)),
      text,
    )
})

/** Drawn from a fixed seed, so that no text of the sources looks like a key. */
function drawn(
  length: number,
  letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
): string {
  let state = 12345 + length
  return Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return letters.charAt(Math.floor((state / 2147483648) * letters.length))
  }).join('')
}

const HEX = '0123456789abcdef'

test('published forms are found, and their stand-ins are not', () => {
  const putty = `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${drawn(40)}\nPrivate-MAC: ${drawn(64, HEX)}`
  for (const value of [
    `MTA${drawn(21)}.G${drawn(5)}.${drawn(38)}`,
    `vercel_blob_rw_${drawn(16)}_${drawn(30)}`,
    `u+${drawn(18)}`,
    `1/${drawn(16, '0123456789')}:${drawn(32, HEX)}`,
    `${drawn(76)}AZDO${drawn(4)}`,
    putty,
  ])
    assert.deepEqual(heldIn(`It is ${value} here`), [value])
  for (const value of [
    `ghp_${'x'.repeat(36)}`,
    'sk-ant-api03-your-key-goes-here',
    `sk_test_${'x'.repeat(12)}`,
    'glpat-your-personal-access-token',
    `${drawn(10)}AZDO${drawn(4)}`,
  ])
    assert.deepEqual(heldIn(`It is ${value} here`), [], value)
})

test('the password of a client of MySQL follows its letter', () => {
  const password = drawn(12)
  for (const line of [
    `mysql -uroot -p${password} shop`,
    `mysqldump -h db -u app -p'${password}' shop > a.sql`,
    `mariadb --host=db -p${password}`,
  ])
    assert.deepEqual(heldIn(line), [password], line)
  for (const line of [
    'mysql -u root -p shop',
    'mysql --port=3306 -protocol tcp',
    'mysql -p"$DB_PASSWORD" shop',
  ])
    assert.deepEqual(heldIn(line), [], line)
})

test('a published form of one letter after another is a key, and words that are written as one are none', () => {
  for (const [begin, count] of [
    ['ghp_', 36],
    ['hf_', 34],
    ['123456789:AA', 33],
    ['hvs.CAESIJ', 80],
  ] as const) {
    const key = `${begin}${'a'.repeat(count)}`
    assert.deepEqual(heldIn(`https://example.com/?k=${key}`), [key])
  }
  assert.deepEqual(heldIn('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'), [])
})
