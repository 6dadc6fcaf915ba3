// What a user of the client installs.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

type Manifest = { dependencies?: Record<string, string> }

/** Every package that is installed with one of ours; third-party packages by name only. */
function installedWith(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  if (!name.startsWith('@countersign/')) return found
  const folder = name.slice('@countersign/'.length)
  const manifest = new URL(`../../${folder}/package.json`, import.meta.url)
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest
  for (const dependency of Object.keys(dependencies)) installedWith(dependency, found)
  return found
}

test('installing the client installs no cryptography, no policies and no receipts', () => {
  assert.deepEqual([...installedWith('@countersign/client')].sort(), [
    '@countersign/client',
    '@countersign/contract',
    '@countersign/json',
    '@countersign/terms',
    'zod',
  ])
  const ofReceipt = [...installedWith('@countersign/receipt')]
  assert.ok(ofReceipt.some((name) => name.startsWith('@noble/')))
})
