#!/usr/bin/env node
// The countersign command: connects `run` to this process, its streams and its signals.
import { run } from './cli.ts'

const interrupted = new AbortController()
let signalled: NodeJS.Signals | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Once: a second signal ends the process as it would have without us.
  process.once(signal, () => {
    signalled ??= signal
    interrupted.abort()
  })
}

// A reader that stops, such as `head`, is not a fault to report; what goes on for ever ends with it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exitCode = 2
    interrupted.abort()
  })
}

const { stdin, stdout, stderr, env } = process
const exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, signal: interrupted.signal })
// The parent learns that it was the signal, as it expects from a command, unless this was the end of its work.
if (signalled !== undefined && exitCode !== 0) process.kill(process.pid, signalled)
process.exitCode ??= exitCode
