// PostgreSQL's wire protocol on a socket, one client at a time: the engine behind it is a single session.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** Runs whole protocol messages; `answer` is called with bytes that are valid only during the call. */
export type Engine = (messages: Uint8Array, answer: (bytes: Uint8Array) => void) => Promise<void>

type Cut = { end: number; wanted: number; isLast: boolean }

const PROTOCOL_3 = 196_608
const CANCEL = 80_877_102
const TLS = 80_877_103
const GSS = 80_877_104
const TERMINATE = 0x58

/** Listens on `path`. A client waits until the one before it has left and its traces are gone. */
export async function serveEngine(path: string, engine: Engine): Promise<{ close(): Promise<void> }> {
  let turn: Promise<void> = Promise.resolve()
  const open = new Set<Socket>()
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    turn = turn.then(() => serveClient(socket, engine))
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    async close() {
      server.close()
      for (const socket of open) socket.destroy()
      await turn
    },
  }
}

async function serveClient(socket: Socket, engine: Engine): Promise<void> {
  try {
    if (!socket.destroyed) await converse(socket, engine)
  } catch {
    // The client went away; what matters is that it leaves nothing behind.
  }
  socket.destroy()
  await forget(engine)
}

async function converse(socket: Socket, engine: Engine): Promise<void> {
  function answer(bytes: Uint8Array) {
    void socket.write(Buffer.from(bytes))
  }
  let held: Buffer[] = []
  let size = 0
  let wanted = 8
  let isStarted = false
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    held.push(chunk)
    size += chunk.length
    if (size < wanted) continue
    const bytes = held.length === 1 ? chunk : Buffer.concat(held)
    const cut = isStarted ? cutMessages(bytes) : cutStartup(bytes, socket)
    if (cut.end > 0) {
      isStarted ||= bytes[0] === 0 && bytes.readInt32BE(4) === PROTOCOL_3
      await run(engine, bytes.subarray(0, cut.end), socket, answer)
    }
    if (cut.isLast) return
    held = [bytes.subarray(cut.end)]
    size = bytes.length - cut.end
    wanted = cut.wanted
  }
}

async function run(
  engine: Engine,
  messages: Buffer,
  socket: Socket,
  answer: (bytes: Uint8Array) => void,
): Promise<void> {
  if (messages[0] === 0 && messages.readInt32BE(4) !== PROTOCOL_3) return
  socket.cork()
  await engine(messages, answer)
  socket.uncork()
  if (socket.writableNeedDrain && !socket.destroyed) await drained(socket)
}

/** Also resolves when the socket closes, and leaves no listener behind on one that lives for years. */
async function drained(socket: Socket): Promise<void> {
  const settled = new AbortController()
  const { signal } = settled
  try {
    await Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })])
  } finally {
    settled.abort()
  }
}

/** The packets before a session have no type byte; encryption is declined, a cancel request has nothing to signal. */
function cutStartup(bytes: Buffer, socket: Socket): Cut {
  const length = bytes.readInt32BE(0)
  const code = bytes.readInt32BE(4)
  if (length < 8 || length > 10_000 || code === CANCEL) return { end: 0, wanted: 0, isLast: true }
  if (bytes.length < length) return { end: 0, wanted: length, isLast: false }
  // After `N` the packet that starts the session follows, else a message.
  if (code !== TLS && code !== GSS) return { end: length, wanted: 5, isLast: false }
  socket.write('N')
  return { end: length, wanted: 8, isLast: false }
}

/** Finds the end of the last whole message; `wanted` is how many bytes the rest needs. */
function cutMessages(bytes: Buffer): Cut {
  let end = 0
  while (bytes.length - end >= 5) {
    if (bytes[end] === TERMINATE) return { end, wanted: 0, isLast: true }
    const length = 1 + bytes.readInt32BE(end + 1)
    if (length < 5) return { end, wanted: 0, isLast: true }
    if (bytes.length - end < length) return { end, wanted: length, isLast: false }
    end += length
  }
  return { end, wanted: 5, isLast: false }
}

/** Ends what the client left open. `Sync` first: after an error the engine skips everything else until it comes. */
async function forget(engine: Engine): Promise<void> {
  const sync = Buffer.from([0x53, 0, 0, 0, 4])
  for (const message of [sync, simpleQuery('ROLLBACK'), simpleQuery('DISCARD ALL')]) {
    await engine(message, () => {})
  }
}

function simpleQuery(sql: string): Buffer {
  const message = Buffer.alloc(sql.length + 6)
  message.write('Q', 0)
  message.writeInt32BE(sql.length + 5, 1)
  message.write(sql, 5)
  return message
}
