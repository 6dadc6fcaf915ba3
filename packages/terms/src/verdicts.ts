// The five verdicts and their precedence.

/** What a decision says, from the laxest to the strictest: of several that apply, the last one counts. */
export const VERDICTS = ['allow', 'sanitize', 'defer', 'require_approval', 'deny'] as const

/** One of the five verdicts. */
export type Verdict = (typeof VERDICTS)[number]

/** How strict a verdict is: 0 for `allow` up to 4 for `deny`. */
export function strictness(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict)
}

/** The verdict that counts when several apply: deny > require_approval > defer > sanitize > allow. */
export function strictest(first: Verdict, ...rest: Verdict[]): Verdict {
  return rest.reduce((kept, next) => (strictness(next) > strictness(kept) ? next : kept), first)
}
