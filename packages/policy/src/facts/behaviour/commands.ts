// What programs do, by their names and arguments.
import type { Run } from '../../model/cedar.ts'

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Programs that put out what came from elsewhere or was packed. */
export const UNPACKERS =
  /^(?:curl|wget|fetch|aria2c|http|https|base64|base32|xxd|openssl|uudecode|gunzip|zcat|iwr|irm|invoke-webrequest|invoke-restmethod)(?:\.exe)?$/i

const SHELLS =
  /^(?:sh|bash|zsh|dash|ksh|fish|csh|tcsh|ash|busybox|python[0-9.]*|perl|ruby|node|deno|bun|php|lua|pwsh|powershell|cmd|iex|invoke-expression|source|\.|eval|osascript)(?:\.exe)?$/i
const PREFIXES =
  /^(?:sudo|doas|env|nohup|time|nice|ionice|command|builtin|exec|xargs|stdbuf|timeout|setsid|npx|pnpm|yarn|bunx|bundle|winpty|busybox|coproc|then|do|else|!|&)$/i

function nameOf(word: string | undefined): string {
  return (
    (word ?? '')
      .replace(/\\(?=[a-z]{1,6}$)/i, '')
      .split(/[/\\]/)
      .at(-1) ?? ''
  )
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat|com)$/, '')
}

/** The words from the program on that really runs: without `sudo`, `env A=b`, `npx` and the like. */
function withoutPrefixes(given: readonly string[]): readonly string[] {
  let at = 0
  while (
    at < given.length - 1 &&
    (PREFIXES.test(nameOf(given[at])) ||
      /^\w+=/.test(given[at] ?? '') ||
      (at > 0 && /^-/.test(given[at] ?? '') && PREFIXES.test(nameOf(given[at - 1]))))
  )
    at += 1
  return given.slice(at)
}

/** The programs of a command, each before what it is put before: `sudo`, then `rm`; `?` for one that is only known then. */
export function programsOf(given: readonly string[]): readonly string[] {
  const found = withoutPrefixes(given)
  const before = given.slice(0, given.length - found.length).filter((word) => PREFIXES.test(nameOf(word)))
  const names = [...before, ...found.slice(0, 1)].map(nameOf)
  return names.map((name) => (/[$`*?[{]/.test(name) ? '?' : name))
}

/** Whether a command runs the text that it is given. */
export function isShell(given: readonly string[]): boolean {
  return SHELLS.test(nameOf(withoutPrefixes(given)[0]))
}

const LOOKERS = words(`
  ls pwd whoami id date uptime df du cat head tail wc echo printf grep egrep fgrep rg stat file which sort uniq cut tr jq diff cmp
  basename dirname realpath readlink tree hostname uname nl column sha256sum sha1sum md5sum cksum cal arch nproc lscpu free lsblk lsof w who last vmstat iostat findmnt getconf locale tsort paste join look column od hexdump strings
  true false test seq expr dir type where ver locale groups tac rev comm fold ps find`)
const VERSIONED = /^(?:--version|-v|-V|version|--help|-h|help)$/
const GIT_LOOKS = words(
  'status log diff show blame annotate rev-parse describe ls-files ls-tree shortlog whatchanged grep cat-file rev-list merge-base name-rev count-objects show-ref for-each-ref show-branch check-ignore check-attr diff-tree diff-index diff-files range-diff cherry verify-commit verify-tag version',
)
const LOOKS_OF: Readonly<Record<string, ReadonlySet<string>>> = {
  git: GIT_LOOKS,
  kubectl: words('get describe logs explain top version api-resources cluster-info'),
  docker: words('ps images logs inspect stats version info top port diff history'),
  npm: words('ls list view outdated ping prefix root why explain fund'),
  pip: words('list show freeze check'),
  cargo: words('tree search metadata'),
  go: words('list version env'),
  terraform: words('plan show validate output version providers'),
  helm: words('list status history get show'),
  systemctl: words('status is-active is-enabled list-units list-timers is-failed'),
  yarn: words('list why info'),
  pnpm: words('list why ls outdated'),
  brew: words('list info deps outdated'),
  rustup: words('show'),
}
const WRITING_OPTION =
  /^(?:-o|-O|--output(?:=.*)?|--ext-diff|--textconv|-c|-C|--exec(?:=.*)?|--pre(?:=.*)?|--upload-pack(?:=.*)?|-f|--follow|--compress-program(?:=.*)?|--files0-from(?:=.*)?|-s|--set|--open-files-in-pager.*|-O.*|--no-index)$/

// Nothing but a list of what there is, and a search that does nothing to what it finds.
const LISTS =
  /^(?:branch|tag|remote|stash (?:list|show)|worktree list|config (?:--list|-l)|submodule status|notes(?: list| show)?|reflog(?: show)?|bisect log|sparse-checkout list|lfs (?:ls-files|status|env)|symbolic-ref --short HEAD)(?: (?:-[avlrqnp]|-vv|--list|--all|--verbose|--show-current|--porcelain|--(?:no-)?merged|--(?:no-)?contains|--points-at|--column|--show-origin|--show-scope|--recursive|--oneline|--(?:sort|format)=[^\s$`|;&]+))*(?: HEAD)?$/
// These ask for one thing by its name.
const ASKS =
  /^(?:config --get(?:-all|-regexp|-urlmatch)?|remote (?:get-url|show -n)|branch --(?:no-)?(?:merged|contains)|tag (?:-l|--list|--contains|--points-at)|branch (?:-l|--list)|stash show|notes show|bundle verify|submodule status)(?: --(?:all|stat|local|global|push))*(?: (?!-)\S+){1,2}$/
const FINDS_AND_DOES = /^-(?:exec|execdir|ok|okdir|delete|fprint|fprintf|fls|files0-from)/

// Options of lookers that write or run something.
const DOING_OPTION: Readonly<Record<string, RegExp>> = {
  find: FINDS_AND_DOES,
  date: /^-s|^--set|^\d{6,}/,
  hostname: /./,
  cut: /^--output=/,
  file: /^-[a-z]*C|^--compile/,
  // With `e` it shows the variables of every process, and with them what is secret.
  ps: /^[aflsuvwxjg]*e[aflsuvwxjg]*$/,
  printf: /^-v/,
  last: /^-f/,
  lsof: /^-F/,
  column: /^--?o(?:utput)?/,
  jq: /^-f|^--from-file|\benv\b|\$ENV|input_filename|\$__prog/,
}

// Lookers whose second operand is written to.
const SECOND_IS_WRITTEN = /^uniq$/

function writesSecond(program: string, rest: readonly string[]): boolean {
  return SECOND_IS_WRITTEN.test(program) && rest.filter((word) => !word.startsWith('-')).length > 1
}

// Options by which a client is led to another server, or runs a program to log in.
const LEADING =
  /^(?:--(?:kubeconfig|server|host|registry|index-url|extra-index-url|token|post-renderer|plugin\S*|config-env|kube-\S+|script-shell|toolexec|context|as|machine)(?:=.*)?|-H|-w|-toolexec(?:=.*)?)$/
const DOING = /^(?:-o|--output|--compress-program|--files0-from|--pre)/

function isVersion(program: string, rest: readonly string[]): boolean {
  const [only = ''] = rest
  if (rest.length !== 1 || !VERSIONED.test(only) || !/^[a-z][\w.-]*$/.test(program)) return false
  return !SHELLS.test(program) || /^--version$|^-[vV]$/.test(only)
}

const FORM = /^(?:json\w*|ya?ml|wide|name|table)$/

/** Whether an option only says in which form something is shown. */
function isForm(word: string, next: string): boolean {
  const [option, value = next] = word.split('=', 2)
  return (option === '-o' || option === '--output') && FORM.test(value)
}

// Programs whose second word says what is done with the first one: `docker volume ls`, `gh pr view`.
const DEEP: Readonly<Record<string, RegExp>> = {
  docker:
    /^(?:volume|network|image|container|context|compose|system) (?:ls|list|ps|inspect|df|images|top|logs|version)$/,
  kubectl: /^(?:config (?:current-context|get-contexts|get-clusters)|rollout (?:status|history)|auth can-i)$/,
  terraform: /^(?:state list|workspace (?:list|show))$/,
  gh: /^(?:pr|issue|run|release|repo|workflow|label|gist) (?:list|view|status|diff|checks)$/,
  npm: /^(?:config list|audit (?:signatures|--(?:json|omit=\w+|production))?)$/,
  yarn: /^(?:npm info)$/,
}

/** Whether a command lists or shows by its first two words, and nothing else is asked of it. */
function isDeepLook(program: string, [first = '', second = '', ...rest]: readonly string[]): boolean {
  const isDeep = Object.hasOwn(DEEP, program) && DEEP[program]?.test(`${first} ${second}`) === true
  return (
    isDeep && !rest.some((word) => WRITING_OPTION.test(word) || LEADING.test(word) || /^--web$/.test(word))
  )
}

function isGitList(rest: string): boolean {
  return LISTS.test(rest) || (ASKS.test(rest) && !SECRET_SETTING.test(rest))
}

const SECRET_SETTING = /pass|token|secret|credential|extraheader/i

/** Whether a program with commands of its own is given one that looks, and nothing that does more. */
function isLookOf(looks: ReadonlySet<string>, rest: readonly string[]): boolean {
  // What is not shown in a list is shown in each of the other forms.
  const isSecret = rest.some((word) => /secret/i.test(word))
  return (
    looks.has(rest[0] ?? '') &&
    !rest.some(
      (word, at) =>
        (WRITING_OPTION.test(word) && (isSecret || !isForm(word, rest[at + 1] ?? ''))) || LEADING.test(word),
    )
  )
}

/** Whether a command only looks, whatever it is given. */
export function isLook(given: readonly string[]): boolean {
  const [program, ...rest] = given
  if (program === undefined || program !== nameOf(program)) return false
  if (isVersion(program, rest)) return true
  if (program === 'gh' && isDeepLook(program, rest)) return true
  if (program === 'git' && isGitList(rest.join(' '))) return true
  const sub = Object.hasOwn(LOOKS_OF, program) ? LOOKS_OF[program] : undefined
  if (sub !== undefined) return isDeepLook(program, rest) || isLookOf(sub, rest)
  if (!LOOKERS.has(program) || writesSecond(program, rest)) return false
  const doing = Object.hasOwn(DOING_OPTION, program) ? DOING_OPTION[program] : undefined
  return !rest.some((word) => (doing ?? DOING).test(word))
}

const WIPERS = words(`
  mkfs wipefs shred blkdiscard fdisk sfdisk parted diskpart shutdown reboot poweroff halt dropdb dropuser lvremove vgremove
  pvremove srm badblocks hdparm cipher format mke2fs newfs rmtree`)
const WIPING = words(
  'drop dropall destroy wipe purge flush flushall flushdb truncate reset erase fresh nuke delete remove uninstall rm rb clean prune terminate deprovision undeploy rollback',
)
const WHOLES = words(`
  db database databases schema pg sql table tables data all volume volumes cluster clusters instance instances bucket buckets stack
  stacks namespace namespaces ns project projects app apps keyspace collection disk disks ecto migrate migration migrations org
  account tenant server servers vm vms repo repository snapshot snapshots backup backups system droplet pods pod deployment
  deployments service services pvc pv zone zones dynamodb rds s3 topic topics queue group groups resource environment env site
  function secret secrets key keys node nodes pool release objects object index indices flyway liquibase`)
const DRY = /^(?:--dry-?run(?:=.*)?|--what-?if|-whatif|--noop|--no-act|--simulate|--check|--plan|-n)$/i

function shortFlags(given: readonly string[]): string {
  return given
    .filter((word) => /^-[A-Za-z0-9]+$/.test(word))
    .map((word) => word.slice(1))
    .join('')
}

/** The words of a command of git behind its own options. */
function gitWords(given: readonly string[]): readonly string[] {
  let at = 1
  while (at < given.length && /^-/.test(given[at] ?? ''))
    at += /^(?:-c|-C|--git-dir|--work-tree|--namespace)$/.test(given[at] ?? '') ? 2 : 1
  return given.slice(at)
}

type Arguments = { readonly rest: readonly string[]; readonly flags: string }

function has({ rest }: Arguments, pattern: RegExp): boolean {
  return rest.some((word) => pattern.test(word))
}

/** What of git throws away commits, branches or changes, by its command. */
const GIT_LOSSES: Readonly<Record<string, (given: Arguments) => boolean>> = {
  push: (given) => /[fd]/.test(given.flags) || has(given, /^--(?:force$|delete|mirror|prune)|^[:+]\S/),
  reset: (given) => has(given, /^--(?:hard|merge)$/),
  clean: (given) =>
    given.flags.includes('f') && !given.flags.includes('n') && !given.rest.includes('--dry-run'),
  'filter-branch': () => true,
  'filter-repo': () => true,
  reflog: (given) => has(given, /^(?:expire|delete)$/),
  'update-ref': (given) => given.flags.includes('d'),
  replace: (given) => has(given, /^(?:-d|--delete|-f|--force)$/),
  stash: ({ rest }) => /^(?:clear|drop)$/.test(rest[0] ?? ''),
  branch: (given) => given.flags.includes('D') || given.rest.includes('--force'),
}

function runsOfGit(given: readonly string[]): readonly Run[] {
  const [verb = '', ...rest] = gitWords(given)
  const isLoss = Object.hasOwn(GIT_LOSSES, verb) ? GIT_LOSSES[verb] : undefined
  if (verb === 'push' && rest.some((word) => /^(?:--dry-run|-n)$/.test(word))) return []
  return isLoss?.({ rest, flags: shortFlags(rest) }) === true ? ['history'] : []
}

function deletesTree(given: Arguments): boolean {
  return has(given, /^\/[sqf]/i)
}

function deletesByForce(given: Arguments): boolean {
  return has(given, /^-(?:r|fo)/i)
}

function runsWiper({ rest }: Arguments): boolean {
  return rest.some((word, at) => /^-exec/.test(word) && /^(?:rm|shred|unlink)$/.test(nameOf(rest[at + 1])))
}

/** What destroys more than a file, by program. */
const LOSSES: Readonly<Record<string, (given: Arguments) => boolean>> = {
  rm: (given) => given.flags !== '' || has(given, /^--/),
  rmdir: deletesTree,
  rd: deletesTree,
  del: deletesTree,
  erase: deletesTree,
  'remove-item': deletesByForce,
  ri: deletesByForce,
  'clear-content': () => true,
  'format-volume': () => true,
  'clear-disk': () => true,
  'remove-partition': () => true,
  dd: (given) => has(given, /^of=\/dev\//),
  find: (given) => given.rest.includes('-delete') || runsWiper(given),
  fd: runsWiper,
  diskutil: (given) => has(given, /^(?:erase|partition|zero|secureErase|delete)/i),
  init: ({ rest }) => /^[06]$/.test(rest[0] ?? ''),
  telinit: ({ rest }) => /^[06]$/.test(rest[0] ?? ''),
  systemctl: ({ rest }) => /^(?:poweroff|reboot|halt|kexec)$/.test(rest[0] ?? ''),
}

const DROPS =
  /\bdrop(?:Database|Collection|Indexes)?\s*\(|deleteMany\(\s*\{\s*\}|\.remove\(\s*\{\s*\}|FLUSH(?:ALL|DB)/i

function isWipe(program: string, rest: readonly string[]): boolean {
  if (WIPERS.has(program) || program.startsWith('mkfs')) return true
  const isLoss = Object.hasOwn(LOSSES, program) ? LOSSES[program] : undefined
  if (isLoss !== undefined) return isLoss({ rest, flags: shortFlags(rest) })
  return rest.some((word) => DROPS.test(word)) || isSubcommandWipe(program, rest)
}

const SUBCOMMANDS = 5

/** One pod that is deleted is started anew by what it is of. */
function isOnePod(rest: readonly string[]): boolean {
  const names = rest.slice(1).filter((word) => !word.startsWith('-'))
  const isPod = /^(?:pods?|po)$/.test(names[0] ?? '') && names.length >= 2
  return (
    isPod &&
    !rest.some((word) =>
      /^(?:--all|-A|--all-namespaces|-l|--selector|--field-selector|--force|-f)(?:=|$)/.test(word),
    )
  )
}

// They run tests, and what they are given beside names which ones.
const TESTERS =
  /^(?:pytest|py\.test|unittest|nosetests|tox|nox|jest|vitest|mocha|ava|karma|cypress|rspec|phpunit|pest|ctest|bats|busted|behave|robot|gotestsum)$/
const TESTING = /^(?:go|cargo|dotnet|deno|bun|swift|flutter|dart|mix|bazel|zig|rails)$/
const RUNNING_ONE = /^(?:python[0-9.]*|poetry|uv|pipenv|hatch|pdm|rye|coverage)$/

/** `pytest -k test_truncate_table`, `go test -run TestDropTable`, `python -m pytest`. */
function runsTests(program: string, [first = '', second = '']: readonly string[]): boolean {
  if (TESTERS.test(program) || (TESTING.test(program) && first === 'test')) return true
  return RUNNING_ONE.test(program) && /^(?:run|-m)$/.test(first) && TESTERS.test(second)
}

/** A word for the end of something and one for what ends, both of them of the command itself. */
function isSubcommandWipe(program: string, rest: readonly string[]): boolean {
  if (
    LOOKERS.has(program) ||
    runsTests(program, rest) ||
    /^(?:vi|vim|nano|code|less|more|man|journalctl|npm|make|git|psql|mysql|curl|wget)$/.test(program)
  )
    return false
  const own = rest.filter((word) => !/^-|\s|\//.test(word)).slice(0, SUBCOMMANDS)
  const parts = own.flatMap((word) => word.toLowerCase().split(/[:_.-]/))
  if (parts.some((part) => /^flush(?:all|db)?$|^dropall$|^sqlflush$|^nuke$/.test(part))) return true
  if (!parts.some((part) => WIPING.has(part))) return false
  if (program === 'kubectl' || program === 'oc') return parts[0] === 'delete' && !isOnePod(rest)
  if (/^(?:terraform|pulumi|vagrant|tofu|cdk|sls|serverless)$/.test(program))
    return parts.includes('destroy') || parts.includes('remove')
  const names = [...parts, ...program.split(/[:_.-]/)]
  return names.some((part) => WHOLES.has(part) || /(?:db|sql)$/.test(part) || /^mysqladmin$|^pg_/.test(part))
}

const PLANNERS = /^(?:terraform|tofu|pulumi|terragrunt)$/
const HELPS = /^(?:--help|-help|-h|help|--usage|\/\?)$/

/** Whether it only asks how a command is used: nothing but plain words stand before that. */
function isHelp(rest: readonly string[]): boolean {
  return (
    HELPS.test(rest.at(-1) ?? '') &&
    rest.length <= 3 &&
    rest.slice(0, -1).every((word) => /^[a-z][a-z-]*$/.test(word))
  )
}

/** What a command does besides what the texts in it say; nothing when nothing is known of it. */
export function effectsOfCommand(given: readonly string[]): readonly Run[] {
  const found = withoutPrefixes(given)
  const [program, ...rest] = [nameOf(found[0]), ...found.slice(1)]
  if (rest.length > 0 && isHelp(rest)) return []
  if (program === 'git') return runsOfGit(found)
  if (rest.some((word) => DRY.test(word)) && program !== 'rm') return []
  if (PLANNERS.test(program) && rest[0] === 'plan') return []
  if (program === 'terraform' && rest.includes('-destroy')) return ['wipes']
  return isWipe(program, rest) ? ['wipes'] : []
}
