// Requests to addresses that tenants chose.

/** What came of a request: the status of an answer, or why there was none. */
export type Sent = Answered | { error: SendError }

/** `text` is the beginning of the body, only where it was asked for. */
export type Answered = {
  status: number
  text?: string
  /** How long the answer asks to wait before the next attempt. */
  retryAfterMs?: number
}

export type SendError =
  /** The address is one that nothing may be sent to. */
  'forbidden_address' | 'unresolved' | 'refused_connection' | 'tls' | 'timeout' | 'broken'

export type Outbound = {
  /** Why nothing may be sent to this URL, as far as its text shows; undefined when it is allowed. */
  refusalOf(url: string): string | undefined
  /** Never rejects, follows no redirect, reads no more of the answer than it must, and ends within its time. */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    options?: { reads: boolean },
  ): Promise<Sent>
  /** Breaks off what is under way. */
  close(): void
}
