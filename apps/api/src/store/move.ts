// Copies everything that one database holds into an empty one, in one transaction, and compares both.
import type { Client } from './pool.ts'

export class MoveError extends Error {}

type Table = { name: string; columns: string[]; types: string[]; needs: string[] }

const TABLES = `
  select format('%I.%I', n.nspname, c.relname) as name,
         (select array_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
         (select array_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum) from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as types,
         array(select format('%I.%I', fn.nspname, f.relname) from pg_constraint k
                 join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
                where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname in ('public', 'accounts') and c.relkind = 'r'
   order by 1`

/** Answers how many receipts the target has afterwards. Where it has exactly what the source has, nothing is copied. */
export async function moveAll(source: Client, target: Client): Promise<number> {
  await source.query(`begin isolation level repeatable read read only; set local timezone = 'UTC'`)
  await target.query(`begin; set local timezone = 'UTC'`)
  try {
    const tables = inOrder((await source.query<Table>(TABLES)).rows)
    // Row security hides every row from whoever owns the tables, too; lifted for this one transaction.
    await forced(target, tables, false)
    const isEmpty = (await target.query('select from instance')).rows.length === 0
    if (isEmpty) for (const table of tables) await copy(source, target, table)
    for (const { name } of tables) {
      if ((await digestOf(source, name)) === (await digestOf(target, name))) continue
      throw new MoveError(
        isEmpty
          ? `the copy of ${name} differs from what was read: nothing was moved`
          : 'the database of DATABASE_URL has receipts already: name an empty one',
      )
    }
    const { rows } = await target.query<{ receipts: number }>(
      'select coalesce(sum(size), 0)::float8 as receipts from logs',
    )
    await forced(target, tables, true)
    await target.query('commit')
    return rows[0]?.receipts ?? 0
  } catch (error) {
    await target.query('rollback').catch(() => undefined)
    throw error
  } finally {
    await source.query('rollback').catch(() => undefined)
  }
}

async function forced(client: Client, tables: readonly Table[], isForced: boolean): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relrowsecurity`,
  )
  const secured = new Set(rows.map(({ name }) => name))
  for (const { name } of tables) {
    if (secured.has(name))
      await client.query(`alter table ${name} ${isForced ? '' : 'no '}force row level security`)
  }
}

/** A table comes after those that it refers to. */
function inOrder(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  let left = [...tables]
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name))
    const ready = left.filter(({ needs }) => !needs.some((name) => waiting.has(name)))
    if (ready.length === 0)
      throw new Error(`tables refer to each other in a circle: ${[...waiting].join(', ')}`)
    ordered.push(...ready)
    left = left.filter((table) => !ready.includes(table))
  }
  return ordered
}

/** At once; a commit may have some megabytes. */
const ROWS = 20

async function copy(source: Client, target: Client, { name, columns, types }: Table): Promise<void> {
  const texts = columns.map((column) => `${column}::text`).join(', ')
  await source.query(`declare moving no scroll cursor for select ${texts} from ${name}`)
  const places = columns.map((_, n) => `c${n}`)
  const insert = `insert into ${name} (${columns.join(', ')})
    select ${places.map((place, n) => `${place}::${types[n]}`).join(', ')}
      from unnest(${places.map((_, n) => `$${n + 1}::text[]`).join(', ')}) as given(${places.join(', ')})`
  for (;;) {
    const { rows } = await source.query<(string | null)[]>({
      text: `fetch ${ROWS} from moving`,
      rowMode: 'array',
    })
    if (rows.length === 0) break
    await target.query(
      insert,
      columns.map((_, n) => rows.map((row) => row[n] ?? null)),
    )
  }
  await source.query('close moving')
}

/** Equal where both have the same rows, in whatever order. */
async function digestOf(client: Client, name: string): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `select count(*) || '/' || coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0) as digest
       from ${name} t`,
  )
  return rows[0]?.digest ?? ''
}
