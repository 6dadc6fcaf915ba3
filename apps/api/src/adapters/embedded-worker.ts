// The thread of the embedded database: PGlite computes where it runs, so it stays off the API's event loop.
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { rewriteFiles } from './embedded-files.ts'
import { serveEngine } from './embedded-socket.ts'

// How PGlite leaves its main loop for a statement that failed; every other way out is the end of the engine.
const STATEMENT_FAILED = 100

const { files, socketPath, rewrites } = workerData as { files: string; socketPath: string; rewrites: boolean }
const lastLines: string[] = []
function keep(line: string) {
  lastLines.push(line.trim())
  if (lastLines.length > 5) lastLines.shift()
  return true
}

const db = await PGlite.create(files, { onStdout: keep, onStderr: keep })
dieWithEngine(db)
if (rewrites) await rewriteFiles(db, files)
const server = await serveEngine(socketPath, (bytes, answer) =>
  db.execProtocolRawStream(bytes, { onRawData: answer }),
)
parentPort?.on('message', () => void stop())
parentPort?.postMessage({ kind: 'ready' })

async function stop(): Promise<void> {
  await server.close()
  await db.close()
  process.exit(0)
}

/** PGlite swallows a trap or a FATAL error and calls the dead engine again, for ever; this ends the thread instead. */
function dieWithEngine(engine: PGlite): void {
  const loop = engine.Module._PostgresMainLoopOnce
  engine.Module._PostgresMainLoopOnce = () => {
    try {
      loop()
    } catch (error) {
      if ((error as { status?: number }).status === STATEMENT_FAILED) throw error
      const said = lastLines.length > 0 ? ` (${lastLines.join('; ')})` : ''
      parentPort?.postMessage({ kind: 'failed', message: `${(error as Error).message ?? error}${said}` })
      process.exit(1)
    }
  }
}
