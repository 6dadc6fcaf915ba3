/** What a decision says, from the laxest to the strictest. */
export const VERDICTS = ['allow', 'sanitize', 'defer', 'require_approval', 'deny'] as const

/** One of the five verdicts. */
export type Verdict = (typeof VERDICTS)[number]

/** How strict a verdict is: 0 for `allow` up to 4 for `deny`. */
export const strictness = (verdict: Verdict): number => VERDICTS.indexOf(verdict)

/** The verdict that counts when several apply: deny > require_approval > defer > sanitize > allow. */
export const strictest = (first: Verdict, ...rest: Verdict[]): Verdict =>
  rest.reduce((kept, next) => (strictness(next) > strictness(kept) ? next : kept), first)

/** The verdict of the two evaluations without and with `declared`: the stricter one, but a `defer` may be lifted. */
export const withDeclared = (without: Verdict, withIt: Verdict): Verdict =>
  without === 'defer' ? withIt : strictest(without, withIt)
