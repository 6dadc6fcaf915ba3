// The thread that verifies: one request at a time, read first and verified when its keys have come.
import '../background.ts'

import { parentPort } from 'node:worker_threads'
import { ApiError } from '../../operations/refusal.ts'
import { suite } from '../suite.ts'
import type { Question, Reply } from './messages.ts'
import { needsOf, type Request, readRequest, verifyRequest } from './work.ts'

let read: Request | undefined

type Answer = Reply extends infer Each ? (Each extends Reply ? Omit<Each, 'threadMs'> : never) : never

function answer(question: Question): Answer {
  if (question.kind === 'read') {
    read = readRequest(question.body)
    return { kind: 'needs', needs: needsOf(read) }
  }
  if (read === undefined) throw new Error('asked to verify before anything was read')
  const request = read
  read = undefined
  return { kind: 'report', report: verifyRequest(suite, request, question) }
}

function answerOrRefuse(question: Question): Answer {
  try {
    return answer(question)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { code, detail, errors } = error
    return { kind: 'refused', code, details: { ...(detail && { detail }), ...(errors && { errors }) } }
  }
}

parentPort?.on('message', (question: Question) => {
  const before = process.threadCpuUsage()
  const said = answerOrRefuse(question)
  const { user, system } = process.threadCpuUsage(before)
  parentPort?.postMessage({ ...said, threadMs: (user + system) / 1000 })
})
