// One document in its own thread and WASM instance: a text that traps or stalls it ends with it.
import { readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { checkDocument } from '@countersign/policy/publish'
import { wasm } from './engine.ts'
import { checkedText, readJob } from './jobs.ts'

// Before anything untrusted is read; where all of it came from the folder, this writes nothing.
flushCompileCache()
const schemaFile = fileURLToPath(import.meta.resolve('@countersign/policy/base.cedarschema'))
const baseSchema = readFileSync(schemaFile, 'utf8')
const { document, tools } = readJob(workerData as string)
parentPort?.postMessage(checkedText(checkDocument({ wasm, baseSchema, tools }, document)))
