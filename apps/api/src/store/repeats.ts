// Requests that came with an Idempotency-Key: which body each had, and which receipt it made.

import { NOTHING } from '../lists.ts'
import type { Recorded, RepeatIds, Work } from '../ports/ledger.ts'
import { type Gates, recordedAt } from './gates.ts'
import type { Locked } from './ledger/nouns.ts'
import type { Part } from './ledger/rows.ts'

/** Those that a batch asks for, by the id's bytes as text, and those that it adds. */
export type Repeats = {
  stored: Map<string, { digest: Uint8Array; seq: number }>
  made: Map<string, { id: Uint8Array; digest: Uint8Array; first: Recorded }>
}

export async function loadRepeats(
  { client, orgId }: Locked,
  works: readonly Work<unknown>[],
): Promise<Repeats> {
  const stored: Repeats['stored'] = new Map()
  const ids = works.flatMap(({ repeat }) => (repeat === undefined ? NOTHING : idsOf(repeat)))
  if (ids.length > 0) {
    const found = await client.query<{ id: Buffer; digest: Buffer; seq: number }>({
      name: 'repeats_named',
      text: `select r.id, r.digest, r.seq::float8 as seq from unnest($2::bytea[]) as wanted(id)
               cross join lateral (select id, digest, seq from repeats
                                    where org_id = $1 and id = wanted.id limit 1) r`,
      values: [orgId, ids],
    })
    for (const { id, digest, seq } of found.rows) stored.set(repeatKey(id), { digest, seq })
  }
  return { stored, made: new Map() }
}

export function remember(
  { made }: Repeats,
  { id, digest }: { id: Uint8Array; digest: Uint8Array },
  first: Recorded,
): void {
  made.set(repeatKey(id), { id, digest, first })
}

function idsOf({ id, earlierId }: RepeatIds): Uint8Array[] {
  return earlierId === undefined ? [id] : [id, earlierId]
}

/** What was done first under these ids, in an earlier commit or in this batch. */
export function repeated(
  { stored, made }: Repeats,
  gates: Gates,
  ids: RepeatIds,
): { digest: Uint8Array; first: Recorded } | undefined {
  const [before] = idsOf(ids).flatMap((id) => stored.get(repeatKey(id)) ?? [])
  return before === undefined
    ? made.get(repeatKey(ids.id))
    : { digest: before.digest, first: recordedAt(gates, before.seq) }
}

function repeatKey(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('latin1')
}

export const repeatPart: Part<Repeats> = {
  sql: `insert into repeats (org_id, id, digest, seq)
        select $1, substring(:1::bytea from ((n - 1) * 64 + 1)::int for 32),
               substring(:1::bytea from ((n - 1) * 64 + 33)::int for 32), seq
          from unnest(:2::bigint[]) with ordinality as row (seq, n)`,
  values(_, { made }) {
    const rows = [...made.values()]
    return [
      Buffer.concat(rows.flatMap(({ id, digest }) => [id, digest])),
      rows.map(({ first }) => first.payload.seq),
    ]
  },
}
