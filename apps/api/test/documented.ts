// Runs the commands of a page in order, and compares what they print with what the page shows.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestApp } from './harness.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const main = join(root, 'packages/cli/src/main.ts')

const ID = /\b(?:agt|apr|gte|key|mem|org|rcp)_[0-9a-z]+\b|sha256:[0-9a-f]{64}/g

/** Commands, and what is shown behind them. */
type Step = { commands: string; shown: string }

export type Documented = AsyncDisposable & {
  page: string
  steps: Step[]
  /** Where the commands run, and what they leave. */
  folder: string
  /** Ids as they are written on the page, and those that they stand for. */
  learned: Map<string, string>
  /** Runs commands and returns all that they print; throws where one fails. */
  print(commands: string): Promise<string>
  /** Runs a step; throws unless it prints what is shown. */
  walk(step: Step): Promise<void>
}

export function readPage(file: string): Promise<string> {
  return readFile(join(root, file), 'utf8')
}

function stepsOf(page: string): Step[] {
  const blocks = [...page.matchAll(/^```(sh|text)\n([\s\S]*?)^```/gm)]
  return blocks.flatMap(([, language, text = ''], at) => {
    const [, next, shown = ''] = blocks[at + 1] ?? []
    return language === 'sh' ? [{ commands: text, shown: next === 'text' ? shown : '' }] : []
  })
}

/** A pattern of what is shown: ids and times differ at every run, columns are as wide as they need, and an ellipsis is anything. */
function patternOf(shown: string): RegExp {
  const source = shown
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(ID, (id) =>
      id.startsWith('sha256') ? '(sha256:[0-9a-f]{64})' : `(${id.slice(0, 3)}_[0-9a-z]+)`,
    )
    .replace(/seq \d+/g, 'seq \\d+')
    .replace(/in \d+ min/g, 'in \\d+ \\w+')
    .replace(/ {2,}/g, ' +')
    .replace(/…\n/g, '[^\\n]*(?:\\n[^\\n]*)*?\\n?')
  return new RegExp(`^${source}$`, 'u')
}

/** A page whose `countersign` calls this service with its admin key, in a folder of its own that ends with it. */
export async function documented(
  file: string,
  app: TestApp,
  more: Record<string, string> = {},
): Promise<Documented> {
  const page = await readPage(file)
  const url = app.http.listeningOrigin
  const folder = await mkdtemp(join(tmpdir(), 'countersign-doc-'))
  const shim = join(folder, 'countersign')
  await writeFile(shim, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
  await chmod(shim, 0o755)
  await symlink(join(root, 'packages'), join(folder, 'packages'))
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    COUNTERSIGN_API_URL: url,
    COUNTERSIGN_API_KEY: app.adminKey,
    ...more,
  }
  const learned = new Map<string, string>()
  async function print(commands: string): Promise<string> {
    const script = [...learned].reduce((text, [written, real]) => text.replaceAll(written, real), commands)
    return (await run('sh', ['-ec', `{ ${script}\n} 2>&1`], { env, cwd: folder })).stdout
  }
  async function walk({ commands, shown }: Step): Promise<void> {
    const printed = await print(commands)
    const found = patternOf(shown).exec(printed.endsWith('\n') || shown === '' ? printed : `${printed}\n`)
    assert.ok(found !== null, `${commands}\nprinted\n${printed}\nand not\n${shown}`)
    for (const [at, id] of [...shown.matchAll(ID)].entries()) learned.set(id[0], found[at + 1] ?? '')
  }
  return {
    page,
    steps: stepsOf(page),
    folder,
    learned,
    print,
    walk,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
