// The error of every decoder that accepts only one form of its input.
/**
 * Bytes or text that are not in the one form a format allows; `code` names the rule, such as
 * `cbor.not_shortest`.
 */
export class CodecError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'CodecError'
    this.code = code
  }
}
