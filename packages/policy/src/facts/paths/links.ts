// Links that exist on every system, followed before `..` is.
const LINUX: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'var/run': 'run',
    'var/lock': 'run/lock',
    'var/mail': 'var/spool/mail',
    'usr/tmp': 'var/tmp',
    bin: 'usr/bin',
    sbin: 'usr/sbin',
    lib: 'usr/lib',
    lib64: 'usr/lib64',
    'dev/fd': 'proc/self/fd',
    'dev/stdin': 'proc/self/fd/0',
    'dev/stdout': 'proc/self/fd/1',
    'dev/stderr': 'proc/self/fd/2',
    'dev/shm': 'run/shm',
    'proc/mounts': 'proc/self/mounts',
    'proc/net': 'proc/self/net',
    'etc/mtab': 'proc/self/mounts',
    'proc/thread-self': 'proc/self/task/self',
  }),
)

const MACOS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    tmp: 'private/tmp',
    var: 'private/var',
    etc: 'private/etc',
    home: 'system/volumes/data/home',
  }),
)

/** Where an absolute path leads once its links are followed. */
export type Followed = {
  readonly segments: readonly string[]
  /** Whether it goes on from a place that only the machine knows. */
  readonly isFloating: boolean
  /** Whether it may be any file at all. */
  readonly isOpaque: boolean
}

const PROCESS = /^proc\/[^/]+(?:\/task\/[^/]+)?\/(root|cwd|exe|fd\/[^/]+|map_files\/[^/]+)$/

function walkWith(links: ReadonlyMap<string, string>, raw: readonly string[]): Followed {
  let segments: string[] = []
  let isFloating = false
  let isOpaque = false
  for (const segment of raw) {
    if (segment === '' || segment === '.') continue
    isOpaque = false
    if (segment === '..') segments.pop()
    else segments.push(segment)
    if (isFloating) continue
    const at = segments.join('/').toLowerCase()
    const target = links.get(at)
    if (target !== undefined) segments = target.split('/')
    const link = PROCESS.exec(segments.join('/').toLowerCase())?.[1]
    if (link === undefined) continue
    segments = []
    if (link !== 'root') isFloating = true
    isOpaque = link !== 'root' && link !== 'cwd'
  }
  return { segments, isFloating, isOpaque }
}

const BEGINS = /^\/+(?:var|usr|bin|sbin|lib|lib64|dev|proc|etc|tmp|home)(?:\/|$)/i

/** Where an absolute path leads on the systems that have these links; none when it goes through none. */
export function followed(text: string): Followed[] {
  if (!BEGINS.test(text)) return []
  const raw = text.split('/')
  const linux = walkWith(LINUX, raw)
  return raw.includes('..') ? [linux, walkWith(MACOS, raw)] : [linux]
}
