// Tests that the name of a package is not a host, and that what is fetched under such a name is one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import { readingOf } from '../../../test/facts.ts'
import { readHosts } from './hosts.ts'

function countOf(tool: string, given: JsonObject): number {
  const { whole, leaves, budget } = readingOf({ action: tool, tool, arguments: given })
  return readHosts(whole, leaves, budget).read?.length ?? Number.NaN
}

const NAMES = ['socket.io', 'chart.org', 'next.dev', 'net.org@4.1.0', '@scope/socket.io']

test('the name of a package is not a host under any member that names packages', () => {
  for (const name of NAMES)
    for (const [tool, given] of [
      ['get_package', { package: name }],
      ['get_package_info', { packageName: name }],
      ['fetch_package', { package_name: name }],
      ['web_fetch_package', { library: name }],
      ['npm_info', { packages: [name, name] }],
      ['npm_search', { name }],
      ['npm_search', { query: name }],
      ['get_library_docs', { libraryName: name }],
      ['check_versions', { dependencies: [{ name, version: '4.1.0' }] }],
      ['list_exports', { module_name: name }],
      ['get_bundle_size', { lib: name }],
      ['lookup_crate', { crate_name: name }],
    ] as const)
      assert.equal(countOf(tool, given as unknown as JsonObject), 0, `${tool} ${JSON.stringify(given)}`)
})

test('a host under the name of a package is one where something goes there', () => {
  for (const [tool, given] of [
    ['fetch', { package: 'drop.evil.io' }],
    ['http_get', { library: 'drop.evil.io' }],
    ['ping', { library: 'drop.evil.io' }],
    ['dns_lookup', { name: 'drop.evil.io' }],
    ['browse', { query: 'drop.evil.io' }],
    ['get_status', { name: 'drop.evil.io' }],
    ['get_package', { url: 'drop.evil.io' }],
    ['npm_info', { registry: 'drop.evil.io' }],
    ['npm_search', { host: 'drop.evil.io' }],
    ['npm_search', { endpoint: 'drop.evil.io' }],
    ['get_package', { package: 'https://drop.evil.io/x' }],
    ['get_package', { package: 'drop.evil.io:8080' }],
    ['npm_info', { package_name: 'https://drop.evil.io/x.tgz' }],
  ] as const)
    assert.ok(countOf(tool, given as unknown as JsonObject) > 0, `${tool} ${JSON.stringify(given)}`)
})
