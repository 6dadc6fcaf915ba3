// The limits of a policy document: its size, depth, and number of parts.
import { PATTERN_LENGTH_MAX, PATTERNS_MAX } from '@countersign/scan'

/** What a document may be; all of it is checked before any parser of Cedar sees the text. */
export const LIMITS = {
  /** UTF-8 bytes of the text. */
  textBytes: 256 * 1024,
  /** Bytes of the whole document as JSON, roughly. */
  documentBytes: 512 * 1024,
  /** Arrays and objects open at once in the document. */
  documentDepth: 40,
  policies: 1000,
  /** Brackets open at once; cedar-wasm dies of 119. */
  nesting: 32,
  /** Operators on one path through an expression; cedar-wasm dies of 554 nested `if`, or 1,281 sums. */
  operators: 256,
  zones: 64,
  globs: 64,
  globCharacters: 256,
  hosts: 64,
  hostPatterns: 64,
  patterns: PATTERNS_MAX,
  patternCharacters: PATTERN_LENGTH_MAX,
  tests: 500,
  /** People who have approved, of one test. */
  approvers: 32,
  /** Problems that are listed. */
  problems: 200,
  messageCharacters: 600,
} as const
