// An agent without a language model: a script that asks before every step, with the arguments of that step.

import type { Client } from '@countersign/client'
import type { JsonObject, JsonValue } from '@countersign/json'
import { green, printLine, red, shorten } from './screen.ts'

export type Attempt = {
  action: string
  verdict: string
  /** The codes of the reasons. */
  reasons: string[]
  isDone: boolean
  output?: JsonValue
  /** The receipt of the decision, and of the outcome if there was one. */
  receipts: string[]
}

/** What the agent does once it is allowed, with exactly the arguments that were allowed. */
type Step = (args: JsonObject) => JsonValue

export type Agent = { attempt(action: string, args: JsonObject, step: Step): Promise<Attempt> }

export function createAgent(client: Client, session: string): Agent {
  return {
    async attempt(action, args, step) {
      // When this call fails there is no verdict: it throws, and nothing below it happens.
      const answer = await client.gate({ action, arguments: args, session_id: session })
      const { verdict, receipt, reasons } = answer
      const asked = {
        action,
        verdict,
        reasons: reasons.map(({ code }) => code),
        receipts: [receipt.id],
      }
      const line = `${action.padEnd(18)} ${shorten(args, 44).padEnd(44)}`
      if (answer.verdict !== 'allow' && answer.verdict !== 'sanitize') {
        printLine('agent', `${line} ${red(verdict)}: ${reasons[0]?.message ?? 'no reason given'}`)
        return { ...asked, isDone: false }
      }
      const done = perform(step, answer.verdict === 'sanitize' ? answer.sanitized_arguments : args)
      const completed = await client.complete({ gate_id: answer.gate.id, ...done })
      printLine('agent', `${line} ${green(verdict)}, ${done.outcome}`)
      return {
        ...asked,
        isDone: done.outcome === 'succeeded',
        ...('output' in done && { output: done.output }),
        receipts: [receipt.id, completed.receipt.id],
      }
    },
  }
}

/** Failures are outcomes too, and are reported like any other. */
function perform(step: Step, args: JsonObject) {
  try {
    return { outcome: 'succeeded', output: step(args) } as const
  } catch (error) {
    return { outcome: 'failed', error: error instanceof Error ? error.message : String(error) } as const
  }
}
