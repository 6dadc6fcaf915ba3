// What a batch adds beside its segment: which agents it is about, and which objects its receipts name.
import type { Payload } from '@countersign/receipt'
import { endsGate } from '../gates.ts'
import type { Batch, Row } from '../ledger/batch.ts'
import type { Part } from '../ledger/rows.ts'

/** One row for each agent of a batch, not for each receipt. */
const agentPart: Part<unknown> = {
  sql: `insert into segment_agents (org_id, agent_id, tree_size)
        select $1, agent_id, :2::bigint from unnest(:1::text[]) as row (agent_id)`,
  values: ({ rows, range }) => [[...new Set(rows.flatMap(({ payload }) => agentOf(payload)))], range.end],
}

/** What few receipts name, and is looked for by its id. */
const mentionPart: Part<unknown> = {
  sql: `insert into mentions (org_id, id, seq)
        select $1, id, seq from unnest(:1::text[], :2::bigint[]) as row (id, seq)`,
  values(batch) {
    const mentions = mentionsOf(batch)
    return [mentions.map(({ id }) => id), mentions.map(({ seq }) => seq)]
  },
}

export const segmentParts: readonly Part<unknown>[] = [agentPart, mentionPart]

function agentOf(payload: Payload): string[] {
  return 'agent' in payload && typeof payload.agent === 'string' ? [payload.agent] : []
}

type Mention = { id: string; seq: number }

/** A gate's row says which receipt ended it; what else names a gate is found here. */
function mentionsOf({ rows }: Batch): Mention[] {
  const mentions: Mention[] = []
  for (const row of rows) addNamed(row, mentions)
  return mentions
}

function addNamed({ payload, changes }: Row, mentions: Mention[]): void {
  const { gate, approval, member } = payload as {
    gate?: { id: string; seq?: number }
    approval?: { id: string }
    member?: { id: string }
  }
  const { seq } = payload
  // Of different kinds, so none is named twice.
  if (gate?.seq !== undefined && !endsGate(changes, gate.seq)) mentions.push({ id: gate.id, seq })
  if (approval !== undefined) mentions.push({ id: approval.id, seq })
  if (member !== undefined) mentions.push({ id: member.id, seq })
}
