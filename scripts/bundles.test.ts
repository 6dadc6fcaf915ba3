// What goes into a page of somebody who uses the packages in a browser, and how much of it.
import assert from 'node:assert/strict'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { root } from './checks.ts'

const CLIENT_BYTES_MAX = 30 * 1024

/** Bundles an entry of a package for browsers, as the bundlers of others do. */
async function bundle(entry: string) {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'packages', entry)],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
    metafile: true,
    write: false,
    outdir: 'out',
    // A built-in module of Node is reported below, by its name.
    external: [...builtinModules, 'node:*'],
  })
  const outputs = Object.values(metafile.outputs)
  return {
    bytes: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length,
    inputs: outputs
      .flatMap(({ inputs }) => Object.entries(inputs))
      .flatMap(([file, { bytesInOutput }]) => {
        return bytesInOutput > 0 ? [file] : []
      }),
    outside: outputs.flatMap(({ imports }) => imports.map(({ path }) => path)),
  }
}

/** The packages that files belong to, sorted: ours by their folder, others by their file. */
function packagesOf(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => /^packages\/([^/]+)\/src\//.exec(file)?.[1] ?? file))].sort()
}

describe('a bundle for browsers', () => {
  test('of the client is under 30 KB compressed, without cryptography, schemas or anything else', async () => {
    const { bytes, inputs, outside } = await bundle('client/src/index.ts')
    assert.ok(bytes < CLIENT_BYTES_MAX, `${bytes} bytes`)
    assert.deepEqual(outside, [])
    assert.deepEqual(packagesOf(inputs), ['client', 'contract', 'json', 'terms'])
    assert.deepEqual(
      inputs.filter((file) => file.includes('/contract/')),
      ['packages/contract/src/wire/place.ts'],
    )
  })

  for (const entry of [
    'contract/src/index.ts',
    'json/src/index.ts',
    'merkle/src/index.ts',
    'policy/src/index.ts',
    'policy/src/publish/index.ts',
    'policy/src/sets/cedar.ts',
    'policy/src/sets/compiled.ts',
    'receipt/src/index.ts',
    'receipt/src/noble.ts',
    'scan/src/index.ts',
    'scan/src/text/index.ts',
    'terms/src/index.ts',
  ]) {
    test(`of ${entry} needs no module of Node`, async () => {
      const { inputs, outside } = await bundle(entry)
      assert.ok(inputs.length > 0)
      assert.deepEqual(outside, [])
    })
  }

  test('of what does need Node is seen to', async () => {
    assert.deepEqual((await bundle('native/src/index.ts')).outside.includes('node:crypto'), true)
  })
})
