// npm run cases -- <file.jsonl>: what the packs make of each case of a file, by pack, topic and kind.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { judgeCases, readCases, reportOf } from './cases.ts'

const [file] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write(
    'usage: npm run cases -- <file.jsonl>, with one case a line, as packages/policy/test/cases.ts reads them\n',
  )
  process.exit(2)
}
const judged = judgeCases(readCases(readFileSync(resolve(file))))
process.stdout.write(`${reportOf(judged).join('\n')}\n`)
process.exitCode = judged.every(({ isRight }) => isRight) && judged.length > 0 ? 0 : 1
