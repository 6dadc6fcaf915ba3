// The embedded database: PGlite in a worker thread behind a private unix socket, one process per data folder.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { makeDataDir } from './data-dir.ts'

/** What `pg` needs to connect: `host` is the folder of the socket. */
export type EmbeddedConnection = { host: string; port: number; database: string; user: string }

export type Embedded = {
  connection: EmbeddedConnection
  /** Milliseconds until the database took connections, and whether the folder was new. */
  startedIn: { ms: number; created: boolean }
  /** To be called once something was erased: the next start takes it out of the files. */
  erased(): void
  /** When this resolves, everything committed is in the files and another process may open the folder. */
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  dataDir: string
  /** Called at most once; the database takes no more statements and the process should end. */
  onFatal: (error: Error) => void
  /** Called before a new database is made, which takes some seconds. */
  onCreating?: () => void
  /** Called before the files are rewritten without what was erased, which takes longer the larger they are. */
  onRewriting?: () => void
}

export class DataDirInUseError extends Error {}

type WorkerMessage = { kind: 'ready' } | { kind: 'failed'; message: string }

const port = 5432
// macOS allows 104 bytes with the closing zero, Linux 108.
const socketPathMax = 103

/** Opens the database in `dataDir`, making it when it is not there; throws DataDirInUseError while another process has it. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const began = performance.now()
  const dataDir = resolve(options.dataDir)
  makeDataDir(dataDir)
  const lock = await lockFolder(dataDir)
  const files = join(dataDir, 'database')
  const creating = join(dataDir, 'database.creating')
  // Nothing was ever committed in a folder whose making was cut short.
  if (existsSync(creating)) rmSync(files, { recursive: true, force: true })
  const created = !existsSync(files)
  if (created) {
    writeFileSync(creating, '')
    options.onCreating?.()
  }
  const erased = join(dataDir, 'database.erased')
  const rewrites = !created && existsSync(erased)
  if (rewrites) options.onRewriting?.()
  // PGlite makes files that everybody may write, and the data folder may be one that others may enter.
  mkdirSync(files, { recursive: true, mode: 0o700 })
  chmodSync(files, 0o700)
  const socket = socketFolder(dataDir)
  function release() {
    socket.remove()
    lock.release()
  }
  try {
    // Making a database takes 400 MB that only the end of its thread gives back; rewriting one takes some, too.
    if (created || rewrites) await (await openWorker(files, socket.path, options.onFatal, rewrites)).stop()
    rmSync(creating, { force: true })
    rmSync(erased, { force: true })
    const worker = await openWorker(files, socket.path, options.onFatal)
    return {
      connection: { host: socket.folder, port, database: 'postgres', user: 'postgres' },
      startedIn: { ms: Math.round(performance.now() - began), created },
      erased: () => writeFileSync(erased, ''),
      async stop() {
        await worker.stop()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/** The kernel drops this lock with the process, however it ends, and it needs no guess about a process id. */
async function lockFolder(dataDir: string): Promise<{ release(): void }> {
  const file = join(dataDir, 'database.lock')
  const owner = `${file}.pid`
  const lock = new DatabaseSync(file)
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== 5) throw error
    const pid = await readFile(owner, 'utf8').catch(() => 'unknown')
    throw new DataDirInUseError(
      `the data folder \`${dataDir}\` is in use by process ${pid.trim()}: stop it, or set COUNTERSIGN_DATA_DIR to another folder`,
    )
  }
  writeFileSync(owner, `${process.pid}\n`)
  return {
    release() {
      rmSync(owner, { force: true })
      if (lock.isOpen) lock.close()
    },
  }
}

/** A folder only this user may enter, because the socket asks for no password. */
function socketFolder(dataDir: string): { folder: string; path: string; remove(): void } {
  const name = `.s.PGSQL.${port}`
  const own = join(dataDir, 'socket')
  const fits = Buffer.byteLength(join(own, name)) <= socketPathMax
  const folder = fits ? own : mkdtempSync(join(shortTemporaryFolder(), 'countersign-'))
  if (fits) rmSync(own, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  return { folder, path: join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function shortTemporaryFolder(): string {
  return Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp'
}

async function openWorker(
  files: string,
  socketPath: string,
  onFatal: (error: Error) => void,
  rewrites = false,
): Promise<{ stop(): Promise<void> }> {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    name: 'embedded-database',
    workerData: { files, socketPath, rewrites },
    // Flags of the process, such as --watch or --test, are not meant for this thread.
    execArgv: [],
  })
  const started = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  let state: 'starting' | 'open' | 'ending' = 'starting'
  function fail(message: string) {
    const error = new Error(`the embedded database stopped: ${message}`)
    const before = state
    state = 'ending'
    if (before === 'starting') started.reject(error)
    if (before === 'open') onFatal(error)
  }
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'failed') return fail(message.message)
    state = 'open'
    started.resolve()
  })
  worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)))
  worker.on('exit', (code) => {
    fail(`its thread ended with code ${code}`)
    ended.resolve()
  })
  await started.promise
  return {
    async stop() {
      state = 'ending'
      worker.postMessage('stop')
      await ended.promise
    },
  }
}
