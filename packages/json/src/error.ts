// Why a JSON text or value is refused: the codes, and the error that carries one.
/** Why a JSON text or value was refused. */
export type JsonErrorCode =
  | 'json.syntax'
  | 'json.trailing'
  | 'json.duplicate_member'
  | 'json.forbidden_member'
  | 'json.unsafe_number'
  | 'json.lone_surrogate'
  | 'json.nul'
  | 'json.depth'
  | 'json.nodes'
  | 'json.bom'
  | 'json.utf8'
  | 'json.unsupported'

/** A refused JSON text or value; `offset` counts UTF-16 units (bytes for `json.utf8`), and is -1 for values. */
export class JsonError extends Error {
  readonly code: JsonErrorCode
  readonly offset: number

  constructor(code: JsonErrorCode, offset: number, message: string) {
    super(message)
    this.name = 'JsonError'
    this.code = code
    this.offset = offset
  }
}
