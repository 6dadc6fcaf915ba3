// Writes what is generated from the contract; with --check it only reports whether the files are current.
import { readFileSync, writeFileSync } from 'node:fs'
import { openApi, operationList } from '../packages/contract/src/index.ts'
import { clientTable } from './client-table.ts'

const generated = {
  'openapi/openapi.json': `${JSON.stringify(openApi(operationList), null, 2)}\n`,
  'packages/client/src/generated.ts': clientTable(),
}

for (const [path, text] of Object.entries(generated)) {
  const file = new URL(`../${path}`, import.meta.url)
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
  } else if (readCommitted(file) !== text) {
    console.error(`${path} differs from the contract: run \`npm run openapi\` and commit the file`)
    process.exitCode = 1
  }
}

function readCommitted(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
