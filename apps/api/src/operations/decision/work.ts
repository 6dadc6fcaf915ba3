// One decision as a unit of work for the ledger: prepared before the lock, judged and recorded under it.
import type { Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Context } from '../context.ts'
import { repeatOf } from '../idempotency.ts'
import { onlyReceipt } from '../recorded.ts'
import { keysOf, requireStanding } from '../standing.ts'
import { type Answer, answer } from './answer.ts'
import type { Asked } from './ask.ts'
import { judge } from './judge.ts'
import { noContents, type Prepared, prepare, sanitizedIn } from './prepare.ts'
import { entryFor } from './record.ts'
import { again } from './repeat.ts'

export function decisionWork(context: Context, asked: Asked): Work<Answer> {
  const { call } = asked
  const preparedFor = preparing(asked)
  return {
    needs: { agents: [asked.agentId], keys: keysOf(call.caller), counters: asked.counted.counterIds },
    bytes: asked.bytes,
    ...repeatOf(context, call, (view, first) => again(context, asked, view, first, preparedFor(view.config))),
    prepare: preparedFor,
    decide(view) {
      requireStanding(view.config, call.caller)
      const prepared = preparedFor(view.config)
      const judged = judge(asked, view, prepared)
      return {
        entries: [entryFor(context, asked, view, judged, prepared)],
        answer: (recorded) => answer(context, asked, judged.decision, onlyReceipt(recorded), judged.policy),
      }
    },
  }
}

/** Prepares once for each configuration. */
function preparing(asked: Asked): (config: OrgConfig) => Prepared {
  let last: { config: OrgConfig; prepared: Prepared } | undefined
  const contents = noContents()
  return (config) => {
    // Rows are merged into a configuration of the same epoch, so the agent may be new to it.
    if (last?.config !== config) {
      last = { config, prepared: prepare(asked, config, contents) }
      for (const left of sanitizedIn(asked, last.prepared)) asked.sanitized(left)
    }
    return last.prepared
  }
}
