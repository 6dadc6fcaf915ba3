// One job in its own thread and WASM instance: a text that traps or stalls it ends with it.
import '../background.ts'

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { checkDocument } from '@countersign/policy/publish'
import type { Answers, CheckJob, Job } from './jobs.ts'

const work: { [Kind in Job['kind']]: (job: Extract<Job, { kind: Kind }>) => Answers[Kind] } = { check }

function check({ document, tools }: CheckJob): Answers['check'] {
  const schemaFile = fileURLToPath(import.meta.resolve('@countersign/policy/base.cedarschema'))
  const baseSchema = readFileSync(schemaFile, 'utf8')
  return checkDocument({ wasm, baseSchema, tools }, document)
}

const job = workerData as Job
parentPort?.postMessage({ kind: job.kind, answer: work[job.kind](job) })
