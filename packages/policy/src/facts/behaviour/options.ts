// Options: where none belongs, and where they run a program, write a file or lead to another server.
import { spend } from '../../model/budget.ts'
import { type About, aboutOf, MEANS, means, type Name } from '../name.ts'
import { list } from '../names/lists.ts'
import { pathFormOf } from '../paths/path-form.ts'
import { effectOfMethod } from './method.ts'
import { addEffects, type Reader } from './reader.ts'
import { COMMANDS, SURE_SQL } from './statements.ts'

const TRANSPORT = /^(?:ext|fd)::/i
// A host that begins with a dash is an option of what connects to it.
const DASHED_HOST = /^(?:[a-z][a-z0-9+.-]{0,15}:\/\/(?:[^@/\s]{0,64}@)?|[\w.+-]{1,64}@)-[a-z]/i

const LISTS = list('args argv arguments flags options extraargs params parameters commandargs')
const LIST_WORDS = list('arg args argv argument arguments flag flags option options opts switches')

/** Whether a member holds options, which are then in their place. */
export function holdsOptions({ whole, last }: About): boolean {
  return LISTS.has(whole) || LIST_WORDS.has(last)
}

// Words in the names of options behind which a program, a text that runs or a file with either stands.
const RUNNING = list(`
  exec execdir execute ok okdir eval command cmd program shell rsh script hook hooks preload require loader wrapper launcher pack
  pager editor plugin plugins interpreter entrypoint rcfile rulesdir config conf configuration options settings userconfig
  globalconfig kubeconfig javaagent agentlib agentpath renderer bootstrap askpass proxycommand localcommand knownhostscommand
  engine linker toolexec vettool extcmd textconv template post pre privileged extension lua registry init action runner
  nodeoptions delete fprint fprintf fls tee upload hostname bin`)
// Names as a whole that write, send or lead somewhere.
const DOING =
  /^(?:o|output|out|outfile|output-(?:file|dir|document)|dump-header|cookie-jar|in-?place|save|write|upload-file|(?:post|body)-file|data(?:-binary|-raw|-urlencode)?|unix-socket|files0-from|ext-diff|no-index|open-files-in-pager|host|server|proxy(?:-server)?|(?:extra-)?index-url|endpoint-url|resolve-plugins\S*|checkpoint-action|use-compress-program|compress-program|to-command|remote-debugging-\S*|global-option|from-file)$/
const UNSAFE =
  /^(?:no-sandbox|disable-(?:web-security|setuid-sandbox|site-isolation\S*|ssl\S*)|allow-(?:file|running|insecure|root)\S*|ignore-certificate-errors\S*|insecure|no-check-certificate|trusted-host|cap-add|security-opt|mount|volume|userns|pid|add-host|dangerously\S*)$/

const LONG = /^--?([a-z][a-z\d]+(?:[-_.][a-z\d]+)*)(?:[=:\s]([\s\S]*))?$/i
/** The form of what is put out, which is written nowhere. */
const FORM =
  /^(?:json\w*|ya?ml|wide|name|table|text|csv|tsv|xml|html|markdown|md|pretty|compact|plain|junit|sarif|go-template\S*|custom-columns\S*|jsonpath\S*)$/i

// Options of one letter that do the same, by program, together with what follows them.
const LETTERS: Readonly<Record<string, RegExp>> = {
  git: /^-(?:[Oo]\S|u(?!no$|all$|normal$)\S|c\s*\S+=|x\s*\S)/,
  ssh: /^-[oFSEDLRJWw]/,
  scp: /^-[oFSDJ]/,
  sftp: /^-[oFSDJb]/,
  rsync: /^-\w*e/,
  tar: /^-[IF]/,
  curl: /^-[a-zA-Z]*[oOKTFdxDcE]/,
  wget: /^-[a-zA-Z]*[OioaPe]/,
  npm: /^-c/,
  npx: /^-[cp]/,
  docker: /^-[vH]\s*\S/,
  podman: /^-v\s*\S/,
  kubectl: /^-s\s*\S/,
  psql: /^-[cfoLv]/,
  postgres: /^-[cfoLv]/,
  mysql: /^-e/,
  mariadb: /^-e/,
  sort: /^-\w*[oT]/,
  sed: /^-[a-zA-Z]*[ief]/,
  awk: /^-[fiel]/,
  perl: /^-[a-zA-Z]*[eEiMm]/,
  python: /^-[cmiW]/,
  ruby: /^-[erI]/,
  php: /^-[rdfBRE]/,
  node: /^-[erpi]/,
  make: /^-[fCI]/,
  java: /^-(?:jar|cp|agent|java|X|D)/,
  nmap: /^-(?:o[NGXAS]|iL)/,
  tcpdump: /^-[zwC]/,
  man: /^-[PHCM]/,
  zip: /^-\w*T/,
  unzip: /^-[dT]/,
  gcc: /^-[oB]/,
  clang: /^-[oB]/,
  vim: /^-[cSsuWw]/,
  find: /^-(?:exec|execdir|ok|okdir|delete|fprintf?|fprint0|fls|files0-from)/,
  fd: /^-[xX]/,
  jq: /^-[fL]/,
  pip: /^-[irtec]/,
  pytest: /^-[pc]/,
  pandoc: /^-(?:[FLoH]|-filter)/,
  split: /^--filter/,
  adb: /^-[HLP]/,
  dig: /^-f/,
  ffprobe: /^-o/,
}
// Programs whose names are words of a language as well.
const WORDS_TOO = list('sort make split node find')
const MORE_PROGRAMS = list(
  'grep ripgrep rg ag ack ffmpeg openssl gpg svn hg helm terraform ansible cargo eslint traceroute sqlite sqlite3 aws gcloud gh',
)

const FETCHING = list('fetch http https request web url api')

/** The program that a tool is named after; what fetches takes the options that are known best for it. */
function programOf({ words, hasUrl }: Reader): string | undefined {
  const named = words.find((word) => Object.hasOwn(LETTERS, word) || MORE_PROGRAMS.has(word))
  return named ?? (hasUrl && words.some((word) => FETCHING.has(word)) ? 'curl' : undefined)
}

const SHORT_FORM = /^-o\s*=?\s*(?:json\w*|ya?ml|wide|name|table|text|csv)\b/

function isSureProgram(program: string | undefined): boolean {
  return program !== undefined && !WORDS_TOO.has(program)
}

/** Whether a word is an option that does more than choose what is shown; `next` is the word behind it. */
function isDoing(word: string, next: string, program: string | undefined): boolean {
  const letters = program === undefined ? undefined : LETTERS[program]
  if (SHORT_FORM.test(next === '' ? word : `${word} ${next}`)) return false
  if (letters?.test(next === '' ? word : `${word} ${next}`) === true) return true
  const [, long, value = next] = LONG.exec(word) ?? []
  if (long === undefined) return false
  const name = long.toLowerCase().replaceAll('_', '-')
  if (isForm(name, value)) return false
  if (DOING.test(name) || UNSAFE.test(name)) return true
  return name.split(/[-.]/).some((part) => RUNNING.has(part))
}

/** Whether an option only says in which form something is put out. */
function isForm(name: string, value: string): boolean {
  return (name === 'o' || name === 'output') && FORM.test(value)
}

const DASHED = /^\s*--?[a-z]/i
const QUOTED = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g
const WORDS_MAX = 64

/** The words of options that are written as one text. */
function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(QUOTED), ([whole, double, single]) => double ?? single ?? whole).slice(
    0,
    WORDS_MAX,
  )
}

const METHOD = /^(?:-X|--?request|--?method)(?:[=\s]*([a-z]+))?$/i
const UNSAFE_METHOD = /^(?:POST|PUT|PATCH|DELETE)$/
const ADDRESS = /^(?:https?:)?\//i

/** A method of HTTP as an option, or as the word before the address: `-X DELETE`, `--request=PUT`, `DELETE https://…`. */
function readMethods(reader: Reader, words: readonly string[]): void {
  words.forEach((word, at) => {
    const next = words[at + 1] ?? ''
    const option = METHOD.exec(word)
    const isPlain = option === null && UNSAFE_METHOD.test(word) && (at === 0 || ADDRESS.test(next))
    const method = isPlain ? word : option === null ? undefined : (option[1] ?? next)
    const effect = method === undefined ? undefined : effectOfMethod(method, true)
    if (effect !== undefined) addEffects(reader, [effect])
  })
}

/** Options in their place: whether any of them does more than choose what is shown. */
function readOptionWords(reader: Reader, words: readonly string[]): void {
  readMethods(reader, words)
  const program = programOf(reader)
  const isAny = words.some((word, at) => DASHED.test(word) && isDoing(word, words[at + 1] ?? '', program))
  if (isAny) addEffects(reader, ['execute'])
}

const TEXT_QUERY = list('query q keyword keywords term terms phrase')
const PATTERNED = list('grep ripgrep rg git find ag ack curl tar ssh')
const PLACES = list(`
  ref refs branch remote repo repository revision rev commit commitish sha object upstream package module image container pod
  archive refspec database table`)
const LONG_PLACES = list('tag base head name user username version page resource source destination target')
const VALUED = /^\s*--?[a-z][\w-]*(?:=|\s)/i
const SET = /^--?[\w-]+=/
const SPACE = /\s/

/** Whether a member says where or what something is, so that no option belongs there. */
function isPlace(name: Name, { last }: About, value: string): boolean {
  if (means(name, MEANS.content | MEANS.search)) return false
  if (means(name, MEANS.path | MEANS.url | MEANS.host) || PLACES.has(last)) return true
  return value.startsWith('--') && LONG_PLACES.has(last)
}

const DASH = 45
const SPACE_CODE = 32
const LENGTH_MAX = 4096
/** As far as a text is looked at to tell whether it begins as an option or leads to one. */
const BEGIN = 128

/** A value that the program behind the tool takes for an option, with a path or a program behind it. */
export function readOption(reader: Reader, name: Name, value: string): void {
  // Most texts begin as no option does, and name no host that does.
  const first = value.charCodeAt(0)
  if (first !== DASH && first > SPACE_CODE) {
    if (value.includes('::') || value.includes('/-') || value.includes('@-')) readLeading(reader, value)
    return
  }
  if (!DASHED.test(value.slice(0, BEGIN)) || !spend(reader.budget, Math.min(value.length, LENGTH_MAX))) return
  const own = aboutOf(name)
  const text = value.slice(0, LENGTH_MAX).trim()
  if (holdsOptions(own)) return
  if (!COMMANDS.has(own.whole) && !SURE_SQL.has(own.whole)) readStray(reader, name, own, text)
  if (!SPACE.test(text)) readBehind(reader, own, text)
}

/** Options in their place, in one text or in a list of them. */
export function readOptions(reader: Reader, value: string | readonly unknown[]): void {
  const isText = typeof value === 'string'
  if (!spend(reader.budget, isText ? Math.min(value.length, LENGTH_MAX) : value.length)) return
  readOptionWords(reader, isText ? wordsOf(value.slice(0, LENGTH_MAX)) : value.flatMap(optionsOf))
}

function optionsOf(item: unknown): string[] {
  if (typeof item !== 'string') return []
  return DASHED.test(item) && SPACE.test(item) && !SET.test(item) ? wordsOf(item) : [item]
}

/** What a text leads to by how it begins. */
function readLeading(reader: Reader, value: string): void {
  const begin = value.slice(0, BEGIN)
  if (TRANSPORT.test(begin) || DASHED_HOST.test(begin)) addEffects(reader, ['execute'])
}

/** An option where none belongs. */
function readStray(reader: Reader, name: Name, own: About, text: string): void {
  const program = programOf(reader)
  const isSought = means(name, MEANS.search)
  const isSaid = means(name, MEANS.content) && SPACE.test(text)
  if (isSaid || isTextQuery(reader, own)) return
  if (isPlace(name, own, text) || (isSureProgram(program) && !isSought && !means(name, MEANS.content))) {
    addEffects(reader, ['execute'])
    return
  }
  // Who searches for an option has nothing behind it.
  if (isSought && !VALUED.test(text) && !isSureProgram(program) && text.startsWith('--')) return
  if (SET.test(text) || !SPACE.test(text)) readOptionWords(reader, [text])
  else if (program !== undefined) readOptionWords(reader, wordsOf(text))
}

/** Whether a text is only looked for, by a tool that hands it to no program. */
function isTextQuery({ words }: Reader, { whole }: About): boolean {
  return TEXT_QUERY.has(whole) && !words.some((word) => PATTERNED.has(word))
}

const FLAGGED = /^-{1,2}[a-z][\w-]*(?:=|$)/i

/** The path behind an option of one letter or behind a sign. */
function readBehind(reader: Reader, own: About, text: string): void {
  if (isTextQuery(reader, own)) return
  const behind = FLAGGED.test(text) ? text.slice(text.indexOf('=') + 1) : text.slice(2)
  const form = pathFormOf(behind)
  if (form === 'rooted' || form === 'file') addEffects(reader, ['execute'])
}
