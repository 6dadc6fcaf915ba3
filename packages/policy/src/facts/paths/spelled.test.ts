// Tests that variables and telling names lead to files with credentials, and that pages about them do not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readingOf } from '../../../test/facts.ts'
import { createBudget } from '../../model/budget.ts'
import { KNOWN_SECRETS } from './known-zones.ts'
import { knownOf, readPaths } from './paths.ts'

function isSecret(path: string): boolean {
  const { whole, leaves } = readingOf({ tool: 'read_file', arguments: { path } })
  return knownOf(readPaths(whole, leaves, createBudget(1_000_000))).includes(KNOWN_SECRETS)
}

function* wrong(paths: readonly string[], expected: boolean): Generator<string> {
  for (const path of paths) if (isSecret(path) !== expected) yield path
}

// Paths as a shell writes them; in each a dollar stands where the braces of a template would.
function shell(text: string): string {
  return text.replaceAll('<', `$${'{'}`).replaceAll('>', '}')
}

test('what stands for a folder of credentials is one', () => {
  const secret = [
    '<XDG_CONFIG_HOME:-$HOME/.config>/gh/hosts.yml',
    '<XDG_CONFIG_HOME:-<HOME>/.config>/gcloud/credentials.db',
    '$XDG_CONFIG_HOME/gh/hosts.yml',
    '<XDG_CONFIG_HOME>/doctl/config.yaml',
    '$GNUPGHOME/secring.gpg',
    '<AWS_SHARED_CREDENTIALS_FILE:-~/.aws/credentials>',
    '$AWS_SHARED_CREDENTIALS_FILE',
    '<KUBECONFIG:=$HOME/.kube/config>',
    '$DOCKER_CONFIG/config.json',
    '%CLOUDSDK_CONFIG%/credentials.db',
    '<CARGO_HOME-$HOME/.cargo>/credentials.toml',
    '<BASE:-/home/ann>/.ssh/id_rsa',
  ]
  const other = [
    '<XDG_CONFIG_HOME:-$HOME/.config>/app/theme.json',
    '$XDG_DATA_HOME/fonts/a.ttf',
    '<OUT:-build>/index.html',
    '$CARGO_HOME/registry/index',
    '<NAME>/readme.md',
    '$HOME/notes/todo.md',
    '%USERPROFILE%/Documents/plan.docx',
    '<CACHE_DIR:-/tmp/cache>/x.json',
    '$GOPATH/src/main.go',
    'price-in-$.txt',
  ]
  assert.deepEqual([...wrong(secret.map(shell), true)], [])
  assert.deepEqual([...wrong(other.map(shell), false)], [])
})

test('what proves who a machine is to its network is a credential', () => {
  const secret = [
    'etc/ipsec.secrets',
    '/etc/ppp/chap-secrets',
    'ppp/pap-secrets',
    '/etc/wireguard/peer.conf',
    'vpn/wg0.conf',
    '/etc/wpa_supplicant/wpa_supplicant.conf',
    'wpa_supplicant-wlan0.conf',
    '/etc/NetworkManager/system-connections/Home.nmconnection',
    'racoon/psk.txt',
    'site-a.psk',
    '/etc/ipsec.d/private/gate',
    'backup/office.pcf',
    'etc/openvpn/server',
  ]
  const other = [
    'etc/ipsec.conf',
    'docs/ipsec.md',
    'src/wireguard/peer.ts',
    'src/openvpn/parse.go',
    'docs/secrets.md',
    'ppp/options',
    'psk.md',
    'network/interfaces.txt',
    'wpa.md',
    'wgets.conf',
    'src/networkmanager/index.ts',
    'radius/readme.md',
    'ipsec.d/readme.md',
  ]
  assert.deepEqual([...wrong(secret, true)], [])
  assert.deepEqual([...wrong(other, false)], [])
})

test('the short name that Windows has for a folder or a file of credentials is one', () => {
  const secret = [
    'app/SECRET~1/db.yml',
    'SSH~1/id',
    'home\\AWS~1\\config',
    'x/CREDEN~1',
    'x/CREDEN~2.JSO',
    'x/ENV~1',
    'x/env~1.loc',
    'x/ID_RSA~1',
    'x/NPMRC~1',
    'x/kubeco~10',
    'x/GNUPG~1/ring',
  ]
  const other = [
    'app/REPORT~1/db.yml',
    'docs/LONGNA~1/a',
    'x/notes.txt~',
    'x/secret~a',
    'x/SECRETAR~1',
    'a~1b/c',
    'x/PHOTOS~1.JPG',
    'x/~1',
    'x/SSHD~1',
    'x/ENVOY~1',
    'paths/~1users',
  ]
  assert.deepEqual([...wrong(secret, true)], [])
  assert.deepEqual([...wrong(other, false)], [])
})

test('a file with one password holds it, and what is shown or said about passwords holds none', () => {
  const secret = [
    'group_vars/all/vault_pass.txt',
    'vault-password.txt',
    'ops/db_password.txt',
    'root-passwd.txt',
    'ansible/become_pass.yml',
    'password.txt',
    'passphrase.key',
    'backup-passphrase',
    'a/luks_password.bak',
    'keystore_pass.ini',
    'prod_smtp_password.json',
  ]
  const other = [
    'i18n/en/credentials_page.json',
    'docs/secrets-policy.json',
    'src/credentials_form.json',
    'labels/api-key-dialog.yaml',
    'content/private-keys-guide.xml',
    'locales/de/password.json',
    'forms/reset_password.json',
    'passport.txt',
    'pages/secrets_overview.json',
    'boarding-pass.txt',
    'password_schema.json',
    'compass.ini',
  ]
  assert.deepEqual([...wrong(secret, true)], [])
  assert.deepEqual([...wrong(other, false)], [])
})
