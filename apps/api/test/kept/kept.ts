// What is known of a kept database: who asks, what waits there, and what its log was.
export type Kept = {
  /** When it was kept, in milliseconds since 1970: what waits in it is over an hour later. */
  at: number
  org: string
  key: string
  agent_key: string
  /** Approvals: one that nobody has decided, and one that may be used once. */
  waiting: string
  granted: string
  approver: string
  keys: object
  checkpoint: { tree_size: number; root: string }
  /** SHA-256 of the lines of its bundle with disclosures, the header left out. */
  lines: string
}
