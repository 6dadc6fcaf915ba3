// Variables and settings that decide which program is loaded or run later.
import type { Inner, Member } from '../leaves.ts'
import { aboutOf, type Name } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { addEffects, type Reader } from './reader.ts'

const VARIABLE =
  /^(?:LD_(?:PRELOAD|LIBRARY_PATH|AUDIT)|DYLD_[A-Z_]+|NODE_OPTIONS|NODE_PATH|PYTHON(?:PATH|STARTUP|HOME|INSPECT)|BASH_ENV|PROMPT_COMMAND|PERL5?(?:OPT|LIB|DB)|PERL5LIB|RUBY(?:OPT|LIB)|(?:JAVA_TOOL|_JAVA|JDK_JAVA|MAVEN|GRADLE)_(?:OPTIONS|OPTS)|GIT_(?:SSH|SSH_COMMAND|EXTERNAL_DIFF|PAGER|EDITOR|ASKPASS|PROXY_COMMAND|EXEC_PATH|CONFIG_[A-Z0-9_]+)|SSH_ASKPASS|CLASSPATH|LESSOPEN|LESSCLOSE|MANPAGER|NPM_CONFIG_[A-Z_]+|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|RUSTC_WRAPPER|DOCKER_HOST|KUBECONFIG)$/
// Members of these names mean a variable less surely.
const SHORT_VARIABLE = /^(?:PATH|PAGER|EDITOR|VISUAL|BROWSER|SHELL|ENV|IFS|HTTPS?_PROXY|ALL_PROXY)$/
const GIT_SETTING =
  /^(?:core\.(?:sshcommand|hookspath|pager|editor|fsmonitor|askpass|gitproxy|worktree|attributesfile|excludesfile)|alias\.\S{1,64}|(?:diff|merge|filter|difftool|mergetool|browser|man|gpg|pager)\.(?:\S{1,64}\.)?(?:textconv|command|driver|clean|smudge|process|cmd|path|program|external|tool)|credential\.\S{1,128}|sequence\.editor|url\.\S{1,200}\.(?:push)?insteadof|protocol\.\S{1,32}\.allow|include(?:if\.\S{1,128})?\.path|init\.templatedir|https?\.(?:\S{1,200}\.)?proxy|remote\.\S{1,64}\.(?:uploadpack|receivepack|vcs|url|pushurl)|uploadpack\.packobjectshook|sendemail\.\S{1,64}cmd)$/i
const NAMING = list('key name variable var setting option config property entry param parameter')
const LONGEST = 256

// Of an editor: which program it runs.
const EDITOR_SETTING =
  /^[\w-]{1,64}\.(?:[\w-]{1,64}\.){0,4}(?:default)?(?:interpreter(?:path)?|executable(?:path)?|automation(?:profile|shell)|shellargs|shell|profiles|nodepath|serverpath|binarypath|toolpath|clipath|tsdk|runtime)(?:\.[\w-]{1,64})?$/i

function isLoading(text: string): boolean {
  if (text.length > LONGEST) return false
  return VARIABLE.test(text) || GIT_SETTING.test(text) || EDITOR_SETTING.test(text)
}

/** A variable or setting that is set by its name: `{ key: "core.hooksPath" }`. */
export function readSetting(reader: Reader, name: Name, value: string): void {
  if (reader.isReading || value.length > LONGEST || !NAMING.has(aboutOf(name).whole)) return
  if (isLoading(value) || SHORT_VARIABLE.test(value)) addEffects(reader, ['execute', 'later'])
}

/** The same with its section beside it: `{ section: "core", key: "sshCommand" }`. */
export function readSection(reader: Reader, { value }: Inner): void {
  const { section } = value
  const name = value.key ?? value.name ?? value.option
  if (reader.isReading || typeof section !== 'string' || typeof name !== 'string') return
  if (isLoading(`${section}.${name}`)) addEffects(reader, ['execute', 'later'])
}

// Keys of the registry of Windows by which programs are started or loaded.
const AUTOSTART =
  /[\\/]currentversion[\\/](?:run|runonce|runonceex|runservices|winlogon|windows|image file execution options|policies[\\/]explorer[\\/]run|app paths|schedule)(?:$|[\\/])|[\\/](?:currentcontrolset|controlset00\d)[\\/](?:services|control[\\/](?:session manager|lsa))(?:$|[\\/])|[\\/]shell[\\/][^\\/]{1,64}[\\/]command(?:$|[\\/])|[\\/]inprocserver32(?:$|[\\/])|[\\/]active setup[\\/]installed components|[\\/]command processor(?:$|[\\/])/i
const REGISTRY = /^(?:computer[\\/]|registry::)?(?:hk[a-z_]{2,20}:?|software|system)[\\/]/i

/** What starts with the machine or instead of another program. */
export function readAutostart(reader: Reader, value: string): void {
  if (value.length > LONGEST || !REGISTRY.test(value)) return
  if (AUTOSTART.test(value)) addEffects(reader, ['execute', 'later'])
}

/** The same as a member: `{ env: { LD_PRELOAD: "…" } }`. */
export function readSettingKey(reader: Reader, { name, value }: Member): void {
  if (value !== null && value !== undefined && !reader.isReading && isLoading(name.text))
    addEffects(reader, ['execute', 'later'])
}

// Stages and operators of queries of documents that write or run something.
const STAGES: Readonly<Record<string, 'destructive' | 'change' | 'execute'>> = {
  $out: 'destructive',
  $merge: 'change',
  $where: 'execute',
  $function: 'execute',
  $accumulator: 'execute',
  $eval: 'execute',
}

/** What a stage of a pipeline does besides looking. */
export function readStage(reader: Reader, text: string): void {
  const effect = text.startsWith('$') && Object.hasOwn(STAGES, text) ? STAGES[text] : undefined
  if (effect !== undefined) addEffects(reader, [effect === 'change' ? 'outward' : effect])
}

// What is open to everybody unless it is private.
const OPENED = list(`
  repo repos repository repositories gist bucket project document doc page site dashboard notebook space container package
  registry image snippet form album board dataset file folder list collection paste app`)
const PRIVATE = /^(?:is)?(?:private|restricted|internal|confidential)(?:only)?$/
// Where people have talked or kept something among themselves; a new one holds nothing yet.
const AMONG_FEW = list(
  'channel conversation chat room group thread team calendar profile recording wiki drive case ticket issue incident report',
)
const ANEW = list('create add make new start open')

/** `private: false` where a thing of its kind is then open to everybody. */
export function readPrivacy(reader: Reader, word: string): void {
  if (PRIVATE.test(word) && (reader.words.some((one) => OPENED.has(one)) || isOpenedLater(reader)))
    addEffects(reader, ['outward', 'rights'])
}

function isOpenedLater({ words }: Reader): boolean {
  return !words.some((word) => ANEW.has(word)) && words.some((word) => AMONG_FEW.has(singularOf(word)))
}
