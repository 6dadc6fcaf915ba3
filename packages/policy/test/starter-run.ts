// Writes the starter set as cedar-wasm parses it, so that no start has to; `--check` compares instead.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { parseText } from '../src/sets/compiled.ts'

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../packs/starter/${name}`, import.meta.url))
}

const file = pathOf('parsed.json')
const parsed = parseText(wasm, readFileSync(pathOf('policy.cedar'), 'utf8'))
const text = `${JSON.stringify(parsed, undefined, 2)}\n`

if (!process.argv.includes('--check')) {
  writeFileSync(file, text)
} else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write('packages/policy/packs/starter/parsed.json is not what policy.cedar parses to\n')
  process.exitCode = 1
}
