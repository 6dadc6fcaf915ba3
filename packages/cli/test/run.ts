// Runs the command in this process with captured streams and temporary folders.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { type ExitCode, type Io, type Out, run } from '../src/index.ts'

/** A stream that remembers what was written, as a terminal when asked. */
export function screen(isTTY = false): Out & { text(): string } {
  const pieces: Buffer[] = []
  const stream = new Writable({
    write(piece, _encoding, done) {
      pieces.push(Buffer.from(piece))
      done()
    },
  })
  return Object.assign(stream, { isTTY, columns: 200, text: () => Buffer.concat(pieces).toString() })
}

export type Answer = {
  exitCode: ExitCode
  out: string
  err: string
}

export type Setting = {
  stdin?: Iterable<Buffer | string> | AsyncIterable<Buffer | string>
  env?: Io['env']
  signal?: AbortSignal
  tty?: 'stdout' | 'stderr'
  /** Somebody at a terminal types these lines. */
  typed?: readonly string[]
}

/** Runs the command in this process. */
export async function countersign(argv: readonly string[], setting: Setting = {}): Promise<Answer> {
  const { env = {}, signal, tty, typed } = setting
  const stdin = typed?.map((line) => `${line}\n`) ?? setting.stdin ?? []
  const stdout = screen(tty === 'stdout')
  const stderr = screen(tty === 'stderr' || typed !== undefined)
  const io: Io = {
    stdin: Object.assign(Readable.from(stdin, { objectMode: false }), { isTTY: typed !== undefined }),
    stdout,
    stderr,
    env,
    ...(signal && { signal }),
  }
  const exitCode = await run(argv, io)
  return { exitCode, out: stdout.text(), err: stderr.text() }
}

/** A folder that is removed after the test. */
export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'countersign-cli-'))
  t.after(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Writes files into a new folder and returns their paths by name. */
export async function files<Name extends string>(
  t: TestContext,
  contents: Record<Name, unknown>,
): Promise<Record<Name, string>> {
  const path = await folder(t)
  const written = Object.entries(contents).map(async ([name, content]) => {
    const isBytes = typeof content === 'string' || content instanceof Uint8Array
    const file = join(path, name)
    await writeFile(file, isBytes ? content : JSON.stringify(content))
    return [name, file]
  })
  return Object.fromEntries(await Promise.all(written)) as Record<Name, string>
}
