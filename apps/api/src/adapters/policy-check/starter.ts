// The thread that starts the threads that check: they begin with its low priority, not only end with it.
import '../background.ts'

import { parentPort } from 'node:worker_threads'
import { type EndMessage, JobFailed, type StartMessage } from './jobs.ts'
import { checkInThread } from './thread.ts'

async function endOf({ id, ...message }: StartMessage): Promise<EndMessage> {
  try {
    return { id, checked: await checkInThread(message) }
  } catch (error) {
    const failed = error instanceof JobFailed ? error : new JobFailed('crash', String(error))
    return { id, why: failed.why, message: failed.message }
  }
}

parentPort?.on('message', async (message: StartMessage) => {
  parentPort?.postMessage(await endOf(message))
})
