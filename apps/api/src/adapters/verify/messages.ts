// What the service and the thread that verifies say to each other: two questions and their answers.
import type { ErrorCode } from '@countersign/contract'
import type { Evidence, KeySet, Report } from '@countersign/receipt'
import type { ApiErrorDetails } from '../../operations/refusal.ts'

/** The first question: read these bytes. The second: verify what was read, by what the store knows of it. */
export type Question =
  | { kind: 'read'; body: Uint8Array }
  | { kind: 'verify'; keys: KeySet; evidence?: Evidence }

/** What must be looked up before a request can be verified. */
export type Needs = { org: string | undefined; receiptId: string | undefined }

/** `threadMs` is what the thread computed for this reply, whatever else the machine does. */
export type Reply = { threadMs: number } & (
  | { kind: 'needs'; needs: Needs }
  | { kind: 'report'; report: Report }
  | { kind: 'refused'; code: ErrorCode; details: Pick<ApiErrorDetails, 'detail' | 'errors'> }
)
