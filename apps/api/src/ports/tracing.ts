// Traces: the spans of one request, as the HTTP layer and the ledger report them.

/** From and to, by the clock of `performance.now`. */
export type Span = { from: number; to: number }

/** What the ledger reports about one unit of work. */
export type WorkTrace = {
  /** Told again where a batch is decided again. */
  decided(span: Span): void
  /** The commit that made it durable, shared with other work, and the signature in it. */
  committed(commit: Span & { sign: Span | undefined; receipts: number }): void
}

export type RequestTrace = {
  /** Work that `body` records, then or later, belongs to this request. */
  run<T>(body: () => T): T
  end(answer: { status: number; attributes: Readonly<Record<string, string | undefined>> }): void
}

export type Tracing = {
  /** `traceparent` as it came: one that is not well-formed is none. */
  begin(request: { operation: string; method: string; traceparent: unknown }): RequestTrace
  /** The request that is at work here. */
  current(): WorkTrace | undefined
  /** Sends what is left; gives up in time where nobody listens. */
  close(): Promise<void>
}
