// npm run replay [-- folder]: what the starter set makes of replayed calls, by domain, in both halves.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCalls, replay, reportOf } from './replay.ts'

const own = fileURLToPath(new URL('../replay', import.meta.url))
const [folder = own] = process.argv.slice(2)
process.stdout.write(`${reportOf(replay(readCalls(resolve(folder)))).join('\n')}\n`)
