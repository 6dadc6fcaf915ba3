// Writes openapi/openapi.json from the contract; with --check it only reports whether the file is current.
import { readFileSync, writeFileSync } from 'node:fs'
import { openApi, operationList } from '../packages/contract/src/index.ts'

const file = new URL('../openapi/openapi.json', import.meta.url)
const text = `${JSON.stringify(openApi(operationList), null, 2)}\n`

if (!process.argv.includes('--check')) {
  writeFileSync(file, text)
} else if (readCommitted() !== text) {
  console.error('openapi/openapi.json differs from the contract: run `npm run openapi` and commit the file')
  process.exitCode = 1
}

function readCommitted(): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
