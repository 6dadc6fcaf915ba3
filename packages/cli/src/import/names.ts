// The words that `countersign import` accepts: whose files, and what to do with them.
/** The products whose files can be imported. */
export const PRODUCT_NAMES = ['asqav', 'aegis', 'stage0', 'interven'] as const
export type ProductName = (typeof PRODUCT_NAMES)[number]

export type Flags = {
  out?: string
  force?: true
  json?: true
  allowUnmatched?: true
}
