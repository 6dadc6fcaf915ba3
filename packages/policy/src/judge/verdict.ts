// How the two evaluations of a request become one verdict.
import { strictest, type Verdict } from '@countersign/terms'

/** The verdict of the two evaluations without and with `declared`: the stricter one, but a `defer` may be lifted. */
export function withDeclared(without: Verdict, withIt: Verdict): Verdict {
  return without === 'defer' ? withIt : strictest(without, withIt)
}
