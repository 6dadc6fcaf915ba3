// One statement for the rows of a batch, so one round trip, put together at the start from the nouns' parts.
// Rows travel as one bytea per column and are cut apart in SQL: half the time of arrays.
import type { Client } from '../pool.ts'
import type { Batch } from './batch.ts'

/** An insert or update. `$1` is the org, `$2` the seq of the batch's first row; its own values are `:1`, `:2` and so on. */
export type Part<S> = {
  sql: string
  values: (batch: Batch, state: S, dataKey: Uint8Array) => unknown[]
}

export type RowsStatement<S> = {
  text: string
  send(client: Client, batch: Batch, state: S, dataKey: Uint8Array): Promise<unknown>
}

export function rowsStatement<S>(parts: readonly Part<S>[]): RowsStatement<S> {
  let given = 2
  const queries = parts.map(({ sql }, n) => {
    const before = given
    const text = sql.replace(/:(\d+)/g, (_, own: string) => {
      given = Math.max(given, before + Number(own))
      return `$${before + Number(own)}`
    })
    return `part_${n} as (\n${text}\n)`
  })
  const text = `with ${queries.join(', ')}\nselect 1`
  return {
    text,
    send: (client, batch, state, dataKey) =>
      client.query({
        name: 'ledger_rows',
        text,
        values: [batch.orgId, batch.size, ...parts.flatMap(({ values }) => values(batch, state, dataKey))],
      }),
  }
}

/** Bytes of several rows as one value, with where each begins, counted from 1, and how long it is. */
export function pack(parts: readonly Uint8Array[]): { bytes: Buffer; starts: number[]; lengths: number[] } {
  let at = 1
  const starts = parts.map((part) => {
    const start = at
    at += part.length
    return start
  })
  return { bytes: Buffer.concat(parts), starts, lengths: parts.map((part) => part.length) }
}

/** A column that is mostly empty: `unnest` fills up with null, so one without values travels as nothing. */
export function sparse<T>(values: readonly (T | null)[]): readonly (T | null)[] {
  return values.some((value) => value !== null) ? values : []
}
