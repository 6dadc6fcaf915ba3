// What of an approval a session was shown, and since when: in its pages, where nobody else can write it.
import type { Forms } from '../../forms.ts'

/** Whose page it is, and of what. */
export type Page = { sessionId: string; approvalId: string; digest: string }

/** The first `parts` of `of` parts were shown; the first of them `at` a time of the log, ms. */
export type Seen = { parts: number; of: number; at: number }

const TOKEN = /^(0|[1-9]\d{0,5})-([1-9]\d{0,5})-([1-9]\d{0,14})-([\w-]{43})$/

export function seenToken(forms: Forms, page: Page, seen: Seen): string {
  return `${seen.parts}-${seen.of}-${seen.at}-${forms.token(seedOf(page, seen))}`
}

/** What the token says; undefined unless it was made here for this session and this very approval. */
export function seenIn(forms: Forms, page: Page, token: string): Seen | undefined {
  const [, parts = '', of = '', at = '', mac = ''] = TOKEN.exec(token) ?? []
  const seen = { parts: Number(parts), of: Number(of), at: Number(at) }
  return mac !== '' && forms.isToken(seedOf(page, seen), mac) ? seen : undefined
}

/** Parts are read in their order: the next one counts where those before it were shown. */
export function nowSeen(before: Seen | undefined, shown: { part: number; parts: number }, now: number): Seen {
  const kept = before?.of === shown.parts ? before : { parts: 0, of: shown.parts, at: now }
  return shown.part === kept.parts + 1 ? { ...kept, parts: shown.part } : kept
}

/** The separator cannot occur in a cookie, from which the tokens of forms are made. */
function seedOf({ sessionId, approvalId, digest }: Page, { parts, of, at }: Seen): string {
  return ['seen', sessionId, approvalId, digest, parts, of, at].join('\0')
}
