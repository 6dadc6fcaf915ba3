// Runs the whole demo as a process of its own and reads what it printed.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

test('the demo does its work, holds risky steps for approval, and catches every forgery', async () => {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'demo.ts')], { env })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
  }
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(code, 0, text)
  for (const expected of [
    /agent +git_commit .* allow, succeeded/,
    /agent +read_file +\{"path":"CONTRIBUTING.md"\} +allow, failed/,
    /agent +upload_archive .* require_approval: /,
    /agent +tidy_workspace .* require_approval: /,
    /✔ the bug is fixed/,
    /✔ the repository is intact/,
    /✔ not even reading is allowed any more/,
    /✔ the bundle is valid: .*signature.*since/,
    /✔ one byte is changed.*: invalid, axis payload /,
    /✔ the receipt of the upload is dropped: invalid, axis completeness /,
    /✔ the end of the file is cut off: invalid, axis completeness /,
    /✔ against the kept checkpoint: invalid, axis since /,
    /\nEverything held\.\n/,
  ]) {
    assert.match(text, expected)
  }
  assert.doesNotMatch(text, /✖|\u001b|cs_(live|test)_/)
})
