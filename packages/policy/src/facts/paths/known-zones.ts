// Zones that hold on every machine: credentials, what decides what runs next, the system itself.
import { type Budget, spend } from '../../model/budget.ts'
import type { Settings } from '../../model/document.ts'
import { anywhere, bothFit, FITS, type Glob, globOf, isPattern, loosened, matches } from './glob.ts'
import type { Folded } from './zones.ts'

const SECRETS = `
  **/.env **/.env.* **/.env-* **/*.env **/.envrc **/*.pem **/*.key **/*.p12 **/*.pfx **/*.jks **/*.keystore **/*.kdbx **/*.kdb
  **/*.ppk **/*.keytab **/*.ovpn **/*.tfstate **/*.tfstate.* **/*.tfvars **/*.gpg **/*.asc **/*.agekey
  **/id_rsa* **/id_dsa* **/id_ecdsa* **/id_ed25519* **/.ssh/** **/.gnupg/** **/.aws/** **/.azure/** **/.kube/** **/.oci/**
  **/.docker/config.json **/.dockercfg **/.config/gcloud/** **/.config/gh/** **/.config/hub **/.config/doctl/**
  **/.config/rclone/** **/rclone.conf **/.netrc **/_netrc **/.npmrc **/.yarnrc.yml **/.pypirc **/.gem/credentials
  **/.cargo/credentials* **/.git-credentials **/.config/git/credentials **/.git/config **/.htpasswd **/.pgpass **/.my.cnf
  **/.mylogin.cnf **/.s3cfg **/.boto **/.*_history **/.viminfo **/.lesshst **/service-account*.json
  **/service_account*.json **/serviceaccount*.json **/*-credentials.json **/*_credentials.json **/credentials
  **/credentials.* **/client_secret*.json **/secrets/** **/.secrets/** **/.secret **/.secrets **/secrets.*
  **/secret.* **/.vault-token **/.vault_pass* **/vault_pass* **/vault-pass* **/.terraformrc **/.terraform.d/credentials* **/wp-config.php
  **/master.key **/.databrickscfg **/.snowsql/** **/.fly/** **/.netlify/** **/.vercel/auth.json **/.password-store/** **/.op/**
  **/.m2/settings.xml **/.m2/settings-security.xml **/.gradle/gradle.properties **/.subversion/auth/** **/.rhosts
  **/.claude/.credentials.json **/.codex/auth.json **/.config/op/** **/keychains/** **/key3.db **/key4.db **/logins.json
  **/cookies.sqlite **/cookies **/wallet.dat **/.electrum/** **/.bitcoin/** **/.ethereum/keystore/** **/ntds.dit
  **/ntuser.dat **/accesstokens.json **/msal_token_cache* **/.token **/.tokens **/token.json **/auth.json **/.authinfo*
  **/passwd- **/shadow **/shadow- **/gshadow **/sudoers /etc/sudoers.d/** /proc/*/environ /proc/*/mem /proc/*/cmdline
  /proc/kcore /run/secrets/** /var/run/secrets/** /etc/ssl/private/** /etc/kubernetes/** **/windows/system32/config/**
  **/.mozilla/** **/.config/google-chrome/** **/.pki/** **/.putty/** **/.winscp.ini **/sitemanager.xml **/filezilla.xml
  **/.dev.vars **/ssh_host_*_key **/kubeconfig **/kubeconfig.* **/login?data **/unattend.xml **/autounattend.xml
  **/local.settings.json **/.dockerconfigjson **/*.p8 **/pgpass.conf **/keystore.properties **/.renviron **/.mc/config.json
  **/.ngrok2/** **/ngrok.yml **/.local/share/keyrings/** **/.config/chromium/** **/.config/sops/** **/.zhistory
  **/*.secrets **/chap-secrets **/pap-secrets **/psk.txt **/*.psk **/etc/wireguard/** **/wg?.conf **/wpa_supplicant*.conf
  **/*.nmconnection **/ipsec.d/private/** **/swanctl/private/** **/*.pcf **/etc/openvpn/** **/radius/clients.conf`

// A table, a text or a configuration whose name says that it holds credentials: `db-passwords.csv`, `gcp-key.json`.
const TELLING =
  /^(?:.{0,64}[-_. ])?(?:passwords|secrets?|credentials?|creds|adminsdk|service[-_]?accounts?|(?:api|private|access|secret|gcp|sa|service|firebase|admin|deploy|signing|ssh|encryption|master)[-_]?keys?)(?:[-_. ].{0,64})?\.(?:txt|csv|tsv|xlsx?|json|ya?ml|ini|cfg|conf|properties|toml|xml|zip|sql|bak|old)$/

// The same of a single one: `db_password.txt`, `vault-pass.txt`, `passphrase`.
const PASSWORD =
  /^(?:(?:.{0,64}[-_. ])?(?:vault|db|database|root|admin|master|ansible|become|sudo|wifi|bitlocker|keystore|truststore|postgres|mysql|redis|mongo|smtp|ldap|ssh|gpg|backup|luks|disk|restic|borg|zip)[-_. ]?pass(?:wd|word|phrase)?(?:\.(?:txt|csv|ini|cfg|conf|json|ya?ml|bak|old|key|gpg))?|pass(?:wd|word|phrase)\.(?:txt|csv|ini|cfg|bak|old|key|gpg))$/
// What is shown or said about credentials, and holds none.
const SAID =
  /[-_. ](?:page|screen|form|dialog|modal|view|help|polic(?:y|ies)|schema|labels?|texts?|copy|translations?|messages?|component|guide|overview|faq|howto|strings|glossary|checklist|layout|tab|fixtures?|mocks?)\.\w{1,5}$/

const PUBLIC = `
  **/secrets.test.* **/secret.test.* **/credentials.test.* **/secrets.spec.* **/secret.spec.* **/credentials.spec.* **/secrets.md
  **/credentials.md **/.env.example **/.env.sample **/.env.template **/.env.dist **/.env.defaults **/*.pub **/*.example **/*.sample
  **/*.template`

const CONTROL = `
  **/.claude/** **/.claude.json **/claude.md **/agents.md **/gemini.md **/.cursor/** **/.cursorrules **/.codex/** **/.gemini/**
  **/.continue/** **/.aider* **/.windsurf/** **/.windsurfrules **/.roo/** **/.roomodes **/.clinerules **/.clinerules/**
  **/.cline/** **/.copilot/** **/copilot-instructions.md **/.mcp.json **/mcp.json **/mcp_config.json **/mcp_settings.json
  **/claude_desktop_config.json **/.amazonq/** **/.kiro/** **/.opencode/** **/opencode.json **/.goose/** **/.crush/**
  **/.agentpolicy/** **/.countersign/** /var/lib/countersign/** /etc/countersign/** **/.vscode/** **/.idea/** **/.zed/**
  **/.devcontainer/** **/devcontainer.json **/.github/workflows/** **/.github/actions/** **/.github/codeowners
  **/.gitlab-ci.yml **/.gitlab/ci/** **/.circleci/** **/jenkinsfile **/azure-pipelines*.yml **/.azure-pipelines/**
  **/bitbucket-pipelines.yml **/.travis.yml **/.drone.yml **/.buildkite/** **/.woodpecker.yml **/.woodpecker/**
  **/cloudbuild.yaml **/cloudbuild.yml **/appveyor.yml **/.teamcity/** **/.tekton/** **/.gitea/workflows/**
  **/.forgejo/workflows/** **/.git/** **/.gitconfig **/.gitmodules **/.config/git/** **/.hg/hgrc **/.husky/** **/lefthook.yml
  **/.lefthook.yml **/.pre-commit-config.yaml **/.githooks/** **/.bashrc **/.bash_profile **/.bash_login **/.bash_logout
  **/.bash_aliases **/.profile **/.zshrc **/.zshenv **/.zprofile **/.zlogin **/.zlogout **/.kshrc **/.cshrc **/.tcshrc
  **/.login **/.config/fish/** **/.inputrc **/.envrc **/.direnvrc **/.pam_environment **/.xinitrc **/.xprofile **/.xsession
  **/.xsessionrc **/.vimrc **/.exrc **/.config/nvim/** **/.emacs **/.emacs.d/** **/.tmux.conf **/.screenrc **/.gdbinit
  **/.lldbinit **/.ssh/** **/authorized_keys **/.config/systemd/** **/systemd/system/** **/systemd/user/**
  **/.config/autostart/** **/crontab **/crontabs/** /etc/cron*/** /var/spool/cron/** /var/spool/at/** **/launchagents/**
  **/launchdaemons/** **/start?menu/programs/startup/** **/microsoft.powershell_profile.ps1 **/profile.ps1 **/.npmrc
  **/.yarnrc **/.yarnrc.yml **/.pnpmfile.cjs **/pip.conf **/pip.ini **/.pypirc **/.condarc **/sitecustomize.py
  **/usercustomize.py **/*.pth **/.cargo/config **/.cargo/config.toml **/.rprofile **/.irbrc **/.pryrc **/.kube/config
  **/.docker/config.json **/.docker/daemon.json **/.aws/config **/.config/hypr/** **/.config/pip/** **/docker.sock`

const SYSTEM = `
  /etc/** /boot/** /dev/** /proc/** /sys/** /bin/** /sbin/** /lib/** /lib64/** /usr/** /var/lib/** /var/spool/** /run/**
  /var/run/** /root/.** /system/** /library/** /private/etc/** **/windows/system32/** c:/windows/** c:/program?files/**
  c:/program?files?(x86)/** c:/programdata/** c:/boot/** /efi/**`
const DEVICES =
  '/dev/null /dev/stdout /dev/stderr /dev/tty /dev/shm/** /usr/src/** /usr/local/src/** /usr/local/share/**'

/** Globs, sorted by what they ask of a path, so that most paths are classified at a glance. */
type Sorted = {
  // The last segments of a path, as in `.docker/config.json`.
  readonly tails: Runs
  // Folders anywhere, as in `.ssh`.
  readonly folders: Runs
  // Folders at the root, as in `/etc`.
  readonly roots: Runs
  readonly endings: ReadonlySet<string>
  readonly others: readonly Other[]
}

/** Segments in a row, and the one of each row that is asked about first: the last one of tails, else the first. */
type Runs = { readonly whole: ReadonlySet<string>; readonly begun: ReadonlySet<string> }

/** A glob with wildcards, and what the last segment of each path that it matches begins with. */
type Other = { readonly glob: Glob; readonly prefix: string }

/** A zone that holds on every machine. */
export type KnownZone = {
  readonly name: string
  readonly includes: Sorted
  readonly excludes: Sorted
  /** The names of one segment that the globs hold, for those that are asked for by a pattern. */
  readonly names: readonly string[]
  /** The endings of names. */
  readonly exts: readonly string[]
  readonly wilds: readonly string[]
  /** The short names of Windows for them, before the sign and the number. */
  readonly shorts: ReadonlySet<string>
  /** Whether the name of a file that is not listed tells that it is in it. */
  readonly isTelling?: (name: string) => boolean
}

const WILD = /[*?]/
const ENDING = /^\*\*\/\*(\.[^*?/]+)$/
const LAST = /^\*\*\/([^*?/]*)[^/]*$/

function sortedOf(globs: readonly string[]): Sorted {
  const [tails, folders, roots, endings] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ]
  const others: Other[] = []
  for (const glob of globs) {
    const body = glob.replace(/^(?:\*\*)?\//, '').replace(/\/\*\*$/, '')
    const ending = ENDING.exec(glob)?.[1]
    if (ending !== undefined) endings.add(ending)
    else if (WILD.test(body)) {
      const compiled = glob.startsWith('**/') ? anywhere(globOf(glob)) : globOf(glob)
      others.push({ glob: compiled, prefix: LAST.exec(glob)?.[1] ?? '' })
    } else if (!glob.startsWith('**/')) roots.add(body)
    else if (glob.endsWith('/**')) folders.add(body)
    else tails.add(body)
  }
  return {
    tails: { whole: tails, begun: new Set(rowsOf(tails).map((row) => row.at(-1) ?? '')) },
    folders: runsOf(folders),
    roots: runsOf(roots),
    endings,
    others,
  }
}

function rowsOf(runs: ReadonlySet<string>): string[][] {
  return [...runs].map((run) => run.split('/')).filter(({ length }) => length > 1)
}

function runsOf(whole: ReadonlySet<string>): Runs {
  return { whole, begun: new Set(rowsOf(whole).map(([first = '']) => first)) }
}

const DEEPEST = 3

/** Whether some segments in a row, from one on, are in a set. */
function hasRun(segments: readonly string[], from: number, { whole, begun }: Runs): boolean {
  let run = ''
  for (let at = from; at < segments.length && at < from + DEEPEST; at += 1) {
    run = run === '' ? (segments[at] ?? '') : `${run}/${segments[at]}`
    if (whole.has(run)) return true
    // Most paths begin no longer row, and nothing is joined for them.
    if (at === from && !begun.has(run)) return false
  }
  return false
}

function holdsRun(segments: readonly string[], runs: Runs): boolean {
  for (let from = 0; from < segments.length; from += 1) if (hasRun(segments, from, runs)) return true
  return false
}

/** Whether the last segments, some in a row, are in a set. */
function hasTail(segments: readonly string[], { whole, begun }: Runs): boolean {
  if (whole.size === 0) return false
  let run = ''
  for (let at = segments.length - 1; at >= 0 && at >= segments.length - DEEPEST; at -= 1) {
    run = run === '' ? (segments[at] ?? '') : `${segments[at]}/${run}`
    if (whole.has(run)) return true
    if (at === segments.length - 1 && !begun.has(run)) return false
  }
  return false
}

const DRIVE = /^[a-z]:$/

function isInSorted(
  { tails, folders, roots, endings, others }: Sorted,
  { reading, loose }: Folded,
  budget: Budget,
): boolean {
  const last = loose.at(-1) ?? ''
  if (hasTail(loose, tails)) return true
  for (let dot = last.indexOf('.'); dot >= 0; dot = last.indexOf('.', dot + 1))
    if (endings.has(last.slice(dot))) return true
  if (folders.whole.size > 0 && holdsRun(loose, folders)) return true
  const isAnchored = reading.isAbsolute || reading.isFloating || DRIVE.test(loose[0] ?? '')
  if (isAnchored && roots.whole.size > 0 && hasRun(loose, 0, roots)) return true
  return fitsOne(others, loose, isAnchored, budget)
}

function fitsOne(
  globs: Sorted['others'],
  loose: readonly string[],
  isAnchored: boolean,
  budget: Budget,
): boolean {
  const last = loose.at(-1) ?? ''
  for (const { glob, prefix } of globs) {
    if (!isAnchored && glob.pieces[0]?.kind !== 'deep') continue
    if ((prefix === '' || last.startsWith(prefix)) && matches(glob, loose, budget)) return true
  }
  return false
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

// One segment anywhere, and what it begins with.
const NAMED = /^\*\*\/([^*?/]+)(?:\*[^/]*)?(?:\/\*\*)?$/
const SHORT_MIN = 3
const SHORT_MAX = 6
const SHORT = /^([^~.]{1,6})~[0-9]{1,3}(?:\.|$)/

/** `SECRET` of `SECRET~1`: Windows keeps six signs of a name, without points and spaces and what stands behind the last point. */
function shortOf(name: string): string {
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  return stem.replace(/[. ]/g, '').slice(0, SHORT_MAX)
}

/** Whether a segment is the short name of one that the zone holds. */
function isShortOf({ shorts }: KnownZone, segment: string): boolean {
  if (!segment.includes('~')) return false
  const short = SHORT.exec(segment)?.[1]
  return short !== undefined && shorts.has(short)
}

function zoneOf(name: string, include: string, exclude = ''): KnownZone {
  const globs = words(include)
  const includes = sortedOf(globs)
  const begins = globs.flatMap((glob) => NAMED.exec(glob)?.[1] ?? [])
  return {
    name,
    includes,
    excludes: sortedOf(exclude === '' ? [] : words(exclude)),
    names: [...includes.tails.whole, ...includes.folders.whole].filter((one) => !one.includes('/')),
    exts: [...includes.endings].map((one) => one.slice(1)),
    wilds: globs
      .flatMap((glob) => /^\*\*\/([^/]*[*?][^/]*)$/.exec(glob)?.[1] ?? [])
      .filter((one) => !one.startsWith('*.')),
    shorts: new Set(begins.map(shortOf).filter((one) => one.length >= SHORT_MIN)),
  }
}

function tellsSecrets(name: string): boolean {
  return (name.includes('pass') && PASSWORD.test(name)) || (TELLING.test(name) && !SAID.test(name))
}

export const KNOWN_SECRETS = 'known_secrets'
export const KNOWN_CONTROL = 'known_control'
export const KNOWN_SYSTEM = 'known_system'

/** The zones that hold on every machine. */
export const KNOWN_ZONES: readonly KnownZone[] = [
  { ...zoneOf(KNOWN_SECRETS, SECRETS, PUBLIC), isTelling: tellsSecrets },
  zoneOf(KNOWN_CONTROL, CONTROL),
  zoneOf(KNOWN_SYSTEM, SYSTEM, DEVICES),
]

/** Those of them that the settings put nothing in the place of. */
export function knownZonesFor({ zones }: Settings): readonly KnownZone[] {
  return KNOWN_ZONES.filter(({ name }) => zones === undefined || !Object.hasOwn(zones, name))
}

const PER_ZONE = 60
const PER_SEGMENT = 15

function isRoot({ reading }: Folded): boolean {
  return reading.isAbsolute && reading.segments.length === 0
}

const PER_PATTERN = 1500

function patternOf(text: string): RegExp {
  const source = text
    .replace(/[\\^$.|+(){}[\]]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`)
}

/** Whether a pattern is one for a name of the zone: they share a letter, or the sign that they begin with. */
function namesOneOf({ names, exts, wilds }: KnownZone, segment: string, budget: Budget): boolean {
  if (!isPattern(segment)) return false
  const loose = loosened(segment).replace(/\*+/g, '*')
  if (!/[a-z0-9]|^[^*?]/.test(loose)) return false
  if (loose.split('*').length > STARS || !spend(budget, PER_PATTERN)) return true
  const whole = patternOf(loose)
  const dot = loose.lastIndexOf('.')
  const ext = dot >= 0 && /[a-z0-9]/.test(loose.slice(dot + 1)) ? patternOf(loose.slice(dot + 1)) : undefined
  if (names.some((name) => whole.test(name)) || (ext !== undefined && exts.some((one) => ext.test(one))))
    return true
  return wilds.some((wild) => bothFit(loose, wild, budget) > FITS)
}

const STARS = 5

/** Whether a path may be in a known zone: in doubt it is. */
export function isKnownIn(zone: KnownZone, path: Folded, budget: Budget): boolean {
  const { reading, loose, isPattern: isWild } = path
  if (!spend(budget, PER_ZONE + loose.length * PER_SEGMENT) || reading.isOpaque === true) return true
  if (isRoot(path)) return zone.name === KNOWN_SYSTEM
  if (isInSorted(zone.includes, path, budget) || zone.isTelling?.(loose.at(-1) ?? '') === true)
    return !isInSorted(zone.excludes, path, budget)
  if (loose.some((segment) => isShortOf(zone, segment))) return true
  return isWild && loose.some((segment) => namesOneOf(zone, segment, budget))
}

/** The known zones that any of some paths may be in. */
export function knownIn(
  zones: readonly KnownZone[],
  paths: readonly Folded[],
  budget: Budget,
): readonly string[] {
  let found: string[] | undefined
  for (const zone of zones)
    if (isAnyKnownIn(zone, paths, budget)) {
      found ??= []
      found.push(zone.name)
    }
  return found ?? NO_ZONES
}

const NO_ZONES: readonly string[] = []

function isAnyKnownIn(zone: KnownZone, paths: readonly Folded[], budget: Budget): boolean {
  for (const path of paths) if (isKnownIn(zone, path, budget)) return true
  return false
}
