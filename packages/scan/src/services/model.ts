// What a call of an HTTP API is, and how a service describes its calls.

/** What a call does to its service: it only reads, it changes what is there, or it changes who may do what. */
export const SERVICE_ACCESSES = ['read', 'write', 'admin'] as const

/** What a call does to its service. */
export type ServiceAccess = (typeof SERVICE_ACCESSES)[number]

/** What a body of GraphQL asks for. */
export type GraphqlCall = { readonly operation: string; readonly access: ServiceAccess }

/** A call of an HTTP API, by the host of its parsed URL; everything as it was sent. */
export type HttpCall = {
  /** In small letters, as in DNS. */
  readonly host: string
  /** What stands behind the host, up to a question mark or hash. */
  readonly path: string
  /** Behind the question mark. */
  readonly query?: string
  /** Every method that it may be taken for. */
  readonly methods: readonly string[]
  /** A parsed JSON body, or a text. */
  readonly body?: unknown
  /** Everything that may be the header `X-Amz-Target`. */
  readonly targets?: readonly string[]
  /** What the body asks for as GraphQL, read once where several calls share it. */
  readonly graphql?: () => GraphqlCall
  /** Whether there may be a body that is not known. */
  readonly isBodyHidden?: boolean
}

/** What a call is to its service. */
export type ServiceCall = {
  /** Such as `github`; `generic` for every host that is not known. */
  readonly service: string
  /** Such as `collaborators.add`. */
  readonly operation: string
  readonly access: ServiceAccess
  /** What it concerns, such as `octo-org/octo-repo`. */
  readonly resource?: string
}

/** A service as data. */
export type Service = {
  readonly name: string
  /** Exact hosts, or `*.example.com` for every host below it. */
  readonly hosts: readonly string[]
  /** Where its paths begin; `{v}` stands for a version such as `v3`. Another path is not a call of it. */
  readonly bases?: readonly string[]
  /** A line for each call: methods, path, operation, access. `{name}` is part of the resource, `{_}` is not, `**` is the rest. */
  readonly calls: string
  /** Where queries and mutations of GraphQL are sent. */
  readonly graphql?: string
  /** What may stand at the end of each part of a path without being of its name, such as `.json`. */
  readonly ending?: string
  /** Whether every method does what the name of the operation says. */
  readonly isByName?: boolean
}

/** The stricter of two. */
export function stricterAccess(a: ServiceAccess, b: ServiceAccess): ServiceAccess {
  return SERVICE_ACCESSES.indexOf(a) >= SERVICE_ACCESSES.indexOf(b) ? a : b
}
