// Credentials of published forms, drawn when the report runs: none of them is written down anywhere.

// `[w36]` stands for 36 letters and digits; d digits, x hex, z small letters and digits, A capitals and digits, b base64, h letters, digits, _ and -.
const SHAPES = `
AKIA[A16]
aws_secret_access_key = [b40]
ghp_[w36]
github_pat_[w22]_[w59]
ghs_[w36]
glpat-[h20]
GR1348941[h20]
npm_[w36]
xoxb-[d12]-[d12]-[w24]
xoxp-[d12]-[d12]-[d12]-[x32]
xapp-1-A[A10]-[d13]-[x64]
https://hooks.slack.com/services/T[A8]/B[A8]/[w24]
https://discord.com/api/webhooks/[d18]/[h68]
sk_live_[w24]
rk_test_[w24]
whsec_[w32]
sk-ant-api03-[h93]AA
sk-proj-[h48]T3BlbkFJ[h48]
sk-[w20]T3BlbkFJ[w20]
sk-or-v1-[x64]
gsk_[w52]
r8_[w37]
hf_[w34]
pplx-[w48]
xai-[w80]
AIza[h35]
GOCSPX-[h28]
ya29.[h100]
1//0[h60]
DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=[b86]==;EndpointSuffix=core.windows.net
Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=[b43]=
AZURE_CLIENT_SECRET=[w3]8Q~[h34]
dop_v1_[x64]
HRKU-AA[h58]
HEROKU_API_KEY=[x8]-[x4]-[x4]-[x4]-[x12]
CLOUDFLARE_API_TOKEN="[h40]"
v1.0-[x24]-[x146]
fo1_[h43]
nfp_[w36]
sbp_[x40]
pscale_tkn_[h43]
dapi[x32]
dckr_pat_[h27]
dp.pt.[w43]
dt0c01.[A24].[A64]
hvs.[h96]
[w14].atlasv1.[h67]
pul-[x40]
glsa_[w32]_[x8]
glc_[b60]
NRAK-[A27]
sntrys_eyJpYXQiO[b60]_[b43]
sntryu_[x64]
datadog_api_key: [x32]
PMAK-[x24]-[x34]
lin_api_[w40]
ntn_[d11][w35]
ATATT3xFfGF0[h180]
pat[w14].[x64]
asana: 1/[d16]:[x32]
figd_[h40]
SG.[h22].[h43]
key-[x32]
xkeysib-[x64]-[w16]
[x32]-us12
SK[x32]
[d9]:AA[h33]
shpat_[x32]
sq0atp-[h22]
sq0csp-[h43]
EAACEdEose0cBA[w120]
access_token$production$[z16]$[x32]
access-production-[x8]-[x4]-[x4]-[x4]-[x12]
FLWSECK_TEST-[x32]-X
rzp_live_[w14]
duffel_live_[h43]
EZAK[w54]
shippo_live_[x40]
pypi-AgEIcHlwaS5vcmc[h70]
rubygems_[x48]
CLOJARS_[z60]
rdme_[z70]
pnu_[w36]
ico-[w32]
tk-us-[h48]
sgp_[x40]
API-[A26]
AKCp[w69]
cmVmd[w59]
p8e-[z32]
AGE-SECRET-KEY-1[A58]
LTAI[w20]
yandex_key=AQVN[h36]
A3-[A6]-[A6]-[A5]-[A5]-[A5]-[A5]
ops_eyJ[b250]
typeform = tfp_[h59]
fio-u-[h64]
sk.eyJ[w60].[w22]
[w6]_[w29]_mmk
pat.[h22].[w24].[w20]
sl.[h135]
sha256~[h43]
sm_pat_[w16]
s-s4t2ud-[x64]
4b1d[w38]
bkua_[x40]
CCIPAT_[w22]_[x40]
pat-na1-[x8]-[x4]-[x4]-[x4]-[x12]
eyJ[w30].eyJ[w60].[h43]
tskey-auth-[w12]-[w32]
$2b$12$[w53]
postgres://app:[w16]@db.internal:5432/app
mongodb+srv://root:[w20]@cluster0.mongodb.example/test
redis://:[w24]@cache:6379
https://deploy:[w20]@git.example.org/repo.git
Authorization: Bearer [h40]
Authorization: Basic [b32]
curl -u admin:[w12] https://api.example.org
password = "[w7]!9aZ"
"client_secret": "[w32]"
api_key: '[w32]'
export SECRET_TOKEN=[x40]
mysql --user=root --password=[w14]x9
twitch_secret = [z30]
okta_token: 00[h40]
algolia_api_key = "[x32]"
sonar.token=[x40]
snyk_token: [x8]-[x4]-[x4]-[x4]-[x12]
mailgun_signing_key = [x32]-[x8]-[x8]
zendesk_api_token = "[w40]"
https://api.telegram.org/bot[d10]:AA[h33]/sendMessage
https://maker.ifttt.com/trigger/opened/with/key/[h43]
https://open.feishu.cn/open-apis/bot/v2/hook/[x8]-[x4]-[x4]-[x4]-[x12]
https://chat.googleapis.com/v1/spaces/[w11]/messages?key=AIza[h35]&token=[h43]
https://acme.azurewebsites.net/api/run?code=[w44]AzFu[w8]==
https://acme.azurewebsites.net/api/run?code=[w54]==
https://storage.example.com/a?Expires=1790000000&Signature=[w60]%3D
https://bucket.example.com/a?X-Amz-Expires=60&X-Amz-Signature=[x64]
re_[w8]_[w24]
live_[w30]
klaviyo = pk_[x34]
https://chat.example.org/hooks/[z26]
https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=[x8]-[x4]-[x4]-[x4]-[x12]
$krb5asrep$23$ann@ACME.EXAMPLE:[x32]$[x200]
enable secret 5 $1$[w4]$[w22]
snmp-server community [w14] RW
openssl enc -aes-256-cbc -k [w16] -in a
stellar secret seed SA[A54]
CREATE USER 'app'@'%' IDENTIFIED BY '[w14]8'
requirepass [w24]
mc alias set store https://minio.example.org:9000 [A20] [w40]
az keyvault secret set --vault-name v --name db --value "[w20]"
new Ably.Realtime('[w6].[w6]:[w43]')
fc-[x32]
tgp_v1_[h43]
apify_api_[w36]
nsec1[z58]
xprv[w107]
svc:1107:aad3b435b51404eeaad3b435b51404ee:[x32]:::
Authorization: SSWS 00[h40]
Authorization: GenieKey [x8]-[x4]-[x4]-[x4]-[x12]
Authorization: Splunk [x8]-[x4]-[x4]-[x4]-[x12]
Cookie: theme=dark; sessionid=[z32]
db.internal:5432:orders:app:[w20]
psk="[w16]"
jdbc:oracle:thin:app/[w14]@//db.internal:1521/ORDERS
docker login registry.internal -u ci -p [w24]
redis-cli -h cache -a [w24] ping
echo '[w20]' | docker login -u ci --password-stdin
ConvertTo-SecureString '[w12]!9a' -AsPlainText -Force
new NetworkCredential("ann", "[w16]")
new ethers.Wallet('0x[x64]')
cohere.Client("[w40]")
setApiKey('[w32]')
"kty":"EC","crv":"P-256","x":"[h43]","y":"[h43]","d":"[h43]"
-----BEGIN OpenVPN Static key V1-----\\n[x32]\\n[x32]\\n-----END OpenVPN Static key V1-----
the password of the staging database is [w12]7#
"type":"random_password","instances":[{"attributes":{"result":"[w20]"}}]
-----BEGIN RSA PRIVATE KEY-----\\n[b64]\\n[b64]\\n-----END RSA PRIVATE KEY-----
-----BEGIN OPENSSH PRIVATE KEY-----\\n[b70]\\n-----END OPENSSH PRIVATE KEY-----
-----BEGIN PGP PRIVATE KEY BLOCK-----\\n[b64]\\n-----END PGP PRIVATE KEY BLOCK-----
`
  .trim()
  .split('\n')

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SETS: Readonly<Record<string, string>> = {
  w: `${LETTERS}0123456789`,
  d: '0123456789',
  x: '0123456789abcdef',
  z: 'abcdefghijklmnopqrstuvwxyz0123456789',
  A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  b: `${LETTERS}0123456789+/`,
  h: `${LETTERS}0123456789_-`,
}
const AROUND = [
  ['', ''],
  ['please use ', ' for now'],
  ['{"value": "', '"}'],
  ['# added by ops\n', '\n'],
  ["const key = '", "'"],
] as const

/** Numbers that look random and are the same in every run. */
function drawer(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** One credential of each published form, in a little text. */
export function drawnSecrets(seed = 7): string[] {
  const draw = drawer(seed)
  return SHAPES.map((shape, at) => {
    const drawn = shape
      .replaceAll('\\n', '\n')
      .replace(/\[([wdxzAbh])(\d+)\]/g, (_, set: string, count: string) => {
        const characters = SETS[set] ?? ''
        return Array.from({ length: Number(count) }, () => characters.charAt(draw(characters.length))).join(
          '',
        )
      })
    const [before, after] = AROUND[at % AROUND.length] ?? ['', '']
    return before + drawn + after
  })
}
