// Where the members of an input go: into the path, the query or the body.
import type * as z from 'zod'
import type { AnyOperation } from './operation.ts'

/** An input as it is sent: the path with its query, and the members of the body. */
export type Placed = { readonly path: string; readonly body?: { readonly [member: string]: unknown } }

/** Where an operation is, and what it takes: the path with its parameters in braces, and the members of the query. */
export type Route = { readonly path: string; readonly query?: readonly string[]; readonly hasBody?: boolean }

/** The names of the members of one part of an input. */
export function membersOf(schema: z.ZodType | undefined): readonly string[] {
  return schema === undefined ? [] : Object.keys((schema as z.ZodObject).shape)
}

/** Places the members of an input, given as one object as `InputOf` has them; members that are undefined are left out. */
export function placeInput({ path, input: { query, body } }: AnyOperation, input: object): Placed {
  return place({ path, query: membersOf(query), hasBody: body !== undefined }, input)
}

/** The same for callers that know only the route. */
export function place({ path: template, query = [], hasBody = false }: Route, input: object): Placed {
  const members = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  function take(name: string): unknown {
    const value = members.get(name)
    members.delete(name)
    return value
  }
  const path = template.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) =>
    encodeURIComponent(String(take(name))),
  )
  // Without a body everything else is sent in the query, so that the server can say what it does not know.
  const inQuery = hasBody ? query.filter((name) => members.has(name)) : [...members.keys()]
  const search = inQuery
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(String(take(name)))}`)
    .join('&')
  return {
    path: search === '' ? path : `${path}?${search}`,
    ...(hasBody ? { body: Object.fromEntries(members) } : {}),
  }
}
