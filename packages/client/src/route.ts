// What the client knows of an operation besides its types.
import type { Operation } from '@countersign/contract'
import type { Route } from '@countersign/contract/place'
import type { Shape } from './answer.ts'

/** Generated, so that the client carries no schema library: where a call goes, and the form of an answer in JSON. */
export type KnownRoute = Route & {
  readonly name: string
  readonly method: Operation['method']
} & ({ readonly answer: Shape } | { readonly produces: 'cose' | 'ndjson' })
