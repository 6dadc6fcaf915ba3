// Whether a text is a path by its own form, whatever the member is called that holds it.

// The endings of files that people and programs work with. A name that ends otherwise may be anything.
const ENDINGS = new Set(
  `md mdx txt rst adoc json json5 jsonc jsonl yaml yml toml ini cfg conf config xml html htm css scss sass less js mjs cjs
  jsx ts mts cts tsx vue svelte py pyi ipynb rb go mod sum rs java kt kts scala c h cc cpp cxx hpp cs fs swift m mm php pl
  pm lua r jl ex exs erl hrl clj hs ml dart sol sh bash zsh fish ps1 psm1 bat cmd sql sqlite sqlite3 db mdb csv tsv
  parquet avro log lock pem key crt cer der p12 pfx jks keystore kdbx ppk gpg asc pub env envrc tf tfvars tfstate hcl
  gradle properties lst pdf doc docx xls xlsx ppt pptx odt png jpg jpeg gif svg webp ico bmp tiff mp3 mp4 mov avi wav zip
  tar gz tgz bz2 xz 7z rar jar war whl deb rpm dmg iso img exe dll so dylib bin dat bak old orig tmp swp patch diff plist
  service socket timer desktop proto graphql gql wasm map snap rules example sample local npmrc netrc htpasswd`
    .trim()
    .split(/\s+/),
)

const NAMES =
  /^(?:dockerfile|makefile|procfile|jenkinsfile|vagrantfile|gemfile|rakefile|justfile|crontab|passwd|shadow|sudoers|hosts|authorized_keys|known_hosts|id_(?:rsa|dsa|ecdsa|ed25519)\w*|credentials)$/i

const BEGINS = /^(?:[/\\]|\.{1,2}(?:[/\\]|$)|~[\w.-]*(?:[/\\]|$)|[a-z]:[/\\]|\$\{?\w+\}?[/\\]|%\w+%[/\\])/i
const CHAT_COMMAND = /^\/\w*\s/
const DOTFILE = /^\.[a-z0-9_][\w.*?[\]{},!-]*$/i
const PROSE = /\s/

/** How far a text is a path by its form: for certain, for what it looks like, or not at all. */
export type PathForm = 'rooted' | 'file' | 'loose' | 'none'

const WILD_ENDING = new Set(['~', '*', '?'])

function isFileName(name: string): boolean {
  const dot = name.lastIndexOf('.')
  if (dot < 0) return NAMES.test(name)
  if (name.startsWith('.') && DOTFILE.test(name)) return true
  let end = name.length
  while (end > dot && WILD_ENDING.has(name.charAt(end - 1))) end -= 1
  return dot > 0 && end - dot <= ENDING_MAX && ENDINGS.has(name.slice(dot + 1, end).toLowerCase())
}

/** Longer than any ending with its dot. */
const ENDING_MAX = 16

/**
 * The form of a whole text: `rooted` begins like a path, `file` ends like the name of a file, and `loose` only has a
 * slash or a wildcard in it, as many other things do.
 */
export function pathFormOf(text: string): PathForm {
  // Without any of the signs only a few names are paths.
  if (!SIGNS.test(text)) return NAMES.test(text) ? 'file' : 'none'
  if (text.includes('\n')) return 'none'
  // A command of a chat begins with a slash as well.
  if (BEGINS.test(text)) return CHAT_COMMAND.test(text) ? 'none' : 'rooted'
  return PROSE.test(text) || text.includes('://') ? 'none' : relativeForm(text)
}

/** What stands behind the last slash. */
function nameOf(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1)
}

const SLASH = /[/\\]/
const WILDCARD = /[*?[{%]/

function relativeForm(text: string): PathForm {
  if (!SLASH.test(text)) {
    if (isFileName(text)) return 'file'
    return WILDCARD.test(text) ? 'loose' : 'none'
  }
  // A file without an ending, or folders of ordinary names: nothing has to be taken apart.
  if (!text.includes('.')) return NAMES.test(nameOf(text)) ? 'file' : 'loose'
  const segments = text.split(SLASH)
  if (segments.includes('..')) return 'rooted'
  if (isFileName(segments.at(-1) ?? '') || segments.some((segment) => DOTFILE.test(segment))) return 'file'
  return segments.length > 1 || WILDCARD.test(text) ? 'loose' : 'none'
}

const SIGNS = /[/\\.~$%*?[{`\u2044\u2215\u29f8]/
const WORD = /^[\w-]{1,32}$/
const FOREIGN = /[^\0-\x7f]/

/** Whether a text has anything that a path has, told at a glance. */
export function mayBePath(text: string): boolean {
  return SIGNS.test(text) || (WORD.test(text) ? NAMES.test(text) : FOREIGN.test(text))
}

const SEPARATORS = /[,;|:=@`'"<>&\s]+/
const OPTION = /^--?[a-z](?=[/.~\\])/i
// What stands before a path, and around one: `:(top)a`, `:!a`, `file(a)`, `(a)`.
const MAGIC = /^:(?:\([\w,:-]{0,64}\)|[!^/])(?=.)/
const AROUND = /^\w{0,16}\(([^()\s]+)\)$/
const PARTS = 64

/** The parts of a text that holds several things, or one behind a sign: `a,b`, `name=@a`, `--out=a`, `rev:a`, `-oa`. */
export function partsOf(text: string): readonly string[] {
  const before = text.startsWith(':') ? MAGIC.exec(text)?.[0] : OPTION.exec(text)?.[0]
  const within = text.endsWith(')') ? AROUND.exec(text)?.[1] : undefined
  const isSplit = SEPARATORS.test(text)
  if (!isSplit && before === undefined && within === undefined) return NO_PARTS
  const parts = isSplit
    ? text
        .split(SEPARATORS)
        .filter((part) => part !== '')
        .slice(0, PARTS)
    : []
  if (within !== undefined) parts.unshift(within)
  if (before !== undefined) parts.unshift(text.slice(before.length))
  return parts
}

const NO_PARTS: readonly string[] = []
