// npm run policy:corpus -- <folder>: the evaluator beside the recorded answers of a folder of Cedar tests.
import { resolve } from 'node:path'
import { readFolder, runCorpus } from './corpus.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('name a folder of tests in the form of cedar-integration-tests')
const { cases, requests, allowed, determining, erring, wrong, differences } = runCorpus(
  readFolder(resolve(folder)),
)
const lines = [
  `cases ${cases}, requests ${requests}, allowed ${allowed}`,
  `decisions compared ${requests}, wrong ${wrong.decisions}`,
  `reasons compared ${requests} (${determining} policies), wrong ${wrong.reasons}`,
  `errors compared ${requests} (${erring} policies), wrong ${wrong.errors}`,
  `not evaluated ${wrong.failed}`,
  ...differences,
]
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = Object.values(wrong).some((count) => count > 0) || requests === 0 ? 1 : 0
