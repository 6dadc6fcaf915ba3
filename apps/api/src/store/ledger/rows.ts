// One statement for the rows of a batch, so one round trip, put together at the start from the nouns' parts.
import type { Client } from '../pool.ts'
import type { Batch } from './batch.ts'

/** An insert or update. `$1` is the org; its own values are `:1`, `:2` and so on. */
export type Part<S> = {
  sql: string
  values: (batch: Batch, state: S) => unknown[]
}

export type RowsStatement<S> = {
  text: string
  send(client: Client, batch: Batch, state: S): Promise<unknown>
}

export function rowsStatement<S>(parts: readonly Part<S>[]): RowsStatement<S> {
  let given = 1
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
    send: (client, batch, state) =>
      client.query({
        name: 'ledger_rows',
        text,
        values: [batch.orgId, ...parts.flatMap(({ values }) => values(batch, state))],
      }),
  }
}

/** A column of numbers, or of words of ours, as PostgreSQL writes it: the driver would quote each of them. */
export function listed(values: readonly (number | string)[]): string {
  return `{${values.join(',')}}`
}

/** A column that is mostly empty: `unnest` fills up with null, so one without values travels as nothing. */
export function sparse<T>(values: readonly (T | null)[]): readonly (T | null)[] {
  return values.some((value) => value !== null) ? values : []
}
