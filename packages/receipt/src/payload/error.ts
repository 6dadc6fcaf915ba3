// The error for receipts, payloads and bundles that are refused.
/** A refused receipt, payload or bundle; `code` says why in a stable word, `path` where. */
export class ReceiptError extends Error {
  readonly code: string
  readonly path: string

  constructor(code: string, path: string, message: string) {
    super(message)
    this.name = 'ReceiptError'
    this.code = code
    this.path = path
  }
}
