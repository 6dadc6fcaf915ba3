// What was found, and where; never what it says.
import { CONTENT_CATEGORIES, type ContentCategory, type Level } from '@countersign/terms'

/** What kinds of things are looked for. */
export const CATEGORIES = CONTENT_CATEGORIES

/** What kinds of things are looked for. */
export type Category = ContentCategory

/** Something found in a text. What it says is never repeated here, so a finding can be stored and shown. */
export type Finding = {
  /** What it is, such as `secret.github_token`: its category, a dot, and its own name. */
  readonly kind: string
  readonly category: Category
  readonly severity: Level
  /** The JSON pointer (RFC 6901) of the text or number; empty for a text by itself. */
  readonly path: string
  /** From, in UTF-16 units of the text as it was given. */
  readonly start: number
  /** Up to, but without. */
  readonly end: number
  /** Of one that weak signs add up to, what these are. */
  readonly signs?: readonly string[]
  /** Present when it stands in the name of the member that the path leads to, not in what the member holds. */
  readonly in?: 'name'
}

/** What a scan found, in the order of the texts. */
export type Scan = {
  readonly findings: readonly Finding[]
  /** False when the budget did not suffice, so that there may be more. */
  readonly complete: boolean
}

/** A place in a text where something was found. */
export type Hit = {
  readonly kind: string
  readonly severity: Level
  readonly start: number
  readonly end: number
  /** Of one that weak signs add up to, what these are. */
  readonly signs?: readonly string[]
  /** Whether it is an example, and a finding only where other data of a person is found with it. */
  readonly isSample?: true
}

/** The category that a kind belongs to. */
export function categoryOf(kind: string): Category {
  const [head] = kind.split('.')
  return CATEGORIES.find((category) => category === head) ?? 'instruction'
}
