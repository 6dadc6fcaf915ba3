// Tests the credentials that are told by where they stand, beside what stands there and is none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget, spentOf } from '../../budget.ts'
import { scanText, scanValue } from '../../scan.ts'

const SETS: Readonly<Record<string, string>> = {
  w: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  d: '0123456789',
  x: '0123456789abcdef',
  z: 'abcdefghijklmnopqrstuvwxyz0123456789',
  b: 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789',
  S: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  t: 'abcdefghijklmnopqrstuvwxyz234567',
}

/** A text with everything in brackets drawn from a seed, so that none of the sources looks like a key. */
function filled(shape: string): string {
  let state = 41 + shape.length
  return shape.replace(/\[([wdxzbtS])(\d+)\]/g, (_, name: string, count: string) => {
    const letters = SETS[name] ?? ''
    return Array.from({ length: Number(count) }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return letters.charAt(Math.floor((state / 2 ** 32) * letters.length))
    }).join('')
  })
}

function heldIn(text: string): readonly string[] {
  return scanText(text, { categories: ['secret'] }).findings.map(({ start, end }) => text.slice(start, end))
}

type Kind = { readonly kind: string; readonly held: readonly string[]; readonly clean: readonly string[] }

const KINDS: readonly Kind[] = [
  {
    kind: 'schemes of an authorization',
    held: [
      'Authorization: SSWS 00[w38]',
      "authorization: 'GenieKey [x8]-[x4]-[x4]-[x4]-[x12]'",
      'Authorization: Key [w30]',
    ],
    clean: [
      'Authorization: Splunk $HEC_TOKEN',
      'authorization: require administrator approval',
      'Authorization: SSWS <token>',
    ],
  },
  {
    kind: 'arguments of a call',
    held: [
      'anthropic.Client("[w40]")',
      "deepgram.createClient('[x40]')",
      "sender.setApiKey('[w32]')",
      'new UsernamePasswordCredentials("ann", "[w10]7!")',
      "connect(url, auth=('neo4j', '[w24]'))",
      "new ethers.Wallet('0x[x64]')",
      "new Ably.Realtime('[w6].[w6]:[w40]')",
      "messagebird.initClient('[w25]')",
    ],
    clean: [
      'stripe.Customer.retrieve("cus_[w14]")',
      "openai.threads.retrieve('thread_[w24]')",
      "twilio.messages('MM[x32]').fetch()",
      "aws: ['*.compute-1a.amazonaws.com']",
      "headers.Authorization = 'Basic ' + Buffer.from(user1)",
      'const token = match[2]?.trim()',
      'Sec-WebSocket-Key: [w22]==',
      "getSecret('orders-db-Password-7f3a')",
      'stripe.Client("StripeClientWithRetries")',
      "auth=('user', 'password')",
      "waitForTransaction('0x[x64]')",
      "useToken('color.primary.500')",
      "openai.Client('https://gateway.example/v1/[x8]')",
    ],
  },
  {
    kind: 'commands that log in',
    held: [
      'docker login registry.example -u ci -p [w24]',
      'az login --service-principal -u app --password=[w20]~',
      'wandb login --relogin [x40]',
      'redis-cli -h cache -a [w16] ping',
      'sqlcmd -S db -U sa -P [w10]!7',
      'smbclient //nas/share -U acme/ann%[w12]',
      'htpasswd -cb .htpasswd ann [w14]',
      'openssl rsa -in a.pem -passin pass:[w14]',
      "ldapsearch -D cn=admin -w '[w12]' -b dc=example",
    ],
    clean: [
      'docker login registry.example -u ci --password-stdin',
      'docker login -u ci -p "$REGISTRY_PASSWORD"',
      'the login -p page shows a form',
      'redis-cli -a "$REDIS_PASSWORD" ping',
      'user login [x8]-[x4]-[x4]-[x4]-[x12] succeeded',
      'unzip -p archive.zip file-1.txt',
      'msbuild app.sln /p:Version=1.2.3',
      'openssl rsa -passin pass:$PASS',
    ],
  },
  {
    kind: 'what is written into a command',
    held: [
      "echo '[w20]' | docker login -u ci --password-stdin",
      'echo -n [w16]7 > .vault_pass',
      'rsync --password-file=<(echo [w18]) a b',
      'sudo -S ls <<< "[w14]"',
    ],
    clean: [
      'echo "$TOKEN" | docker login -u ci --password-stdin',
      'echo build-2026 > version.txt',
      'cat <<< "hello world"',
      'echo step1 | tee log',
    ],
  },
  {
    kind: 'sentences',
    held: [
      'the password of the staging database is [w12]7#',
      'Das Kennwort für den Drucker lautet [w14]',
      'Le mot de passe du NAS : [w14]',
      'La contraseña de la base de datos es [w15]',
      'A senha do servidor é [w15]',
      'Het wachtwoord van de printer is [w15]',
      'I set the secret as [w40] in that shell',
      'データベースのパスワードは [w15] です',
      '数据库的密码是 [w15]',
      'Пароль от базы: [w15]',
    ],
    clean: [
      'the password of the staging database is in the vault',
      'The token for the next page is optional and defaults to 25.',
      'Das Kennwort lautet anders als 2025-11-27T10:00:00Z vermuten liess',
      'La contraseña de la base de datos es obligatoria desde 2024',
      'Reset the password by opening https://example.org/reset/2026a',
      'The secret is mounted at /var/run/secrets/kubernetes.io/serviceaccount1',
      'パスワードは12文字以上',
      '密码是必填项',
    ],
  },
  {
    kind: 'wallets and second factors',
    held: [
      'recovery phrase: abandon glove canyon rotate velvet lamp orbit siren maple ticket quarter frozen',
      '2FA: enter the setup key [t4] [t4] [t4] [t4] [t4] [t4] 2345 6723',
      'bitcoin-cli importprivkey L[b51]',
      'xprv[b107]',
      'nsec1[z58]',
    ],
    clean: [
      'the recovery phrase has twelve words, which are shown once and must be written down by hand',
      'authenticator: scan this code with your phone then type what they show here',
      'xpub[b107]',
      'npub1[z58]',
      'sent to bc1q[z38] in tx [x64]',
    ],
  },
  {
    kind: 'members of keys',
    held: [
      '{"kty":"OKP","crv":"Ed25519","x":"[w43]","d":"[w43]"}',
      '{"kty":"oct","k":"[w43]"}',
      '"type":"random_password","instances":[{"attributes":{"length":24,"result":"[w24]"}}]',
    ],
    clean: [
      '{"kty":"OKP","crv":"Ed25519","x":"[w43]"}',
      '{"a":"[w10]","d":"[w6]"}',
      '{"type":"random_pet","result":"able-cat"}',
    ],
  },
  {
    kind: 'addresses',
    held: [
      'https://maker.ifttt.com/trigger/a/with/key/[w43]',
      'https://open.larksuite.com/open-apis/bot/v2/hook/[x8]-[x4]-[x4]-[x4]-[x12]',
      'https://api.telegram.org/bot[d10]:AA[w33]/getMe',
      'https://fn.azurewebsites.net/api/a?code=[w54]==',
      'https://storage.example.com/a?GoogleAccessId=a%40b&Expires=1790000000&Signature=[w80]%3D%3D',
      'jdbc:oracle:thin:app/[w14]@//db:1521/ORDERS',
      'db.internal:5432:orders:app:[w20]',
      "curl https://a.example -H 'Cookie: lang=en; sessionid=[z32]'",
    ],
    clean: [
      'https://api.telegram.org/bot<token>/getMe',
      'https://fn.azurewebsites.net/api/a?page=2',
      'https://idp.example/sso?SAMLRequest=[w40]&Signature=[w80]%3D',
      'jdbc:oracle:thin:@//db:1521/ORDERS',
      'ports: 5432:5432:tcp',
      'Cookie: lang=en; csrftoken=[z32]',
      'Cookie: _ga=GA1.2.[d9].[d10]',
      'DATABASE_URL=postgres://user:password@localhost:5432/orders',
    ],
  },
  {
    kind: 'statements and settings',
    held: [
      "CREATE USER 'app'@'%' IDENTIFIED BY '[w14]8'",
      "EXEC sp_addlogin 'ann', '[w12]9!'",
      'requirepass [w24]',
      'rabbitmqctl add_user app [w16]',
      'mc alias set store https://minio.example:9000 [w20] [w40]',
      '[smtp.example]:587 ann:[w14]',
      'az keyvault secret set --vault-name v --name db --value "[w20]"',
      'creds for staging: ann / [w10]!3',
      'la clave del wifi es [w14]',
    ],
    clean: [
      "CREATE USER 'app'@'%' IDENTIFIED BY '<password>'",
      'requirepass is set in redis-7.conf',
      'rabbitmqctl add_user app "$PASSWORD"',
      'az keyvault secret show --vault-name v --name db-password-2',
      'creds for staging are in the vault Ops2',
      'user ann pass rate 98.5 %',
      'la clave del mapa es azul2',
      'the secret is base64-encoded in etcd3',
      'set the token as X-Auth-Token2 header',
    ],
  },
  {
    kind: 'hashes and devices',
    held: [
      '$krb5asrep$23$ann@ACME.EXAMPLE:[x32]$[x120]',
      'svc-app:1107:aad3b435b51404eeaad3b435b51404ee:[x32]:::',
      'enable secret 5 $1$[w4]$[w22]',
      'snmp-server community [w14] RW',
      'radius-server host 10.0.0.5 key 7 [x18]',
      'userPassword: {SSHA}[w38]==',
      'stellar secret seed SA[S54]',
    ],
    clean: [
      'snmp-server community public RO',
      'press key 7 to go on',
      'password 7 characters long',
      'krb5tgs is cracked offline',
    ],
  },
  {
    kind: 'armour',
    held: ['-----BEGIN OpenVPN Static key V1-----\n[x32]\n[x32]\n-----END OpenVPN Static key V1-----'],
    clean: [
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
      '-----BEGIN RSA PRIVATE KEY-----\n<your key here>\n-----END RSA PRIVATE KEY-----',
      'verify_key: "-----BEGIN PUBLIC KEY-----\\n[w64]\\n-----END PUBLIC KEY-----"',
    ],
  },
  {
    kind: 'what only refers to a credential, or is encrypted or public',
    held: [],
    clean: [
      'SECRET_KEY=op://Prod/orders/secret-key-1',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/db-Ab1dEf',
      'arn:aws:lambda:eu-west-1:123456789012:function:resize-images:17',
      'password: AgB[w200]',
      'token: pk_live_[w24]',
      'OAUTH_CLIENT_ID=Iv1.[x16]',
      'slack_webhook: https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      '{"auth":"oauth2"}',
      'kubectl create secret generic db-credentials --from-env-file=db.env',
      'the password is derived with PBKDF2-HMAC-SHA256',
      'cache key=uploads/[x8]/a.png',
      'def test_ThisIsOneLongNameOfATestWithoutUnderscores(): pass',
    ],
  },
]

for (const { kind, held, clean } of KINDS)
  test(`${kind}: credentials are found, and their neighbours are not`, () => {
    for (const shape of held) assert.equal(heldIn(filled(shape)).length, 1, shape)
    for (const shape of clean) assert.deepEqual(heldIn(filled(shape)), [], shape)
  })

test('the private members of a key in a value are found, and the public ones are not', () => {
  const key = { kty: 'EC', crv: 'P-256', x: filled('[w43]'), y: filled('[w42]0'), d: filled('[w41]00') }
  const { findings } = scanValue({ key }, { categories: ['secret'] })
  assert.deepEqual(
    findings.map(({ path }) => path),
    ['/key/d'],
  )
})

test('what is read grows with the text, however many words lead to a place', () => {
  const words = [
    'token ',
    ' login a',
    '2fa ',
    'cookie=a;',
    'echo a ',
    'mnemonic a ',
    'wif a',
    'random_password',
  ]
  function unitsOf(text: string): number {
    const budget = createBudget(100_000_000)
    scanText(text, { categories: ['secret'], budget })
    return spentOf(budget)
  }
  for (const word of words) {
    const [short, long] = [unitsOf(word.repeat(500)), unitsOf(word.repeat(2000))]
    assert.ok(long < 5 * short, `${word}: ${short} units, then ${long}`)
  }
})
