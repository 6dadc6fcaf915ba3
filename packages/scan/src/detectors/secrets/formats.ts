// The published forms of credentials, one a line: kind, what it begins with, and what follows.

// Letters stand for characters: w letters and digits, u those and _, h those and _ -, e those and _ = - . b base64, s that
// without _ and -, t that without = as well, x hex, k hex and colons, a and g
// what hashes of passwords have, d digits, A capitals and digits, z small letters and digits. A number says how many at
// least, or with ! exactly; < stands for what comes before the beginning.
const FORMATS = `
aws_access_key AKIA|ASIA|ABIA|ACCA|A3T A16
aws_identifier AIDA|AROA|AGPA|ANPA|ANVA A16
aws_session_token IQoJb3JpZ2lu|FwoGZXIvYXdz b100
aws_bedrock_key ABSKQmVkcm9ja0FQSUtleS|bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t b20
github_token ghp_|gho_|ghu_|ghs_|ghr_ w36
github_token github_pat_ u22
gitlab_token glpat-|gldt-|glft-|glsoat-|glrt-|glptt-|gloas-|glagent-|glcbt-|glimt-|glffct-|GR1348941|glrtr- h16
gitlab_session _gitlab_session= z32
npm_token npm_ w36
slack_token xoxb-|xoxp-|xoxa-|xoxr-|xoxs-|xoxo-|xoxe-|xoxc-|xoxd-|xoxe.xoxb-|xoxe.xoxp- h10
slack_app_token xapp- h10
slack_webhook hooks.slack.com/services/|hooks.slack.com/workflows/|hooks.slack.com/triggers/ p20
discord_token .G|.X|.Y <h23 h5! '.' h27
discord_webhook discord.com/api/webhooks/|discordapp.com/api/webhooks/ p30
teams_webhook webhook.office.com/webhookb2/ p40
zapier_webhook hooks.zapier.com/hooks/catch/ p8
stripe_key sk_live_|sk_test_|rk_live_|rk_test_|sk_prod_|rk_prod_|sk_org_ w10
stripe_webhook_secret whsec_ b20
anthropic_key sk-ant- h20
openrouter_key sk-or-v1- x40
openai_key sk-proj-|sk-svcacct-|sk-admin-|sk-None- h20
ai_provider_key sk- h20
langchain_key lsv2_pt_|lsv2_sk_|ls__ u20
groq_key gsk_ w20
replicate_token r8_ w20
huggingface_token hf_|api_org_ w30
perplexity_key pplx- w20
xai_key xai- h20
fireworks_key fw_ w20
nvidia_key nvapi- h40
voyage_key pa- h40
tavily_key tvly- h16
cerebras_key csk- w30
pinecone_key pcsk_ u40
google_api_key AIza h35
google_oauth_secret GOCSPX- h20
google_oauth_token ya29. h20
google_refresh_token 1//0 h30
firebase_key AAAA w7! ':' h100
azure_client_secret Q~ <e4 e31
azure_devops_token AZDO <w76 w4
azure_storage_key AccountKey= b40
azure_shared_key SharedAccessKey=|SharedSecretKey= b40
azure_function_key AzFu <t44! s8
azure_registry_key +ACR <t42! s6
azure_search_key AzSe <w42! w6
azure_storage_key +ASt|+ABa <t70 s6
azure_shared_key +ASb|+AIo|+ARm <t33! s6
azure_cosmos_key ACDb <t70 s6
azure_ai_key JQQJ99 <w52! w20
azure_sas &sig=|?sig= %40
digitalocean_token dop_v1_|doo_v1_|dor_v1_ x32
heroku_key HRKU- h30
cloudflare_key v1.0- x24! '-' x100
fastly_fly_token fo1_|fm1r_|fm1a_|fm2_ b40
vercel_token vcp_|vci_|vca_|vcr_|vck_ w20
vercel_token vercel_blob_rw_ u30
netlify_token nfp_|nfc_|nfo_|nfb_|nfu_ w30
supabase_key sbp_|sb_secret_ u20
planetscale_token pscale_tkn_|pscale_oauth_|pscale_pw_ e32
neon_key napi_ w40
turso_token turso_ w30
databricks_token dapi x32
docker_token dckr_pat_|dckr_oat_ h20
dockerhub_token dckr- h20
doppler_token dp.pt.|dp.st.|dp.ct.|dp.sa.|dp.scim.|dp.audit. e40
dynatrace_token dt0c01.|dt0s01.|dt0s16. w24! '.' w40
vault_token hvs.|hvb.|hvr. h20
terraform_token .atlasv1. <w14 e40
pulumi_token pul- x32
grafana_token glc_|glsa_ b20
grafana_key eyJrIjoi b60
newrelic_key NRAK-|NRII-|NRJS-|NRRA-|NRIQ- h15
sentry_token sntrys_|sntryu_|sntrya_ b40
datadog_key ddp_|ddapp_|pub_dd w30
honeycomb_key hcaik_|hcbik_|hcxik_ w30
launchdarkly_key sdk-|mob-|api- x8! '-' x4! '-' x4! '-' x4! '-' x12
postman_key PMAK- x24! '-' x30
linear_key lin_api_|lin_oauth_ w20
notion_token ntn_ w40
notion_token secret_ w43
atlassian_token ATATT3|ATCTT3|ATSTT3|ATBB h24
airtable_token pat w14! '.' x40
asana_token 1/|2/ d10 '/' d10 ':' x32
asana_token 1/ d12 ':' x32
figma_token figd_|figu_|figo_ h20
sendgrid_key SG. e40
mailgun_key key- x32
mailgun_key pubkey- x32
brevo_key xkeysib-|xsmtpsib- x40
mailchimp_key -us <x32 d1
twilio_key SK x32
twilio_account AC x32
telegram_token :AA <d8 h30
telegram_token api.telegram.org/bot d8 ':' h30
shopify_token shpat_|shpca_|shppa_|shpss_|shpua_ x32
square_token sq0atp-|sq0csp-|sq0idp-|EAAA h22
facebook_token EAAC|EAAM|EAAB|EAAG|EAAD|EAAW w80
instagram_token IGQV w60
paypal_token access_token$production$|access_token$sandbox$ w16! '$' x32
plaid_token access-sandbox-|access-development-|access-production- x8! '-' x4! '-' x4! '-' x4! '-' x12
flutterwave_key FLWSECK_TEST-|FLWPUBK_TEST-|FLWSECK- w12
razorpay_key rzp_live_|rzp_test_ w14
adyen_key AQE|AQF s60 '-' s40
duffel_token duffel_test_|duffel_live_ e40
easypost_key EZAK|EZTK w54
shippo_token shippo_live_|shippo_test_ x40
lob_key live_pub_|test_pub_ x31
gocardless_token live_ h40
pypi_token pypi- h50
rubygems_token rubygems_ x48
clojars_token CLOJARS_ w60
crates_token cio w32
nuget_key oy2 z43
hex_token hexpm_ w20
readme_token rdme_ z60
prefect_token pnu_|pnb_ w36
infracost_token ico- w32
scalingo_token tk-us- h48
sourcegraph_token sgp_ u40
octopus_key API- A26
artifactory_key AKCp w60
artifactory_token cmVmd w59
adobe_secret p8e- z32
age_key AGE-SECRET-KEY-1 A58
alibaba_key LTAI w20
tencent_key AKID w32
yandex_key AQVN h35
yandex_token YC h38
yandex_iam_token t1. h10 '.' h80
onepassword_key A3- A6! '-' A6
onepassword_token ops_eyJ b100
bitwarden_key 0. x8! '-' x4! '-' x4! '-' x4! '-' x12! '.' b20
typeform_token tfp_ e40
frameio_token fio-u- e60
mapbox_token sk.eyJ|pk.eyJ e50
maxmind_key _mmk <u36
harness_token pat.|sat. h22! '.' w24! '.' w20
authress_key .acc_|.acc- <e10 h10
contentful_token CFPAT- h40
dropbox_token sl. e100
openshift_token sha256~ h43
jfrog_token cmVm b50
settlemint_token sm_aat_|sm_pat_|sm_sat_ w16
intra42_secret s-s4t2ud-|s-s4t2af- x64
clickhouse_key 4b1d w38
defined_key dnkey- h26
endor_token endr+ h16
buildkite_token bkua_|bkct_|bkpt_ z30
circleci_token CCIPAT_|CCIPRJ_ w20
codecov_token codecov_ w30
snyk_token snyk_uat.|snyk_sat. e30
sonar_token squ_|sqp_|sqa_ z40
semgrep_token sgp_app_ w40
hubspot_token pat-na1-|pat-eu1-|pat-na2-|pat-eu2- x8! '-' x4! '-' x4! '-' x4! '-' x12
intercom_token dG9r b40
zendesk_token zat_ w30
salesforce_token 00D w12! '!' e60
pagerduty_key pdus+|u+ h18
okta_token SSWS h30
rancher_token token- z5! ':' z54
kubernetes_token K10 x64! '::' h8
tailscale_key tskey- h20
ngrok_token ngrok_ w20
modal_token ak-|as- w20
elastic_key essu_ b20
posthog_key phc_|phx_|phs_ w30
segment_key sgp_seg_ w20
amplitude_key ampl_ w20
mux_token mux_ w30
twitch_token oauth: z30
twitter_token AAAAAAAAAAAAAAAAAAAAA %60
linkedin_secret WPL_AP1. e10
ifttt_key /with/key/|maker.ifttt.com/use/ h20
lark_webhook open.feishu.cn/open-apis/bot/v2/hook/|open.larksuite.com/open-apis/bot/v2/hook/ h20
google_chat_webhook chat.googleapis.com/v1/spaces/ h8 '/messages?key=' h30
signed_url X-Amz-Signature=|X-Goog-Signature=|x-oss-signature=|X-Obs-Signature=|X-Tos-Signature=|q-signature= x40
ntlm_hash aad3b435b51404eeaad3b435b51404ee: x32
ntlm_hash ::: <k65 k0
bip32_key xprv|yprv|zprv|tprv|uprv|vprv w107
nostr_key nsec1 z58
resend_key re_ w8! '_' w20
mollie_key live_|test_ w30
firecrawl_key fc- x32
jina_key jina_ w60
together_key tgp_v1_ h40
apify_token apify_api_ w30
render_key rnd_ w28
runpod_key rpa_ w40
axiom_token xaat-|xapt- x8! '-' x4! '-' x4! '-' x4! '-' x12
trigger_key tr_dev_|tr_prod_|tr_pat_ w20
inngest_key signkey-prod-|signkey-test- x32
ory_token ory_pat_|ory_at_ h30
bitbucket_token BBDC- b40
xata_key xau_ w30
mongodb_atlas_key mdb_sa_sk_ h40
astra_token AstraCS: w20! ':' x64
dbt_token dbtc_|dbtu_|dbts_ b40
paddle_key pdl_live_apikey_|pdl_sdbx_apikey_ u26
polar_token polar_oat_|polar_pat_ w30
mailersend_token mlsn. x64
trello_token ATTA x64
jsr_token jsrt_|jsrd_|jsrp_ w30
packagist_token packagist_ort_|packagist_out_|packagist_uut_ x40
socket_token sktsec_ w40
stytch_secret secret-live-|secret-test- h30
llamaindex_key llx- w40
browserbase_key bb_live_ h20
e2b_key e2b_ x40
brave_key BSA h27
pubnub_key sec-c- b40
riot_key RGAPI- x8! '-' x4! '-' x4! '-' x4! '-' x12
netbird_token nbp_ w36
cloudflare_token cfut_|cfat_|cfk_ h40
exoscale_key EXO x24
voiceflow_key VF.DM. x20
mattermost_webhook /hooks/ z26
wecom_webhook qyapi.weixin.qq.com/cgi-bin/webhook/send?key= x8! '-' x4
kerberos_hash $krb5tgs$|$krb5asrep$|$krb5pa$ g60
klaviyo_key pk_ x34
cardano_key ed25519e_sk1|ed25519_sk1|addr_xsk1|stake_xsk1|root_xsk1|acct_xsk1 z50
sui_key suiprivkey1 z58
lightning_macaroon 0201036c6e64 x100
countersign_key cs_live_|cs_test_ h16
jwt eyJ j8 '.' e8
password_hash $2a$|$2b$|$2y$ d2! '$' b50
password_hash $1$ a26
password_hash {SSHA}|{SHA}|{SSHA512} s28
password_hash $P$|$H$ a31
password_hash $8$|$9$ a50
password_hash $DCC2$ g32
password_hash pbkdf2:sha256: g40
password_hash $argon2id$|$argon2i$|$6$|$5$|$apr1$|$y$|pbkdf2_sha256$|scrypt: a20
`

/** A part of what follows: so many characters of a kind, or a literal text. */
export type Part =
  | { readonly set: Uint8Array; readonly least: number; readonly isExact: boolean }
  | { readonly literal: string }

/** The form of a credential. */
export type Format = {
  readonly kind: string
  readonly prefix: string
  /** What must stand before it. */
  readonly before?: { readonly set: Uint8Array; readonly least: number; readonly isExact: boolean }
  readonly parts: readonly Part[]
  /** Whether words with hyphens could be taken for it, so that it must be mixed as well. */
  readonly isWordlike: boolean
}

const WORD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const SETS: Readonly<Record<string, string>> = {
  w: WORD,
  u: `${WORD}_`,
  h: `${WORD}_-`,
  j: `${WORD}_-`,
  e: `${WORD}_=-.~`,
  b: `${WORD}+/=_-`,
  s: `${WORD}+/=`,
  t: `${WORD}+/`,
  p: `${WORD}/_@-`,
  a: `${WORD}$./,=+-`,
  g: `${WORD}$./,=+-_*@:#`,
  x: '0123456789abcdefABCDEF',
  k: '0123456789abcdefABCDEF:',
  d: '0123456789',
  A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  z: 'abcdefghijklmnopqrstuvwxyz0123456789',
  '%': `${WORD}+/=%_-`,
}

/** A table that says of each ASCII character whether it is one of these. */
export function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(128)
  for (const character of characters) set[character.charCodeAt(0)] = 1
  return set
}

const tables = new Map(Object.entries(SETS).map(([letter, characters]) => [letter, setOf(characters)]))

const unknown = setOf('')

function runOf(text: string): { set: Uint8Array; least: number; isExact: boolean } {
  return {
    set: tables.get(text.charAt(0)) ?? unknown,
    least: Number.parseInt(text.slice(1), 10),
    isExact: text.endsWith('!'),
  }
}

function partOf(text: string): Part {
  return text.startsWith("'") ? { literal: text.slice(1, -1) } : runOf(text)
}

function formatsOf(line: string): Format[] {
  const [name = '', prefixes = '', ...rest] = line.split(' ')
  const [first = ''] = rest
  const before = first.startsWith('<') ? runOf(first.slice(1)) : undefined
  const parts = (before === undefined ? rest : rest.slice(1)).map(partOf)
  const isWordlike = /^[huep]/.test(rest.at(-1) ?? '')
  return prefixes.split('|').map((prefix) => ({
    kind: `secret.${name}`,
    prefix,
    parts,
    isWordlike,
    ...(before !== undefined && { before }),
  }))
}

/** Every form, each of its beginnings apart. */
export const formats: readonly Format[] = FORMATS.trim().split('\n').flatMap(formatsOf)
