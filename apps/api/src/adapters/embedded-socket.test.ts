// The socket of the embedded database, with an engine that only answers a lot.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { serveEngine } from './embedded-socket.ts'

const ANSWER_BYTES = 4 * 1024 * 1024
const QUESTIONS = 20

function startup(): Buffer {
  const message = Buffer.alloc(8)
  message.writeInt32BE(8, 0)
  message.writeInt32BE(196_608, 4)
  return message
}

const QUESTION = Buffer.from([0x51, 0, 0, 0, 5, 0])

it('leaves nothing behind on its connection when an answer is longer than the socket takes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-socket-'))
  const warnings: Error[] = []
  function onWarning(warning: Error): void {
    warnings.push(warning)
  }
  process.on('warning', onWarning)
  const path = join(folder, 'socket')
  const server = await serveEngine(path, async (messages, answer) => {
    if (messages[0] === QUESTION[0] && messages.length > QUESTION.length) return
    answer(new Uint8Array(messages[0] === QUESTION[0] ? ANSWER_BYTES : 1))
  })
  try {
    const client = connect(path)
    await once(client, 'connect')
    const chunks = client[Symbol.asyncIterator]()
    client.write(startup())
    await chunks.next()
    for (let n = 0; n < QUESTIONS; n++) {
      client.write(QUESTION)
      let bytes = 0
      while (bytes < ANSWER_BYTES) bytes += (await chunks.next()).value.length
      assert.equal(bytes, ANSWER_BYTES)
    }
    client.destroy()
    await nextTurn()
    assert.deepEqual(warnings, [])
  } finally {
    process.off('warning', onWarning)
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
